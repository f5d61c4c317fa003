"""curriculum/tests.yaml: read whole or refused, loaded once, left alone where it was edited, and never impossible."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from courses.models import CoursePage, TrackTest
from courses.packs.problems import PackRefused
from courses.packs.track_tests import read_tests
from quizzes.models import Pool, Quiz
from tests.courses.loading import edit
from tests.courses.path_tests import TESTS, asked, load, load_courses, world
from tests.factories.people import learner
from tests.progress.path_doing import start, take


def refused(folder, text):
    (folder / "tests.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PackRefused) as error:
        read_tests(folder)
    return " ".join(problem.text() for problem in error.value.problems)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format: 1", "format: 2", "newer version"),
        ("menit: 7", "menit: 9", "tests.yaml:5"),
        ("pilar: cakap, kesulitan: mudah, jumlah: 1", "pilar: cakap, kesulitan: mudah, jumlah: 9", "8 to 12"),
        ("pilar: cakap", "pilar: pintar", "pilar"),
        ("kursus: p1, kesulitan: mudah, jumlah: 3", "kursus: p1, kesulitan: mudah, jumlah: 4", "from 2 to 3"),
        ("en: Using a phone", "en: ''", "“en” is empty"),
        ("lanjut: p3", "lanjutt: p3", "lanjut"),
        ("penempatan:", "penempatan: 3\nx:", "must be a list"),
        ("format: 1", "format: [", "YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, old, new, said):
    assert said in refused(tmp_path, TESTS.replace(old, new, 1))


def test_no_file_is_no_test(tmp_path, db):
    assert read_tests(tmp_path) is None


def test_they_are_ordinary_quizzes_that_only_measure(tmp_path, db):
    tests = world(tmp_path)
    before, after, placed = (tests[kind].quiz for kind in ("before", "after", "placement"))
    assert after.pretest == before
    assert before.question_count == after.question_count == 8
    assert (before.attempts_allowed, before.feedback, before.time_limit) == (1, "at_end", None)
    assert placed.question_count == 6
    assert placed.attempts_allowed is None


def test_the_title_is_that_of_the_language(tmp_path, db):
    test = world(tmp_path)["before"]
    with override("id"):
        assert test.title == "Tes sebelum belajar"
    with override("en"):
        assert test.title == "Test before learning"
    with override("nl"):
        assert test.title == "Tes sebelum belajar"


def test_unchanged_is_not_loaded_again_and_a_changed_course_is_looked_at_anew(tmp_path, db):
    world(tmp_path)
    assert load(tmp_path) is None
    load_courses(tmp_path, "p1", each=2)
    done = load(tmp_path)
    assert (done.made, done.updated, done.unchanged) == (0, 0, 3)


def test_an_edited_quiz_stays_as_it_is(tmp_path, db):
    test = world(tmp_path)["before"]
    edit(test.quiz, title="Tes kota kami")
    done = load(tmp_path, TESTS.replace("jumlah: 1", "jumlah: 2", 1))
    assert done.conflicts == ["test:internet-dasar:before"]
    assert done.updated == 1
    assert Quiz.objects.get(pk=test.quiz_id).title == "Tes kota kami"


def test_what_this_site_cannot_ask_is_left_out_and_told(tmp_path, db):
    load_courses(tmp_path, "p1", "p2")
    done = load(tmp_path, TESTS.replace("jumlah: 1", "jumlah: 5", 1).replace("jumlah: 1", "jumlah: 1", 1))
    assert done.missing == {"placement:sehari-hari": ["p3"]}
    assert list(done.too_few) == ["test:internet-dasar"]
    assert not TrackTest.objects.exists()
    assert load(tmp_path).made == 2


def test_a_withdrawn_course_takes_its_tests_back_only_by_being_missed(tmp_path, db):
    world(tmp_path)
    CoursePage.objects.get(pack="p1").unpublish()
    done = load(tmp_path)
    assert set(done.missing) == {"test:internet-dasar", "placement:sehari-hari"}
    assert TrackTest.objects.count() == 3


def test_groups_that_somebody_arranged_otherwise_stay_there(tmp_path, db):
    load_courses(tmp_path, "p1", "p2", "p3")
    mine = Pool.objects.create(name="Kelompok kami")
    moved = Pool.objects.filter(questions__isnull=False).first()
    Pool.objects.filter(pk=moved.pk).update(within=mine)
    load(tmp_path)
    moved.refresh_from_db()
    assert moved.within == mine
    assert (
        not Pool.objects.exclude(pk=moved.pk).filter(questions__isnull=False, within=None, name__contains="p2").exists()
    )


def test_the_two_forms_share_no_question_where_the_bank_suffices(tmp_path, db):
    tests = world(tmp_path)
    for _round in range(5):
        ani = learner()
        before, after = take(ani, tests["before"]), take(ani, tests["after"])
        assert len(set(asked(before)) | set(asked(after))) == 16


def test_in_whichever_order_they_are_taken(tmp_path, db):
    tests, ani = world(tmp_path), learner()
    after, before = take(ani, tests["after"]), start(ani, tests["before"])
    assert not set(asked(before)) & set(asked(after))
