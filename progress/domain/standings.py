"""Who has a certificate, who has earned one, and who is missing why: people × courses, for handing out many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from accounts.domain.people import branches_of, people_in_reach, search_people
from accounts.models import Organisation, RoleGrant, User
from certificates.models import Certificate
from courses.domain.outlines import outlines, requirements_of
from courses.models import CourseVersion
from courses.outline import Outline, Requirements
from progress.models import ActivityState, Enrolment, LessonState
from progress.rules import undone_lessons

MOST_PEOPLE = 5_000  # of one list: more are taken organisation by organisation


class Standing(StrEnum):
    HAS = "has"
    EARNED = "earned"  # but not issued yet
    MISSING = "missing"


class Reason(StrEnum):
    """Why somebody has none. Also kept with batches: what stands here once stays known."""

    NOT_ENROLLED = "not_enrolled"
    STOPPED = "stopped"
    LESSONS = "lessons"
    QUIZ = "quiz"
    GUEST = "guest"
    NAME = "name"
    REVOKED = "revoked"
    UNPUBLISHED = "unpublished"


class TooManyPeople(Exception):
    """More than one list holds."""


@dataclass(frozen=True)
class Scope:
    """Whom a list is about. ``words``: of a search; ``chosen``: public ids of people."""

    course: UUID | None = None
    organisation: Organisation | None = None
    words: str = ""
    chosen: frozenset[UUID] = field(default_factory=frozenset)

    @property
    def is_open(self) -> bool:
        """It says of whom: without that it would be everybody there is."""
        return bool(self.course or self.organisation or self.words.strip() or self.chosen)


@dataclass(frozen=True)
class Row:
    person: User
    course: UUID | None  # None: follows none
    title: str
    standing: Standing
    reason: Reason | None = None
    left: int = 0  # lessons, of so many
    of: int = 0
    certificate: int | None = None
    number: str = ""


def people_of(scope: Scope, *, by: User) -> QuerySet[User]:
    """Only in the reach of whoever asks (SECURITY 14). Guests, who cannot have one, with a whole course."""
    people = people_in_reach(by)
    if scope.organisation is not None:
        grants = RoleGrant.objects.filter(organisation__path__startswith=scope.organisation.path)
        people = people.filter(pk__in=grants.values("person"))
    elif scope.course is not None:
        following = Enrolment.objects.filter(course=scope.course).values("learner")
        holding = Certificate.objects.filter(source_kind="course", source_key=scope.course).values("holder")
        people = people.filter(Q(pk__in=following) | Q(pk__in=holding.exclude(holder=None)))
        if by.has_perm("accounts.grant_roles") and not scope.chosen:
            finished = Enrolment.objects.filter(course=scope.course, completed_at__isnull=False).values("learner")
            people = people | User.objects.filter(is_guest=True, pk__in=finished)
    if scope.chosen:
        people = people.filter(public_id__in=scope.chosen)
    return search_people(people, scope.words)


def rows_of(scope: Scope, *, by: User) -> list[Row]:
    """By name, then by course; all with whatever they have or lack. Raises TooManyPeople."""
    if not scope.is_open:
        return []
    asked = people_of(scope, by=by)
    people = list(asked.order_by("name", "pk")[: MOST_PEOPLE + 1])
    if len(people) > MOST_PEOPLE:
        raise TooManyPeople
    return _Reading(asked.order_by().values("pk"), scope.course).rows(people)


def rows_of_people(people: QuerySet[User], *, course: UUID) -> list[Row]:
    """By name, of whom the caller may see, for one course. Raises TooManyPeople."""
    found = list(people.order_by("name", "pk")[: MOST_PEOPLE + 1])
    if len(found) > MOST_PEOPLE:
        raise TooManyPeople
    return _Reading(people.order_by().values("pk"), course).rows(found)


class _Reading:
    """What the database knows of these people, read once in at most seven queries."""

    def __init__(self, people: QuerySet[User, Any], course: UUID | None) -> None:
        only = {"course": course} if course else {}
        self.course = course
        self.outlines: dict[UUID, Outline] = {outline.course: outline for outline in outlines()}
        self.enrolments: dict[int, dict[UUID, Enrolment]] = defaultdict(dict)
        for enrolment in Enrolment.objects.filter(learner__in=people, **only):
            self.enrolments[enrolment.learner_id][enrolment.course] = enrolment
        self.certificates: dict[int, dict[UUID, Certificate]] = defaultdict(dict)
        given = Certificate.objects.filter(
            holder__in=people, source_kind="course", state__in=(Certificate.State.LIVE, Certificate.State.REVOKED)
        )
        if course:
            given = given.filter(source_key=course)
        told = given.annotate(course_title=KT("facts__title")).defer("facts", "statement")
        for certificate in told.order_by("-state"):  # a valid one comes last and so wins
            assert certificate.holder_id is not None
            self.certificates[certificate.holder_id][certificate.source_key] = certificate
        self._read_what_is_done(Enrolment.objects.filter(learner__in=people, completed_at=None, **only))

    def _read_what_is_done(self, under_way: QuerySet[Enrolment]) -> None:
        learners = under_way.values("learner")
        versions = CourseVersion.objects.filter(pk__in=under_way.values("version"))
        self.asked: Mapping[int, Requirements] = {version.pk: requirements_of(version) for version in versions}
        self.completed = _by_person(
            LessonState.objects.filter(learner__in=learners, completed_at__isnull=False).values_list(
                "learner", "lesson"
            )
        )
        self.done = _by_person(
            ActivityState.objects.filter(learner__in=learners, done_at__isnull=False).values_list("learner", "activity")
        )

    def rows(self, people: Sequence[User]) -> list[Row]:
        found: list[Row] = []
        for person in people:
            own = [self._row(person, course) for course in self._courses(person)]
            nothing = Row(person, self.course, self._title(self.course), Standing.MISSING, Reason.NOT_ENROLLED)
            found += sorted(own, key=lambda row: row.title) or [nothing]
        return found

    def _courses(self, person: User) -> Collection[UUID]:
        return self.enrolments.get(person.pk, {}).keys() | self.certificates.get(person.pk, {}).keys()

    def _title(self, course: UUID | None) -> str:
        outline = self.outlines.get(course) if course else None
        return outline.title if outline else ""

    def _row(self, person: User, course: UUID) -> Row:
        certificate = self.certificates.get(person.pk, {}).get(course)
        title = self._title(course) or (certificate.course_title if certificate else "")  # type: ignore[attr-defined]
        if certificate is not None:
            valid = certificate.state == Certificate.State.LIVE
            return Row(
                person,
                course,
                title,
                Standing.HAS if valid else Standing.MISSING,
                None if valid else Reason.REVOKED,
                certificate=certificate.pk,
                number=certificate.number,
            )
        reason, left, of = self._lacks(person, self.enrolments[person.pk][course])
        return Row(person, course, title, Standing.MISSING if reason else Standing.EARNED, reason, left, of)

    def _lacks(self, person: User, enrolment: Enrolment) -> tuple[Reason | None, int, int]:
        outline = self.outlines.get(enrolment.course)
        if outline is None:
            return Reason.UNPUBLISHED, 0, 0
        if enrolment.completed_at is None:
            left, of = self._left(enrolment, outline)
            if left:
                if enrolment.hidden_at:
                    return Reason.STOPPED, len(left), of
                kinds = {outline.by_key[lesson].kind if lesson in outline.by_key else "" for lesson in left}
                return Reason.QUIZ if kinds == {"quiz"} else Reason.LESSONS, len(left), of
        if person.is_guest:
            return Reason.GUEST, 0, 0
        return (Reason.NAME if person.name_confirmed_at is None else None), 0, 0

    def _left(self, enrolment: Enrolment, outline: Outline) -> tuple[set[UUID], int]:
        """By the version in which least is left; one that asks for nothing is never complete."""
        versions = [
            version for version in (self.asked[enrolment.version_id], outline.requirements()) if version.lessons
        ]
        completed, done = self.completed.get(enrolment.learner_id, ()), self.done.get(enrolment.learner_id, ())
        each = [(undone_lessons(version, completed=completed, done=done), len(version.lessons)) for version in versions]
        return min(each, key=lambda one: len(one[0]), default=({enrolment.course}, 0))


def _by_person(pairs: Iterable[tuple[int, UUID]]) -> dict[int, set[UUID]]:
    found: dict[int, set[UUID]] = defaultdict(set)
    for person, key in pairs:
        found[person].add(key)
    return found


@dataclass(frozen=True)
class Place:
    """An organisation in the list to choose from, with what stands in its branch."""

    organisation: Organisation
    people: int
    certificates: int


def places_of(by: User) -> list[Place]:
    """The organisations in reach, in the order of the tree; people and valid certificates of courses count once."""
    reach = people_in_reach(by).values("pk")
    held: dict[int, int] = defaultdict(int)
    given = Certificate.objects.filter(source_kind="course", state=Certificate.State.LIVE, holder__in=reach)
    for holder in given.values_list("holder", flat=True):
        held[holder] += 1
    members: dict[str, set[int]] = defaultdict(set)
    grants = RoleGrant.objects.filter(organisation__isnull=False, person__in=reach)
    for person, path in grants.values_list("person", "organisation__path"):
        for end in range(Organisation.steplen, len(path) + 1, Organisation.steplen):
            members[path[:end]].add(person)
    return [
        Place(one, len(members[one.path]), sum(held[person] for person in members[one.path]))
        for one in organisations_in_reach(by)
    ]


def organisations_in_reach(by: User) -> QuerySet[Organisation]:
    """All for administrators; for others the branches whose people they may help."""
    found = Organisation.objects.order_by("path")
    if by.has_perm("accounts.grant_roles"):
        return found
    inside = Q(pk__in=())
    for path in branches_of(by):
        inside |= Q(path__startswith=path)
    return found.filter(inside)
