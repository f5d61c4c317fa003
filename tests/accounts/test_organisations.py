"""Organisations stand in a tree; the form moves a branch with all that is in it, never below itself."""

import pytest
from django.urls import reverse

from accounts.domain.people import people_in_reach
from accounts.domain.roles import grant_role
from accounts.forms.organisation import OrganisationForm
from accounts.models import Organisation, Region
from accounts.roles import Role
from tests.factories.people import organisation, person, staff


def sent(name: str, parent: Organisation | None = None, **fields) -> dict:
    return {
        "name": name,
        "kind": "school",
        "region": "",
        "school_code": "",
        "parent": parent.pk if parent else "",
    } | fields


def again(one: Organisation) -> Organisation:
    return Organisation.objects.get(pk=one.pk)


def tree() -> list[tuple[str, int]]:
    return list(Organisation.objects.order_by("path").values_list("name", "depth"))


def moved(one: Organisation, parent: Organisation | None) -> Organisation:
    form = OrganisationForm(sent(one.name, parent), instance=again(one))
    assert form.is_valid(), form.errors
    return form.save()


@pytest.fixture
def town(db):
    """Kota > (Dinas A > SMP A, Dinas B)"""
    kota = organisation("Kota")
    a = organisation("Dinas A", kota)
    return kota, a, organisation("SMP A", a), organisation("Dinas B", kota)


def test_an_organisation_moves_with_all_that_is_in_it(town):
    _kota, a, school, b = town
    moved(a, b)
    assert tree() == [("Kota", 1), ("Dinas B", 2), ("Dinas A", 3), ("SMP A", 4)]
    assert [again(one).get_parent() for one in (a, school)] == [again(b), again(a)]
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_an_organisation_may_stand_on_its_own_again(town):
    _kota, a, _school, _b = town
    moved(a, None)
    assert tree() == [("Dinas A", 1), ("SMP A", 2), ("Kota", 1), ("Dinas B", 2)]
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_staying_where_it_is_keeps_it_there(town):
    kota, a, _school, _b = town
    before = tree()
    moved(a, kota)
    moved(kota, None)
    assert tree() == before


def test_it_never_moves_below_itself(town):
    kota, a, school, _b = town
    before = tree()
    for below in (kota, a, school):
        form = OrganisationForm(sent("Kota", below), instance=again(kota))
        assert not form.is_valid()
        assert list(form.errors) == ["parent"]
    assert tree() == before


def test_a_trainers_reach_moves_along(town):
    _kota, a, school, b = town
    pupil, trainer_a, trainer_b = person(name="Ani"), staff(Role.AUTHOR, a), staff(Role.AUTHOR, b)
    grant_role(person=pupil, role=Role.LEARNER, by=None, organisation=school)
    assert [pupil in people_in_reach(trainer) for trainer in (trainer_a, trainer_b)] == [True, False]
    moved(school, b)
    assert [pupil in people_in_reach(trainer) for trainer in (trainer_a, trainer_b)] == [False, True]


def test_a_renamed_organisation_takes_its_place_in_the_alphabet(town):
    kota, a, _school, _b = town
    form = OrganisationForm(sent("Yayasan A", kota), instance=again(a))
    assert form.is_valid()
    form.save()
    assert tree() == [("Kota", 1), ("Dinas B", 2), ("Yayasan A", 2), ("SMP A", 3)]
    organisation("Dinas C", kota)
    assert [name for name, depth in tree() if depth == 2] == ["Dinas B", "Dinas C", "Yayasan A"]
    assert Organisation.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize(
    ("code", "fine"), [("", True), ("20201234", True), ("P9908123", True), ("20 20", False), ("2020-1", False)]
)
def test_school_codes(db, code, fine):
    assert OrganisationForm(sent("SMP A", school_code=code)).is_valid() is fine


def test_an_administrator_makes_moves_and_removes_through_the_screens(db, sign_in):
    client = sign_in(staff(Role.ADMINISTRATOR))
    region = Region.objects.create(code="32", name="Jawa", level="province")
    assert client.post(reverse("organisations:add"), sent("Kota")).status_code == 302
    kota = Organisation.objects.get()
    client.post(reverse("organisations:add"), sent("SMP A", kota, region=region.pk, school_code="20201234"))
    client.post(reverse("organisations:add"), sent("Dinas B", kota, kind="agency"))
    school, b = Organisation.objects.get(name="SMP A"), Organisation.objects.get(name="Dinas B")
    assert (school.region, school.school_code, school.kind) == (region, "20201234", "school")
    page = client.get(reverse("organisations:edit", args=[school.pk])).content.decode()
    assert f'<option value="{kota.pk}" selected>' in page
    client.post(reverse("organisations:edit", args=[school.pk]), sent("SMP A1", b))
    assert tree() == [("Kota", 1), ("Dinas B", 2), ("SMP A1", 3)]
    assert b"SMP A1" in client.get(reverse("organisations:index")).content
    client.post(reverse("organisations:delete", args=[school.pk]))
    assert tree() == [("Kota", 1), ("Dinas B", 2)]
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_the_list_shows_the_tree(db, sign_in):
    organisation("SMP A", organisation("Kota"))
    page = sign_in(staff(Role.ADMINISTRATOR)).get(reverse("organisations:index")).content.decode()
    assert "– SMP A" in page


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER])
def test_nobody_else_changes_the_tree(town, sign_in, role):
    kota, a, _school, _b = town
    before = tree()
    client = sign_in(staff(role, a))
    client.post(reverse("organisations:add"), sent("Baru"))
    client.post(reverse("organisations:edit", args=[a.pk]), sent("Dinas A"))
    client.post(reverse("organisations:delete", args=[kota.pk]))
    assert tree() == before
