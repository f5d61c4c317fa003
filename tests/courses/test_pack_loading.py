"""A pack in the database: made once, updated where nobody edited, never overwriting what was edited here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import CharField

from core.models import Picture
from courses.models import CoursePage, LessonPage, ModulePage, PackItem, PackLoad, Track
from courses.packs.load import is_loaded
from courses.packs.outcome import Loaded
from courses.packs.problems import PackRefused
from practice.models import PracticeStep, PracticeTask
from quizzes.models import Pool, Question, QuestionVersion, Quiz
from tests.courses.loading import asked, edit, lesson_page, load, outline, titles
from tests.courses.packs import KUIS, LAYAR, PRAKTIK, SANDI, Files, changed, good_files, write
from tests.factories.courses import course

GOOD = {"Kenal HP": ["Layar HP", "Praktik kenal HP"], "Akun pertama": ["Kata sandi", "Kuis akhir"]}
NEW_WORDS = (LAYAR, "Ada [empat", "Sekarang ada [empat")


@pytest.fixture(scope="module")
def first_load(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[Path, Loaded]]:
    """Loaded once for all tests of this file; what a test does to it is undone after the test."""
    folder = tmp_path_factory.mktemp("paket")
    with django_db_blocker.unblock(), transaction.atomic():
        yield folder, load(folder, good_files())
        transaction.set_rollback(True)


@pytest.fixture
def folder(first_load, db) -> Path:
    return first_load[0]


def test_a_good_pack_becomes_a_course_with_everything_in_it(first_load, folder):
    done = first_load[1]
    assert (done.made, done.updated, done.unchanged, done.conflicts, done.gone) == (22, 0, 0, [], [])
    assert titles() == GOOD
    page = CoursePage.objects.get(pk=outline().page)
    assert (page.slug, page.title, page.pack, page.live) == ("kursus-uji", "Kursus uji", "uji", True)
    assert (page.outcome_lines, page.track.slug) == (["Bisa satu.", "Bisa dua."], "internet-dasar")
    assert {tagged.tag.slug for tagged in page.topic_items.all()} == {"hp", "kata-sandi"}
    assert [[activity.kind for activity in lesson.activities] for lesson in outline().lessons] == [
        ["check"], ["practice"], ["check"], ["quiz"],
    ]  # fmt: skip
    assert outline().pass_percent == 70


def test_every_lesson_question_and_quiz_is_published_and_could_have_been_written_by_a_trainer(folder):
    for page in LessonPage.objects.all():
        assert page.live
        page.body.stream_block.clean(page.body)
    questions = list(Question.objects.all())
    assert [one.live and one.current_version is not None for one in questions] == [True] * 12
    for one in questions:
        one.content.stream_block.clean(one.content)
        one.full_clean()
    exam = Quiz.objects.get()
    assert [(part.pool.questions.count(), part.count) for part in exam.sections.all()] == [(3, 2), (7, 3)]
    assert [step.key for step in PracticeTask.objects.get().steps.all()] == ["buka", "ketuk"]
    assert Picture.objects.get().file.storage.exists(Picture.objects.get().file.name)


def test_a_lesson_keeps_its_aim_source_review_and_tags(folder):
    page = lesson_page("layar")
    assert (page.objective, page.minutes, page.changes_often) == ("Anda bisa menyentuh layar.", 4, True)
    assert (page.source_title, page.source_url) == ("Panduan resmi", "https://panduan.example/layar")
    assert (page.reviewed_on.isoformat(), page.review_again_on.isoformat()) == ("2026-11-21", "2027-11-21")
    assert {tagged.tag.name for tagged in page.competence_items.all()} == {"DLGF · 0.1", "DigComp 2.2 · 1.1"}
    assert [tagged.tag.slug for tagged in page.pillar_items.all()] == ["cakap"]


def test_loading_the_same_again_changes_nothing(folder):
    before = {model: list(model.objects.order_by("pk").values()) for model in (LessonPage, Question, QuestionVersion)}
    assert is_loaded(write(folder, good_files()))
    done = load(folder, good_files())
    assert (done.made, done.updated, done.unchanged, done.conflicts) == (0, 0, 22, [])
    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before


def test_what_changed_in_the_pack_is_updated_and_nothing_else(folder):
    untouched = lesson_page("sandi").latest_revision_id
    files = changed(NEW_WORDS, ("bank.yaml", "Mana tanda pesan palsu?", "Mana tanda penipuan?"))
    assert not is_loaded(write(folder, files))
    done = load(folder, files)
    assert (done.made, done.updated, done.unchanged, done.conflicts) == (0, 2, 20, [])
    assert "Sekarang ada" in str(lesson_page("layar").body)
    assert [version.number for version in asked("tanda-palsu").versions.order_by("number")] == [1, 2]
    assert asked("tanda-palsu").current_version.content["stem"] == "<p>Mana tanda penipuan?</p>"
    assert lesson_page("sandi").latest_revision_id == untouched
    assert is_loaded(folder)


@pytest.mark.parametrize("published", [True, False], ids=["published", "draft"])
def test_what_was_edited_here_stays_and_is_reported(folder, published):
    edit(lesson_page("layar"), publish=published, objective="Anda bisa lebih.")
    done = load(folder, changed(NEW_WORDS))
    assert (done.updated, done.conflicts) == (0, ["lesson:layar"])
    here = lesson_page("layar").get_latest_revision_as_object()
    assert here.objective == "Anda bisa lebih."
    assert "Sekarang ada" not in str(here.body)
    assert PackLoad.objects.get().conflicts == ["lesson:layar"]
    assert load(folder, changed(NEW_WORDS)).conflicts == ["lesson:layar"], "a second load must not forget it"


def test_the_packs_version_is_taken_when_it_is_named_and_the_edit_stays_in_the_history(folder):
    edit(lesson_page("layar"), objective="Anda bisa lebih.")
    edit(lesson_page("sandi"), objective="Anda bisa lain.")
    done = load(folder, changed(NEW_WORDS, (SANDI, "Kata sandi itu kunci.", "Kata sandi kunci.")), "lesson:layar")
    assert (done.updated, done.conflicts) == (1, ["lesson:sandi"])
    page = lesson_page("layar")
    assert (page.objective, "Sekarang ada" in str(page.body)) == ("Anda bisa menyentuh layar.", True)
    history = [revision.as_object().objective for revision in page.revisions.order_by("pk")]
    assert history == ["Anda bisa menyentuh layar.", "Anda bisa lebih.", "Anda bisa menyentuh layar."]
    assert lesson_page("sandi").objective == "Anda bisa lain."


def test_the_packs_version_is_taken_also_when_the_pack_did_not_change(folder):
    edit(lesson_page("layar"), objective="Anda bisa lebih.")
    assert load(folder, good_files()).conflicts == []
    assert lesson_page("layar").objective == "Anda bisa lebih."
    assert load(folder, good_files(), "lesson:layar").updated == 1
    assert lesson_page("layar").objective == "Anda bisa menyentuh layar."


def test_a_quiz_is_taken_as_the_pack_says_and_anew_when_it_says_no_more(folder):
    rules = "percobaan: 3\n    menit: 30\n    jeda: 60\n    dihitung: terakhir\n    acak: ya\n    halaman: semua\n"
    fields = ("time_limit", "waiting_minutes", "counts", "shuffle", "layout")
    assert load(folder, changed(("course.yaml", "percobaan: 3\n", rules))).conflicts == []
    assert Quiz.objects.values_list(*fields).get() == (30, 60, "latest", True, "all")
    assert load(folder, good_files()).updated == 1
    assert Quiz.objects.values_list(*fields).get() == (None, None, "best", False, "one")


def test_edits_of_questions_quizzes_practices_courses_modules_and_pictures_stay_as_well(folder):
    edit(asked("tanda-palsu"), explanation="Dari pelatih.")
    edit(Quiz.objects.get(), pass_percent=60)
    edit(PracticeTask.objects.get(), title="Praktik lain")
    edit(CoursePage.objects.get(pack="uji"), summary="Ringkas.")
    edit(ModulePage.objects.get(title="Kenal HP"), summary="Lain.")
    Picture.objects.update(title="Papan baru")
    files = changed(
        ("bank.yaml", "Mana tanda pesan palsu?", "Mana?"), ("course.yaml", "nilai_lulus: 70", "nilai_lulus: 75"),
        (PRAKTIK, "Ketuk gambar.", "Ketuk papan."), ("course.yaml", "Untuk penguji.", "Untuk semua."),
        ("1-kenal/module.yaml", "ringkasan: Satu kalimat.", "ringkasan: Dua kalimat."), ("gambar/papan.svg", "#0b6e69", "#000000"),
    )  # fmt: skip
    done = load(folder, files)
    assert sorted(done.conflicts) == [
        "course", "module:kenal", "picture:gambar/papan.svg", "practice:praktik-kenal", "question:tanda-palsu", "quiz:kuis-akhir",
    ]  # fmt: skip
    assert (done.made, done.updated) == (0, 1)  # the lesson around the practice
    assert (Quiz.objects.get().pass_percent, CoursePage.objects.get(pack="uji").summary) == (60, "Ringkas.")


def test_a_lesson_that_was_withdrawn_here_is_not_published_again(folder):
    lesson_page("layar").unpublish()
    assert load(folder, changed(NEW_WORDS)).conflicts == ["lesson:layar"]
    assert not lesson_page("layar").live


def test_a_module_that_was_deleted_here_stays_away_with_its_lessons(folder):
    ModulePage.objects.get(title="Kenal HP").delete()
    done = load(folder, changed(NEW_WORDS))
    assert (done.made, done.gone) == (0, [])
    assert titles() == {"Akun pertama": GOOD["Akun pertama"]}
    load(folder, changed(NEW_WORDS), "all")
    assert titles() == GOOD


def test_a_picture_and_a_quiz_that_were_deleted_here_come_back_with_the_lesson_that_needs_them(folder):
    lesson_page("kuis").delete()
    Quiz.objects.all().delete()
    Question.objects.filter(picture__isnull=False).update(picture=None)
    Picture.objects.all().delete()
    done = load(folder, changed(NEW_WORDS, (KUIS, "menit: 9", "menit: 8")), "lesson:kuis")
    assert done.conflicts == []
    assert Picture.objects.count() == Quiz.objects.count() == 1
    assert titles() == GOOD


def test_what_is_no_longer_in_the_pack_stays_and_is_named(folder):
    files = good_files()
    del files[PRAKTIK]
    done = load(folder, files)
    assert done.gone == ["lesson:praktik-kenal", "practice:praktik-kenal"]
    assert titles() == GOOD


def test_a_new_lesson_takes_its_place_and_a_new_module_too(folder):
    new = good_files()[SANDI].replace("id: sandi", "id: baru").replace("Kata sandi\n", "Baru\n")
    files = good_files() | {"1-kenal/01b-baru.md": new, "3-lagi/module.yaml": "id: lagi\njudul: Lagi\n"}
    files["3-lagi/01.md"] = new.replace("id: baru", "id: akhir").replace("judul: Baru", "judul: Akhir")
    done = load(folder, files)
    assert (done.made, done.conflicts) == (5, [])  # two lessons with their checks, one module
    assert titles() == GOOD | {"Kenal HP": ["Layar HP", "Baru", "Praktik kenal HP"], "Lagi": ["Akhir"]}


def reordered() -> dict:
    """The second module first, and in it the quiz before the lesson."""
    files = good_files()
    module = {name: files.pop(name) for name in list(files) if name.startswith("2-akun/")}
    names = {"2-akun/module.yaml": "0-akun/module.yaml", SANDI: "0-akun/02-sandi.md", KUIS: "0-akun/01-kuis.md"}
    return files | {names[name]: content for name, content in module.items()}


def test_a_new_order_in_the_pack_is_followed(folder):
    done = load(folder, reordered())
    assert (done.updated, done.conflicts) == (0, [])
    assert list(titles().items()) == [("Akun pertama", ["Kuis akhir", "Kata sandi"]), ("Kenal HP", GOOD["Kenal HP"])]


def test_a_lesson_goes_with_its_file_into_another_module(folder):
    files = good_files()
    files["1-kenal/03-sandi.md"] = files.pop(SANDI)
    assert load(folder, files).conflicts == []
    assert titles() == {"Kenal HP": [*GOOD["Kenal HP"], "Kata sandi"], "Akun pertama": ["Kuis akhir"]}


def test_an_order_that_was_changed_here_stays_and_is_reported(folder):
    lesson_page("layar").move(lesson_page("praktik-kenal"), pos="right")
    done = load(folder, reordered())
    assert done.conflicts == ["order"]
    assert titles() == {"Kenal HP": ["Praktik kenal HP", "Layar HP"], "Akun pertama": GOOD["Akun pertama"]}
    assert load(folder, reordered(), "order").conflicts == []
    assert list(titles().items()) == [("Akun pertama", ["Kuis akhir", "Kata sandi"]), ("Kenal HP", GOOD["Kenal HP"])]


def test_what_trainers_added_stands_untouched_between_what_the_pack_orders(folder):
    from tests.factories.courses import lesson

    own = lesson(ModulePage.objects.get(title="Akun pertama"), title="Dari pelatih")
    load(folder, reordered())
    assert sorted(titles()["Akun pertama"]) == ["Dari pelatih", "Kata sandi", "Kuis akhir"]
    assert LessonPage.objects.get(pk=own.pk).live


def test_a_pack_with_a_mistake_changes_nothing(folder):
    before = list(PackItem.objects.order_by("pk").values())
    with pytest.raises(PackRefused):
        load(folder, changed(NEW_WORDS, ("bank.yaml", "kesulitan: sulit", "kesulitan: susah")))
    assert list(PackItem.objects.order_by("pk").values()) == before
    assert "Sekarang ada" not in str(lesson_page("layar").body)


def other(*changes: tuple[str, str, str]) -> Files:
    """The same pack under another name."""
    return changed(
        ("course.yaml", "id: uji", "id: lain"), ("course.yaml", "slug: kursus-uji", "slug: kursus-lain"), *changes
    )


def test_what_this_site_does_not_take_refuses_the_pack_whole_and_says_why(folder, tmp_path):
    course("Lain", slug="kursus-lain")
    questions, pages = Question.objects.count(), CoursePage.objects.count()
    with pytest.raises(PackRefused) as refused, transaction.atomic():
        load(tmp_path, other())
    (problem,) = refused.value.problems
    assert problem.text().startswith("course: ")
    assert "kursus-lain" in problem.text()
    assert not PackItem.objects.filter(pack="lain").exists()
    assert (Question.objects.count(), CoursePage.objects.count()) == (questions, pages)


def too_long() -> list[str]:
    """Words that only SQLite takes: PostgreSQL refuses what is longer than its column."""
    found = []
    for model in (Pool, Track, Picture, PackItem, PracticeStep):
        fields = [field for field in model._meta.concrete_fields if isinstance(field, CharField) and field.max_length]
        for row in model._default_manager.values(*(field.attname for field in fields)):
            found += [
                f"{model.__name__}.{f.attname}" for f in fields if len(row[f.attname] or "") > (f.max_length or 0)
            ]
    return found


def test_titles_may_be_alike_and_as_long_as_a_pack_may_write_them(folder, tmp_path):
    module = f"judul: {'m' * 120}"
    files = other(
        (SANDI, "judul: Kata sandi", "judul: Kuis akhir"), ("1-kenal/module.yaml", "judul: Kenal HP", module),
        ("2-akun/module.yaml", "judul: Akun pertama", module), ("course.yaml", "judul: Kursus uji", f"judul: {'k' * 160}"),
        ("course.yaml", "lisensi: CC-BY-SA-4.0", f"lisensi: {'l' * 60}"), (PRAKTIK, "{#ketuk}", f"{{#{'k' * 40}}}"),
    ) | {f"gambar/{'g' * 89}.svg": good_files()["gambar/papan.svg"]}  # fmt: skip
    load(tmp_path, files)
    addresses = [lesson.url for lesson in outline("lain").lessons]
    assert len(set(addresses)) == 4
    assert [address.split("/")[-2] for address in addresses[2:]] == ["kuis-akhir", "kuis-akhir-1"]
    assert too_long() == []


def test_two_packs_stand_side_by_side(folder, tmp_path):
    done = load(tmp_path, other())
    assert (done.pack, done.made, done.conflicts) == ("lain", 22, [])
    assert [page.pack for page in CoursePage.objects.order_by("path")] == ["uji", "lain"]
    keys = [{lesson.key for lesson in outline(pack).lessons} for pack in ("uji", "lain")]
    assert keys[0].isdisjoint(keys[1])
