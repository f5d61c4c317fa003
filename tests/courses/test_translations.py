"""A course in two languages: one course, the same things to do, other words (ADR 0045)."""

from __future__ import annotations

import io
import json

import pytest
from django.utils import translation
from django.utils.translation import override

from certificates.domain.template_uses import main_pages
from courses.domain.outlines import editions_of, find_lesson_page, outline_listing, outline_of, outlines
from courses.domain.preview import preview_context
from courses.domain.quality import site_findings
from courses.domain.receiving import looked_at, receive, take
from courses.domain.sending import export_course
from courses.models import CourseOutline, CoursePage, CourseVersion, LessonPage, PackImport, PackItem
from courses.packs.load import load_pack
from courses.packs.model import key_of
from courses.packs.parity import check_translation
from courses.packs.problems import PackRefused
from courses.packs.read import read_pack
from quizzes.models import Question, Quiz
from tests.conftest import NOON
from tests.courses.packs import BANK, KUIS, LAYAR, PRAKTIK, SANDI, good_files, problems_of, write
from tests.courses.translating import english_files, load_both
from tests.courses.travelling import unsigned
from tests.factories.courses import course_with_lessons
from tests.factories.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(tmp_path):
    return load_both(tmp_path)


def english_page() -> CoursePage:
    return CoursePage.objects.get(pack="uji.en")


def test_each_course_is_listed_once_in_the_language_of_the_interface(both):
    assert both.pack == "uji.en"
    assert [(one.title, one.language) for one in outlines()] == [("Kursus uji", "id")]
    with override("en"):
        assert [(one.title, one.language) for one in outlines()] == [("Test course", "en")]
        assert [module.title for module in outlines()[0].modules] == ["Know your phone", "First account"]


def test_both_are_one_course_with_the_same_activities(both):
    ours, theirs = outline_of(key_of("uji")), outline_of(key_of("uji"), "en")
    assert ours.requirements() == theirs.requirements()
    assert [lesson.key for lesson in ours.lessons] == [lesson.key for lesson in theirs.lessons]
    assert {lesson.url for lesson in ours.lessons}.isdisjoint(lesson.url for lesson in theirs.lessons)
    assert CourseVersion.objects.filter(course=ours.course).count() == 1
    kinds = {a.kind: (a.ref, b.ref) for a, b in zip(_activities(ours), _activities(theirs), strict=True)}
    assert kinds["quiz"][0] == kinds["quiz"][1]  # one quiz, whatever it is called
    assert kinds["check"][0] != kinds["check"][1]
    assert Quiz.objects.count() == 1


def _activities(outline):
    return [activity for lesson in outline.lessons for activity in lesson.activities]


def test_a_question_knows_what_it_translates(both):
    original = Question.objects.get(key=key_of("uji", "question", "satu-sandi"))
    (said,) = original.translations.all()
    assert (said.language, said.pool == original.pool) == ("en", False)
    assert [choice["text"] for choice in said.current_version.content["choices"]] == ["True", "Not true"]
    assert [choice["text"] for choice in original.current_version.content["choices"]] == ["Benar", "Tidak benar"]


def test_what_is_not_translated_yet_is_read_in_the_original(tmp_path):
    files = english_files()
    load_pack(write(tmp_path / "uji", good_files()), at=NOON)
    load_pack(write(tmp_path / "uji-en", {name: files[name] for name in files if name != SANDI}), at=NOON)
    with override("en"):
        (outline,) = outlines()
        assert [lesson.title for lesson in outline.lessons] == ["The screen", "Praktik kenal HP", "Kata sandi", "Final quiz"]  # fmt: skip
        page, listing = find_lesson_page(outline.lessons[2].url)
        assert (page.locale.language_code, listing) == ("id", outline)


