"""The recovery card: six words, shown once, that let a person back in."""

from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from bs4 import BeautifulSoup
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from accounts.domain.recovery import WORD_COUNT, _words, make_recovery_words, normalise_words, recover
from accounts.domain.setup import make_first_administrator, make_setup_token
from accounts.domain.sign_in import RECOVERY
from accounts.models import Notice, User
from accounts.roles import Role
from core.models import AuditEvent
from tests.accounts.doing import problems, sign_in_with, sign_up_with, visitor, who
from tests.factories.people import PASSWORD, PIN, person, staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "pohon-mangga"
NOT_TOGETHER = "This name or number and these words do not belong together. Check both, then try again."


def with_card(**fields) -> tuple[User, list[str]]:
    made = person(**({"language": "en"} | fields))
    words = make_recovery_words(made, at=made.joined_at)
    made.save()
    return made, words


def come_back(identifier: str, words: str, secret: str = NEW, client=None):
    return (client or visitor()).post(reverse("recover"), {"identifier": identifier, "words": words, "secret": secret})


def shown_words(page) -> list[str]:
    return [row.get_text() for row in BeautifulSoup(page.content, "html.parser").select("ol.words li")]


def test_the_word_list_is_fit_for_reading_aloud():
    words = _words()
    assert len(words) == len(set(words)) >= 512
    assert [
        word for word in words if not (word.isascii() and word.isalpha() and word.islower() and 3 <= len(word) <= 9)
    ] == []


def test_words_are_shown_after_signing_up_until_kept_and_then_never_again(db):
    client = visitor()
    sign_up_with(client, next="/privasi/")
    page = client.get(reverse("recovery_card"))
    words = shown_words(page)
    assert len(words) == WORD_COUNT
    assert set(words) <= set(_words())
    assert "no-store" in page["Cache-Control"]
    assert shown_words(client.get(reverse("recovery_card"))) == words
    assert client.post(reverse("recovery_card"))["Location"] == "/privasi/"
    assert shown_words(client.get(reverse("recovery_card"))) == []
    assert [word for word in words if word in str(dict(client.session))] == []


def test_the_database_knows_the_words_only_as_a_hash(db):
    siti, words = with_card()
    row = str(User.objects.values().get(pk=siti.pk))
    assert [word for word in words if f" {word}" in row or f"{word} " in row] == []
    assert siti.recovery_hash
    assert " ".join(words) not in siti.recovery_hash


def test_the_code_on_the_card_leads_to_the_form_and_keeps_the_words_behind_the_hash(db, written_log):
    client = visitor()
    sign_up_with(client)
    page = client.get(reverse("recovery_card"))
    words = shown_words(page)
    [code] = BeautifulSoup(page.content, "html.parser").select("main svg.qr")
    assert code.get_text() == "QR code of your recovery card"
    # What a scanner opens: only the part before “#” ever reaches a server or a log.
    address = urlsplit(f"http://testserver{reverse('recover')}#n=siti.aminah&w={'-'.join(words)}")
    assert parse_qs(address.fragment) == {"n": ["siti.aminah"], "w": ["-".join(words)]}
    client.get(address._replace(fragment="").geturl())
    come_back("siti.aminah", "-".join(words))
    assert [word for word in words if f'"{word}' in written_log.text or f"-{word}" in written_log.text] == []


def test_back_in_with_a_new_secret_and_a_new_card(db):
    siti, words = with_card(username="siti")
    elsewhere = visitor()
    sign_in_with(elsewhere, "siti")
    client = visitor()
    answer = come_back("siti", " ".join(words), client=client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("recovery_card"))
    assert [who(client), who(elsewhere)] == [siti, None]
    siti.refresh_from_db()
    assert (siti.check_password(NEW), siti.check_password(PIN), siti.has_pin) == (True, False, False)
    again = shown_words(client.get(reverse("recovery_card")))
    assert len(again) == WORD_COUNT
    assert again != words
    assert client.post(reverse("recovery_card"))["Location"] == reverse("home")
    event = AuditEvent.objects.get(action="accounts.recovered_by_card")
    assert (event.actor, event.subject, event.detail) == (str(siti.public_id), str(siti.public_id), {})
    assert problems(come_back("siti", " ".join(words))) == [NOT_TOGETHER]
    assert come_back("siti", " ".join(again)).status_code == 302


