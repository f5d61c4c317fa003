"""Schools of invented people for the tests of batches."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.domain.roles import grant_role
from accounts.models import Organisation, User
from accounts.roles import Role
from courses.outline import Outline
from lms.demo.stages import learn
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