def test_a_lesson_that_only_the_translation_has_is_not_part_of_the_course(tmp_path):
    load_both(tmp_path)
    extra = str(good_files()[SANDI]).replace("id: sandi", "id: tambahan").replace("::: cek", "Teks.\n\n::: cek")
    files = english_files() | {"2-akun/09-tambahan.md": extra}
    load_pack(write(tmp_path / "uji-en", files), at=NOON)
    page = LessonPage.objects.get(translation_key=key_of("uji", "tambahan"))
    with override("en"):
        assert key_of("uji", "tambahan") not in outlines()[0].by_key
        assert outline_listing(page) is None


def test_the_pages_are_found_in_both_languages(both):
    for language, outline in editions_of(key_of("uji")).items():
        for lesson in outline.lessons:
            page, listing = find_lesson_page(lesson.url)
            assert (page.pk, page.locale.language_code, listing.language) == (lesson.page, language, language)


def test_the_original_closed_closes_the_course_in_all_languages(both):
    CoursePage.objects.get(pack="uji").unpublish()
    assert outlines() == []
    with override("en"):
        assert outlines() == []


def test_the_original_deleted_closes_the_course_in_all_languages(both):
    """Nothing says any more what it asks for."""
    CoursePage.objects.get(pack="uji").delete()
    with override("en"):
        assert outlines() == []
    assert find_lesson_page(english_page().get_children().first().get_children().first().url) is None


def test_the_translation_withdrawn_leaves_the_original(both):
    english_page().unpublish()
    with override("en"):
        assert [one.title for one in outlines()] == ["Kursus uji"]
    english_page().delete()
    assert not CourseOutline.objects.get(language="en").live
    assert CourseOutline.objects.get(language="id").live


def test_a_translation_alone_is_refused(tmp_path):
    with pytest.raises(PackRefused) as refused:
        load_pack(write(tmp_path, english_files()), at=NOON)
    (problem,) = refused.value.problems
    with translation.override("id"):
        assert "uji" in problem.text(translation.gettext)
    assert CoursePage.objects.count() == PackItem.objects.count() == 0


def test_a_quiz_that_the_original_has_not_is_refused(tmp_path):
    load_pack(write(tmp_path / "uji", good_files()), at=NOON)
    files = english_files()
    files[KUIS] = str(files[KUIS]).replace("kuis kuis-akhir", "kuis kuis-lain")
    with pytest.raises(PackRefused) as refused:
        load_pack(write(tmp_path / "uji-en", files), at=NOON)
    assert [(problem.file, problem.params) for problem in refused.value.problems] == [(KUIS, {"quiz": "kuis-lain"})]


def test_a_translation_has_no_quizzes_of_its_own(tmp_path):
    files = english_files()
    course = str(good_files()["course.yaml"]).replace("bahasa: id", "bahasa: en")
    assert len(problems_of(write(tmp_path, files | {"course.yaml": course}))) == 1


def test_loading_again_changes_nothing(both, tmp_path):
    before = list(CourseOutline.objects.order_by("pk").values_list("language", "revision"))
    done = load_pack(write(tmp_path / "again", english_files()), at=NOON)
    assert (done.made, done.updated, done.conflicts, done.gone) == (0, 0, [], [])
    assert list(CourseOutline.objects.order_by("pk").values_list("language", "revision")) == before


def test_an_activity_that_a_trainer_put_into_the_original_is_the_same_in_the_translation(tmp_path):
    """Its block has an id of its own, which no pack could know."""
    load_pack(write(tmp_path / "uji", good_files()), at=NOON)
    page = LessonPage.objects.get(translation_key=key_of("uji", "sandi"))
    raw = list(page.body.raw_data)
    raw[-1] = {**raw[-1], "id": "0d7f3d5c-4bb2-4bb0-b3a4-8f3f4f6a0001"}
    page.body = LessonPage.body.field.to_python(json.dumps(raw))
    page.save_revision().publish()
    load_pack(write(tmp_path / "uji-en", english_files()), at=NOON)
    assert outline_of(key_of("uji")).requirements() == outline_of(key_of("uji"), "en").requirements()


