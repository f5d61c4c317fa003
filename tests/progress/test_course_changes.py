"""A trainer changes the course while people are in it: nothing done is lost, everybody can still finish (SECURITY 28)."""

from datetime import timedelta
from uuid import uuid4

from certificates.models import Certificate
from courses.domain.outlines import outline_of
from courses.models import CourseOutline, CoursePage, LessonPage
from lms.demo.answers import right_answer
from lms.demo.stages import do_lesson, learn
from progress.domain.acts import answer_check_question, complete_lesson, save_quiz_answer, submit_quiz
from progress.domain.places import find_place
from progress.domain.queries import course_state
from progress.models import ActivityState, Enrolment, LessonState
from quizzes.domain.queries import items_of
from quizzes.models import CheckAnswer, Question, Quiz
from tests.factories.courses import (
    check_block,
    course_with_lessons,
    full_course,
    lesson,
    module,
    question,
    quiz_block,
    text_block,
)
from tests.factories.people import learner
from tests.progress.doing import (
    NOON,
    answer_check,
    finish,
    lesson_page,
    module_page,
    place_of,
    start,
    take_quiz,
    wrong_answer,
)

LATER = NOON + timedelta(days=1)


def finish_found(somebody, key, *, at=NOON):
    """As the view does it: the place is looked up by the lesson's key at the moment of the act."""
    place = find_place(learner=somebody, lesson=key)
    return complete_lesson(learner=somebody, place=place, by=somebody, at=at, key=uuid4())


def test_a_lesson_added_after_enrolment_is_not_needed_by_whoever_was_in(db):
    ani, outline = learner(), course_with_lessons(2)
    learn(ani, outline, 1, at=NOON)
    first_version = Enrolment.objects.get().version
    lesson(module_page(outline))
    recorded = finish_found(ani, outline.lessons[1].key)
    assert recorded.course_completed
    assert Enrolment.objects.get().completed_version == first_version
    assert recorded.certificate.stated.version == first_version.number


def test_whoever_enrols_after_the_change_needs_the_added_lesson(db):
    budi, outline = learner(), course_with_lessons(2)
    lesson(module_page(outline))
    changed = outline_of(outline.course)
    assert not any(finish(budi, changed, changed.lessons[index]).course_completed for index in (0, 1))
    assert finish(budi, changed, changed.lessons[2]).course_completed


def test_a_lesson_taken_away_is_not_needed_any_more(db):
    ani, outline = learner(), course_with_lessons(3)
    learn(ani, outline, 1, at=NOON)
    lesson_page(outline.lessons[2]).unpublish()
    recorded = finish_found(ani, outline.lessons[1].key)
    assert recorded.course_completed
    assert Enrolment.objects.get().completed_version != Enrolment.objects.get().version


def test_taking_away_the_only_lesson_left_completes_the_course_with_the_next_thing_done(db):
    ani, outline = learner(), course_with_lessons(2)
    learn(ani, outline, 1, at=NOON)
    lesson_page(outline.lessons[1]).unpublish()
    assert Enrolment.objects.get().completed_at is None
    assert finish_found(ani, outline.lessons[0].key, at=LATER).course_completed


def test_an_added_check_question_does_not_undo_a_completed_lesson(db):
    ani, outline = learner(), course_with_lessons(2)
    learn(ani, outline, 1, at=NOON)
    page = lesson_page(outline.lessons[0])
    page.body.append(("check", {"question": question()}))
    page.save_revision().publish()
    changed = outline_of(outline.course)
    assert changed.lessons[0].activities
    assert course_state(ani, changed).progress.done == 1
    assert finish(ani, changed, changed.lessons[1]).course_completed


def test_finishing_a_lesson_that_was_just_unpublished_is_kept(db):
    ani, outline = learner(), course_with_lessons(3)
    learn(ani, outline, 1, at=NOON)
    gone = outline.lessons[1]
    lesson_page(gone).unpublish()
    place = find_place(learner=ani, lesson=gone.key)
    assert (place.course, place.outline, place.lesson) == (outline.course, None, None)
    recorded = finish_found(ani, gone.key)
    assert (recorded.lesson_completed, recorded.course_completed) == (True, False)
    assert LessonState.objects.get(lesson=gone.key).completed_at == NOON
    assert finish_found(ani, outline.lessons[2].key).course_completed


