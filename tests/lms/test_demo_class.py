"""The class of the invented teacher shows everything that a teacher may meet."""

from __future__ import annotations

import pytest

from classes.domain.queries import standing_of
from classes.models import PersonalAssignment
from classes.rules import Standing
from lms.demo.city import make_city
from lms.demo.stages import make_demo
from tests.factories.courses import full_course
from tests.progress.doing import NOON


@pytest.mark.django_db
def test_somebody_stands_at_each_of_the_four():
    full_course()
    make_city()
    make_demo("learning", at=NOON)
    stands = {
        row.person.name: standing_of(row)
        for row in PersonalAssignment.objects.filter(person__is_demo=True).select_related("person")
    }
    assert set(stands.values()) == set(Standing)
    assert [name for name, standing in stands.items() if standing is Standing.NEEDS_HELP] == ["Eko Sukamaju"]