def test_the_translation_travels_as_a_pack_of_its_own(both, tmp_path):
    sent = export_course(english_page(), by="x", at=NOON)
    assert (sent.pack.id, sent.pack.language, sent.pack.name, sent.pack.quizzes) == ("uji", "en", "uji.en", ())
    assert sent.lost == []
    assert check_translation(sent.pack, read_pack(write(tmp_path / "o", good_files()))) == []
    assert {question.id for question in sent.pack.bank} == {
        line.split(": ")[1] for line in BANK.splitlines() if line.startswith("  - id: ")
    }


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (LAYAR, "menit: 4", "menit: 5"),
        (LAYAR, "pilihan:", "kesulitan: sulit\npilihan:"),
        (PRAKTIK, "{#ketuk}", "{#tekan}"),
        (KUIS, "jenis: kuis", "jenis: praktik"),
        ("bank.yaml", "id: harga", "id: biaya"),
        ("bank.yaml", "jawaban: 27800", "jawaban: 27900"),
        ("bank.yaml", "modul: kenal\n    jenis: titik_gambar", "modul: akun\n    jenis: titik_gambar"),
        ("2-akun/module.yaml", "id: akun", "id: akun-lain"),
    ],
)
def test_what_is_not_as_in_the_original_is_found(tmp_path, file, old, new):
    original = read_pack(write(tmp_path / "o", good_files()))
    files = english_files()
    assert check_translation(read_pack(write(tmp_path / "t", files)), original) == []
    assert old in str(files[file])
    changed = {name: str(text).replace("modul: akun", "modul: akun-lain") if "akun-lain" in new and name == "bank.yaml" else text for name, text in files.items()}  # fmt: skip
    changed[file] = str(changed[file]).replace(old, new, 1)
    assert check_translation(read_pack(write(tmp_path / "t", changed)), original) != []


def test_a_translation_whose_original_is_not_here_is_refused_when_it_is_brought(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "here"
    with pytest.raises(PackRefused):
        receive(io.BytesIO(unsigned(english_files())), name="a.zip", by=person(username="pelatih"), at=NOON)
    assert PackImport.objects.count() == 0


def test_a_translation_comes_in_and_an_improved_one_is_merged(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "here"
    trainer = person(username="pelatih")
    load_pack(write(tmp_path / "uji", good_files()), at=NOON)
    row = receive(io.BytesIO(unsigned(english_files())), name="a.zip", by=trainer, at=NOON)
    assert take(row, by=trainer, at=NOON, unsigned_too=True).pack == "uji.en"
    better = english_files()
    better[LAYAR] = str(better[LAYAR]).replace("judul: The screen", "judul: Your screen")
    row = receive(io.BytesIO(unsigned(better)), name="a.zip", by=trainer, at=NOON)
    with looked_at(row) as look:
        assert [piece.item for piece in look.plan.pieces if piece.is_offered] == ["lesson:layar"]
    take(row, by=trainer, at=NOON, ticked={"lesson:layar"}, unsigned_too=True)
    with override("en"):
        assert outlines()[0].lessons[0].title == "Your screen"
    assert outlines()[0].lessons[0].title == "Layar HP"


def test_a_certificate_template_is_chosen_for_the_course_not_for_a_language(both):
    assert [page.title for page in main_pages()] == ["Kursus uji"]


def test_a_course_comes_before_another_in_its_main_language_and_never_before_itself(both):
    other = course_with_lessons(1)
    edit = CoursePage.get_edit_handler().get_form_class()
    form = edit(instance=english_page(), for_user=person(is_superuser=True))
    assert [page.pk for page in form.fields["prerequisites"].queryset] == [other.page]


def test_english_questions_are_not_held_to_the_words_of_indonesian(both):
    """“password” is a word that Indonesian lessons do without."""
    words = [finding.params.get("word") for finding in site_findings(on=NOON.date())]
    assert "password" not in words
    Question.objects.filter(language="en").update(language="id")
    assert "password" in [finding.params.get("word") for finding in site_findings(on=NOON.date())]


def test_a_preview_is_read_aloud_in_the_language_of_its_page(both, rf):
    page = LessonPage.objects.get(translation_key=key_of("uji", "layar"), locale__language_code="en")
    assert preview_context(page, rf.get("/"))["content_language"] == "en"