def test_nobody_else_reaches_the_unpublished_lesson(db):
    ani, budi, outline = learner(), learner(), course_with_lessons(2)
    learn(ani, outline, 1, at=NOON)
    lesson_page(outline.lessons[1]).unpublish()
    assert find_place(learner=budi, lesson=outline.lessons[1].key) is None
    assert find_place(learner=None, lesson=outline.lessons[1].key) is None


def test_a_lesson_with_something_to_do_is_not_finished_by_word_because_it_was_unpublished(db):
    ani, outline = learner(), full_course()
    finish(ani, outline, outline.lessons[0])
    lesson_page(outline.lessons[1]).unpublish()
    recorded = finish_found(ani, outline.lessons[1].key)
    assert not recorded.lesson_completed
    assert LessonState.objects.get(lesson=outline.lessons[1].key).completed_at is None


def test_a_check_answer_sent_after_the_lesson_was_unpublished_is_kept_and_counts(db):
    ani, outline = learner(), full_course()
    finish(ani, outline, outline.lessons[0])
    gone = outline.lessons[1]
    version = Question.objects.get(key=gone.activities[0].ref).current_version
    lesson_page(gone).unpublish()
    _grade, recorded = answer_check_question(
        learner=ani, place=find_place(learner=ani, lesson=gone.key), activity=gone.activities[0].key, version=version,
        posted=right_answer(version.content), by=ani, at=NOON, key=uuid4(),
    )  # fmt: skip
    assert recorded.lesson_completed
    assert CheckAnswer.objects.get().context == gone.activities[0].key


def test_a_quiz_goes_on_and_counts_after_its_lesson_was_unpublished(db):
    ani, outline = learner(), full_course()
    learn(ani, outline, 3, at=NOON)
    attempt = start(ani, outline, outline.lessons[3])
    lesson_page(outline.lessons[3]).unpublish()
    Quiz.objects.get().unpublish()
    for item in items_of(attempt):
        posted = right_answer(item.version.content)
        assert save_quiz_answer(
            learner=ani, attempt=attempt.public_id, position=item.position, posted=posted, at=NOON, key=uuid4()
        )
    place = find_place(learner=ani, lesson=outline.lessons[3].key)
    submitted, recorded = submit_quiz(learner=ani, place=place, attempt=attempt.public_id, by=ani, at=NOON)
    assert (submitted.percent, recorded.lesson_completed, recorded.course_completed) == (100, True, True)
    assert ActivityState.objects.get(kind="quiz").percent == 100


def test_an_attempt_is_graded_by_the_question_that_was_seen(db):
    ani, outline = learner(), full_course()
    attempt = start(ani, outline, outline.lessons[3])
    for asked in Question.objects.all():
        for choice in asked.content[0].value["choices"]:
            choice["correct"] = not choice["correct"]
        asked.save_revision().publish()
    for item in items_of(attempt):
        posted = right_answer(item.version.content)  # right in the version that was seen
        save_quiz_answer(
            learner=ani, attempt=attempt.public_id, position=item.position, posted=posted, at=NOON, key=uuid4()
        )
    place = place_of(outline, outline.lessons[3])
    submitted, _recorded = submit_quiz(learner=ani, place=place, attempt=attempt.public_id, by=ani, at=NOON)
    assert submitted.percent == 100
    again, _recorded = take_quiz(ani, outline, outline.lessons[3], right=4)
    assert again.percent == 100


def test_a_check_answer_is_graded_by_the_version_that_was_on_the_page(db):
    ani, outline = learner(), full_course()
    asked = Question.objects.get(key=outline.lessons[1].activities[0].ref)
    seen = asked.current_version
    for choice in asked.content[0].value["choices"]:
        choice["correct"] = not choice["correct"]
    asked.save_revision().publish()
    grade, _recorded = answer_check_question(
        learner=ani, place=place_of(outline, outline.lessons[1]), activity=outline.lessons[1].activities[0].key,
        version=seen, posted=wrong_answer(seen.content), by=ani, at=NOON, key=uuid4(),
    )  # fmt: skip
    assert not grade.is_correct
    assert answer_check(ani, outline, outline.lessons[1])[0].is_correct


