"""A course in a learning system that is not ours, by an independent runtime of SCORM 1.2 (scorm-again)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, FrameLocator, expect

from courses.editions.model import Piece
from courses.editions.scorm import scorm_files
from quizzes.grading import grade_response
from tests.e2e.learning_system import Learner, served
from tests.factories.editions import CONTENTS, edition, question


@pytest.fixture(scope="module")
def system() -> Iterator[str]:
    with served(scorm_files(edition())) as address:
        yield address


@pytest.fixture
def learner(browser: Browser, system: str) -> Iterator[Learner]:
    one = Learner(browser, system)
    yield one
    one.context.close()
    assert one.complaints == []


def is_at(course: FrameLocator, title: str) -> None:
    expect(course.locator("h1")).to_have_text(title)


def grade(course: FrameLocator, number: int) -> None:
    course.locator(f"#soal-{number} [data-grade]").click()
    expect(course.locator(f"#soal-{number} [data-verdict]")).to_be_visible()


def choose(course: FrameLocator, number: int, *texts: str) -> None:
    for text in texts:
        course.locator(f"#soal-{number}").get_by_label(text).check()
    grade(course, number)


def fill(course: FrameLocator, number: int, *labels: str) -> None:
    """Each blank in turn: by the words of a choice, or typed."""
    blanks = course.locator(f"#soal-{number} [data-blank]")
    for at, label in enumerate(labels):
        if blanks.nth(at).evaluate("blank => blank.tagName") == "SELECT":
            blanks.nth(at).select_option(label=label)
        else:
            blanks.nth(at).fill(label)
    grade(course, number)


def right_order(course: FrameLocator, number: int) -> list[str]:
    places = {"Buka": "1", "Ketuk": "2", "Isi": "3", "Kirim": "4"}
    return [places[label] for label in course.locator(f"#soal-{number} .field label").all_inner_texts()]


def first_page(course: FrameLocator) -> None:
    course.get_by_role("link", name="Mulai membaca").click()
    is_at(course, "Layar & jari")
    choose(course, 1, "Menyentuh")
    fill(course, 2, "membuka HP", "sekali pakai")
    fill(course, 3, "Rp 27.800,-")


def second_page(course: FrameLocator, *several: str) -> None:
    course.get_by_role("link", name="Berikutnya").click()
    is_at(course, "Kata sandi")
    choose(course, 4, *several)
    fill(course, 5, *right_order(course, 5))
    fill(course, 6, "https", "Go.id")


def test_a_course_done_to_its_end_is_passed_with_its_score(learner):
    course = learner.opens()
    first_page(course)
    assert learner.kept()["core"]["lesson_status"] == "incomplete"
    assert learner.kept()["core"]["score"]["raw"] == ""
    second_page(course, "Meminta kode", "Mendesak")
    course.get_by_role("link", name="Berikutnya").click()
    is_at(course, "Praktik")
    learner.page.wait_for_function("JSON.parse(localStorage.getItem('cmi')).core.lesson_status === 'passed'")
    learner.leaves()
    kept = learner.kept()["core"]
    assert (kept["lesson_status"], kept["score"]["raw"], kept["score"]["min"], kept["score"]["max"]) == (
        "passed",
        "100",
        "0",
        "100",
    )
    assert kept["lesson_location"] == "03-praktik"
    assert learner.kept()["suspend_data"] == "1|111|999999"


def test_the_runtime_finds_nothing_wrong_with_any_call(learner):
    course = learner.opens()
    first_page(course)
    learner.leaves()
    calls = learner.calls()
    assert [call for call in calls if call[-1] != "0" or call[-2] != "true"] == []
    names = [call[0] for call in calls]
    assert (names[0], names[-1]) == ("LMSInitialize", "LMSFinish")
    assert names.count("LMSInitialize") == names.count("LMSFinish") == 1
    times = [call[2] for call in calls if call[1] == "cmi.core.session_time"]
    assert len(times) == 1
    assert re.fullmatch(r"\d{4}:\d{2}:\d{2}\.\d{2}", times[0])
    assert ["cmi.core.exit", "suspend"] in [call[1:3] for call in calls]


def test_leaving_in_between_and_coming_back_goes_on_where_it_was(learner):
    course = learner.opens()
    first_page(course)
    course.get_by_role("link", name="Berikutnya").click()
    is_at(course, "Kata sandi")
    learner.leaves()
    assert learner.kept()["suspend_data"] == "1|110|999---"
    course = learner.opens()
    is_at(course, "Kata sandi")
    course.get_by_role("link", name="Sebelumnya").click()
    is_at(course, "Layar & jari")
    expect(course.locator("#soal-1 [data-verdict]")).to_have_text(re.compile("sudah pernah"))
    second_page(course, "Meminta kode", "Mendesak")
    course.get_by_role("link", name="Berikutnya").click()
    is_at(course, "Praktik")
    learner.leaves()
    assert learner.kept()["core"]["lesson_status"] == "passed"


def test_too_few_right_answers_do_not_pass_until_they_are_better(learner):
    course = learner.opens()
    course.get_by_role("link", name="Mulai membaca").click()
    choose(course, 1, "Menggeser")
    fill(course, 2, "sekali pakai", "membuka HP")
    fill(course, 3, "27500")
    expect(course.locator("#soal-3 [data-verdict]")).to_contain_text("Itu dari harga jual.")
    second_page(course, "Meminta kode", "Menyapa")
    course.get_by_role("link", name="Berikutnya").click()
    is_at(course, "Praktik")
    learner.leaves()
    assert learner.kept()["core"]["lesson_status"] == "failed"
    assert learner.kept()["core"]["score"]["raw"] == "33"
    course = learner.opens()
    course.get_by_role("link", name="Daftar isi", exact=True).click()
    first_page(course)
    learner.leaves()
    assert learner.kept()["core"]["lesson_status"] == "passed"
    assert learner.kept()["core"]["score"]["raw"] == "83"


@pytest.mark.parametrize("path", ["/tanpa/", "/rusak/"])
def test_without_a_working_api_the_course_is_read_all_the_same(learner, path):
    course = learner.opens(path)
    first_page(course)
    second_page(course, "Meminta kode")
    assert learner.page.evaluate("localStorage.getItem('cmi')") is None


NUMBERS = [
    "27.800",
    "Rp 27.800,-",
    "27800 rupiah",
    "27800,5",
    "27800,6",
    "27.80",
    "0,5",
    "dua",
    "27 800",
    "-27800",
    "27500",
]
TEXTS = ["go.id", " KOTA.GO.ID ", "desa", "de sa", "go.id.com", "Desa  ", "ｄｅｓａ", "x"]
MULTIPLE = [("Meminta kode",), ("Mendesak", "Menyapa"), ("Meminta kode", "Mendesak", "Menyapa"), ("Menyapa",)]


def test_the_pages_grade_as_the_site_does(browser):
    """The rules stand twice, in Python and in JavaScript: each typed answer gets the same verdict from both."""
    kinds = ("number", "short_text", "multiple_choice")
    asked = tuple(Piece("check", question=question(kind, number)) for number, kind in enumerate(kinds, 1))
    told = edition()
    page = replace(told.modules[0].lessons[0], pieces=asked)
    files = scorm_files(replace(told, modules=(replace(told.modules[0], lessons=(page,)),)))
    found, expected = {}, {}
    with served(files) as address:
        one = Learner(browser, address)
        one.page.goto("/kursus/01-layar.html")
        for number, kind, values in ((1, "number", NUMBERS), (2, "short_text", TEXTS)):
            for typed in values:
                one.page.locator(f"#soal-{number} input").fill(typed)
                one.page.locator(f"#soal-{number} [data-grade]").click()
                found[kind, typed] = one.page.locator(f"#soal-{number} [data-verdict]").evaluate(
                    "v => v.matches('.right')"
                )
                expected[kind, typed] = grade_response(CONTENTS[kind], {"text": typed.strip()}).is_correct
        ids = {choice["text"]: choice["id"] for choice in CONTENTS["multiple_choice"]["choices"]}
        words = {0: "Jawaban Anda belum tepat.", 1: "Jawaban Anda benar."}
        for texts in MULTIPLE:
            for text in ids:
                one.page.locator("#soal-3").get_by_label(text).set_checked(text in texts)
            one.page.locator("#soal-3 [data-grade]").click()
            found["multiple_choice", texts] = one.page.locator("#soal-3 [data-verdict] > b").inner_text()
            fraction = grade_response(CONTENTS["multiple_choice"], {"choices": [ids[text] for text in texts]}).fraction
            expected["multiple_choice", texts] = words.get(fraction, "Jawaban Anda sebagian benar.")
        one.context.close()
    assert found == expected
    assert {True, False} == {found["number", typed] for typed in NUMBERS}


def test_the_pages_alone_grade_for_oneself(learner):
    learner.page.goto("/kursus/index.html")
    learner.page.get_by_role("link", name="Mulai membaca").click()
    question = learner.page.locator("#soal-1")
    question.locator("[data-grade]").click()
    expect(question.locator("[data-verdict]")).to_have_text("Jawab dulu, lalu periksa.")
    question.get_by_label("Menggeser").check()
    question.locator("[data-grade]").click()
    expect(question.locator("[data-verdict]")).to_contain_text("Itu usap.")
    assert learner.page.evaluate("localStorage.length") == 0
