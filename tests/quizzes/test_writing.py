"""Around writing: several rows at once, trying, where something is used, finding, large imports."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from core.models import Pillar
from courses.domain.tree import ensure_tree
from quizzes.admin_views import exchange
from quizzes.domain import long_imports
from quizzes.domain.attempts import start
from quizzes.domain.imports import Target, import_questions
from quizzes.models import Attempt, AttemptItem, CheckAnswer, Pool, Question, Quiz
from tests.factories.courses import check_block, course, lesson, module, number_question, pool, question, quiz
from tests.factories.people import learner, staff
from tests.quizzes.doing import NOON

pytestmark = pytest.mark.usefixtures("db")

GIFT = "".join(f"Soal nomor {n}? {{ =benar #Ya. ~salah #Bukan. }}\n\n" for n in range(12)).encode()


@pytest.fixture
def author(sign_in: Any) -> Any:
    ensure_tree()
    return sign_in(staff(Role.AUTHOR))


@pytest.fixture
def administrator(sign_in: Any) -> Any:
    ensure_tree()
    return sign_in(staff(Role.ADMINISTRATOR))


def soup(page: Any) -> BeautifulSoup:
    return BeautifulSoup(page.content, "html.parser")


def rows(*written: tuple[str, str, str], act: str = "make", **fields: str) -> dict[str, str]:
    data = {"form-TOTAL_FORMS": str(len(written)), "form-INITIAL_FORMS": "0", "act": act, "then": "draft",
            "key": str(uuid4()), "new_pool": "Baru"}  # fmt: skip
    for place, texts in enumerate(written):
        for name, text in zip(("stem", "answers", "explanation"), texts, strict=True):
            data[f"form-{place}-{name}"] = text
    return data | fields


GOOD = ("Ibu kota?", "Jakarta *\nBandung", "Sejak 1945.")


def test_rows_are_saved_together_and_empty_ones_are_nothing(author):
    sent = rows(GOOD, ("", "", ""), ("Gembok berarti jujur.", "Salah", "Tidak."), ("Nomor darurat?", "112", "Ya."))
    answers = [author.post(reverse("many_questions"), sent) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [one.kind for one in Question.objects.order_by("pk")] == ["single_choice", "true_false", "number"]
    assert set(Question.objects.values_list("pool__name", flat=True)) == {"Baru"}


def test_a_row_that_is_not_understood_keeps_all_of_them_and_says_why_beside_it(author):
    page = author.post(reverse("many_questions"), rows(GOOD, ("Tanpa jawaban?", "a\nb", "")))
    assert page.status_code == 422
    first, second = soup(page).select("fieldset.lms-row")
    assert not first.select("[role=alert]")
    assert second.select_one("[role=alert]")
    assert second.select_one("textarea").text.strip() == "Tanpa jawaban?"
    assert not Question.objects.exists()


def test_rows_are_added_copied_and_taken_away_without_a_script(author):
    def stems(act: str) -> list[str]:
        page = author.post(reverse("many_questions"), rows(GOOD, ("Dua?", "", ""), act=act))
        return [area.text.strip() for area in soup(page).select("textarea[name$=stem]")]

    assert stems("add") == ["Ibu kota?", "Dua?", ""]
    assert stems("copy-0") == ["Ibu kota?", "Ibu kota?", "Dua?"]
    assert stems("drop-0") == ["Dua?"]
    assert not Question.objects.exists()


def test_a_published_question_edited_as_a_draft_is_asked_as_it_was_published(author, at_once):
    asked, person = question(), learner()
    exam = quiz(fixed=[asked])
    with at_once():
        asked.stem = "<p>Versi baru?</p>"
        draft = asked.save_revision(user=User.objects.get(groups__name="Pelatih dan penulis"))
        asked.get_workflow().start(asked, draft.user)
    attempt = start(learner=person, quiz=exam, context=uuid4(), by=person, at=NOON)
    assert "Versi baru?" not in attempt.items.get().version.content["stem"]
    asked.refresh_from_db()
    assert (asked.live, bool(asked.current_workflow_state)) == (True, True)
    draft.publish()
    assert "Versi baru?" not in attempt.items.get().version.content["stem"]
    asked.refresh_from_db()
    assert "Versi baru?" in asked.current_version.content["stem"]


def test_a_duplicated_quiz_has_parts_of_its_own(author):
    original = quiz(draws=[(pool("Satu"), 2), (pool("Dua"), 1)], fixed=[question()], pass_percent=55)
    form = soup(author.get(reverse("wagtailsnippets_quizzes_quiz:copy", args=[original.pk]))).select_one(
        "form[data-edit-form]"
    )
    fields = {one["name"]: one.get("value", "") for one in form.select("input[name]") if one.get("type") != "checkbox"}
    fields |= {
        one["name"]: chosen["value"] if (chosen := one.select_one("option[selected]")) else ""
        for one in form.select("select[name]")
    }
    sent = {name: value for name, value in fields.items() if "__prefix__" not in name}
    assert author.post(form["action"], sent).status_code == 302
    copied = Quiz.objects.exclude(pk=original.pk).get()
    assert [(part.pool.name, part.count) for part in copied.sections.all()] == [("Satu", 2), ("Dua", 1)]
    assert [row.question for row in copied.fixed_questions.all()] == [
        row.question for row in original.fixed_questions.all()
    ]
    keys = [part.key for one in (original, copied) for part in one.sections.all()]
    assert len(set(keys)) == 4
    assert (copied.live, copied.pass_percent, copied.key == original.key) == (False, 55, False)


def try_it(client: Any, address: str, **fields: str) -> tuple[BeautifulSoup, Any]:
    page = soup(client.get(address))
    draw = page.select_one("[name=draw]")["value"]
    answer = client.post(address, {"draw": draw} | fields)
    assert answer.status_code == 200
    return page, soup(answer)


def test_trying_a_draft_grades_its_newest_text_and_keeps_nothing(author):
    asked = number_question()
    asked.content = Question.content.field.to_python(
        json.dumps([{"type": "number", "id": str(uuid4()), "value": {"answer": "5", "tolerance": "0", "unit": "",
        "traps": [], "feedback_correct": "Lima.", "feedback_incorrect": "Hitung lagi."}}])
    )  # fmt: skip
    asked.save_revision()
    address = reverse("try_question", args=[asked.pk])
    form, right = try_it(author, address, **{"s1-answer": "5"})
    assert "Lima." not in form.get_text()
    assert "Lima." in right.select_one(".verdict.right").get_text()
    assert "Hitung lagi." in try_it(author, address, **{"s1-answer": "27800"})[1].select_one(".verdict").get_text()
    assert [model.objects.count() for model in (Attempt, AttemptItem, CheckAnswer)] == [0, 0, 0]


def test_trying_a_quiz_draws_as_for_a_learner_and_grades_all_on_one_page(author):
    bank = pool()
    for _n in range(5):
        question(pool=bank)
    exam = quiz(draws=[(bank, 3)], fixed=[number_question()])
    form, graded = try_it(author, reverse("try_quiz", args=[exam.pk]), **{"s4-answer": "27800"})
    assert len(form.select("section.ask")) == 4
    assert graded.select_one(".stat").get_text(strip=True) == "25"
    assert len(graded.select(".verdict.right")) == 1
    assert not Attempt.objects.exists()


def test_what_does_not_belong_to_the_question_is_answered_not_graded(author):
    asked = question()
    answer = try_it(author, reverse("try_question", args=[asked.pk]), **{"s1-choice": "palsu"})[1]
    assert answer.select_one("[role=alert]")
    assert not answer.select(".verdict")


@pytest.mark.parametrize("draft_only", [False, True])
def test_what_a_lesson_shows_is_not_deleted_even_where_only_a_draft_shows_it(administrator, at_once, draft_only):
    with at_once():
        asked = question()
        page = lesson(module(course()), title="Pelajaran Wi-Fi")
        page.body = page._meta.get_field("body").to_python(json.dumps([check_block(asked)]))
        revision = page.save_revision()
        if not draft_only:
            revision.publish()
    address = reverse("wagtailsnippets_quizzes_question:delete", args=[asked.pk])
    answers = [administrator.get(address), administrator.post(address)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert "Pelajaran Wi-Fi" in answers[1].content.decode()
    assert Question.objects.filter(pk=asked.pk).exists()


def test_many_at_once_are_refused_as_one_and_unused_ones_go(administrator):
    used, unused = question(live=False), question(live=False)
    quiz(fixed=[used], title="Kuis pemakai")
    address = reverse("wagtail_bulk_action", args=["quizzes", "question", "delete"])
    refused = administrator.post(f"{address}?id={used.pk}&id={unused.pk}")
    assert (refused.status_code, Question.objects.count()) == (409, 2)
    assert "Kuis pemakai" in refused.content.decode()
    administrator.post(reverse("wagtailsnippets_quizzes_question:delete", args=[unused.pk]))
    assert list(Question.objects.all()) == [used]


def test_uses_tell_quizzes_groups_and_attempts(author):
    bank = pool()
    asked = question(pool=bank)
    exam, person = quiz(draws=[(bank, 1)], title="Ujian A"), learner()
    quiz(fixed=[asked], title="Ujian B")
    start(learner=person, quiz=exam, context=uuid4(), by=person, at=NOON)
    for name, thing, told in (
        ("question_uses", asked, ["Ujian A", "Ujian B"]),
        ("pool_uses", bank, ["Ujian A"]),
        ("quiz_uses", exam, []),
    ):
        text = soup(author.get(reverse(name, args=[thing.pk]))).select_one("main").get_text(" ")
        assert [title for title in ("Ujian A", "Ujian B") if title in text.replace(str(thing), "", 1)] == told


def found(client: Any, **filters: Any) -> set[str]:
    page = soup(client.get(reverse("wagtailsnippets_quizzes_question:list"), filters))
    return {" ".join(link.get_text().split()) for link in page.select("td.title .title-wrapper a")}


def test_finding_by_kind_status_tag_use_and_words_of_a_choice(author, at_once):
    with at_once():
        plain, draft, asked = question(), question(live=False), number_question()
        quiz(fixed=[plain])
        asked.pillars.add(Pillar.objects.get_or_create(name="Aman", slug="aman")[0])
        asked.save()
        draft.get_workflow().start(draft.save_revision().as_object(), None)
        text = json.dumps([{"type": "short_text", "id": str(uuid4()), "value": {
            "accepted": [{"type": "item", "id": str(uuid4()), "value": 'perahu "type": "number"'}],
            "feedback_correct": "Ya.", "feedback_incorrect": "Belum."}}])  # fmt: skip
        worded = Question(stem="<p>Kata?</p>", content=Question.content.field.to_python(text), live=False)
        worded.save()
    assert found(author, kind="number") == {str(asked)}
    assert found(author, state="review") == {str(draft)}
    assert found(author, state="draft") == {str(worded)}
    assert found(author, pillars=Pillar.objects.get(slug="aman").pk) == {str(asked)}
    assert found(author, unused="1") == {str(draft), str(asked), str(worded)}
    assert found(author, q="perahu") == {str(worded)}
    export = soup(author.get(reverse("export_questions"), {"kind": "number", "unused": "1"}))
    assert "1 soal" in export.get_text(" ")


def upload(client: Any) -> str:
    sent = {"file": SimpleUploadedFile("soal.gift.txt", GIFT)}
    return client.post(reverse("import_questions"), sent)["Location"].partition("?")[0]


def test_a_large_import_runs_in_the_background_once(author, at_once, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(exchange, "LARGE", 10)
    address = upload(author)
    with at_once():
        first = author.post(address, {"new_pool": "Besar"})
        again = author.post(address, {"new_pool": "Besar"})
    assert first["Location"] == again["Location"] == f"{address}jalan/"
    assert Question.objects.filter(pool__name="Besar", live=False).count() == 12
    assert "12" in soup(author.get(first["Location"])).select_one("main").get_text()


def test_a_stopped_import_makes_nothing_and_its_file_stays(author, at_once, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(exchange, "LARGE", 10)
    address = upload(author)
    made: list[int] = []

    def pressed_meanwhile(**options: Any) -> Any:
        def progress(done: int, of: int) -> None:
            made.append(Question.objects.count())
            author.post(f"{address}jalan/")
            options["progress"](done, of)

        return import_questions(**options | {"progress": progress})

    monkeypatch.setattr(long_imports, "import_questions", pressed_meanwhile)
    with at_once():
        author.post(address, {"new_pool": "Besar"})
    assert made == [12]
    assert [Question.objects.count(), Pool.objects.count()] == [0, 0]
    assert author.get(f"{address}jalan/").status_code == 200
    assert author.get(f"{address}?new_pool=Besar").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_people_with_the_same_file_make_it_once(in_parallel):
    people = [staff(Role.AUTHOR) for _n in range(2)]

    def press(person: User) -> int:
        target = Target("Bersama")
        return import_questions(data=GIFT, form="gift", target=target, by=person, at=timezone.now()).made

    assert sorted(in_parallel([partial(press, person) for person in people])) == [0, 12]
    assert [Question.objects.count(), Pool.objects.count(), Quiz.objects.count()] == [12, 1, 0]
