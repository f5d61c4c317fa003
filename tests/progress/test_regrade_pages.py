"""The screens of grading again: what they tell before, what they ask for, the log, and who sees them."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role
from progress.domain import regrade as regrading
from quizzes.domain import regrade as marks
from quizzes.models import Attempt, Regrade
from tests.factories.courses import question, text_question
from tests.factories.people import learner, staff
from tests.progress.doing import text_of
from tests.progress.regrading import Queue, course_with_a_known_quiz, first_question, take
from tests.quizzes.rekeying import REASON, rekey


@pytest.fixture
def outline(db):
    return course_with_a_known_quiz()


@pytest.fixture
def asked(outline):
    return first_question()


@pytest.fixture
def reviewer(db, sign_in):
    person = staff(Role.REVIEWER)
    sign_in(person)
    return person


def page_of(asked):
    return reverse("admin_regrade", args=[asked.pk])


def confirm(client, asked, **fields):
    return client.post(page_of(asked), {"version": asked.current_version_id, "reason": REASON} | fields)


def columns(response):
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in soup(response).select("tbody tr")
    ]


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def two_people(outline):
    """One gains a pass by “B”, the other would lose hers."""
    take(learner(name="=Ani"), outline, wrong={1, 2})
    take(learner(name="Budi"), outline, wrong={2})


def test_the_screen_tells_who_changes_before_anything_does(client, reviewer, outline, asked):
    two_people(outline)
    rekey(asked)
    before = list(Attempt.objects.values())
    shown = client.get(page_of(asked))
    where = f"{Attempt.objects.first().quiz.title} – {outline.title} {_('Attempt %(number)s') % {'number': 1}}"
    assert columns(shown) == [
        ["=Ani", "50 → 75", _("newly passed"), where],
        ["Budi", "75 → 50", f"{_('would be lost')} {_('only with the tick')}", where],
    ]
    assert [row[0] for row in columns(client.get(page_of(asked), {"show": "lost"}))] == ["Budi"]
    assert [row[0] for row in columns(client.get(page_of(asked), {"show": "up"}))] == ["=Ani"]
    words = text_of(shown)
    assert f"{_('Version %(number)s') % {'number': 1}} A" in words
    assert f"{_('Version %(number)s') % {'number': 2}} – {_('the key from now on')} B" in words
    assert not soup(shown).find("input", {"name": "takes_passes"}).has_attr("checked")
    assert list(Attempt.objects.values()) == before


def test_confirming_grades_again_and_leads_to_the_log(client, reviewer, outline, asked):
    two_people(outline)
    rekey(asked)
    done = confirm(client, asked)
    one = Regrade.objects.get()
    assert (one.reason, one.by, one.takes_passes) == (REASON, reviewer, False)
    assert done["Location"] == reverse("admin_regrade_log", args=[one.pk])
    log = client.get(done["Location"])
    assert [row[0] for row in columns(log)] == ["=Ani"]
    assert REASON in text_of(log)
    again = client.get(page_of(asked))  # the tick can still be set
    assert [row[0] for row in columns(again)] == ["Budi"]


def test_a_reason_is_asked_for_and_what_was_ticked_is_kept(client, reviewer, outline, asked):
    two_people(outline)
    rekey(asked)
    refused = confirm(client, asked, reason=" ", takes_passes="on")
    assert refused.status_code == 422
    assert soup(refused).find("input", {"name": "takes_passes"}).has_attr("checked")
    assert soup(refused).select_one(".w-field__errors, .error-message")
    assert not Regrade.objects.exists()


def test_the_tick_takes_passes(client, reviewer, outline, asked):
    two_people(outline)
    rekey(asked)
    log = client.get(confirm(client, asked, takes_passes="on")["Location"])
    assert [row[0] for row in columns(log)] == ["=Ani", "Budi"]


def test_a_key_published_meanwhile_is_shown_first(client, reviewer, outline, asked):
    two_people(outline)
    looked_at = rekey(asked).pk
    rekey(asked, right="C", texts="ABC")
    answer = confirm(client, asked, version=looked_at)
    assert answer["Location"] == page_of(asked)
    assert not Regrade.objects.exists()


def test_the_log_comes_as_files_in_which_a_name_is_no_formula(client, reviewer, outline, asked):
    two_people(outline)
    rekey(asked)
    address = confirm(client, asked, takes_passes="on")["Location"]
    text = client.get(address, {"export": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0].lstrip("'") for row in rows[1:]] == ["=Ani", "Budi"]
    assert rows[1][0] != "=Ani"
    assert [row[3:5] for row in rows[1:]] == [["50", "75"], ["75", "50"]]
    book = openpyxl.load_workbook(io.BytesIO(client.get(address, {"export": "xlsx"}).content))
    assert next(book.worksheets[0].iter_rows(min_row=2))[0].data_type == "s"
    whole = client.get(reverse("admin_regrades"), {"export": "csv"}).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(whole)))[1][3:] == [REASON, str(reviewer), _("yes"), "2", "1", "1"]
    assert client.get(address, {"export": "exe"}).status_code == 404


def test_a_long_one_says_how_far_it_is_and_can_be_gone_on_with(client, reviewer, outline, asked, monkeypatch):
    queue = []
    monkeypatch.setattr(regrading, "go_on_regrading", Queue(queue.append))
    for module in (marks, regrading):
        monkeypatch.setattr(module, "BATCH", 1)
    two_people(outline)
    rekey(asked)
    address = confirm(client, asked)["Location"]
    bar = soup(client.get(address)).find("progress")
    assert (bar["value"], bar["max"]) == ("1", "2")
    assert address in str(client.get(page_of(asked)).content)
    one = Regrade.objects.get()
    client.post(reverse("admin_resume_regrade", args=[one.pk]))
    assert soup(client.get(address)).find("progress") is None


def test_the_page_of_a_question_says_so_until_it_is_dealt_with(client, reviewer, outline, asked):
    two_people(outline)
    edit = reverse("wagtailsnippets_quizzes_question:edit", args=[asked.pk])
    note = _("The key has changed. Answers given before are still graded by the old one.")
    assert note not in text_of(client.get(edit))
    rekey(asked)
    shown = client.get(edit)
    assert note in text_of(shown)
    assert page_of(asked) in str(shown.content)
    confirm(client, asked)
    assert note not in text_of(client.get(edit))


def test_the_wording_that_changed_too_is_pointed_out(client, reviewer, outline, asked):
    two_people(outline)
    rekey(asked)
    warning = _("The wording of the question has changed as well. Grade again only if old answers still mean the same.")
    assert warning not in text_of(client.get(page_of(asked)))
    asked.stem = "<p>Mana yang salah?</p>"
    asked.save_revision().publish()
    assert warning in text_of(client.get(page_of(asked)))


def test_answers_that_cannot_be_judged_are_counted_with_the_reason(client, reviewer, outline, asked):
    two_people(outline)
    rekey(asked, right="A", texts="AC")
    kept = ngettext("%(count)s answer keeps its mark:", "%(count)s answers keep their mark:", 1) % {"count": 1}
    why = _("What was answered is not in the question any more.")
    assert f"{kept} {why}" in text_of(client.get(page_of(asked)))


def test_a_question_without_a_key_says_so(client, reviewer):
    assert _(
        "This question has no key: it is not published yet, or a person marks it, or it carries no mark."
    ) in text_of(client.get(page_of(question(live=False))))


def test_nothing_to_do_is_said(client, reviewer, outline):
    lonely = text_question()
    assert _("All answers are graded by this key already.") in text_of(client.get(page_of(lonely)))
    answer = confirm(client, lonely)
    assert answer["Location"] == page_of(lonely)


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_costs_the_same_however_many_change(
    client, reviewer, outline, asked, count, django_assert_max_num_queries
):
    for _number in range(count):
        take(learner(), outline, wrong={1, 2})
    rekey(asked)
    client.get(page_of(asked))
    with django_assert_max_num_queries(40):
        client.get(page_of(asked))


def test_writers_of_questions_may_not_grade_again(sign_in, outline, asked):
    two_people(outline)
    rekey(asked)
    client = sign_in(staff(Role.AUTHOR))
    assert confirm(client, asked).status_code in (302, 403)
    assert not Regrade.objects.exists()
