"""A trainer sees the people of the own branch and nobody else, on any screen (SECURITY 14)."""

from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.domain.people import people_in_reach, search_people
from accounts.domain.roles import grant_role
from accounts.models import Organisation, User
from accounts.roles import STAFF_ROLES, Role
from tests.factories.people import guest, organisation, person, staff


def member(name: str, branch: Organisation, role: Role = Role.LEARNER, **fields) -> User:
    made = person(name=name, **fields)
    grant_role(person=made, role=role, by=None, organisation=branch)
    return User.objects.get(pk=made.pk)


@pytest.fixture
def city(db):
    """Two branches with the same kinds of people in them, and people in neither."""
    town = organisation("Kota", kind="government")
    a = organisation("Dinas A", town, "agency")
    a_school = organisation("SMP A", a, "school")
    b = organisation("Dinas B", town, "agency")
    return SimpleNamespace(
        a=a,
        b=b,
        trainer=staff(Role.AUTHOR, a, name="Pelatih A"),
        admin=staff(Role.ADMINISTRATOR, name="Pengelola"),
        pupil=member("Ani Dalam", a_school, username="ani.dalam", phone="+6281234567890"),
        teacher=member("Guru Dalam", a, Role.TEACHER),
        stranger=member("Budi Luar", b, username="budi.luar", phone="+6281234567891"),
        other_teacher=member("Guru Luar", b, Role.TEACHER),
        above=member("Citra Kota", town),
        nowhere=person(name="Dewi Tanpa"),
        everywhere=member("Eka Semua", None),
        colleague=staff(Role.AUTHOR, a, name="Rekan A"),
        guest=guest(),
    )


INSIDE = {"Ani Dalam", "Guru Dalam"}


def names(people) -> set[str]:
    return {somebody.name for somebody in people}


def listed(answer) -> set[str]:
    page = BeautifulSoup(answer.content, "html.parser")
    return {link.get_text().strip() for link in page.select("table.listing td.title a")}


def test_a_trainer_reaches_the_learners_and_teachers_of_the_own_branch(city):
    assert names(people_in_reach(city.trainer)) == INSIDE


def test_an_administrator_reaches_everybody_but_guests(city):
    assert set(people_in_reach(city.admin)) == set(User.objects.filter(is_guest=False))


def test_people_of_two_branches_are_reached_from_both(city):
    grant_role(person=city.stranger, role=Role.LEARNER, by=None, organisation=city.a)
    assert names(people_in_reach(city.trainer)) == INSIDE | {"Budi Luar"}
    assert names(people_in_reach(staff(Role.AUTHOR, city.b))) == {"Budi Luar", "Guru Luar"}


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TEACHER, Role.REVIEWER])
def test_roles_that_reset_nobody_reach_nobody(city, role):
    assert names(people_in_reach(member("Lain", city.a, role))) == set()


def test_a_trainer_without_organisation_reaches_nobody(city):
    assert names(people_in_reach(staff(Role.AUTHOR))) == set()


def test_a_branch_whose_name_or_place_begins_alike_is_another_branch(city):
    """Places in the tree are strings: “0001” must not also mean “00010002…” of somebody else."""
    others = [organisation(f"Dinas A{number}") for number in range(40)]
    for other in others:
        member(f"Warga {other.name}", other)
    assert names(people_in_reach(city.trainer)) == INSIDE
    assert names(people_in_reach(staff(Role.AUTHOR, others[0]))) == {"Warga Dinas A0"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", INSIDE),
        ("  ", INSIDE),
        ("ani", {"Ani Dalam"}),
        ("ANI  dalam", {"Ani Dalam"}),
        ("ani.d", {"Ani Dalam"}),
        ("0812-3456-7890", {"Ani Dalam"}),
        ("+62 812 3456 7890", {"Ani Dalam"}),
        ("0812-3456", set()),
        ("luar", set()),
        ("budi.luar", set()),
        ("0812-3456-7891", set()),
        ("%", set()),
        ("_", set()),
        ("' OR 1=1 --", set()),
    ],
)
def test_the_list_and_its_search_stay_inside(city, sign_in, words, found):
    answer = sign_in(city.trainer).post(reverse("admin_people"), {"q": words})
    assert listed(answer) == found
    assert f"<p>{len(found)} " in answer.content.decode()
    outside = {"Budi", "Luar", "Citra", "Dewi", "Eka", "Rekan"}
    assert {name for name in outside if f">{name}" in answer.content.decode()} == set()


