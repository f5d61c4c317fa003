"""No answer key and nothing of a learner in what a shipped course sends before an answer (SECURITY 16, DESIGN §4.1)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any, ClassVar

from django.conf import settings
from django.test import Client, TestCase
from django.urls import reverse
from django.utils.html import escape

from core.models import MunicipalitySettings
from courses.blocks import ACTIVITY_BLOCKS
from courses.domain import outlines as published
from courses.domain import rendering
from courses.domain.rendering import rendered_segments
from courses.models import LessonPage
from courses.packs.load import load_pack
from quizzes.kinds import KINDS
from quizzes.models import Question, QuestionVersion
from tests.conftest import NOON
from tests.factories.people import learner

TYPED = ("number", "short_text")


def secrets_of(content: dict) -> list[str]:
    """Texts that only whoever has answered may read."""
    texts = [one["feedback"] for name in ("choices", "rows") for one in content.get(name, [])]
    texts += [content.get(name, "") for name in ("feedback_correct", "feedback_incorrect", "explanation")]
    return [*texts, *(trap["feedback"] for trap in content.get("traps", []))]


class ShippedCourse(TestCase):
    """A1, which holds every block and every kind of question that has a key.

    A class, because loading takes seconds: it is done once for all tests of it.
    """

    lessons: ClassVar[list[LessonPage]]
    contents: ClassVar[list[dict[str, Any]]]
    secrets: ClassVar[set[str]]

    @classmethod
    def setUpTestData(cls) -> None:
        load_pack(settings.BASE_DIR / "curriculum/a1-mulai-dari-hp", at=NOON)
        cls.lessons = list(LessonPage.objects.order_by("path"))
        cls.contents = list(QuestionVersion.objects.values_list("content", flat=True))
        cls.secrets = {text for content in cls.contents for text in secrets_of(content) if text}

    def setUp(self) -> None:
        published._read.clear()
        rendering._rendered.clear()
        self.city = MunicipalitySettings.load()

    def found_in(self, page: str) -> list[str]:
        plain = unescape(re.sub(r"<[^>]+>", "", page))
        return [text for text in self.secrets if text in plain or text in page or escape(text) in page]

    def test_there_is_something_that_could_leak(self):
        assert len(self.lessons) == 21
        assert len(self.secrets) > 130
        held = {child.block_type for page in self.lessons for child in page.body}
        assert {"text", "steps", "callout", "try_now", "message", "terms", "table", "picture"} | set(
            ACTIVITY_BLOCKS
        ) == held
        assert {content["kind"] for content in self.contents} == {
            name for name, kind in KINDS.items() if kind.marking == "key"
        }
        shown = self.lessons[0]
        asked = next(segment.question for segment in rendered_segments(shown, self.city) if segment.question)
        assert set(secrets_of(asked.content)) <= self.secrets | {""}
        assert self.found_in(secrets_of(asked.content)[0]) == [secrets_of(asked.content)[0]]

    def test_no_piece_that_is_kept_holds_a_key_or_anything_of_a_learner(self):
        for page in self.lessons:
            html = "".join(segment.html for segment in rendered_segments(page, self.city))
            assert self.found_in(html) == [], page.title
            assert not re.search(r"csrf|nonce|name=\"key\"|<form|<script|on\w+=\"", html), page.title

    def test_no_lesson_page_a_visitor_or_a_learner_gets_holds_a_key(self):
        learning = Client()
        learning.force_login(learner(name="Sri Rahayu"))
        for client in (Client(), learning):
            for page in self.lessons:
                answer = client.get(published.page_url(page.url_path))
                assert answer.status_code == 200, page.title
                html = answer.content.decode()
                assert self.found_in(html) == [], page.title
                assert not re.search(r"\"correct\"|correct=|data-correct|feedback|accepted", html), page.title

    def test_no_question_of_a_running_quiz_holds_a_key_before_it_is_answered(self):
        client, asked = Client(), set()
        client.force_login(learner())
        for outline in published.outlines():
            lesson = next(one for one in outline.lessons if one.kind == "quiz")
            started = client.post(reverse("start_quiz", args=[lesson.key, lesson.activities[0].key]), follow=True)
            items = started.context["items"]
            assert len(items) == 12
            for item in items:
                page = client.get(reverse("quiz_question", args=[lesson.key, item.attempt.public_id, item.position]))
                html = page.content.decode()
                assert item.version.content["stem"].split("{{")[0][:30] in html.replace("\u2060", "")
                assert self.found_in(html) == []
                asked.add(item.version_id)
        assert len(asked) == 12

    def test_typed_answers_stand_nowhere_in_the_form_that_asks_for_them(self):
        asked = 0
        for page in self.lessons:
            html = Client().get(published.page_url(page.url_path)).content.decode()
            for segment in rendered_segments(page, self.city):
                content = segment.question.content if segment.question else {}
                if content.get("kind") not in TYPED:
                    continue
                asked += 1
                start = html.index(f'id="cek-{segment.activity.hex[:8]}"')
                form = html[start : html.index("</form>", start)].replace(content["stem"], "")
                for key in [content.get("answer"), *content.get("accepted", [])]:
                    assert f'value="{key}"' not in form
        assert asked > 0

    def test_the_pages_about_courses_hold_no_key_either(self):
        courses = [outline.url for outline in published.outlines()]
        assert len(courses) == 1
        for address in ("/kursus/", "/kursus/?cari=sandi", *courses):
            assert self.found_in(Client().get(address).content.decode()) == [], address

    def test_no_trainers_preview_of_a_lesson_holds_a_key(self):
        for page in self.lessons[:6]:
            assert self.found_in(page.make_preview_request().render().content.decode()) == [], page.title

    def test_what_two_people_get_of_one_lesson_differs_only_in_their_own_tokens(self):
        page = next(page for page in self.lessons if page.kind == "lesson")
        got = []
        for name in ("Sri Rahayu", "Bambang Wijaya"):
            client = Client()
            client.force_login(learner(name=name))
            html = client.get(published.page_url(page.url_path)).content.decode()
            html = re.sub(r'name="(csrfmiddlewaretoken|key)"\s+value="[^"]+"', r'name="\1"', html)
            got.append(re.sub(r'nonce="[^"]+"', "", html).replace(name, "…"))
        first, second = (html.split("<article", 1)[1].split("</article>", 1)[0] for html in got)
        assert first == second

    def test_every_question_of_the_course_is_published_once(self):
        assert Question.objects.filter(live=True).count() == len(self.contents)
