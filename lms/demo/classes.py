"""A class of the invented teacher: pupils at each of the four standings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from accounts import personal_data
from accounts.models import Organisation, User
from accounts.models.people import Age
from certificates.models import Certificate
from classes.domain.groups import add_members, open_group
from classes.domain.standing import give
from classes.models import Assignment, ClassGroup
from courses.outline import Outline
from lms.demo.people import PIN

# Name, nickname, and how many pages of the assignment they have done; None: all of it.
PUPILS: tuple[tuple[str, str, int | None], ...] = (
    ("Ayu Sukamaju", "Ayu", 3),
    ("Bimo Sukamaju", "Bimo", 0),
    ("Citra Sukamaju", "Citra", None),
    ("Eko Sukamaju", "Eko", 1),
    ("Fitri Sukamaju", "Fitri", None),
    ("Gilang Sukamaju", "Gilang", 2),
    ("Hana Sukamaju", "Hana", 0),
)
NAME, SCHOOL_YEAR = "7A", "2026/2027"
STUCK = "Eko"  # answers the question of their next lesson three times, never rightly
Do = Callable[[User, int], None]  # does the lesson of this place in the course


def make_class(*, teacher: User, course: Outline, do: Do, fail: Do, at: datetime) -> None:
    """Module 2 of the course (of a course with one that one), given five days ago and due in two."""
    organisation = teacher.role_grants.get().organisation
    assert organisation is not None
    ClassGroup.objects.filter(organisation=organisation, name=NAME, school_year=SCHOOL_YEAR).delete()
    given_at = at - timedelta(days=5)
    group = open_group(
        organisation=organisation,
        name=NAME,
        kind=ClassGroup.Kind.SCHOOL_CLASS,
        school_year=SCHOOL_YEAR,
        by=teacher,
        at=at - timedelta(days=30),
    )
    people = [(_pupil(name, group, at), nickname) for name, nickname, _count in PUPILS]
    dimas = list(User.objects.filter(username="dimas", is_demo=True))
    add_members(group=group, people=[*people, *((one, "Dimas") for one in dimas)], via="typed", by=teacher, at=given_at)
    module = course.modules[:2][-1]
    assignment = Assignment.objects.create(
        group=group,
        kind=Assignment.Kind.MODULE,
        course=course.course,
        target=module.key,
        title=module.title,
        due_at=at + timedelta(days=2),
        created_at=given_at,
        created_by=teacher,
    )
    give(assignment, [person.pk for person, _nickname in people] + [one.pk for one in dimas], at=given_at)
    first = course.lessons.index(module.lessons[0])
    for (person, nickname), (_name, _short, count) in zip(people, PUPILS, strict=True):
        done = len(module.lessons) if count is None else count
        for place in range(done):
            do(person, first + place)
        if nickname == STUCK and done < len(module.lessons):
            fail(person, first + done)


def _pupil(name: str, group: ClassGroup, at: datetime) -> User:
    return managed_person(name, f"{name.split()[0].lower()}.7a", group.organisation, at, age=Age.MINOR)


def managed_person(name: str, username: str, organisation: Organisation, at: datetime, *, age: str = Age.ADULT) -> User:
    """With an account that the organisation made; as on the first day."""
    person = User.objects.filter(username=username, is_demo=True).first() or User(username=username, is_demo=True)
    if person.pk:
        Certificate.objects.filter(holder=person).delete()
        for data in personal_data.registered():
            data.erase(person)
    person.name, person.age, person.joined_at = name, age, at
    person.has_pin, person.managed_by = True, organisation
    person.set_password(PIN)
    person.save()
    return person
