"""When something goes wrong, a page says what happened, what was kept and what to do, in the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils.translation import gettext, override

from accounts.domain.guests import NEW_GUESTS
from core import ratelimit
from core.models import MunicipalitySettings, RateWindow
from lms.views.errors import server_error
from tests.core.test_csp import misfits
from tests.factories.courses import course_with_lessons
from tests.factories.people import learner
from tests.progress.doing import read, text_of

LANGUAGES = [code for code, _name in django_settings.LANGUAGES]
SAYS = {400: "That could not be read", 403: "This page is not open for you", 404: "This page is not here"}
_RAISED = {400: SuspiciousOperation, 403: PermissionDenied, 404: Http404, 500: RuntimeError}


def _breaks(request, status):
    raise _RAISED[status]("kenari-rahasia")


# The addresses of a site in which something breaks (settings.ROOT_URLCONF = __name__).
urlpatterns = [path("rusak/<int:status>/", _breaks), path("", include("lms.urls"))]
handler400, handler403 = "lms.views.errors.bad_request", "lms.views.errors.forbidden"
handler404, handler500 = "lms.views.errors.not_found", "lms.views.errors.server_error"


@pytest.fixture
def broken(db, settings) -> Client:
    settings.ROOT_URLCONF = __name__
    municipality = MunicipalitySettings.load()
    municipality.site_name, municipality.help_contact = "Sukamaju Belajar", "Balai RW 05"
    municipality.save()
    return Client(raise_request_exception=False)


def said(msgid: str, language: str) -> str:
    with override(language):
        return gettext(msgid)


def headings(answer: Any) -> list[str]:
    return [" ".join(heading.get_text().split()) for heading in read(answer).find_all("h1")]


def opened(client: Client, url: str, language: str, method: str = "get", **fields: Any) -> Any:
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    return getattr(client, method)(url, fields)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", SAYS)
def test_each_page_says_what_happened_and_has_a_way_on(broken, status, language):
    answer = opened(broken, f"/rusak/{status}/", language)
    page = read(answer)
    assert answer.status_code == status
    assert headings(answer) == [said(SAYS[status], language)]
    assert page.html["lang"] == language
    assert page.select("main a.go")[0]["href"] in ("/", "/kursus/")
    assert "Balai RW 05" in text_of(answer)
    assert page.title.get_text().endswith("Sukamaju Belajar")
    assert "kenari-rahasia" not in answer.content.decode()


@pytest.mark.parametrize("status", SAYS)
def test_each_page_is_guarded_like_every_other(broken, status):
    answer = broken.get(f"/rusak/{status}/")
    assert misfits(answer) == []
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_is_not_there_says_that_progress_is_safe(client, db):
    answer = client.get("/tidak/ada/")
    assert answer.status_code == 404
    assert "Kemajuan Anda aman" in text_of(answer)
    assert [link["href"] for link in read(answer).select("main a")][:2] == ["/kursus/", "/"]


@pytest.mark.parametrize(
    "path",
    [
        "/kursus/tidak-ada/",
        "/kursus/a/b/c/d/e/",
        "/belajar/x/",
        "/sertifikat/x/",
        "/gaya/x.css",
        "/ikon-7.png",
        "/unggahan/x",
    ],
)
def test_every_part_of_the_site_answers_with_that_page(client, db, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert headings(answer) == [said("This page is not here", "id")]


def test_whoever_is_signed_in_stays_so_on_an_error_page(broken, sign_in):
    ani = learner(name="Ani Kenari")
    broken.force_login(ani)
    answer = broken.get("/rusak/404/")
    assert read(answer).select_one("header .to").get_text().strip() == "Ani"


# 500


def test_a_breakdown_is_told_in_both_languages_at_once(broken):
    answer = broken.get("/rusak/500/")
    page = read(answer)
    assert answer.status_code == 500
    assert [page.html["lang"], page.select_one("p[lang]")["lang"]] == ["id", "en"]
    assert "Jawaban yang sudah tersimpan tetap aman" in page.get_text()
    assert "What was kept is safe" in page.get_text()
    assert [link["href"] for link in page.find_all("a")] == ["", "/"]
    assert "kenari-rahasia" not in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()


def test_the_page_of_a_breakdown_needs_nothing_that_may_be_broken(db, django_assert_num_queries):
    """Neither database nor session, style sheet, script or picture."""
    with django_assert_num_queries(0):
        answer = server_error(RequestFactory().get("/"))
    page = read(answer)
    assert answer.status_code == 500
    assert page.find_all(["link", "script", "img", "style"]) == []


# A form that was open too long


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_whose_key_does_not_fit_is_kept_and_sent_again(db, language):
    outline = course_with_lessons(1)
    client, lesson = Client(enforce_csrf_checks=True), outline.lessons[0]
    answer = opened(client, f"/belajar/{lesson.key}/usang/", language, "post", note="Tombolnya lain.")
    page = read(answer)
    assert answer.status_code == 403
    assert headings(answer) == [said("The page was open too long", language)]
    assert page.find("input", attrs={"name": "note"})["value"] == "Tombolnya lain."
    again = {field["name"]: field["value"] for field in page.select("main form input")}
    assert client.post(f"/belajar/{lesson.key}/usang/", again)["Location"] == lesson.url


def test_what_another_site_has_filled_in_is_not_offered_to_be_sent(db):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/akun/nama/", {"name": "Orang Jahat"}, headers={"origin": "https://lain.example"})
    assert answer.status_code == 403
    assert b"Orang Jahat" not in answer.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_secret_is_never_given_back(db, language):
    client = Client(enforce_csrf_checks=True)
    answer = opened(client, "/masuk/", language, "post", identifier="siti", secret="246813")
    assert answer.status_code == 403
    assert "246813" not in answer.content.decode()
    assert read(answer).select_one("main a.go")["href"] == "/masuk/"
    assert said("Open the page again", language) in text_of(answer)


# Too many, too large, from nowhere


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_many_new_learners_from_one_address_are_asked_to_wait(client, db, language):
    outline = course_with_lessons(1)
    ratelimit.take(NEW_GUESTS, "127.0.0.1")
    RateWindow.objects.update(count=NEW_GUESTS.times)
    answer = opened(client, f"/belajar/kursus/{outline.course}/mulai/", language, "post")
    assert answer.status_code == 429
    assert headings(answer) == [said("Very many people at once", language)]
    assert client.post(f"/belajar/kursus/{outline.course}/mulai/", REMOTE_ADDR="10.1.2.3").status_code == 302


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_is_too_large_is_refused_with_the_limit(client, db, settings, language):
    settings.MAX_UPLOAD_BYTES = 2_000_000
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.post("/masuk/", {}, CONTENT_LENGTH="2000001")
    assert answer.status_code == 413
    assert "2 MB" in text_of(answer)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80"])
def test_a_host_that_is_not_ours_is_not_answered_for(client, db, host):
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()
    assert headings(answer) == [said("That could not be read", "id")]
