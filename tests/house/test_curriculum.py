"""The courses we ship keep the promises of the curriculum: size, pattern, language, sources, nothing unsure or bought."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from wagtail.models import Revision

from core.models import MunicipalitySettings, Picture
from core.variables import PLACEHOLDER, VARIABLES, fill_variables, unknown_variables
from courses.domain.outlines import editions_of, outline_of, outlines
from courses.management.commands.load_curriculum import packs_in
from courses.models import CourseOutline, CoursePage, CourseVersion, LessonPage, PackItem, PackLoad
from courses.outline import Outline
from courses.packs.arranged import Spots
from courses.packs.check import MIN_BANK, check_pack
from courses.packs.load import load_pack
from courses.packs.model import Pack, PackQuestion, key_of
from courses.packs.parity import check_translation
from courses.packs.read import read_pack
from practice.models import PracticeTask
from quizzes.models import Question, QuestionVersion, Quiz
from tests.conftest import NOON

# Lessons of each module in minutes, as the curriculum plans them: 187 lessons.
PLANNED = {
    "a1": [[4, 4, 4, 5], [4, 5, 5, 4], [4, 4, 5, 4], [3, 5, 3, 5]],
    "a2": [[4, 4, 4, 6], [4, 6, 5, 5, 4], [4, 3, 5, 4], [4, 5, 5, 4]],
    "a3": [[5, 5, 5, 4], [5, 4, 5, 4, 5], [4, 4, 5, 4, 4], [5, 5, 3], [4, 4, 5, 4]],
    "b1": [[5, 4, 4, 4], [4, 5, 4, 5], [6, 5, 7, 6, 5], [4, 5, 6, 4]],
    "b2": [[5, 4, 4, 4], [4, 5, 5, 4], [4, 4, 5, 4, 5], [4, 4, 4, 4]],
    "b3": [[4, 4, 4, 6, 4], [5, 4, 3, 4], [5, 5, 5, 4], [4, 4, 5, 4]],
    "b4": [[5, 6, 4], [4, 5, 5], [5, 5, 4], [5, 6, 6, 5]],
    "c1": [[4, 4, 5, 5], [4, 6, 4, 4], [5, 5, 6, 4], [5, 4, 5, 5]],
    "c2": [[4, 4, 4, 4], [4, 5, 4, 4, 4], [3, 4, 4, 4], [4, 5, 5, 5]],
    "c3": [[5, 5, 5, 5], [6, 4, 4, 6, 5], [5, 6, 5, 5, 4], [5, 5, 6, 4]],
    "c4": [[7, 6, 4, 4], [5, 6, 6, 4], [6, 5, 5, 5, 4], [5, 6, 6, 6, 5]],
}
COURSES = sorted(PLANNED)
TRANSLATED = ["a1", "c1"]  # into English
pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.one_database]


@pytest.fixture(scope="module")
def said(module_db: None) -> str:
    """What the command says when it loads everything the first time."""
    out = io.StringIO()
    call_command("load_curriculum", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def packs(said: str) -> dict[str, Pack]:
    found = map(read_pack, packs_in(settings.BASE_DIR / "curriculum"))
    return {pack.id: pack for pack in found if not pack.is_translation}


@pytest.fixture(params=COURSES)
def pack(request: pytest.FixtureRequest, packs: dict[str, Pack]) -> Pack:
    return packs[request.param]


@pytest.fixture(scope="module")
def translations(said: str) -> dict[str, Pack]:
    found = map(read_pack, packs_in(settings.BASE_DIR / "curriculum"))
    return {pack.id: pack for pack in found if pack.is_translation}


@pytest.fixture
def loaded(pack: Pack) -> Outline:
    return outline_of(CoursePage.objects.get(pack=pack.id).translation_key)


@pytest.fixture
def lessons(loaded: Outline) -> list[LessonPage]:
    """The lessons proper, without practices and quizzes."""
    return list(
        LessonPage.objects.filter(pk__in=[lesson.page for lesson in loaded.lessons], kind="lesson").order_by("path")
    )


def blocks(page: LessonPage, kind: str) -> list[Any]:
    return [block.value for block in page.body if block.block_type == kind]


def texts(value: Any) -> Iterator[str]:
    """Every text of a pack, however deep; pictures are bytes."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def texts_of(pack: Pack) -> list[str]:
    return list(texts(asdict(pack)))


