"""Schools of invented people for the tests of batches."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.domain.roles import grant_role
from accounts.models import Organisation, User
from accounts.models.people import Age
from accounts.roles import Role
from courses.models import CourseVersion
from courses.outline import Outline
from lms.demo.stages import learn
from progress.models import Enrolment
from tests.factories.people import learner, organisation
from tests.progress.doing import NOON

NAMES = ("Ani Kenari", "Budi Merpati", "Citra Jalak", "Dewi Murai", "Eko Perkutut", "Fitri Cucak")


def school(names: Sequence[str] = NAMES[:3], *, at: Organisation | None = None) -> tuple[Organisation, list[User]]:
    place = at or organisation("SMP Contoh")
    return place, [member(place, learner(name=name)) for name in names]


def member(place: Organisation, person: User) -> User:
    grant_role(person=person, role=Role.LEARNER, by=None, organisation=place)
    return person


def finish(people: Sequence[User], outline: Outline) -> None:
    for person in people:
        learn(person, outline, None, at=NOON)


def completed_people(count: int, outline: Outline) -> list[User]:
    """Hundreds who have completed a course without having a certificate yet, made by rows: their way does not matter."""
    version = CourseVersion.objects.get(course=outline.course)
    people = User.objects.bulk_create(
        [
            User(username=f"banyak{number}", name=f"Peserta {number:04d}", name_confirmed_at=NOON, age=Age.ADULT)
            for number in range(1, count + 1)
        ]
    )
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                learner=person,
                course=outline.course,
                version=version,
                started_at=NOON,
                last_seen_at=NOON,
                completed_at=NOON,
                completed_version=version,
            )
            for person in people
        ]
    )
    return people
