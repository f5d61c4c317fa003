"""Beranda: one big way on for everybody, and nothing of anybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from accounts.domain.notices import notify
from accounts.models import User
from certificates.models import Certificate
from core.models import MunicipalitySettings
from courses.models import CoursePage, Track
from lms.demo.stages import learn
from progress.domain.enrol import stop_following
from tests.factories.courses import course_with_lessons, full_course
from tests.factories.people import guest, learner, person
from tests.progress.doing import NOON, read, text_of

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def home(client: Client, language: str = "id") -> Any:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get("/")
    assert answer.status_code == 200
    return answer


def as_person(somebody: User) -> Client:
    client = Client()
    client.force_login(somebody)
    return client


def resume(answer: Any) -> BeautifulSoup | None:
    """The card with the one big button."""
    card = read(answer).select_one(".card.resume")
    return card if card is None else BeautifulSoup(str(card), "html.parser")


def words(msgid: str, language: str) -> str:
    with override(language):
        return gettext(msgid)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visitor_may_start_the_first_course_at_once(client, db, language):
    first, _second = course_with_lessons(2, title="Mulai dari HP"), course_with_lessons(1)
    card = resume(home(client, language))
    assert card is not None
    assert card.form["action"] == reverse("start_course", args=[first.course])
    assert card.button.get_text() == words("Start learning", language)
    assert "Mulai dari HP" in card.get_text()
    assert words("Learn the internet on your phone", language) in card.h1.get_text()


def test_the_button_leads_into_the_first_lesson(client, db):
    outline = course_with_lessons(2)
    card = resume(home(client))
    assert card is not None
    assert client.post(card.form["action"])["Location"] == outline.lessons[0].url
    assert resume(home(client)).h1.get_text() == outline.lessons[0].title


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_city_invites_by_its_name(client, db, language):
    municipality = MunicipalitySettings.load()
    municipality.municipality, municipality.office = "Kota <Sukamaju>", "Diskominfo Sukamaju"
    municipality.save()
    course_with_lessons(1)
    answer = home(client, language)
    assert "Kota <Sukamaju>" in resume(answer).h1.get_text()
    assert "Diskominfo Sukamaju" in text_of(answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_courses_it_says_that_some_will_come(client, db, language):
    answer = home(client, language)
    assert words("There are no courses yet. A trainer will publish some soon.", language) in text_of(answer)
    assert read(answer).select("main form") == []


def test_a_learner_goes_on_where_they_left_off(db):
    ani, outline = learner(), full_course()
    learn(ani, outline, 1, at=NOON)
    answer = home(as_person(ani))
    card, following = resume(answer), outline.lessons[1]
    assert [link["href"] for link in card.find_all("a")] == [following.url]
    assert card.h1.get_text() == following.title
    assert all(part in card.get_text() for part in (outline.title, "pelajaran 2 dari 2", "5 menit", "KB"))
    assert (card.progress["value"], card.progress["max"]) == ("1", "4")
    assert [form["action"] for form in read(answer).select("main form")] == []


@pytest.mark.parametrize("make", [learner, guest])
def test_of_several_courses_it_is_the_one_seen_last(db, make):
    ani, first, second = make(), course_with_lessons(2), course_with_lessons(2)
    learn(ani, second, 1, at=NOON)
    learn(ani, first, 1, at=NOON + timedelta(hours=1))
    assert resume(home(as_person(ani))).a["href"] == first.lessons[1].url


def test_a_course_one_has_left_is_not_offered(db):
    ani, outline, other = learner(), course_with_lessons(2), course_with_lessons(2)
    learn(ani, other, 1, at=NOON)
    learn(ani, outline, 1, at=NOON + timedelta(hours=1))
    stop_following(learner=ani, outline=outline, at=NOON + timedelta(hours=2))
    assert resume(home(as_person(ani))).a["href"] == other.lessons[1].url


def test_a_course_that_was_taken_away_is_not_offered(db):
    ani, outline = learner(), course_with_lessons(2)
    learn(ani, outline, 1, at=NOON)
    CoursePage.objects.get(pk=outline.page).unpublish()
    answer = home(as_person(ani))
    assert resume(answer) is None
    assert outline.title not in text_of(answer)


def test_whoever_has_finished_everything_is_not_told_to_go_on(db):
    ani, outline = learner(), course_with_lessons(2)
    learn(ani, outline, None, at=NOON)
    answer = home(as_person(ani))
    assert resume(answer) is None
    assert "1 selesai" in text_of(answer)
    assert read(answer).select(".note.warning") == []
    assert Certificate.objects.filter(holder=ani).exists()
    assert [head.get_text() for head in read(answer).find_all("h1")] == ["Beranda"]


@pytest.mark.parametrize(("make", "way"), [(person, "/akun/nama/"), (guest, "/daftar/?certificate=1")])
def test_a_certificate_that_waits_for_a_name_says_where_to_give_it(db, make, way):
    ani, outline = make(), course_with_lessons(1, title="Mulai dari HP")
    learn(ani, outline, None, at=NOON)
    note = read(home(as_person(ani))).select_one(".note.warning")
    assert "Mulai dari HP" in note.get_text()
    assert note.a["href"] == way


@pytest.mark.parametrize("language", LANGUAGES)
def test_new_notices_are_counted_until_they_are_read(db, language):
    ani, other = learner(), learner()
    for somebody, count in ((ani, 2), (other, 3)):
        for _ in range(count):
            notify(person=somebody, kind="certificate_issued", at=NOON, url="/sertifikat/", course="Kursus")
    client = as_person(ani)
    note = read(home(client, language)).select_one("a.note")
    assert note["href"] == reverse("notices")
    assert note.get_text().strip() == {"id": "2 pemberitahuan baru", "en": "2 new notices"}[language]
    client.get(reverse("notices"))
    assert read(home(client, language)).select_one("a.note") is None


def test_tracks_lead_to_their_courses_and_say_how_many_there_are(db):
    ani, first, _second = learner(), course_with_lessons(2), course_with_lessons(1)
    Track.objects.create(slug="kosong", title="Jalur kosong", summary="x")
    learn(ani, first, 1, at=NOON)
    cards = read(home(as_person(ani))).select("a.card")
    assert [card["href"] for card in cards] == ["/kursus/#jalur-internet-dasar"]
    assert "2 kursus · 1 sedang dipelajari" in " ".join(cards[0].get_text(" ").split())
    target = read(Client().get("/kursus/")).select_one("#jalur-internet-dasar")
    assert target is not None


def test_nothing_of_anybody_else_is_shown(db):
    ani, budi, outline = learner(name="Ani Kenari"), learner(name="Budi Melati"), full_course()
    learn(budi, outline, 2, at=NOON)
    for client in (as_person(ani), Client()):
        answer = home(client)
        assert "Budi" not in answer.content.decode()
        assert resume(answer).form is not None
    assert "Ani" in text_of(home(as_person(ani)))


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_looked_at(client, db, method):
    assert getattr(client, method)("/").status_code == 405


def test_it_makes_no_guest(client, db):
    course_with_lessons(1)
    home(client)
    assert not User.objects.exists()
    assert client.head("/").status_code == 200