def test_the_command_loads_every_course(said, packs):
    assert sorted(packs) == COURSES
    assert all(f"{course}: " in said for course in COURSES)
    assert sorted(outline.pack for outline in outlines()) == COURSES
    lessons = [lesson for outline in outlines() for module in outline.modules for lesson in module.lessons]
    assert sum(lesson.kind == "lesson" for lesson in lessons) == 187


def test_lessons_and_their_minutes_are_as_planned(pack, loaded):
    found = [[lesson.minutes for lesson in module.lessons if lesson.kind == "lesson"] for module in loaded.modules]
    assert found == PLANNED[pack.id]
    assert {minutes for module in found for minutes in module} <= set(range(3, 8))


def test_every_module_ends_in_practice_and_the_course_in_its_quiz(loaded):
    kinds = [[lesson.kind for lesson in module.lessons if lesson.kind != "lesson"] for module in loaded.modules]
    assert kinds == [["practice"]] * (len(loaded.modules) - 1) + [["practice", "quiz"]]
    assert loaded.pass_percent == 70
    assert Quiz.objects.get(key=loaded.lessons[-1].activities[0].ref).attempts_allowed is None


def test_every_lesson_has_an_aim_something_to_try_and_one_question(lessons):
    lacking = {
        page.title: found
        for page in lessons
        if (found := (len(page.objective.split()) > 3, len(blocks(page, "try_now")), len(blocks(page, "check"))))
        != (True, 1, 1)
    }
    assert lacking == {}


def test_every_lesson_leads_from_something_told_through_steps_to_something_to_try(lessons):
    """The pattern of the curriculum, §3.0."""
    order = {page.title: [block.block_type for block in page.body] for page in lessons}
    astray = [
        title
        for title, kinds in order.items()
        if kinds[0] == "steps"
        or not kinds.index("steps") < kinds.index("try_now") < kinds.index("check") == len(kinds) - 1
    ]
    assert astray == []


def test_every_lesson_is_tagged_and_says_where_it_is_from_and_when_it_was_looked_at(lessons):
    lacking = {}
    for page in lessons:
        tags = [page.pillar_items.exists(), page.competence_items.exists(), page.topic_items.exists()]
        source = bool(page.source_title) and page.source_url.startswith("https://")
        days = (page.review_again_on - page.reviewed_on).days if page.reviewed_on and page.review_again_on else 0
        if not all(tags) or not source or not 0 < days <= 400:
            lacking[page.title] = (tags, page.source_url, days)
    assert lacking == {}


def test_the_tags_of_a_lesson_can_be_asked_for_by_their_name(lessons):
    assert {tag.slug for page in lessons for tag in page.pillars.all()} <= {"cakap", "aman", "budaya", "etika"}
    assert {tag.framework for page in lessons for tag in page.competences.all()} <= {"DigComp 2.2", "DLGF"}


def test_the_bank_has_questions_enough_for_drawing_anew(pack, loaded):
    assert len(pack.bank) >= MIN_BANK >= 20
    for draw in pack.quizzes[0].draws:
        assert sum(question.module == draw.module for question in pack.bank) > draw.count, draw.module
    assert Question.objects.filter(live=True, pool__name__startswith=pack.title).count() == len(pack.bank)


def unexplained(question: PackQuestion) -> list[str]:
    """Answers that would get no word."""
    told = {choice.text: choice.feedback for choice in question.choices} | {
        str(trap.value): trap.feedback for trap in question.traps
    }
    if isinstance(question.arranged, Spots):
        told |= {place.label: place.feedback for place in question.arranged.places}
    elif not question.choices:
        told |= {"right": question.feedback_correct, "not quite": question.feedback_incorrect}
    return [answer for answer, feedback in told.items() if len(feedback.split()) < 2]


def test_every_answer_is_explained(pack):
    checks = [
        block.question
        for module in pack.modules
        for lesson in module.lessons
        for block in lesson.blocks
        if hasattr(block, "question")
    ]
    questions = [*pack.bank, *checks]
    assert len(questions) == len(pack.bank) + sum(map(len, PLANNED[pack.id]))
    assert {question.id: found for question in questions if (found := unexplained(question))} == {}


def test_every_question_can_be_answered(pack):
    for question in pack.bank:
        if question.choices:
            right = sum(choice.correct for choice in question.choices)
            assert (right > 1) if question.kind == "multiple_choice" else (right == 1), question.id
            assert right < len(question.choices) or question.kind == "multiple_choice", question.id
        else:
            assert question.accepted or question.arranged or question.number is not None, question.id


