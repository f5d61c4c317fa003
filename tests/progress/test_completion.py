"""From the last page to the certificate, once."""

from uuid import uuid4

from certificates.models import Certificate
from courses.outline import Outline
from lms.demo.stages import do_lesson, learn
from progress.domain.acts import complete_lesson
from progress.domain.places import Place
from progress.models import Enrolment
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import guest, learner, person


def last_place(outline: Outline) -> Place:
    lesson = outline.lessons[-1]
    return Place(outline.course, lesson.key, outline, lesson)


def test_complete_lesson_issues_one_certificate_when_sent_twice(db, noon):
    ani, outline, key = learner(), course_with_lessons(2), uuid4()
    learn(ani, outline, -1, at=noon)
    first = complete_lesson(learner=ani, place=last_place(outline), by=ani, at=noon, key=key)
    again = complete_lesson(learner=ani, place=last_place(outline), by=ani, at=noon, key=key)
    assert first.course_completed
    assert not again.course_completed
    assert list(Certificate.objects.all()) == [first.certificate]


def test_every_kind_of_page_counts_towards_the_course(db, noon):
    ani, outline = learner(), full_course()
    for lesson in outline.lessons[:-1]:
        do_lesson(ani, outline, lesson, at=noon)
    assert not Certificate.objects.exists()
    do_lesson(ani, outline, outline.lessons[-1], at=noon)
    facts = Certificate.objects.get(holder=ani).stated
    assert (facts.title, facts.percent, facts.grade, facts.jp) == (outline.title, 100, "Sangat Memuaskan", 1)


def test_certificate_waits_for_a_guest_and_for_an_unconfirmed_name(db, noon):
    outline = course_with_lessons(1)
    for somebody in (guest(), person()):
        recorded = complete_lesson(learner=somebody, place=last_place(outline), by=somebody, at=noon, key=uuid4())
        assert recorded.course_completed
        assert recorded.waits_for_name
        assert Enrolment.objects.get(learner=somebody).completed_at == noon
    assert not Certificate.objects.exists()