@bounded(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_words()), min_size=6, max_size=6), st.data())
def test_words_may_be_written_in_any_way(words, data):
    between = st.sampled_from([" ", ", ", "-", "\n", " - ", ". ", " 2. ", "; "])
    case = st.sampled_from([str.lower, str.upper, str.title])
    written = "".join(data.draw(case)(word) + data.draw(between) for word in words)
    assert normalise_words("1. " + written) == " ".join(words)


@pytest.mark.parametrize("identifier", ["siti", "SITI ", "0812-3456-7890", "+62 812 34567890"])
def test_name_or_number_however_typed(db, identifier):
    _siti, words = with_card(username="siti", phone="+6281234567890")
    assert come_back(identifier, ", ".join(words).upper()).status_code == 302


def test_in_a_family_the_card_finds_its_owner(db):
    cards = [with_card(username=None, phone="+6281234567890") for _ in range(3)]
    for owner, words in cards:
        client = visitor()
        come_back("081234567890", " ".join(words), client=client)
        assert who(client) == owner


def test_wrong_words_unknown_names_and_people_without_a_card_read_the_same(db):
    _siti, words = with_card(username="siti")
    person(username="nur")
    _gone, theirs = with_card(username="gone", is_active=False)
    tries = [("siti", " ".join(words[:5])), ("siti", " ".join(words[::-1])), ("nobody", " ".join(words)), ("siti", "1")]
    tries += [("nur", " ".join(words)), ("gone", " ".join(theirs))]
    assert [problems(come_back(*one)) for one in tries] == [[NOT_TOGETHER]] * len(tries)


def test_no_words_open_an_account_that_has_no_card(db, noon):
    """The sentence that stands in for a missing card is in the source code, for everybody to read."""
    person(username="nur")
    make_first_administrator(
        token=make_setup_token(at=noon), name="Ratna", username="ratna", password=PASSWORD, at=noon
    )
    assert set(User.objects.values_list("recovery_hash", flat=True)) == {""}
    for username in ("nur", "ratna"):
        for words in ("no card says this", "nobody signs in with this", " ", "1"):
            client = visitor()
            answer = come_back(username, words, "pohon-mangga-kita", client)
            assert (answer.status_code, who(client)) == (200, None), f"{username} was opened with “{words}”"
    assert [User.objects.get(username=name).check_password("pohon-mangga-kita") for name in ("nur", "ratna")] == [
        False
    ] * 2


def test_a_weak_new_secret_is_refused_at_its_field_and_the_card_stays_good(db):
    siti, words = with_card(username="siti")
    answer = come_back("siti", " ".join(words), "111111")
    assert problems(answer) == ["New PIN or password: This PIN repeats one or two digits. Mix the digits more."]
    siti.refresh_from_db()
    assert siti.check_password(PIN)
    assert come_back("siti", " ".join(words)).status_code == 302


def test_guessing_words_is_slow(db, noon):
    _siti, words = with_card(username="siti")
    with time_machine.travel(noon, tick=False) as clock:
        tried = [problems(come_back("siti", "salah", client=visitor(REMOTE_ADDR=f"10.0.0.{n}"))) for n in range(9)]
        assert tried == [[NOT_TOGETHER]] * RECOVERY.times + [["Too many tries. Try again in 60 minutes."]]
        assert problems(come_back("siti", " ".join(words), client=visitor(REMOTE_ADDR="10.0.1.1"))) == tried[-1]
        clock.shift(3600)
        assert come_back("siti", " ".join(words)).status_code == 302


def test_a_class_that_forgot_its_pins_comes_back_through_one_address(db, noon):
    """Forty pupils share one Wi-Fi address; each has the right card."""
    cards = [with_card() for _ in range(40)]
    with time_machine.travel(noon, tick=False):
        answers = [come_back(pupil.username, " ".join(words)) for pupil, words in cards]
    assert [answer.status_code for answer in answers] == [302] * 40


