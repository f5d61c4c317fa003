"""Loading a pack again: what changed in it comes in, what was edited here stays, and ``--take`` decides otherwise."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from django_tasks import default_task_backend

from courses.domain.outlines import outlines
from courses.models import CourseOutline, CoursePage, LessonPage, ModulePage, PackItem
from courses.packs.load import load_pack
from courses.packs.model import key_of
from courses.packs.outcome import CourseDeletedHere, Loaded
from quizzes.models import Question
from tests.courses.packs import LAYAR, changed, good_files, write

pytestmark = pytest.mark.django_db
NEW_TEXT = (LAYAR, "Layar HP *peka*", "Layar HP sangat *peka*")


@pytest.fixture
def folder(tmp_path, noon) -> Path:
    write(tmp_path, good_files())
    load_pack(tmp_path, at=noon)
    return tmp_path


def published() -> dict[str, list[str]]:
    """Module → lessons, as learners see the course."""
    return {
        module.title: [lesson.title for lesson in module.lessons]
        for outline in outlines()
        for module in outline.modules
    }


WHOLE = {"Kenal HP": ["Layar HP", "Praktik kenal HP"], "Akun pertama": ["Kata sandi", "Kuis akhir"]}


def body_of(lesson: str) -> str:
    return str(LessonPage.objects.get(translation_key=key_of("uji", lesson)).body)


def edit_here(lesson: str, **fields: str) -> LessonPage:
    page = LessonPage.objects.get(translation_key=key_of("uji", lesson))
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def result(done: Loaded) -> tuple[int, int, list[str]]:
    return done.made, done.updated, done.conflicts


def test_a_deleted_course_stays_away_until_somebody_takes_it_back(folder, noon):
    before = set(LessonPage.objects.values_list("translation_key", flat=True))
    CoursePage.objects.get().delete()
    write(folder, changed(NEW_TEXT))
    with pytest.raises(CourseDeletedHere):
        load_pack(folder, at=noon)
    assert (CoursePage.objects.count(), published()) == (0, {})

    load_pack(folder, at=noon, take=["all"])
    assert published() == WHOLE
    assert set(LessonPage.objects.values_list("translation_key", flat=True)) == before
    assert CourseOutline.objects.get().live
    assert "sangat" in body_of("layar")
    assert result(load_pack(folder, at=noon)) == (0, 0, [])


def test_it_comes_back_even_when_the_pack_did_not_change(folder, noon):
    CoursePage.objects.get().delete()
    load_pack(folder, at=noon, take=["all"])
    assert published() == WHOLE


def test_the_command_says_how_and_then_does_it(folder, capsys):
    CoursePage.objects.get().delete()
    write(folder, changed(NEW_TEXT))
    with override("en"), pytest.raises(CommandError, match=r"was deleted on this site\. To bring it back: --take all"):
        call_command("load_curriculum", folder)
    call_command("load_curriculum", folder, "--take", "all")
    assert published() == WHOLE


@pytest.mark.parametrize("take", [["lesson:layar"], ["all"]])
def test_a_deleted_lesson_comes_back_to_its_place(folder, noon, take):
    LessonPage.objects.get(translation_key=key_of("uji", "layar")).delete()
    assert result(load_pack(folder, at=noon)) == (0, 0, [])
    assert published() == WHOLE | {"Kenal HP": ["Praktik kenal HP"]}
    load_pack(folder, at=noon, take=take)
    assert published() == WHOLE


def test_a_deleted_module_comes_back_with_its_lessons(folder, noon):
    ModulePage.objects.get(translation_key=key_of("uji", "kenal")).delete()
    assert published() == {"Akun pertama": WHOLE["Akun pertama"]}
    load_pack(folder, at=noon, take=["all"])
    assert {module: set(lessons) for module, lessons in published().items()} == {
        module: set(lessons) for module, lessons in WHOLE.items()
    }


def test_what_changed_in_the_pack_comes_in_although_it_carries_tags(folder, noon):
    """Tags, steps and draws are rows of their own: they get their numbers only after the revision is written."""
    write(folder, changed(NEW_TEXT, ("bank.yaml", "Cocokkan dengan papan.", "Cocokkan dulu."), ("course.yaml", "nilai_lulus: 70", "nilai_lulus: 80")))  # fmt: skip
    done = load_pack(folder, at=noon)
    assert done.conflicts == []
    assert "sangat" in body_of("layar")
    assert Question.objects.get(key=key_of("uji", "question", "dua-wifi")).explanation == "Cocokkan dulu."
    [outline] = outlines()
    assert [activity.pass_percent for activity in outline.lessons[-1].activities] == [80]


def test_an_edit_made_here_stays_and_is_told_until_it_is_taken(folder, noon):
    edit_here("layar", objective="Anda bisa lebih.")
    write(folder, changed(NEW_TEXT))
    assert result(load_pack(folder, at=noon)) == (0, 0, ["lesson:layar"])
    assert "sangat" not in body_of("layar")
    assert result(load_pack(folder, at=noon, take=["lesson:layar"])) == (0, 1, [])
    assert "sangat" in body_of("layar")


def test_saving_without_a_change_is_no_edit(folder, noon):
    edit_here("layar")
    write(folder, changed(NEW_TEXT))
    assert result(load_pack(folder, at=noon)) == (0, 1, [])


def test_loading_again_changes_and_writes_nothing(folder, noon, django_assert_max_num_queries):
    before = list(PackItem.objects.order_by("item").values())
    with django_assert_max_num_queries(80):
        assert result(load_pack(folder, at=noon)) == (0, 0, [])
    assert list(PackItem.objects.order_by("item").values()) == before


def test_each_thing_is_queued_for_the_index_of_references_once(folder, noon):
    """A task for every row that is saved on the way would keep the worker busy, and everybody else waiting."""
    default_task_backend.clear()
    CoursePage.objects.get().delete()
    load_pack(folder, at=noon, take=["all"])
    queued = Counter(
        tuple(result.args)
        for result in default_task_backend.results
        if result.task.name == "update_reference_index_task"
    )
    assert {things[1] for things in queued} == {"coursepage", "modulepage", "lessonpage"}
    assert set(queued.values()) == {1}
