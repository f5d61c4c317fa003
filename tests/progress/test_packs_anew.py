"""A course pack is loaded anew while people are in its course: what they did stays, and they can finish."""

from __future__ import annotations

from datetime import timedelta

import pytest

from certificates.models import Certificate
from lms.demo.stages import do_lesson, learn
from progress.domain.queries import course_state
from progress.models import ActivityState, Enrolment, LessonState
from tests.courses.loading import load, outline
from tests.courses.packs import KUIS, LAYAR, PRAKTIK, SANDI, Files, changed
from tests.factories.people import learner
from tests.progress.doing import NOON

LATER = NOON + timedelta(days=1)


def renewed() -> Files:
    """Other words, names of files, order and marks, and one lesson more; the ids are the same."""
    files = changed(
        (LAYAR, "judul: Layar HP", "judul: Layar sentuh"), (LAYAR, "soal: Apa arti ketuk?", "soal: Apa itu ketuk?"),
        (PRAKTIK, "Ketuk gambar.", "Ketuk papan."), ("course.yaml", "nilai_lulus: 70", "nilai_lulus: 60"),
        ("course.yaml", "judul: Kursus uji", "judul: Kursus baru"),
    )  # fmt: skip
    files["1-kenal/00-layar.md"] = files.pop(LAYAR)
    files["2-akun/00-lagi.md"] = files[SANDI].replace("id: sandi", "id: lagi").replace("Kata sandi\n", "Lagi\n")  # type: ignore[union-attr,arg-type,call-overload]
    return files


@pytest.fixture
def in_it(db, tmp_path):
    """A learner who has done all but the quiz, in the course as it was loaded first."""
    load(tmp_path, changed())
    ani = learner()
    learn(ani, outline(), 3, at=NOON)
    return ani, tmp_path


def what_was_done(somebody):
    lessons = LessonState.objects.filter(learner=somebody).order_by("lesson")
    activities = ActivityState.objects.filter(learner=somebody).order_by("activity")
    return list(lessons.values("lesson", "completed_at")), list(activities.values("activity", "done_at", "percent"))


def test_what_was_done_stays_done_and_shows_under_its_new_name(in_it):
    ani, folder = in_it
    before = what_was_done(ani)
    assert load(folder, renewed(), at=LATER).conflicts == []
    assert what_was_done(ani) == before
    state = course_state(ani, outline())
    assert state.outline.title == "Kursus baru"
    assert [lesson.title for lesson in state.outline.lessons if lesson.key in state.completed] == [
        "Layar sentuh", "Praktik kenal HP", "Kata sandi",
    ]  # fmt: skip
    assert (state.progress.done, state.progress.total) == (3, 5)


def test_whoever_was_in_it_finishes_without_the_lesson_that_came(in_it):
    ani, folder = in_it
    load(folder, renewed(), at=LATER)
    now = outline()
    do_lesson(ani, now, now.lessons[-1], at=LATER)
    enrolment = Enrolment.objects.get()
    assert enrolment.completed_at is not None
    assert enrolment.completed_version == enrolment.version
    assert Certificate.objects.get().stated.title == "Kursus baru"


def test_a_lesson_that_left_the_pack_stays_in_the_course_and_is_needed_by_nobody_twice(in_it):
    ani, folder = in_it
    files = changed()
    del files[PRAKTIK]
    before = what_was_done(ani)
    assert load(folder, files, at=LATER).gone == ["lesson:praktik-kenal", "practice:praktik-kenal"]
    assert what_was_done(ani) == before
    assert course_state(ani, outline()).progress.done == 3


def test_an_open_attempt_goes_on_with_the_questions_that_were_drawn(in_it):
    from quizzes.domain.queries import items_of
    from tests.progress.doing import start

    ani, folder = in_it
    attempt = start(ani, outline(), outline().lessons[3])
    asked = [item.version_id for item in items_of(attempt)]
    load(
        folder,
        changed(("bank.yaml", "Berapa harganya?", "Berapa harga jualnya?"), (KUIS, "menit: 9", "menit: 8")),
        at=LATER,
    )
    assert [item.version_id for item in items_of(attempt)] == asked
    assert start(ani, outline(), outline().lessons[3]) == attempt
