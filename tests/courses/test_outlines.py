"""Outlines follow what trainers publish; a version is made only when a course asks for something else."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.kept import forget_all
from courses.domain.outlines import (
    catalogue,
    course_of,
    find_lesson,
    outline_of,
    outlines,
    outlines_published_once,
    page_url,
    publish_outline,
    requirements_of,
)
from courses.models import CourseOutline, CoursePage, CourseVersion, LessonPage, ModulePage
from courses.outline import Activity, activity_key
from tests.courses.doing import draft
from tests.factories.courses import (
    check_block,
    course,
    course_with_lessons,
    full_course,
    lesson,
    module,
    practice_block,
    practice_task,
    question,
    quiz,
    quiz_block,
    text_block,
)


@pytest.fixture
def page(db):
    return course("Mulai dari HP")


@pytest.fixture
def part(page):
    return module(page, "Kenal HP")


def listed(page):
    """Module titles with the titles of their lessons, as learners see the course now."""
    return {m.title: [one.title for one in m.lessons] for m in outline_of(page.translation_key).modules}


def versions(page):
    return CourseVersion.objects.filter(course=page.translation_key).count()


def publish(page):
    page.save_revision().publish()


def test_publishing_writes_down_everything_a_list_of_courses_shows(page, part):
    exam, task, asked = quiz(pass_percent=65), practice_task(), question()
    check, practice, last = check_block(asked), practice_block(task), quiz_block(exam)
    first = lesson(part, text_block(), check, title="Layar", minutes=4)
    second = lesson(part, practice, title="Coba", kind="practice", minutes=7)
    third = lesson(part, last, title="Kuis", kind="quiz", minutes=9)
    found = outline_of(page.translation_key)
    assert (found.course, found.page, found.url, found.title) == (
        page.translation_key,
        page.pk,
        f"/kursus/{page.slug}/",
        page.title,
    )
    assert (found.track, found.jp_override, found.pack, found.minutes, found.lesson_count) == (
        "internet-dasar",
        None,
        "",
        20,
        1,
    )
    assert [(m.key, m.url, m.title) for m in found.modules] == [
        (part.translation_key, f"/kursus/{page.slug}/{part.slug}/", "Kenal HP")
    ]
    assert [(one.key, one.page, one.title, one.kind, one.minutes) for one in found.lessons] == [
        (first.translation_key, first.pk, "Layar", "lesson", 4),
        (second.translation_key, second.pk, "Coba", "practice", 7),
        (third.translation_key, third.pk, "Kuis", "quiz", 9),
    ]
    assert [one.url for one in found.lessons] == [
        f"/kursus/{page.slug}/{part.slug}/{p.slug}/" for p in (first, second, third)
    ]
    assert [one.activities for one in found.lessons] == [
        (Activity(activity_key(first.translation_key, check["id"]), "check", asked.key),),
        (Activity(activity_key(second.translation_key, practice["id"]), "practice", task.key),),
        (Activity(activity_key(third.translation_key, last["id"]), "quiz", exam.key, 65),),
    ]
    assert all(4_000 < one.weight < 10_000 for one in found.lessons)


def test_a_draft_lesson_appears_when_it_is_published(page, part):
    made = draft(part, title="Baru")
    assert listed(page) == {}
    publish(made)
    assert listed(page) == {"Kenal HP": ["Baru"]}


def test_a_draft_edit_changes_nothing_and_its_publishing_does(page, part):
    made = lesson(part, title="Lama")
    made.title = "Baru"
    revision = made.save_revision()
    assert listed(page) == {"Kenal HP": ["Lama"]}
    revision.publish()
    assert listed(page) == {"Kenal HP": ["Baru"]}


@pytest.mark.parametrize("kind", ["lesson", "module"])
def test_what_is_unpublished_is_no_longer_listed_and_comes_back(page, part, kind):
    made = lesson(part, title="Satu")
    changed = made if kind == "lesson" else part
    changed.unpublish()
    assert listed(page) == {}
    publish(changed)
    assert listed(page) == {"Kenal HP": ["Satu"]}


def test_an_unpublished_course_is_in_no_list_and_its_lessons_are_not_found(page, part):
    made = lesson(part)
    assert find_lesson(made.translation_key) is not None
    page.unpublish()
    assert outlines() == []
    assert find_lesson(made.translation_key) is None
    publish(CoursePage.objects.get(pk=page.pk))
    assert [found.course for found in outlines()] == [page.translation_key]


def test_a_moved_lesson_changes_both_courses(page, part):
    other = course("Lain")
    target = module(other, "Sana")
    made = lesson(part, title="Pindah")
    lesson(target, title="Tetap")
    made.move(ModulePage.objects.get(pk=target.pk), pos="first-child")
    assert listed(page) == {}
    assert listed(other) == {"Sana": ["Pindah", "Tetap"]}
    assert find_lesson(made.translation_key)[1].url == f"/kursus/{other.slug}/{target.slug}/{made.slug}/"


def test_lessons_are_listed_in_the_order_of_the_tree(page, part):
    first, second = lesson(part, title="Satu"), lesson(part, title="Dua")
    LessonPage.objects.get(pk=second.pk).move(LessonPage.objects.get(pk=first.pk), pos="left")
    assert listed(page) == {"Kenal HP": ["Dua", "Satu"]}


def test_a_deleted_lesson_and_a_deleted_module_leave_the_list(page, part):
    second = module(page, "Akun")
    for title in ("Satu", "Dua"):
        lesson(part, title=title)
    lesson(second, title="Tiga")
    LessonPage.objects.get(title="Satu").delete()
    assert listed(page) == {"Kenal HP": ["Dua"], "Akun": ["Tiga"]}
    ModulePage.objects.get(pk=second.pk).delete()
    assert listed(page) == {"Kenal HP": ["Dua"]}


def test_a_deleted_course_keeps_its_row_for_whoever_learned_in_it(page, part):
    lesson(part)
    kept = course_with_lessons(1)
    CoursePage.objects.get(pk=page.pk).delete()
    row = CourseOutline.objects.get(course=page.translation_key)
    assert (row.live, row.page) == (False, None)
    assert versions(page) >= 1
    assert [found.course for found in outlines()] == [kept.course]


def test_a_quiz_with_another_pass_mark_shows_it_in_the_course(page, part):
    exam = quiz(pass_percent=70)
    lesson(part, quiz_block(exam), kind="quiz")
    exam.pass_percent = 80
    publish(exam)
    assert outline_of(page.translation_key).pass_percent == 80


def test_a_new_version_is_made_only_when_the_course_asks_for_something_else(page, part):
    made = lesson(part)
    before = versions(page)
    made.title, made.minutes = "Judul lain", 7
    publish(made)
    page.summary = "Ringkas sekali."
    publish(page)
    assert versions(page) == before
    lesson(part)
    assert versions(page) == before + 1
    made.body.append(("check", {"question": question()}))
    publish(made)
    assert versions(page) == before + 2
    row = CourseOutline.objects.get(course=page.translation_key)
    assert requirements_of(row.version) == outline_of(page.translation_key).requirements()


def test_another_order_asks_for_the_same(page, part):
    first, second = lesson(part), lesson(part)
    before = versions(page)
    LessonPage.objects.get(pk=second.pk).move(LessonPage.objects.get(pk=first.pk), pos="left")
    assert versions(page) == before


def test_each_publishing_counts_one_revision_up(page, part, noon):
    row = CourseOutline.objects.get(course=page.translation_key)
    again = publish_outline(page, at=noon)
    assert (again.pk, again.revision, again.version) == (row.pk, row.revision + 1, row.version)


def test_inside_one_load_each_outline_is_published_once_at_the_end(page, part):
    other = course("Lain")
    before = dict(CourseOutline.objects.values_list("course", "revision"))
    with outlines_published_once():
        for _ in range(3):
            lesson(part, title="Satu")
        assert dict(CourseOutline.objects.values_list("course", "revision")) == before
    after = dict(CourseOutline.objects.values_list("course", "revision"))
    assert after == before | {page.translation_key: before[page.translation_key] + 1}
    assert listed(page) == {"Kenal HP": ["Satu"] * 3}
    assert other.translation_key in after


def test_a_load_that_fails_publishes_no_outline_and_later_publishing_works(page, part):
    before = CourseOutline.objects.get(course=page.translation_key).revision
    with pytest.raises(RuntimeError), transaction.atomic(), outlines_published_once():
        lesson(part)
        raise RuntimeError
    assert CourseOutline.objects.get(course=page.translation_key).revision == before
    part.refresh_from_db()
    lesson(part, title="Satu")
    assert listed(page) == {"Kenal HP": ["Satu"]}


@pytest.mark.parametrize("kind", ["check", "practice", "quiz"])
def test_the_course_asks_for_nothing_that_the_lesson_does_not_show(page, part, kind):
    """A question, practice or quiz that is withdrawn leaves the page; whoever is on it must still get through."""
    from core.models import MunicipalitySettings
    from courses.domain.rendering import rendered_segments

    thing = {"check": question, "practice": practice_task, "quiz": quiz}[kind]()
    block = {"check": check_block, "practice": practice_block, "quiz": quiz_block}[kind](thing)
    made = lesson(part, text_block(), block)
    thing.unpublish()
    shown = {segment.activity for segment in rendered_segments(made, MunicipalitySettings.load()) if segment.activity}
    assert {activity.key for activity in outline_of(page.translation_key).lessons[0].activities} == shown == set()


def test_a_lesson_is_found_by_its_key_with_its_course(db):
    first, second = course_with_lessons(2), full_course()
    for found in (first, second):
        for one in found.lessons:
            assert find_lesson(one.key) == (found, one)
    assert find_lesson(first.course) is None


def test_courses_are_listed_in_the_order_of_the_catalogue(db):
    made = [course_with_lessons(1) for _ in range(3)]
    assert outlines() == made
    last = CoursePage.objects.get(pk=made[2].page)
    last.move(CoursePage.objects.get(pk=made[0].page), pos="left")
    assert [found.course for found in outlines()] == [made[2].course, made[0].course, made[1].course]


@pytest.mark.parametrize("count", [1, 3])
def test_listing_and_finding_cost_one_query_a_second_however_many_courses_there_are(
    db, count, django_assert_num_queries
):
    made = [course_with_lessons(2) for _ in range(count)]
    outlines()
    forget_all()  # what a second does
    with django_assert_num_queries(1):
        assert outlines() == made
    with django_assert_num_queries(0):
        assert find_lesson(made[-1].lessons[-1].key)[0] == made[-1]


def test_an_address_is_the_path_below_the_catalogue(db):
    assert page_url("/kursus/") == "/kursus/"
    assert page_url("/kursus/a1/kenal-hp/layar/") == "/kursus/a1/kenal-hp/layar/"


def test_every_page_below_a_course_knows_it(page, part):
    made = lesson(part)
    assert [course_of(one).pk for one in (page, part, made)] == [page.pk] * 3
    assert catalogue().slug == "kursus"


def test_the_database_keeps_one_outline_per_course_and_one_version_per_number(page):
    row = CourseOutline.objects.get(course=page.translation_key)
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseOutline.objects.create(course=row.course, version=row.version, data={})
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseVersion.objects.create(
            course=row.course, number=row.version.number, requirements={}, made_at=timezone.now()
        )
