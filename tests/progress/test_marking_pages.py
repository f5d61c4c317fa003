"""The trainers' screens for marking, as forms without a script, and what learners see before and after."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.roles import Role
from core.models import AuditEvent
from quizzes.models import Attempt, AttemptItem
from quizzes.rubric import rubric_lines
from tests.factories.courses import question
from tests.factories.people import learner, staff
from tests.factories.questions import question_of
from tests.progress.doing import NOON, address, form_to, read, text_of, waiting_answer
from tests.progress.test_marking import course_ending_in, give, hand_in, item_of


@pytest.fixture
def trainer(db):
    return staff(Role.AUTHOR, name="Bu Ratna")


def fields_of(page) -> dict[str, str]:
    """As a browser would send the marking form."""
    form = read(page).find("form", class_="lms-rubric")
    fields = {field["name"]: field.get("value", "") for field in form.find_all("input") if field.get("type") != "radio"}
    fields |= {field["name"]: field["value"] for field in form.find_all("input", checked=True)}
    return fields | {"comment": form.find("textarea").get_text().removeprefix("\n")}


def points_name(item) -> str:
    return f"points-{rubric_lines(item.version.content)[0].id}"


def test_a_trainer_goes_from_the_menu_through_all_answers_and_ends_at_the_queue(sign_in, trainer):
    outline = course_ending_in(question_of("free_text", "u"))
    items = [item_of(hand_in(learner(name=f"Rahasia {n}"), outline)[0]) for n in range(3)]
    client = sign_in(trainer)
    assert "Jawaban yang menunggu (3)" in client.get(reverse("wagtailadmin_home")).content.decode()
    queue = read(client.get(reverse("marking_queue"))).find("main")
    listed = client.get(queue.find("td").find("a")["href"])
    page = client.get(read(listed).find("a", class_="button", string="Nilai satu per satu")["href"])
    for number, item in enumerate(items, 1):
        shown = text_of(page)
        assert f"Jawaban {number} dari 3" in shown
        assert f"Peserta {number}" in shown
        assert "Rahasia" not in page.content.decode()
        assert ("KUNCI-u-contoh" in shown, "KUNCI-u-k" in shown) == (True, True)
        page = client.post(
            address("mark_answer", item.pk), fields_of(page) | {points_name(item): "3", "comment": " Ya. "}, follow=True
        )
    assert page.redirect_chain[-1][0] == reverse("marking_queue")
    assert "Semua jawaban untuk soal ini sudah dinilai." in text_of(page)
    assert [item.mark["comment"] for item in AttemptItem.objects.all()] == ["Ya."] * 3
    assert {attempt.percent for attempt in Attempt.objects.all()} == {75}


def test_skipping_leaves_it_waiting_and_the_last_leads_back(sign_in, trainer):
    outline = course_ending_in(question_of("free_text", "u"))
    first, second = (item_of(hand_in(learner(), outline)[0]) for _ in range(2))
    client = sign_in(trainer)
    skipped = client.get(address("mark_answer", first.pk) + "?skip=1&names=1")
    assert skipped["Location"] == address("mark_answer", second.pk) + "?names=1"
    end = client.get(address("mark_answer", second.pk) + "?skip=1", follow=True)
    assert "Itu yang terakhir. Jawaban yang dilewati masih menunggu." in text_of(end)
    assert not AttemptItem.objects.filter(mark__isnull=False).exists()


def test_a_name_is_shown_only_when_asked_for_and_stays_out_of_the_address(sign_in, trainer):
    item = waiting_answer(learner(name="Ani Kenari"))
    client = sign_in(trainer)
    hidden, shown = (client.get(address("mark_answer", item.pk) + query) for query in ("", "?names=1"))
    assert ("Ani Kenari" in hidden.content.decode(), "Ani Kenari" in text_of(shown)) == (False, True)
    assert fields_of(shown)["names"] == "1"


@pytest.mark.parametrize("typed", ["", "5", "-1", "1.5", "banyak", "²"])
def test_points_that_do_not_fit_are_told_at_their_line_and_stand_there_again(sign_in, trainer, typed):
    item = waiting_answer(learner())
    client, url = sign_in(trainer), address("mark_answer", item.pk)
    form = fields_of(client.get(url)) | {points_name(item): typed, "comment": "Sudah saya tulis panjang."}
    again = client.post(url, form)
    assert again.status_code == 422
    assert "Belum ada yang tersimpan." in text_of(again)
    assert ("Pilih poinnya." if not typed else "Poin berupa angka bulat dari 0 sampai 4.") in text_of(again)
    kept = fields_of(again)
    assert (kept.get(points_name(item), ""), kept["comment"]) == (typed, "Sudah saya tulis panjang.")
    item.refresh_from_db()
    assert item.mark is None


@pytest.mark.parametrize("comment", ["a" * 2001, "a\0b"])
def test_a_comment_that_cannot_be_kept_is_told_and_stands_there_again(sign_in, trainer, comment):
    item = waiting_answer(learner())
    client, url = sign_in(trainer), address("mark_answer", item.pk)
    again = client.post(url, fields_of(client.get(url)) | {points_name(item): "2", "comment": comment})
    assert (again.status_code, fields_of(again)[points_name(item)]) == (422, "2")
    assert "Komentar paling panjang 2000 huruf." in text_of(again)
    assert comment.replace("\0", "") in again.content.decode().replace("\0", "")


def test_the_second_of_two_trainers_is_told_and_may_then_put_theirs_in_its_place(sign_in, trainer):
    item, other = waiting_answer(learner()), staff(Role.REVIEWER, name="Pak Bagus")
    client, url = sign_in(trainer), address("mark_answer", item.pk)
    form = fields_of(client.get(url)) | {points_name(item): "1", "comment": "Kurang."}
    give(item, 4, by=other, at=NOON)
    told = client.post(url, form)
    assert told.status_code == 409
    assert "Pak Bagus baru saja menilai jawaban ini: 4 dari 4 poin." in text_of(told)
    kept = fields_of(told)
    assert (kept[points_name(item)], kept["comment"]) == ("1", "Kurang.")
    item.refresh_from_db()
    assert item.fraction == "1"
    client.post(url, kept)
    item.refresh_from_db()
    assert (item.fraction, item.marked_by) == ("1/4", trainer)
    assert AuditEvent.objects.filter(action="quizzes.mark_changed").count() == 1


@pytest.mark.parametrize("seen", ["x", "2026-99-99T00:00:00", "\0"])
def test_a_form_made_by_hand_never_overwrites_what_it_has_not_seen(sign_in, trainer, seen):
    item = waiting_answer(learner())
    give(item, 4, by=staff(Role.REVIEWER))
    answer = sign_in(trainer).post(address("mark_answer", item.pk), {points_name(item): "1", "seen": seen})
    item.refresh_from_db()
    assert (answer.status_code, item.fraction) == (409, "1")


def test_a_learner_sees_that_it_waits_then_the_points_and_the_comment(client, sign_in, trainer):
    ani = learner()
    sign_in(ani)
    outline = course_ending_in(question_of("free_text", "u"), question())
    attempt, _recorded = hand_in(ani, outline)
    result = address("quiz_result", outline.lessons[0].key, attempt.public_id)
    waiting = text_of(client.get(result))
    assert "Jawaban Anda sudah terkirim. Pelatih akan menilainya." in waiting
    assert "Sejauh ini 50 dari 100." in waiting
    assert ("KUNCI-u-contoh" in waiting, "KUNCI-u-ulas" in waiting, "belum tepat" in waiting) == (False, False, False)
    assert "Pelatih akan menilainya." in text_of(client.get(outline.lessons[0].url))
    give(item_of(attempt), 3, by=trainer, comment="Sebutkan sumbernya.")
    marked = text_of(client.get(result))
    for words in ("Pelatih memberi 3 dari 4 poin.", "KUNCI-u-k: 3 dari 4", "Sebutkan sumbernya.", "KUNCI-u-contoh"):
        assert words in marked
    assert "88" in marked


def test_a_survey_is_sent_and_shows_no_percent_anywhere(client, sign_in, db):
    ani = learner()
    sign_in(ani)
    outline = course_ending_in(question_of("scale", "s"), question_of("free_words", "w"))
    assert "Di sini semua jawaban diterima." in text_of(client.get(outline.lessons[0].url))
    attempt, _recorded = hand_in(ani, outline)
    shown = client.get(address("quiz_result", outline.lessons[0].key, attempt.public_id))
    for page in (shown, client.get(outline.lessons[0].url)):
        words = text_of(page)
        assert "Terima kasih, jawaban Anda sudah terkirim." in words
        told = ("dari 100", "%", "Lulus", "lulus", "tepat", "Nilai terbaik")  # titles have numbers: 100 alone is none
        assert [word for word in told if word in words] == []
        assert read(page).find(class_="stat") is None


@pytest.mark.parametrize("kind", ["free_text", "scale"])
def test_where_explanations_come_at_once_an_answer_without_a_key_stays_open(client, sign_in, kind, db):
    ani = learner()
    sign_in(ani)
    outline = course_ending_in(question_of(kind, "u"), feedback="immediate")
    client.post(address("start_quiz", outline.lessons[0].key, outline.lessons[0].activities[0].key))
    item = AttemptItem.objects.get()
    url = address("quiz_question", outline.lessons[0].key, item.attempt.public_id, 1)
    page = client.get(url)
    assert read(page).find("button", value="check") is None
    answer = {"answer": "Saya tanya."} if kind == "free_text" else {"step": "2"}
    client.post(url, form_to(page, url) | answer | {"act": "check"})
    item.refresh_from_db()
    assert (item.response is not None, item.checked_at, item.fraction) == (True, None, None)
    assert "KUNCI" not in client.get(url).content.decode()
