"""Plans, worksheets, letters and the projector: made from the lesson, without a key in them."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from pypdf import PdfReader

from classes.materials import plain_lines
from courses.domain.outlines import publish_outline, read_outline
from progress.models import Enrolment
from quizzes.models import CheckAnswer
from tests.classes.making import NOON, group, school, teacher
from tests.factories.courses import (
    block,
    check_block,
    course,
    full_course,
    lesson,
    module,
    practice_block,
    practice_task,
    quiz,
    quiz_block,
    swiftly,
    text_block,
)
from tests.factories.questions import question_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def outline():
    """A lesson with most blocks, and a quiz."""
    with swiftly():
        page = course(title="Mulai dari HP")
        part = module(page, title="Menyambung")
        lesson(
            part,
            text_block("<p>Wi-Fi dan paket data.</p>", "Dua jaringan"),
            block("terms", {"terms": [{"term": "Unduh", "meaning": "<p>Menyimpan berkas ke HP.</p>"}]}),
            block(
                "steps",
                {
                    "title": "Menyambung",
                    "steps": [{"text": "<p>Buka Pengaturan di {{nama_daerah}}.</p>", "picture": None}] * 2,
                },
            ),
            block("try_now", {"body": "<p>Buka Wi-Fi.</p><p>Nama apa yang terlihat?</p>"}),
            block("callout", {"kind": "tip", "title": "Hemat", "body": "<p>Tonton di Wi-Fi.</p>"}),
            practice_block(practice_task()),
            check_block(question_of("single_choice", "CEK")),
            title="Wi-Fi di rumah",
            objective="Anda bisa menyambung Wi-Fi.",
        )
        lesson(part, quiz_block(quiz(fixed=[question_of("single_choice", "KUIS")])), kind="quiz")
    return read_outline(publish_outline(page, at=NOON))


@pytest.fixture
def taught():
    return group(name="7A")


@pytest.fixture
def browse(client, taught):
    client.force_login(taught.created_by)
    return client


def sheet(browse, taught, target, name):
    return PdfReader(BytesIO(browse.get(reverse("class_material", args=[taught.public_id, target, name])).content))


def words_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_plain_lines_are_the_words_of_paragraphs_and_points():
    html = "<p>Satu <b>dua</b><br>tiga</p><ul><li>empat</li><li> </li><li>lima</li></ul>"
    assert plain_lines(html) == ["Satu dua", "tiga", "empat", "lima"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "rencana",
            ["Anda bisa menyambung Wi-Fi.", "Unduh", "Buka Pengaturan di", "Tonton di Wi-Fi.", "CEK a", "CEK b"],
        ),
        ("lembar-kerja", ["Menyimpan berkas ke HP.", "Buka Wi-Fi.", "Nama apa yang terlihat?", "Lakukan satu."]),
        ("surat", ["Menyambung", "Mulai dari HP", "Anda bisa menyambung Wi-Fi."]),
    ],
)
def test_sheets_say_what_the_lesson_says_and_no_key(browse, taught, outline, name, said):
    pdf = sheet(browse, taught, outline.modules[0].key, name)
    words = words_of(pdf)
    for text in said:
        assert text in words
    assert "KUNCI" not in words
    assert "{{" not in words
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(pdf.pages) <= 4


def test_a_lesson_alone_fits_two_pages(browse, taught, outline):
    for name in ("rencana", "lembar-kerja"):
        assert len(sheet(browse, taught, outline.lessons[0].key, name).pages) <= 2


def test_what_is_not_there_is_not_found(browse, taught, outline):
    for target, name in ((uuid4(), "rencana"), (outline.lessons[0].key, "kunci"), (outline.course, "surat")):
        assert browse.get(reverse("class_material", args=[taught.public_id, target, name])).status_code == 404


def test_the_page_of_materials_leads_to_everything(browse, taught, outline):
    here = reverse("class_materials", args=[taught.public_id])
    assert f"?modul={outline.modules[0].key}" in browse.get(here).content.decode()
    page = browse.get(f"{here}?modul={outline.modules[0].key}").content.decode()
    for address in (
        reverse("class_material", args=[taught.public_id, outline.modules[0].key, "surat"]),
        reverse("class_material", args=[taught.public_id, outline.lessons[0].key, "rencana"]),
        reverse("class_screen", args=[taught.public_id, outline.lessons[0].key]),
        reverse("make_paper", args=[taught.public_id]),
    ):
        assert address in page
    for odd in ("x", "\0", str(uuid4()), str(outline.lessons[0].key)):
        assert browse.get(here, {"modul": odd}).status_code == 200


def screens(browse, taught, outline):
    here = reverse("class_screen", args=[taught.public_id, outline.lessons[0].key])
    return here, [browse.get(f"{here}?langkah={n}").content.decode() for n in range(8)]


def test_the_projector_shows_one_block_at_a_time_and_no_key(browse, taught, outline):
    _here, pages = screens(browse, taught, outline)
    assert "Anda bisa menyambung" in pages[0]
    assert ["Dua jaringan" in page for page in pages[:3]] == [False, True, False]
    assert ["CEK a" in page for page in pages] == [False] * 7 + [True]
    assert not any("KUNCI" in page for page in pages)


def test_the_room_votes_then_it_is_explained_and_counts_nowhere(browse, taught, outline):
    here, _pages = screens(browse, taught, outline)
    address = f"{here}?langkah=7"
    form = BeautifulSoup(browse.get(address).content, "html.parser").find("input", {"name": "choice"})
    told = browse.post(address, {"choice": form["value"]})
    assert told.status_code == 200
    assert "KUNCI-CEK" in told.content.decode()
    for sent in ({}, {"choice": "x"}, {"choice": "\0"}):
        refused = browse.post(address, sent)
        assert refused.status_code == 422
        assert "KUNCI" not in refused.content.decode()
    assert not CheckAnswer.objects.exists()
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("step", ["-1", "x", "9" * 30, "", "²"])
def test_odd_steps_show_some_page(browse, taught, outline, step):
    here = reverse("class_screen", args=[taught.public_id, outline.lessons[0].key])
    assert browse.get(here, {"langkah": step}).status_code == 200


def test_teachers_of_other_schools_find_nothing(client, taught):
    outline = full_course()
    client.force_login(teacher(school()))
    for name, more in (
        ("class_materials", ()),
        ("class_material", (outline.lessons[0].key, "rencana")),
        ("class_screen", (outline.lessons[0].key,)),
        ("companion", ()),
    ):
        assert client.get(reverse(name, args=[taught.public_id, *more])).status_code == 404