def test_a_search_looks_only_among_the_people_given(city):
    assert names(search_people(people_in_reach(city.trainer), "Luar")) == set()
    assert names(search_people(people_in_reach(city.admin), "Lu\0ar")) == set()  # PostgreSQL knows no NUL in a text
    assert names(search_people(people_in_reach(city.admin), "Luar")) == {"Budi Luar", "Guru Luar"}


OUTSIDE = ["stranger", "other_teacher", "above", "nowhere", "everywhere", "colleague", "admin", "trainer", "guest"]


@pytest.mark.parametrize("who", OUTSIDE)
def test_somebody_outside_is_not_there_on_any_address(city, sign_in, who):
    outsider, client = getattr(city, who), sign_in(city.trainer)
    before = User.objects.get(pk=outsider.pk)
    address = [outsider.public_id]
    answers = [
        client.get(reverse("admin_person", args=address)),
        client.post(reverse("admin_reset_secret", args=address)),
        client.post(reverse("admin_grant_role", args=address), {"role": "administrator"}),
        client.post(reverse("admin_revoke_role", args=[*address, 1])),
        client.post(reverse("admin_end_sessions", args=address)),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    after = User.objects.get(pk=outsider.pk)
    assert (after.password, after.must_change_secret) == (before.password, before.must_change_secret)
    assert after.role_grants.count() == before.role_grants.count()


def test_somebody_inside_is_shown_without_what_only_an_administrator_does(city, sign_in):
    page = sign_in(city.trainer).get(reverse("admin_person", args=[city.pupil.public_id])).content.decode()
    offered = [
        name
        for name in ("admin_reset_secret", "admin_grant_role", "admin_end_sessions")
        if reverse(name, args=[city.pupil.public_id]) in page
    ]
    assert offered == ["admin_reset_secret"]
    assert "Ani Dalam" in page


def test_a_trainer_gives_and_takes_no_roles_even_inside(city, sign_in):
    client, pupil = sign_in(city.trainer), city.pupil
    grant = pupil.role_grants.get()
    client.post(reverse("admin_grant_role", args=[pupil.public_id]), {"role": "administrator"})
    client.post(reverse("admin_revoke_role", args=[pupil.public_id, grant.pk]))
    assert list(pupil.role_grants.values_list("role", flat=True)) == [Role.LEARNER]


def test_an_administrator_gives_and_takes_roles(city, sign_in):
    client, dewi = sign_in(city.admin), city.nowhere
    here = reverse("admin_person", args=[dewi.public_id])
    form = {"role": "teacher", "organisation": city.a.pk}
    assert client.post(reverse("admin_grant_role", args=[dewi.public_id]), form)["Location"] == here
    grant = dewi.role_grants.get()
    assert (grant.role, grant.organisation) == ("teacher", city.a)
    assert client.post(reverse("admin_grant_role", args=[dewi.public_id]), {"role": "root"})["Location"] == here
    other = city.pupil.role_grants.get()
    assert client.post(reverse("admin_revoke_role", args=[dewi.public_id, other.pk])).status_code == 404
    client.post(reverse("admin_revoke_role", args=[dewi.public_id, grant.pk]))
    assert not dewi.role_grants.exists()
    assert city.pupil.role_grants.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.TEACHER])
def test_others_have_no_list_of_people(city, sign_in, role):
    answer = sign_in(staff(role, city.a)).get(reverse("admin_people"))
    assert answer.status_code == (302 if role in STAFF_ROLES else 403)  # Wagtail leads staff back to its first page
    assert b"Ani" not in answer.content


def test_pages_of_a_search_keep_what_was_searched_for_out_of_addresses(city, sign_in):
    for number in range(31):
        member(f"Warga {number:02}", city.a)
    client, address = sign_in(city.trainer), reverse("admin_people")
    first = client.post(address, {"q": "warga"}).content.decode()
    assert ("Warga 29" in first, "Warga 30" in first, "q=" in first) == (True, False, False)
    assert 'form="search" name="p" value="2"' in " ".join(first.split())
    second = client.post(address, {"q": "warga", "p": "2"}).content.decode()
    assert ("Warga 29" in second, "Warga 30" in second) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(city, sign_in, django_assert_max_num_queries, count):
    for number in range(count):
        member(f"Warga {number}", city.a)
    client = sign_in(city.trainer)
    client.get(reverse("admin_people"))
    with django_assert_max_num_queries(25):
        client.get(reverse("admin_people"))
