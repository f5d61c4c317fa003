"""One whole way through the site with everything that travelled: from a visitor's first page to “Data saya” and out.

The learner's name, number, user name and secrets are canaries: whatever holds one of them can be found.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import Morsel
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from core.logs import JsonFormatter, RequestFilter
from courses.domain.outlines import outline_of
from courses.outline import Outline
from lms.demo.answers import right_answer
from quizzes.domain.queries import items_of
from quizzes.kinds import KINDS
from quizzes.models import Attempt, Question
from tests.factories.courses import (
    check_block,
    course,
    lesson,
    module,
    pool,
    practice_block,
    practice_task,
    quiz,
    quiz_block,
    text_block,
)
from tests.factories.questions import question_of
from tests.progress.doing import steps_of, wrong_answer

NAME, PHONE, USERNAME, EMAIL = "Wulandari Kenari", "0812-7777-4711", "wulan.kenari", "wulan@kenari.example"
PIN, NEW_PIN = "471147", "774711"
PERSONAL = ("wulandari", "kenari", "81277774711", "7777-4711", "wulan", PIN, NEW_PIN)
JSON = {"accept": "application/json"}


@dataclass
class Sent:
    """An answer of the server and what asked for it."""

    method: str
    address: str  # path and query
    status: int
    headers: dict[str, str]
    body: str
    cookies: dict[str, Morsel[str]]
    who: str = "visitor"

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.headers.get("Content-Type", "").startswith("text/html")

    def read(self) -> BeautifulSoup:
        return BeautifulSoup(self.body, "html.parser")


class Recorder(Client):
    """A browser that comes over TLS and keeps everything it was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Sent] = []
        self.who = "visitor"

    def generic(self, *args: Any, **kwargs: Any) -> Any:
        return super().generic(*args, **kwargs | {"secure": True})

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        query = request.get("QUERY_STRING", "")
        streamed = getattr(response, "streaming_content", None)
        content = response.content if streamed is None else b"".join(streamed)
        self.sent.append(
            Sent(
                method=request["REQUEST_METHOD"],
                address=request["PATH_INFO"] + (f"?{query}" if query else ""),
                status=response.status_code,
                headers=dict(response.headers),
                body=content.decode(errors="replace"),
                cookies=dict(response.cookies),
                who=self.who,
            )
        )
        return response


@dataclass
class Journey:
    sent: list[Sent]
    log: str
    answered: dict[int, int] = field(default_factory=dict)  # version → index of the answer that may explain it

    @property
    def pages(self) -> list[Sent]:
        return [sent for sent in self.sent if sent.is_page]

    @property
    def log_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.splitlines()]


def keys_of(content: dict[str, Any]) -> list[str]:
    """Texts of a question that only its answer may bring; all carry a mark of their own."""
    found = [one["feedback"] for name in ("choices", "rows") for one in content.get(name, ())]
    found += [content["explanation"], *(word for gap in content.get("gaps", ()) for word in gap["accepted"])]
    found += [content.get(name, "") for name in ("feedback_correct", "feedback_incorrect")]
    found += [trap["feedback"] for trap in content.get("traps", ())] + content.get("accepted", [])
    found += [content.get("example", ""), *(one["criterion"] for one in content.get("rubric", ()))]
    return [text for text in found if text]


def course_of_every_kind() -> Outline:
    """A text, check questions of every kind, a practice, and a quiz of every kind."""
    page = course("Kursus Perjalanan")
    part, bank = module(page), pool()
    for kind in KINDS:
        question_of(kind, f"kuis-{kind}", pool=bank)
    lesson(part)
    lesson(part, text_block(), *[check_block(question_of(kind, f"cek-{kind}")) for kind in KINDS])
    lesson(part, practice_block(practice_task()), kind="practice")
    lesson(part, quiz_block(quiz(draws=[(bank, len(KINDS))], pass_percent=1)), kind="quiz")
    return outline_of(page.translation_key)


