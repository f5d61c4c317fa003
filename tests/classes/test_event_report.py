"""The survey, read in sum; and the accountability pack, whose screen, XLSX and PDF agree cell by cell."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.domain.erase import erase_person, everything_about
from classes.domain.accountability import accountability
from classes.domain.event_certificates import issue_to_participant
from classes.domain.survey import STATEMENTS, SurveyClosed, WasNotThere, answer_survey, close_survey, survey_sum
from classes.models import SurveyAnswer
from core.words import number
from tests.classes.event_making import AFTER, NOON, START, attend, attend_all, come, event, organiser_of
from tests.factories.people import learner
from tests.quizzes.test_gain_pages import exam_of, take

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def after(time_machine):
    time_machine.move_to(AFTER, tick=False)
    return time_machine


def say(made, person, score=4, text="", at=AFTER):
    scores = dict.fromkeys(STATEMENTS, score)
    return answer_survey(event=made, person=person, scores=scores, text=text, at=at, key=uuid4())


def there(made, count=1, **said):
    people = [come(made, learner(name=f"Peserta {index:02d}"), **said).person for index in range(count)]
    attend_all(made, *people)
    return people


def test_who_was_there_answers_once_and_may_change_it_until_it_is_closed():
    made = event()
    [ani] = there(made)
    say(made, ani, 2)
    say(made, ani, 5, "Bagus")
    assert list(SurveyAnswer.objects.values_list("useful", "text")) == [(5, "Bagus")]
    close_survey(event=made, closed=True, by=organiser_of(made), at=AFTER)
    with pytest.raises(SurveyClosed):
        say(made, ani, 1)
    close_survey(event=made, closed=False, by=organiser_of(made), at=AFTER)
    say(made, ani, 3)
    assert SurveyAnswer.objects.get().useful == 3


def test_before_the_end_and_by_who_was_not_there_nothing_is_answered():
    made = event()
    [ani] = there(made)
    with pytest.raises(SurveyClosed):
        say(made, ani, at=START)
    with pytest.raises(WasNotThere):
        say(made, come(event()).person)
    assert not SurveyAnswer.objects.exists()


def test_scores_beyond_one_to_five_are_refused_by_the_database():
    made = event()
    [ani] = there(made)
    for score in (0, 6):
        with pytest.raises(IntegrityError), transaction.atomic():
            say(made, ani, score)


def test_nothing_is_shown_of_four_and_of_five_the_sum_without_names(sign_in):
    made = event()
    people = there(made, 5)
    for person, score in zip(people[:4], (1, 5, 5, 4), strict=True):
        say(made, person, score, "Ruangnya panas")
    browser = sign_in(organiser_of(made))
    address = reverse("event_survey_results", args=[made.public_id])
    assert "Ruangnya panas" not in browser.get(address).content.decode()
    assert survey_sum(made).statements == ()
    say(made, people[4], 5, "Ani bilang bagus")
    found = survey_sum(made)
    assert [one.counts for one in found.statements] == [(1, 0, 0, 1, 3)] * 5
    assert found.statements[0].mean == 4
    text = browser.get(address).content.decode()
    assert "Ruangnya panas" in text
    assert not any(person.name in text for person in people)


def test_the_survey_on_its_page_keeps_what_was_typed(sign_in):
    made = event()
    [ani] = there(made)
    browser, address = sign_in(ani), reverse("event_survey", args=[made.public_id])
    assert "Bagaimana pelatihannya?" in browser.get(reverse("event", args=[made.public_id])).content.decode()
    bad = browser.post(address, {"useful": "9", "clear": "x", "text": "Baik sekali"})
    assert bad.status_code == 422
    assert "Baik sekali" in bad.content.decode()
    browser.post(address, dict.fromkeys(STATEMENTS, "5") | {"text": "Baik sekali", "key": str(uuid4())})
    assert SurveyAnswer.objects.get().text == "Baik sekali"
    assert sign_in(learner()).get(address).status_code == 404


def cells_on_screen(browser, made) -> list[list[list[str]]]:
    page = BeautifulSoup(browser.get(reverse("event_report", args=[made.public_id])).content, "html.parser")
    return [
        [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in section.select("tr")]
        for section in page.select("main section")
    ]


def cells_in_xlsx(content: bytes, notes: list[str]) -> list[list[list[str]]]:
    """Numbers in words, as they are shown; without the note below a table."""
    found = []
    for sheet, note in zip(load_workbook(BytesIO(content)), notes, strict=True):
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        if note:
            assert rows.pop()[0] == note
        found.append([[_shown(cell) for cell in row] for row in rows])
    return found


def _shown(cell) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else number(cell)


@pytest.mark.one_database
def test_screen_and_files_agree_cell_by_cell(sign_in):
    made = event(title="Bimtek =1+1", quota=30)
    people = [
        *there(made, 4, sex="f", age_band="30"),
        *there(made, 5, sex="m", age_band="45"),
        *there(made, 1, sex="", age_band="60"),
    ]
    for person in people[:6]:
        say(made, person, 4)
    for person in people[:3]:
        issue_to_participant(made, person, at=AFTER)
    attend(made.sessions.all()[0], come(made, learner(name="Satu Hari"), at=NOON).person)
    browser = sign_in(organiser_of(made))
    tables = accountability(made)
    screen = cells_on_screen(browser, made)
    xlsx = browser.get(reverse("event_report_xlsx", args=[made.public_id])).content
    assert [table[0] for table in screen if table] == [list(one.head) for one in tables if one.rows]
    assert cells_in_xlsx(xlsx, [one.note for one in tables]) == [[list(one.head), *one.shown] for one in tables]
    assert screen == [[list(one.head), *one.shown] if one.rows else [] for one in tables]
    pdf = PdfReader(BytesIO(browser.get(reverse("event_report_pdf", args=[made.public_id])).content))
    text = "".join("".join(page.extract_text() for page in pdf.pages).split())  # cells are broken into lines
    place = 0
    for table in tables:
        for row in ([table.title], *([list(table.head), *table.shown] if table.rows else [])):
            for cell in row:
                place = text.index("".join(cell.split()), place)
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]  # tagged


def test_small_groups_are_not_told_in_the_breakdowns():
    made = event()
    there(made, 6, sex="f", age_band="30")
    there(made, 1, sex="m", age_band="60")
    by_title = {one.title: one for one in accountability(made)}
    assert [list(row) for row in by_title["Menurut jenis kelamin"].rows] == [["Lainnya", 7], ["Total", 7]]
    assert "di bawah 3 orang" in by_title["Menurut jenis kelamin"].note


def test_the_gain_is_that_of_the_participants_and_silent_of_four():
    pretest = exam_of(title="Tes awal")
    posttest = exam_of(pretest, title="Tes akhir")
    made = event(posttest=posttest)
    people = there(made, 5)

    def answered(person):
        take(person, pretest, 1, 0, at=NOON)
        take(person, posttest, 1, 1, at=START)

    for person in people[:4]:
        answered(person)
    for _ in range(6):
        answered(learner())  # not at this training

    def told():
        return {one.title: one for one in accountability(made)}["Sebelum dan sesudah"]

    assert [row[1] for row in told().rows] == [4, 4]
    assert "Terlalu sedikit" in told().note
    answered(people[4])
    assert list(told().rows[2]) == ["Mengikuti keduanya: rata-rata", 5, 50, 100]


def test_own_data_show_places_sessions_and_answers_and_go_with_the_person():
    made = event(title="Bimtek Layanan Digital")
    [ani] = there(made, 1, sex="f", age_band="30")
    say(made, ani, 4, "Baik")
    told = everything_about(ani)
    assert [row["Jenis kelamin"] for row in told["Pelatihan"]] == ["perempuan"]
    assert len(told["Sesi yang Anda hadiri"]) == 2
    assert told["Pendapat Anda tentang pelatihan"][0]["Teks"] == "Baik"
    erase_person(person=ani, at=AFTER)
    assert (SurveyAnswer.objects.count(), made.registrations.count()) == (0, 0)