def test_an_unpublished_course_can_be_finished_by_whoever_is_in_it(db):
    ani, outline = learner(), course_with_lessons(2)
    learn(ani, outline, 1, at=NOON)
    CoursePage.objects.get(pk=outline.page).unpublish()
    assert not CourseOutline.objects.get().live
    recorded = finish_found(ani, outline.lessons[1].key)
    assert recorded.course_completed
    assert Certificate.objects.get().stated.title == outline.title


def test_a_deleted_course_keeps_what_was_done_and_earned(db):
    ani, budi, outline = learner(), learner(), course_with_lessons(2)
    learn(ani, outline, None, at=NOON)
    learn(budi, outline, 1, at=NOON)
    CoursePage.objects.get(pk=outline.page).delete()
    assert Certificate.objects.get().holder == ani
    assert finish_found(budi, outline.lessons[1].key).course_completed
    assert Certificate.objects.count() == 2


def test_a_lesson_moved_to_another_course_counts_there_for_whoever_had_done_it(db):
    ani, first, second = learner(), course_with_lessons(2), course_with_lessons(1)
    finish(ani, first, first.lessons[0])
    moved = lesson_page(first.lessons[0])
    moved.move(module_page(second), pos="last-child")
    there = outline_of(second.course)
    assert [one.key for one in there.lessons] == [second.lessons[0].key, moved.translation_key]
    assert course_state(ani, there).completed == {moved.translation_key}
    assert finish(ani, there, there.lessons[0]).course_completed
    assert course_state(ani, there).progress.is_complete


def test_a_lesson_moved_away_still_counts_for_whoever_enrolled_when_it_was_there(db):
    """The lesson that came in its place is not needed: the version at enrolment is satisfied."""
    ani, first, second = learner(), course_with_lessons(2), course_with_lessons(1)
    finish(ani, first, first.lessons[0])
    lesson_page(first.lessons[0]).move(module_page(second), pos="last-child")
    lesson(module_page(first))
    assert finish(ani, outline_of(first.course), first.lessons[1]).course_completed


def test_a_quiz_moved_to_another_course_can_be_passed_there_by_whoever_had_tried_it(db):
    ani, first, second = learner(), full_course(), course_with_lessons(1)
    take_quiz(ani, first, first.lessons[3], right=0)
    lesson_page(first.lessons[3]).move(module_page(second), pos="last-child")
    there = outline_of(second.course)
    finish(ani, there, there.lessons[0])
    assert take_quiz(ani, there, there.lessons[1], right=4)[1].course_completed


def test_a_renamed_lesson_and_a_new_order_keep_everything(db):
    ani, outline = learner(), course_with_lessons(3)
    learn(ani, outline, 2, at=NOON)
    page = lesson_page(outline.lessons[0])
    page.title, page.slug = "Nama baru", "nama-baru"
    page.save_revision().publish()
    LessonPage.objects.get(pk=page.pk).move(module_page(outline), pos="last-child")
    changed = outline_of(outline.course)
    assert [one.title for one in changed.lessons][-1] == "Nama baru"
    assert course_state(ani, changed).progress.done == 2
    undone = next(one for one in changed.lessons if one.key not in course_state(ani, changed).completed)
    assert finish(ani, changed, undone).course_completed


def test_a_whole_new_module_leaves_a_completed_course_completed(db):
    ani, outline = learner(), course_with_lessons(1)
    learn(ani, outline, None, at=NOON)
    part = module(CoursePage.objects.get(pk=outline.page))
    lesson(part, text_block(), check_block(question()))
    lesson(part, quiz_block(Quiz.objects.create(title="Baru")))
    changed = outline_of(outline.course)
    state = course_state(ani, changed)
    assert (state.is_complete, state.progress.is_complete, state.certificate is not None) == (True, False, True)
    do_lesson(ani, changed, changed.lessons[1], at=LATER)
    assert Enrolment.objects.get().completed_at == NOON
    assert Certificate.objects.count() == 1