def test_the_language_is_plain_and_no_number_looks_like_a_persons(pack):
    """Sentences of 15 words at most, words of the glossary, no NIK, no phone number."""
    assert [hint.text(str) for hint in check_pack(pack)] == []


def pictures_in(page: LessonPage) -> Iterator[dict[str, Any]]:
    """Raw values of every picture of a page: {"image", "decorative", "alt_text"}."""
    for block in page.body.raw_data:
        if block["type"] == "picture":
            yield block["value"]["picture"]
        if block["type"] == "steps":
            yield from (
                step["value"]["picture"] for step in block["value"]["steps"] if step["value"]["picture"]["image"]
            )


def test_every_picture_is_told_in_words_or_is_decoration(loaded):
    pages = LessonPage.objects.filter(pk__in=[lesson.page for lesson in loaded.lessons])
    shown = [picture for page in pages for picture in pictures_in(page)]
    assert len(shown) > 5
    for picture in shown:
        words = picture["alt_text"].split()
        assert bool(words) != picture["decorative"], picture
        assert picture["decorative"] or (
            len(words) > 2 and not re.search(r"\.(svg|png|jpe?g)\b|^gambar\b", picture["alt_text"], re.I)
        )


def test_pictures_of_questions_are_told_in_words_and_all_are_drawn_by_us(packs):
    assert [
        question.stem
        for question in Question.objects.filter(picture__isnull=False)
        if len(question.picture_alt.split()) < 3
    ] == []
    assert {(picture.is_svg(), bool(picture.source)) for picture in Picture.objects.all()} == {(True, True)}


def test_every_variable_exists_and_a_lesson_is_whole_before_any_is_set(pack):
    used = [name for text in texts_of(pack) for name in PLACEHOLDER.findall(text)]
    assert used or pack.id == "a1"
    assert [name for text in texts_of(pack) for name in unknown_variables(text)] == []
    for text in texts_of(pack):
        outside = re.sub(r'<a href="\{\{\s*\w+\s*\}\}">', "", text)
        assert [name for name in PLACEHOLDER.findall(outside) if VARIABLES[name].leads_to] == [], text
        assert "{{" not in fill_variables(text, {})


# What the curriculum marks as not confirmed (NC) or as changing too often to be written down (§2, §3.0).
UNSURE = {
    "the mark itself": r"\bNC\b",
    "minutes of a JP": r"\b45 menit\b",
    "working days of LAPOR!": r"\b(3|5|10|tiga|lima|sepuluh) hari kerja\b",
    "what a NIB costs": r"\bNIB\b[^.<]{0,60}\b(gratis|biaya|Rp)|\bgratis\b[^.<]{0,60}\bNIB\b",
    "the halal deadline": r"\bOktober 2026\b|PP 42/2024",
    "tariffs and limits of QRIS": r"\bQRIS\b[^.<]{0,80}(\d ?%|Rp ?\d)",
    "limits of procurement": r"Rp ?200 juta",
    "codes of KBLI": r"\bKBLI\b[^.<]{0,40}\d{5}",
    "ages of platforms": r"\b(minimal|minimum|paling muda) (1[0-9]|tiga belas|enam belas) tahun\b",
    "training hours of PPPK": r"\bPPPK\b",
    "names of ministries and indexes": r"\b(Kominfo|Komdigi|IMDI)\b",
    "apps and chatbots of 2026": r"\b(Mafindo|Kalimasada|INA ?Digital|INApas|INAgov|Balapor)\b",
    "rules being rewritten": r"\b(Permen(PANRB)?|Permendagri) ?\d|Perda \d",
    "DigComp 3.0": r"DigComp 3",
}
# “Merek netral”: marketplace, dompet digital, aplikasi pesan. WhatsApp is named because everybody uses it.
BRANDS = re.compile(
    r"\b(Tokopedia|Shopee(Pay)?|Lazada|Bukalapak|Blibli|Zalora|Tik ?Tok|Instagram|Facebook|Twitter|Telegram|LINE|Signal|Snapchat|"
    r"Gojek|GoPay|GoFood|Grab|OVO|DANA|LinkAja|Jenius|Flip|Kredivo|Akulaku|BCA|BRI|BNI|BTN|Bank Mandiri|Bank Jago|"
    r"JNE|JNT|J&(amp;)?T|SiCepat|AnterAja|Ninja Xpress|Pos Indonesia|Telkomsel|Indosat|XL Axiata|Smartfren|IndiHome|By\.?U|"
    r"Google|Gmail|YouTube|Play Store|App Store|Chrome|Safari|Firefox|Microsoft|Windows|Zoom|Meta|Apple|iPhone|Samsung|Xiaomi|Oppo|"
    r"Vivo|Realme|Canva|CapCut|ChatGPT|Gemini|Copilot|Traveloka|Tiket\.com|Waze)\b"
)  # fmt: skip


