"""Taking back what was agreed to, as far as one can learn without it."""

from django.urls import reverse

from accounts.models import Consent, NeighbourhoodUnit, Region, User
from accounts.privacy import PURPOSES
from tests.accounts.doing import problems
from tests.factories.people import guest, person


def agreed(noon, **fields) -> User:
    home = Region.objects.create(code="32.73.01.1001", name="Mekar", level="village")
    unit = NeighbourhoodUnit.objects.create(region=home, number=5)
    ani = person(kelurahan=home, neighbourhood=unit, **fields)
    for purpose in PURPOSES:
        Consent.objects.create(person=ani, purpose=purpose.name, version=purpose.version, given_at=noon)
    return ani


def withdrawn() -> dict[str, bool]:
    return {consent.purpose: consent.withdrawn_at is not None for consent in Consent.objects.all()}


def test_an_optional_purpose_ends_with_what_was_kept_for_it(db, sign_in, noon):
    ani = agreed(noon)
    client = sign_in(ani)
    client.cookies["bahasa"] = "en"
    assert client.get(reverse("my_data")).content.decode().count('name="purpose"') == 1
    answer = client.post(reverse("withdraw_consent"), {"purpose": "region"})
    assert (answer.status_code, answer["Location"]) == (302, reverse("my_data"))
    assert withdrawn() == {"learning": False, "region": True}
    ani.refresh_from_db()
    assert (ani.kelurahan, ani.neighbourhood) == (None, None)
    page = client.get(reverse("my_data")).content.decode()
    assert "Withdrawn. From now on this is no longer used." in page
    assert 'name="purpose"' not in page


def test_the_moment_of_withdrawing_stays_on_record_and_is_not_moved(db, sign_in, noon):
    client = sign_in(agreed(noon))
    client.post(reverse("withdraw_consent"), {"purpose": "region"})
    first = Consent.objects.get(purpose="region").withdrawn_at
    client.post(reverse("withdraw_consent"), {"purpose": "region"})
    assert Consent.objects.get(purpose="region").withdrawn_at == first
    assert Consent.objects.get(purpose="region").given_at == noon


def test_the_required_purpose_ends_only_with_the_account(db, sign_in, noon):
    client = sign_in(agreed(noon))
    for purpose in ("learning", "", "nothing", "region,learning"):
        assert client.post(reverse("withdraw_consent"), {"purpose": purpose})["Location"] == reverse("my_data")
    assert withdrawn() == {"learning": False, "region": False}


def test_nobody_withdraws_for_somebody_else(db, sign_in, noon):
    ani = agreed(noon)
    sign_in(person()).post(reverse("withdraw_consent"), {"purpose": "region", "person": ani.pk})
    assert withdrawn() == {"learning": False, "region": False}


def test_looking_at_the_address_withdraws_nothing(db, sign_in, noon):
    assert sign_in(agreed(noon)).get(reverse("withdraw_consent")).status_code == 405
    assert withdrawn() == {"learning": False, "region": False}


def test_guests_have_agreed_to_nothing_yet(db, client):
    client.force_login(guest())
    assert client.post(reverse("withdraw_consent"), {"purpose": "region"})["Location"] == reverse("sign_up")


def test_whoever_wants_to_be_counted_agrees_again_where_the_data_are_corrected(db, sign_in, noon):
    ani = agreed(noon)
    home, client = ani.kelurahan, sign_in(ani)
    client.cookies["bahasa"] = "en"
    client.post(reverse("withdraw_consent"), {"purpose": "region"})
    fields = {"name": ani.name, "age": "adult", "language": "id", "kelurahan": home.pk}
    asked = client.post(reverse("my_data"), fields)
    assert asked.status_code == 422
    assert [problem.split(": ")[-1] for problem in problems(asked)] == ["Tick this, or leave the kelurahan empty."]
    assert client.post(reverse("my_data"), fields | {"consent_region": "on"}).status_code == 302
    ani.refresh_from_db()
    assert (ani.kelurahan, withdrawn()) == (home, {"learning": False, "region": False})
    assert Consent.objects.get(purpose="region").given_at > noon
    assert b"consent_region" not in client.get(reverse("my_data")).content


def test_whoever_moves_leaves_the_neighbourhood_unit_too(db, sign_in, noon):
    ani = agreed(noon)
    elsewhere = Region.objects.create(code="32.73.01.1002", name="Melati", level="village")
    fields = {"name": ani.name, "age": "adult", "language": "id"}
    client = sign_in(ani)
    client.post(reverse("my_data"), fields | {"kelurahan": ani.kelurahan.pk})
    ani.refresh_from_db()
    assert ani.neighbourhood.number == 5
    client.post(reverse("my_data"), fields | {"kelurahan": elsewhere.pk})
    ani.refresh_from_db()
    assert (ani.kelurahan, ani.neighbourhood) == (elsewhere, None)


def test_where_one_lives_is_not_kept_without_the_consent_to_it(db, sign_in, noon):
    """After withdrawing, correcting one's data must not quietly keep the kelurahan again."""
    ani = agreed(noon)
    home = ani.kelurahan
    client = sign_in(ani)
    client.post(reverse("withdraw_consent"), {"purpose": "region"})
    fields = {"name": ani.name, "age": "adult", "language": "id", "kelurahan": home.pk}
    client.post(reverse("my_data"), fields)
    ani.refresh_from_db()
    kept = ani.kelurahan is not None
    agrees = Consent.objects.filter(person=ani, purpose="region", withdrawn_at=None).exists()
    assert kept is agrees