@contextmanager
def what_is_logged() -> Iterator[io.StringIO]:
    """As the product's own handler would write it, from the root and from Django's loggers."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RequestFilter())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    try:
        yield stream
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)


def travel() -> Journey:
    client, outline = Recorder(), course_of_every_kind()
    journey = Journey(client.sent, "")
    with what_is_logged() as log:
        _look_around(client, outline)
        _learn_as_guest(client, outline, journey)
        _take_the_quiz(client, outline, journey)
        _get_an_account(client, outline)
        _use_the_account(client)
        _leave_and_come_back(client)
        journey.log = log.getvalue()
    return journey


def _look_around(client: Recorder, outline: Outline) -> None:
    for url in (
        "/",
        "/kursus/",
        "/kursus/?cari=kunci",
        outline.url,
        *[one.url for one in outline.lessons],
        "/privasi/",
        "/akun/",
    ):
        client.get(url)
    for url in (
        "/sertifikat/",
        "/periksa/",
        "/masuk/",
        "/daftar/",
        "/pulihkan/",
        "/tidak-ada/",
        "/kelola/",
        "/s/tidak-ada/",
    ):
        client.get(url)


def _learn_as_guest(client: Recorder, outline: Outline, journey: Journey) -> None:
    client.post(reverse("start_course", args=[outline.course]))
    client.who = "guest"
    text, checks, practice, _quiz = outline.lessons
    client.get(text.url)
    client.post(reverse("finish_lesson", args=[text.key]), {"key": "x"})
    for activity in checks.activities:
        version = Question.objects.get(key=activity.ref).current_version
        url = reverse("answer_check", args=[checks.key, activity.key])
        journey.answered[version.pk] = len(client.sent)
        client.post(url, wrong_answer(version.content) | {"version": version.pk}, headers=JSON)
        client.get(checks.url)
    _task, steps = steps_of(practice)
    url = reverse("tick_practice", args=[practice.key, practice.activities[0].key])
    client.post(url, {"step": steps[:1]}, headers=JSON)
    client.post(url, {"step": steps})
    client.post(reverse("tell_stale", args=[text.key]), {"note": f"Kata {NAME}: tombolnya lain."})


def _take_the_quiz(client: Recorder, outline: Outline, journey: Journey) -> None:
    page = outline.lessons[3]
    client.post(reverse("start_quiz", args=[page.key, page.activities[0].key]))
    attempt = Attempt.objects.latest("pk")
    for item in items_of(attempt):
        url = reverse("quiz_question", args=[page.key, attempt.public_id, item.position])
        client.get(url)
        client.post(url, wrong_answer(item.version.content) | {"act": "save"}, headers=JSON)
        client.get(url)
        journey.answered[item.version.pk] = len(client.sent)
        client.post(url, right_answer(item.version.content) | {"act": "check"}, follow=True)
    client.get(reverse("quiz_review", args=[page.key, attempt.public_id]))
    client.post(reverse("quiz_review", args=[page.key, attempt.public_id]), follow=True)
    client.get(reverse("course_done", args=[outline.course]))


def _get_an_account(client: Recorder, outline: Outline) -> None:
    form = {"name": NAME, "identifier": PHONE, "secret": PIN, "age": "adult", "email": EMAIL, "consent_learning": "on"}
    client.get("/daftar/?certificate=1")
    client.post("/daftar/?certificate=1", form | {"secret": "1"})
    client.post("/daftar/?certificate=1", form | {"certificate": "1"})
    client.who = "learner"
    client.get(reverse("recovery_card"))
    client.post(reverse("recovery_card"))
    for url in (
        "/",
        "/kursus/",
        outline.url,
        *[one.url for one in outline.lessons],
        reverse("course_done", args=[outline.course]),
    ):
        client.get(url)


def _use_the_account(client: Recorder) -> None:
    certificate = Certificate.objects.get()
    for name in (
        "account",
        "my_data",
        "delete_my_data",
        "notices",
        "change_secret",
        "certificate_name",
        "my_certificates",
    ):
        client.get(reverse(name))
    client.get(reverse("certificate", args=[certificate.public_id]))
    client.get(reverse("badge", args=[certificate.public_id]))
    client.get(reverse("download_my_data"))
    client.post("/periksa/", {"code": certificate.code})
    client.get(f"/s/{certificate.qr_token}/")
    facts = {"name": NAME, "phone": PHONE, "email": EMAIL, "age": "adult", "language": "id"}
    client.post(reverse("my_data"), facts | {"phone": "1"})
    client.post(reverse("my_data"), facts, follow=True)
    client.post(reverse("certificate_name"), {"name": NAME}, follow=True)
    client.post(reverse("change_secret"), {"current": PIN, "secret": NEW_PIN}, follow=True)
    client.post(reverse("choose_language"), {"language": "id", "next": "/akun/"}, follow=True)


def _leave_and_come_back(client: Recorder) -> None:
    client.get(reverse("sign_out"))
    client.post(reverse("sign_out"))
    client.who = "visitor"
    client.get(reverse("signed_out"))
    client.get("/akun/data/")
    client.post("/masuk/", {"identifier": USERNAME, "secret": PIN})
    client.post("/masuk/?next=/akun/data/", {"identifier": PHONE, "secret": PIN, "next": "/akun/data/"})
    client.post(
        "/masuk/?next=/akun/data/", {"identifier": PHONE, "secret": NEW_PIN, "next": "/akun/data/"}, follow=True
    )
    client.who = "learner"
    client.post(reverse("delete_my_data"), {"current": "1"})