@pytest.mark.parametrize("what", UNSURE)
def test_nothing_is_told_as_a_fact_that_is_not_one(packs, what):
    found = [text[:160] for pack in packs.values() for text in texts_of(pack) if re.search(UNSURE[what], text)]
    assert found == []


def test_the_patterns_would_find_what_they_look_for():
    told = {
        "what a NIB costs": "Membuat NIB di OSS gratis.", "working days of LAPOR!": "Dijawab dalam 5 hari kerja.",
        "tariffs and limits of QRIS": "Biaya QRIS untuk usaha mikro 0% saja.", "codes of KBLI": "KBLI keripik: 10793",
        "the halal deadline": "Wajib mulai 17 Oktober 2026.", "ages of platforms": "Pengguna minimal 13 tahun.",
    }  # fmt: skip
    assert [what for what, text in told.items() if not re.search(UNSURE[what], text)] == []
    assert [
        match[0] for match in BRANDS.finditer("Buka Shopee atau Tik Tok, bayar lewat OVO. Sinyal dan dana daerah.")
    ] == ["Shopee", "Tik Tok", "OVO"]


def test_no_brand_is_named(pack):
    assert [(match[0], text[:120]) for text in texts_of(pack) if (match := BRANDS.search(text))] == []


def test_links_lead_to_official_or_invented_places_only(packs):
    """Examples live under .example; a lesson sends nobody to a shop or a short link."""
    shown = {
        address
        for pack in packs.values()
        for text in texts_of(pack)
        for address in re.findall(r'href="https?://([^/"]+)', text)
    }
    assert [address for address in shown if not re.search(r"(^|\.)(go\.id|example)$", address)] == []


def test_the_first_courses_can_be_read_in_english_as_well(packs, translations):
    assert sorted(translations) == TRANSLATED
    for course, pack in translations.items():
        assert [hint.text(str) for hint in check_pack(pack)] == []
        assert check_translation(pack, packs[course]) == []
        ours, theirs = (editions_of(key_of(course))[language] for language in ("id", "en"))
        assert ours.requirements() == theirs.requirements()
        pages = zip(ours.lessons, theirs.lessons, strict=True)
        assert [one.title for one, other in pages if one.url == other.url] == []


def test_english_courses_name_no_brand_and_lead_to_official_places(translations):
    told = [text for pack in translations.values() for text in texts_of(pack)]
    assert [(match[0], text[:120]) for text in told if (match := BRANDS.search(text))] == []
    hosts = {address for text in told for address in re.findall(r'href="https?://([^/"]+)', text)}
    assert [address for address in hosts if not re.search(r"(^|\.)(go\.id|example)$", address)] == []
    assert [name for text in told for name in unknown_variables(text)] == []


def state() -> dict[str, Any]:
    """What loading could change."""
    counted = (
        LessonPage,
        CoursePage,
        Question,
        QuestionVersion,
        Quiz,
        PracticeTask,
        Picture,
        PackItem,
        Revision,
        CourseVersion,
    )
    return {model.__name__: model._default_manager.count() for model in counted} | {
        "pages": list(
            LessonPage.objects.order_by("pk").values_list("pk", "path", "live_revision_id", "last_published_at")
        ),
        "outlines": list(CourseOutline.objects.order_by("pk").values_list("course", "version_id", "revision")),
        "items": sorted(PackItem.objects.values_list("pack", "item", "object_pk", "content_hash")),
        "rendered": MunicipalitySettings.load().version,
    }


def test_loading_again_changes_nothing(packs):
    before, out = state(), io.StringIO()
    call_command("load_curriculum", stdout=out)
    assert state() == before
    assert len(out.getvalue().splitlines()) == len(COURSES) + len(TRANSLATED) + 1  # the tests of the paths


def test_even_reading_every_file_anew_changes_nothing(packs):
    """As after an update that touched a comment: the digest differs, the things do not."""
    before = state()
    folder = next(folder for folder in packs_in(settings.BASE_DIR / "curriculum") if folder.name.startswith("a1"))
    PackLoad.objects.filter(pack="a1").update(digest="")
    done = load_pack(folder, at=NOON)
    assert (done.made, done.updated, done.conflicts, done.gone) == (0, 0, [], [])
    assert done.unchanged > 80
    assert state() == before
