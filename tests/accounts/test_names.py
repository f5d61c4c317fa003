"""Names exactly as people write them, in any script – and none that reads as another one."""

import pytest
from django.urls import reverse

from accounts.domain.names import confirm_name
from accounts.models import User
from tests.accounts.doing import problems, sign_up_with, typed, visitor
from tests.factories.people import guest, learner, person


@pytest.mark.parametrize(
    "name",
    [
        "Suharto",
        "Siti 'Ti' Aminah",
        "O’Brien-Wijaya",
        "ꦱꦶꦠꦶ ꦄꦩꦶꦤꦃ",
        "سيتي أمينة",
        "Nguyễn Thị 🌱",
        "<b>Siti</b> & {{ nama_daerah }}",
        "D" * 150,
        "ꦱ" * 150,
    ],
)
def test_a_name_is_kept_as_typed(db, name):
    sign_up_with(visitor(), name=name)
    assert User.objects.get().name == name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Siti \n Aminah\t", "Siti Aminah"),
        ("Siti\x00\x07 Aminah", "Siti Aminah"),
        ("Siti \u202ehanimA\u202c", "Siti hanimA"),
        ("\u2066Siti\u2069 \u202dAminah", "Siti Aminah"),
    ],
)
def test_control_characters_and_turned_writing_directions_go(db, name, kept):
    sign_up_with(visitor(), name=name)
    assert User.objects.get().name == kept


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u202c", "\x00"])
def test_a_name_of_nothing_is_no_name(db, name):
    assert problems(sign_up_with(visitor(), name=name)) == ["Full name: This field is required."]
    assert not User.objects.exists()


def test_a_name_of_300_characters_is_refused_and_stays_to_be_shortened(db):
    answer = sign_up_with(visitor(), name="Siti " * 60)
    assert problems(answer) == ["Full name: Ensure this value has at most 150 characters (it has 299)."]
    assert typed(answer, "name") == "Siti " * 60
    assert not User.objects.exists()


def test_a_name_is_text_on_every_page(db, sign_in):
    ani = learner(name="<script>alert(1)</script>")
    for address in (reverse("account"), reverse("my_data"), reverse("certificate_name"), reverse("home")):
        page = sign_in(ani).get(address).content.decode()
        assert "<script>alert" not in page


def test_the_printed_name_is_confirmed_with_its_titles(db, sign_in, noon):
    ani = person(name="Ani")
    fields = {"title_before": "Dr.", "name": " Ani  Wijaya ", "title_after": "S.E., M.M."}
    answer = sign_in(ani).post(reverse("certificate_name"), fields)
    assert (answer.status_code, answer["Location"]) == (302, reverse("my_certificates"))
    ani.refresh_from_db()
    assert ani.full_name_with_titles == "Dr. Ani Wijaya, S.E., M.M."
    assert ani.name_confirmed_at is not None


@pytest.mark.parametrize("view", ["certificate_name", "my_data"])
@pytest.mark.parametrize("field", ["name", "title_before", "title_after"])
def test_no_part_of_the_printed_name_turns_the_writing_direction(db, sign_in, view, field):
    """“Dr. \u202e…” would print the name behind it backwards: a certificate that reads as somebody else's."""
    ani = person(name="Ani")
    fields = {"name": "Ani", "title_before": "", "title_after": "", "age": "adult", "language": "id"}
    sign_in(ani).post(reverse(view), fields | {field: "Dr\u202e\x07."})
    ani.refresh_from_db()
    assert [mark for mark in "\u202e\x07" if mark in ani.full_name_with_titles] == []


def test_a_guest_has_no_name_to_confirm(db, noon):
    here = guest()
    with pytest.raises(ValueError, match="guest"):
        confirm_name(person=here, name="Siti", title_before="", title_after="", at=noon)
    here.refresh_from_db()
    assert (here.name, here.name_confirmed_at) == ("", None)
