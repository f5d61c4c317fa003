"""Known states of the demo's learners, reached through the same doors as real learning."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction

from accounts import personal_data
from accounts.domain.names import confirm_name
from accounts.domain.roles import grant_role
from accounts.models import Consent, Notice, Organisation, RoleGrant, User
from accounts.privacy import LEARNING, REGION
from accounts.roles import Role
from certificates.models import Certificate
from courses.domain.outlines import outlines
from courses.domain.stale import report_stale
from courses.models import LessonPage, StaleReport
from courses.outline import Activity, Lesson, Outline
from lms.demo.answers import right_answer, wrong_answer
from lms.demo.city import home_of, make_city
from lms.demo.classes import make_class
from lms.demo.draft import remove_draft, send_draft_to_review
from lms.demo.exercises import play
from lms.demo.people import FAMILY_PHONE, PASSWORD, PEOPLE, PIN, DemoPerson
from lms.demo.trainings import make_trainings
from practice.models import PracticeTask
from progress.domain.acts import (
    answer_check_question,
    complete_lesson,
    save_quiz_answer,
    start_quiz,
    submit_quiz,
    tick_practice,
)
from progress.domain.enrol import enrol
from progress.domain.places import Place
from quizzes.domain.queries import items_of
from quizzes.kinds import Content
from quizzes.models import Question, Quiz

# Stage → how many pages of the first course each learner has done; None: all of it.
STAGES: dict[str, dict[str, int | None]] = {
    "start": {},
    "learning": {"siti": 12, "darto": -1, "yuli": None, "dimas": None},
    "last-step": {"siti": -1, "darto": -1, "yuli": -1, "dimas": -1, "nur": -1},
    "finished": {"siti": None, "darto": None, "yuli": None, "dimas": None, "nur": None},
}


@transaction.atomic
def make_demo(stage: str, *, at: datetime) -> None:
    """City, people, and the learners brought to ``stage``, whatever they did before."""
    make_city()
    people = {person.username: _person(person, index, at) for index, person in enumerate(PEOPLE)}
    remove_draft()
    listed = outlines()
    for username, count in STAGES[stage].items():
        if listed:
            learn(people[username], listed[0], count, at=at - timedelta(days=3))
    if stage != "start" and listed:
        send_draft_to_review(people["pelatih"], beside=LessonPage.objects.get(pk=listed[0].lessons[0].page))
    if stage != "start" and listed:
        do, fail = partial(_do_in_class, listed[0], at), partial(_fail_in_class, listed[0], at)
        make_class(teacher=people["guru"], course=listed[0], do=do, fail=fail, at=at)
    if stage != "start" and listed:
        make_trainings(organiser=people["koordinator"], siti=people["siti"], nur=people["nur"], at=at)
    if stage == "learning" and listed:
        enrol(learner=people["siti"], outline=listed[-1], at=at - timedelta(days=9))
        lesson = LessonPage.objects.get(pk=listed[0].lessons[2].page)
        report_stale(
            lesson=lesson, learner=people["siti"], note="Tombolnya di HP saya bernama lain.", at=at - timedelta(hours=5)
        )


def _do_in_class(outline: Outline, at: datetime, learner: User, place: int) -> None:
    enrol(learner=learner, outline=outline, at=at - timedelta(days=3))
    do_lesson(learner, outline, outline.lessons[place], at=at - timedelta(days=3) + timedelta(minutes=6 * place))


def _fail_in_class(outline: Outline, at: datetime, learner: User, place: int) -> None:
    """Three answers to its check question, none right: that person needs help."""
    lesson = outline.lessons[place]
    there = Place(outline.course, lesson.key, outline, lesson)
    for activity in lesson.activities:
        for minute in range(3 if activity.kind == "check" else 0):
            _answer_check(learner, there, activity, wrong_answer, at + timedelta(minutes=minute - 90))


def _person(demo: DemoPerson, index: int, at: datetime) -> User:
    """The person as on the first day: progress, certificates and notices of the demo are taken away."""
    person = User.objects.filter(username=demo.username, is_demo=True).first()
    if person is not None:
        Certificate.objects.filter(holder=person).delete()
        StaleReport.objects.filter(learner=person).delete()
        for data in personal_data.registered():
            data.erase(person)
        Notice.objects.filter(person=person).delete()
    else:
        person = User(username=demo.username, is_demo=True, joined_at=at)
    person.name, person.age, person.phone = (
        demo.name,
        demo.age,
        FAMILY_PHONE if demo.username in ("siti", "nur") else "",
    )
    person.kelurahan = None if demo.staff else home_of(index)
    person.has_pin, person.must_change_secret = not demo.staff, False
    person.name_confirmed_at, person.language = None, "id"
    person.set_password(PASSWORD if demo.staff else PIN)
    person.save()
    for purpose in (LEARNING, REGION) if person.kelurahan else (LEARNING,):
        Consent.objects.get_or_create(
            person=person, purpose=purpose.name, version=purpose.version, defaults={"given_at": at}
        )
    organisation = Organisation.objects.filter(name=demo.organisation).first()
    for role in demo.roles:
        grant_role(person=person, role=role, by=None, at=at, organisation=organisation)
    if organisation and not demo.roles:
        RoleGrant.objects.get_or_create(
            person=person, role=Role.LEARNER, organisation=organisation, defaults={"granted_at": at}
        )
    if demo.confirmed:
        confirm_name(person=person, name=demo.name, title_before="", title_after="", at=at)
    person.refresh_from_db()
    if person.is_staff:
        Authenticator.objects.filter(user=person).delete()
        TOTP.activate(person, generate_totp_secret())  # shown to nobody: accounts.demo says who may come in instead
        person.must_change_secret = False
        person.save(update_fields=["must_change_secret"])
    return person


def learn(learner: User, outline: Outline, count: int | None, *, at: datetime) -> None:
    """Do the first ``count`` pages of a course (negative: leave so many undone; None: all), a few minutes each."""
    enrol(learner=learner, outline=outline, at=at)
    for index, lesson in enumerate(outline.lessons[:count]):
        do_lesson(learner, outline, lesson, at=at + timedelta(minutes=6 * index))


def do_lesson(learner: User, outline: Outline, lesson: Lesson, *, at: datetime) -> None:
    place = Place(outline.course, lesson.key, outline, lesson)
    for activity in lesson.activities:
        _do(learner, place, activity, at)
    if not lesson.required:
        complete_lesson(learner=learner, place=place, by=learner, at=at, key=uuid.uuid4())


def _answer_check(
    learner: User, place: Place, activity: Activity, answer: Callable[[Content], dict[str, list[str]]], at: datetime
) -> None:
    """With what ``answer`` sends to its question; {}: not at all."""
    version = Question.objects.get(key=activity.ref).current_version
    if posted := answer(version.content):
        answer_check_question(
            learner=learner,
            place=place,
            activity=activity.key,
            version=version,
            posted=posted,
            by=learner,
            at=at,
            key=uuid.uuid4(),
        )


def _do(learner: User, place: Place, activity: Activity, at: datetime) -> None:
    if activity.kind == "check":
        _answer_check(learner, place, activity, right_answer, at)
    elif activity.kind == "practice":
        task = PracticeTask.objects.get(key=activity.ref)
        steps = [step.key for step in task.steps.all()]
        tick_practice(
            learner=learner,
            place=place,
            activity=activity.key,
            task=task,
            steps=steps,
            accompanied=True,
            by=learner,
            at=at,
            key=uuid.uuid4(),
        )
    elif activity.kind == "h5p":
        play(learner, place, activity, at)
    else:
        attempt = start_quiz(
            learner=learner,
            place=place,
            activity=activity.key,
            quiz=Quiz.objects.get(key=activity.ref),
            by=learner,
            at=at,
        )
        for item in items_of(attempt):
            save_quiz_answer(
                learner=learner,
                attempt=attempt.public_id,
                position=item.position,
                posted=right_answer(item.version.content),
                at=at,
                key=uuid.uuid4(),
            )
        submit_quiz(learner=learner, place=place, attempt=attempt.public_id, by=learner, at=at + timedelta(minutes=8))
