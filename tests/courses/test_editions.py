"""A course outside its site: gathered from what is published, as pages that need nothing but themselves."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import transaction

from core.models import MunicipalitySettings
from courses.blocks import ACTIVITY_BLOCKS, LessonBody
from courses.editions import gather
from courses.editions.export import FORMS, export_course
from courses.editions.gather import NothingToExport, edition_of
from courses.editions.model import Edition
from courses.editions.pages import page_files
from courses.models import CoursePage
from quizzes.models import Question
from tests.courses.loading import asked, edit, lesson_page, load
from tests.courses.packs import good_files
from tests.factories.editions import edition

DAY = date(2026, 11, 23)
OUTSIDE = re.compile(r"https?:|//")


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load(tmp_path_factory.mktemp("paket"), good_files())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def course(loaded, db) -> CoursePage:
    return CoursePage.objects.get(pack="uji")


def gathered(course: CoursePage) -> Edition:
    return edition_of(course, day=DAY)


def everything(files: dict[str, bytes]) -> str:
    return "".join(content.decode() for name, content in files.items() if name.endswith(".html"))


def test_every_published_lesson_is_a_page_and_no_quiz_is(course):
    told = gathered(course)
    assert [lesson.name for lesson in told.lessons] == ["01-layar-hp", "02-praktik-kenal-hp", "03-kata-sandi"]
    assert told.has_quiz
    assert told.pass_percent == 70
    assert (told.version, told.licence) == ("2026.1", "CC BY-SA 4.0")


def test_all_blocks_have_a_place_in_an_edition():
    assert gather._SHOWN.keys() == LessonBody().child_blocks.keys() - ACTIVITY_BLOCKS.keys()


def test_a_lesson_keeps_its_blocks_in_their_order(course):
    screen = gathered(course).lessons[0]
    assert [piece.kind for piece in screen.pieces] == [
        "text", "picture", "text", "steps", "example", "tip", "warning", "message", "terms", "table", "try", "check",
    ]  # fmt: skip
    assert screen.source == ("Panduan resmi", "https://panduan.example/layar")
    assert screen.changes_often


def test_the_city_s_own_words_stand_in_the_pages(course):
    city = MunicipalitySettings.load()
    city.municipality, city.complaint_channel, city.complaint_channel_link = (
        "Kota Sukamaju",
        "LAPOR Maju",
        "https://lapor.example/",
    )
    city.save()
    page = page_files(gathered(course))["01-layar-hp.html"].decode()
    assert "di Kota Sukamaju" in page
    assert '<a href="https://lapor.example/">LAPOR Maju</a>' in page
    assert "{{" not in page


def test_nothing_of_the_bank_leaves_the_site(course):
    """Neither a stem nor an answer of a question that some quiz can ask."""
    text = everything(page_files(gathered(course)))
    banked = Question.objects.filter(pool__isnull=False)
    assert len(banked) == 10
    for question in banked:
        content = question.current_version.content
        assert BeautifulSoup(content["stem"], "html.parser").get_text() not in text
    assert "WIFI" not in text.replace("Wi-Fi", "")


def test_a_check_question_that_a_quiz_may_ask_stays_out_too(course):
    before = len(gathered(course).lessons[0].questions)
    check = next(child for child in lesson_page("layar").body if child.block_type == "check").value["question"]
    edit(check, pool=asked("dua-wifi").pool)
    assert (before, len(gathered(course).lessons[0].questions)) == (1, 0)


def test_a_check_question_brings_its_key_and_its_reasons(course):
    (question,) = gathered(course).lessons[0].questions
    assert {option.text: (option.is_right, option.why) for option in question.options} == {
        "Menyentuh sebentar": (True, "Betul."), "Menggeser": (False, "Itu usap."),
    }  # fmt: skip
    assert question.solution == ("Menyentuh sebentar",)


def test_a_course_that_is_not_published_is_not_taken_along(course):
    course.unpublish()
    with pytest.raises(NothingToExport):
        gathered(course)


def test_what_was_taken_away_is_not_taken_along(course):
    lesson_page("layar").unpublish()
    assert [lesson.title for lesson in gathered(course).lessons] == ["Praktik kenal HP", "Kata sandi"]


def test_pages_ask_for_nothing_outside_their_folder():
    files = page_files(edition())
    for name, content in files.items():
        if name.endswith(".html"):
            page = BeautifulSoup(content, "html.parser")
            loaded = [tag.get("src") or tag["href"] for tag in page.select("[src], link[href]")]
            assert set(loaded) <= files.keys(), name
            assert all(
                tag["href"] in files or tag["href"].startswith(("https://", "#")) for tag in page.select("a[href]")
            )
            assert not page.select("form, iframe, base, meta[http-equiv]")
    style = files["gaya.css"].decode()
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"fetch|XMLHttpRequest|import\(|https?:", files["soal.js"].decode())


def test_pages_lead_on_and_back(course):
    files = page_files(edition())
    ways = {
        name: [link["href"] for link in BeautifulSoup(files[name], "html.parser").select("nav a")]
        for name in ("01-layar.html", "02-sandi.html", "03-praktik.html")
    }
    assert ways == {
        "01-layar.html": ["02-sandi.html"],
        "02-sandi.html": ["03-praktik.html", "01-layar.html"],
        "03-praktik.html": ["index.html", "02-sandi.html"],
    }


def test_answers_can_be_read_without_a_script():
    page = BeautifulSoup(page_files(edition())["01-layar.html"], "html.parser")
    asked_first = page.select_one("#soal-1 details")
    assert "Menyentuh" in asked_first.get_text()
    assert "Itu usap." in asked_first.get_text()
    assert page.select_one("#soal-1 [data-grade]").has_attr("hidden")  # the script shows it
    assert json.loads(page.select_one("#soal-1")["data-check"])["right"]


def test_every_picture_has_its_words_and_its_room():
    page = BeautifulSoup(page_files(edition())["01-layar.html"], "html.parser")
    assert {(img["alt"], img["width"], img["height"]) for img in page.select("main img")} == {
        ("Papan dengan tulisan RW.", "120", "80")
    }


def test_what_authors_type_stays_text():
    told = edition(title="<script>alert(1)</script>", outcomes=("<img src=x onerror=y>",))
    page = page_files(told)["index.html"].decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("form", FORMS)
def test_the_command_writes_the_whole_file(course, tmp_path, capsys, form):
    command = {"halaman": "export_pages", "scorm": "export_scorm", "buklet": "booklet"}[form]
    path = tmp_path / "kursus"
    call_command(command, "uji", path)
    call_command(command, "kursus-uji", tmp_path / "lagi")
    assert path.read_bytes() == (tmp_path / "lagi").read_bytes()
    assert [one.name for one in sorted(tmp_path.iterdir())] == ["kursus", "lagi"]
    assert str(path) in capsys.readouterr().out


def test_the_command_says_what_courses_there_are_and_what_it_cannot_write(course, tmp_path):
    with pytest.raises(CommandError, match="uji"):
        call_command("export_pages", "tidak-ada", tmp_path / "x.zip")
    with pytest.raises(CommandError, match=r"x\.zip"):
        call_command("export_pages", "uji", tmp_path / "tidak" / "ada" / "x.zip")
    course.unpublish()
    with pytest.raises(CommandError, match="Kursus uji"):
        call_command("booklet", "uji", tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_zip_opens_with_its_contents_first(course):
    made = export_course(course, "halaman", day=DAY)
    assert (made.name, made.media_type) == ("kursus-uji-halaman.zip", "application/zip")
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert "index.html" in archive.namelist()
        assert all(not OUTSIDE.match(name) and ".." not in name for name in archive.namelist())