def test_staff_come_back_as_well_but_not_past_their_second_step(db):
    ratna = staff(Role.ADMINISTRATOR, username="ratna", language="en")
    TOTP.activate(ratna, SECRET)
    words = make_recovery_words(ratna, at=ratna.joined_at)
    ratna.save()
    client = visitor()
    assert problems(come_back("ratna", " ".join(words), PIN)) == ["New PIN or password: Use at least 10 characters."]
    answer = come_back("ratna", " ".join(words), "pohon-mangga-kita", client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_authenticate"))
    assert who(client) is None
    ratna.refresh_from_db()
    assert not ratna.check_password(PASSWORD)


def test_staff_see_their_new_card_after_the_second_step(db, noon):
    """The old card stopped working the moment it was used."""
    ratna = staff(Role.ADMINISTRATOR, username="ratna", language="en")
    TOTP.activate(ratna, SECRET)
    words = make_recovery_words(ratna, at=ratna.joined_at)
    ratna.save()
    client = visitor()
    with time_machine.travel(noon, tick=False):
        come_back("ratna", " ".join(words), "pohon-mangga-kita", client)
        code = format_hotp_value(hotp_value(SECRET, int(noon.timestamp()) // 30))
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert who(client) == ratna
        assert len(shown_words(client.get(reverse("recovery_card")))) == WORD_COUNT


def test_words_left_behind_by_an_unfinished_second_step_are_shown_to_nobody_else(db):
    ratna = staff(Role.ADMINISTRATOR, username="ratna", language="en")
    TOTP.activate(ratna, SECRET)
    words = make_recovery_words(ratna, at=ratna.joined_at)
    ratna.save()
    siti, client = person(username="siti"), visitor()
    come_back("ratna", " ".join(words), "pohon-mangga-kita", client)
    sign_in_with(client, "siti")
    assert who(client) == siti
    assert shown_words(client.get(reverse("recovery_card"))) == []


def test_a_new_card_on_demand_ends_the_old_one(db):
    siti, words = with_card(username="siti")
    client = visitor()
    sign_in_with(client, "siti")
    assert shown_words(client.get(reverse("recovery_card"))) == []
    asked = {"new": "1", "current": PIN}
    assert client.post(reverse("recovery_card"), asked)["Location"] == reverse("recovery_card")
    assert Notice.objects.get(person=siti).kind == "recovery_card_made"
    again = shown_words(client.get(reverse("recovery_card")))
    assert client.post(reverse("recovery_card"))["Location"] == reverse("account")
    assert problems(come_back("siti", " ".join(words))) == [NOT_TOGETHER]
    assert come_back("siti", " ".join(again)).status_code == 302
    assert siti.is_active


def test_an_open_phone_is_not_enough_for_a_new_card(db, noon):
    siti, words = with_card(username="siti")
    client = visitor()
    sign_in_with(client, "siti")
    with time_machine.travel(noon, tick=False):
        told = [client.post(reverse("recovery_card"), {"new": "1", "current": "135792"}).status_code for _ in range(6)]
        assert told == [422] * 6
        assert client.post(reverse("recovery_card"), {"new": "1", "current": PIN}).status_code == 422
    assert shown_words(client.get(reverse("recovery_card"))) == []
    assert come_back("siti", " ".join(words)).status_code == 302
    assert siti.is_active


def test_a_handed_over_pin_needs_no_change_after_the_card(db, noon):
    siti, _words = with_card(must_change_secret=True)
    recover(person=siti, new_secret=PIN, at=noon)
    siti.refresh_from_db()
    assert (siti.must_change_secret, siti.has_pin) == (False, True)


@pytest.mark.parametrize("signed_in_as", [None, "guest"])
def test_only_people_with_an_account_have_a_card(db, client, signed_in_as):
    from tests.factories.people import guest

    if signed_in_as:
        client.force_login(guest())
    for answer in (client.get(reverse("recovery_card")), client.post(reverse("recovery_card"), {"new": "1"})):
        assert answer["Location"] == reverse("sign_in")
