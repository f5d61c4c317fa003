"""Questions from a file through the admin: looked at first, then made as drafts; and out again."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from accounts.roles import ROLES, Role
from core.models import Picture, Topic
from quizzes.admin_views.exchange import LISTING
from quizzes.domain.uploads import FOLDER
from quizzes.formats.examples import EXAMPLES, write_template
from quizzes.formats.gift import read_gift
from quizzes.formats.moodlexml import read_moodlexml
from quizzes.formats.moodlexml_writer import write_moodlexml
from quizzes.formats.xlsx import read_xlsx
from quizzes.models import Pool, Question, QuestionVersion
from tests.factories.courses import choice, pool, question
from tests.factories.people import learner, staff
from tests.media.files import picture as picture_file
from tests.quizzes.formats.test_moodle_xml import moodle_xml, with_picture

pytestmark = pytest.mark.usefixtures("db")

GIFT = """$CATEGORY: $course$/top/Modul 1

::Kata sandi:: Mana kata sandi yang kuat? {
=pagi-Kopi-7-perahu #Tepat.
~ratna123 #Belum tepat.
}

Ceritakan pengalaman Anda. {=%50%sebagian}
"""


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def author(sign_in: Any) -> Client:
    return sign_in(staff(Role.AUTHOR))


def send(client: Client, content: bytes | str, name: str = "soal.txt", **fields: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(reverse("import_questions"), {"file": SimpleUploadedFile(name, data)} | fields)


def looked(client: Client, content: bytes | str, name: str = "soal.txt") -> str:
    """The address of the dry run."""
    answer = send(client, content, name)
    assert answer.status_code == 302, BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)[:400]
    return answer["Location"]


def confirm(client: Client, address: str, **fields: Any) -> Any:
    return client.post(address.partition("?")[0], {"new_pool": "Ujian"} | fields)


def rows(page: Any) -> list[str]:
    soup = BeautifulSoup(page.content, "html.parser")
    return [" ".join(row.get_text(" ", strip=True).split()) for row in soup.select("table.listing tbody tr")]


def counts() -> list[int]:
    return [
        model._default_manager.count()
        for model in (Question, Pool, Topic, Revision, Picture, QuestionVersion, ModelLogEntry)
    ]


def test_the_dry_run_says_line_by_line_what_will_be_made_and_changes_nothing(author):
    before = counts()
    page = author.get(looked(author, GIFT))
    assert page.status_code == 200
    told = rows(page)
    assert len(told) == 2
    assert told[0].startswith("3 Mana kata sandi yang kuat?")
    assert told[1].startswith("8 Ceritakan pengalaman Anda.")
    assert counts() == before


def test_confirming_makes_drafts_and_publishes_nothing(author):
    address = looked(author, GIFT)
    done = confirm(author, address)
    assert done.status_code == 200
    made = Question.objects.get()
    assert (made.live, made.has_unpublished_changes, made.current_version, made.pool.name) == (
        False,
        True,
        None,
        "Ujian",
    )
    assert made.kind == "single_choice"
    assert [(c.value["text"], c.value["correct"], c.value["feedback"]) for c in made.content[0].value["choices"].bound_blocks] == [
        ("pagi-Kopi-7-perahu", True, "Tepat."), ("ratna123", False, "Belum tepat.")
    ]  # fmt: skip
    assert [tag.name for tag in made.topics.all()] == ["Modul 1"]
    assert f"?pool={made.pool_id}" in done.content.decode()
    assert default_storage.listdir(FOLDER)[1] == []


def test_what_was_imported_can_be_edited_and_published_like_any_other(author, sign_in):
    confirm(author, looked(author, GIFT))
    made = Question.objects.get()
    latest = made.get_latest_revision_as_object()
    assert (latest.stem, [tag.name for tag in latest.topics.all()]) == (made.stem, ["Modul 1"])
    assert author.get(reverse("wagtailsnippets_quizzes_question:edit", args=[made.pk])).status_code == 200
    assert author.get(reverse("wagtailsnippets_quizzes_question:history", args=[made.pk])).status_code == 200
    made.save_revision().publish()
    made.refresh_from_db()
    assert made.current_version.content["choices"][0]["text"] == "pagi-Kopi-7-perahu"
    assert all(one["id"] for one in made.current_version.content["choices"])


def test_every_kind_of_the_template_arrives_and_can_be_published(author):
    confirm(author, looked(author, write_template(), "templat-soal.xlsx"))
    made = Question.objects.order_by("pk")
    assert [one.kind for one in made] == [example.kind for example in EXAMPLES]
    for one in made:
        one.full_clean()
        one.save_revision().publish()
    assert Question.objects.filter(current_version=None).count() == 0


def test_categories_become_groups_where_the_author_says_so(author):
    confirm(author, looked(author, GIFT), by_category="on")
    assert Question.objects.get().pool.name == "Modul 1"


def test_the_same_file_again_is_noticed_and_left_out(author):
    confirm(author, looked(author, GIFT))
    address = looked(author, GIFT)
    page = author.get(address.partition("?")[0], {"pool": Pool.objects.get().pk})
    assert (page.context["new"], page.context["there"]) == (0, 1)
    confirm(author, address, pool=Pool.objects.get().pk)
    assert (Question.objects.count(), Pool.objects.count()) == (1, 1)


def test_the_same_question_twice_in_one_file_is_made_once(author):
    part = GIFT.split("\n\n")[1]
    confirm(author, looked(author, f"{part}\n\n{part}\n"))
    assert Question.objects.count() == 1


def test_what_the_bank_wrote_itself_is_known_again(author, at_once):
    with at_once():
        asked = question(pool=pool("Ujian"))
    text = b"".join(author.get(reverse("export_question_file", args=["moodlexml"])).streaming_content)
    page = author.get(looked(author, text, "soal.xml").partition("?")[0], {"pool": asked.pool_id})
    assert (page.context["new"], page.context["there"]) == (0, 1)


def test_the_group_that_was_chosen_is_meant_also_where_two_have_the_same_name(author):
    _first, second = pool("Ujian"), pool("Ujian")
    confirm(author, looked(author, GIFT), pool=second.pk)
    assert Question.objects.get().pool == second


def test_pressing_twice_imports_once(author):
    address = looked(author, GIFT)
    confirm(author, address)
    again = confirm(author, address)
    assert (again.status_code, again["Location"]) == (302, reverse("import_questions"))
    assert Question.objects.count() == 1


def test_somebody_elses_upload_is_not_there(author, sign_in):
    address = looked(author, GIFT)
    other = sign_in(staff(Role.AUTHOR))
    assert other.get(address).status_code == 404
    confirm(other, address)
    assert Question.objects.count() == 0
    owner, (name,) = (
        default_storage.listdir(FOLDER)[0][0],
        default_storage.listdir(f"{FOLDER}/{default_storage.listdir(FOLDER)[0][0]}")[1],
    )
    assert other.get(f"/unggahan/{FOLDER}/{owner}/{name}").status_code == 404


@pytest.mark.parametrize("name", ["import_questions", "question_template", "export_questions"])
def test_learners_reach_none_of_it(client, sign_in, name):
    assert sign_in(learner()).get(reverse(name)).status_code in (302, 403)


def test_a_group_is_asked_for(author):
    address = looked(author, GIFT)
    answer = confirm(author, address, new_pool=" ")
    assert answer.status_code == 422
    assert Question.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"<quiz><question type='truefalse'>", "a.xml"), (b"PK\x03\x04oops", "a.xlsx"), (b"\xd0\xcf\x11\xe0", "a.xls"), (b"", "a.txt"),
     (b'<!DOCTYPE x [<!ENTITY a "b">]><quiz>&a;</quiz>', "a.xml")],
)  # fmt: skip
def test_broken_files_are_refused_whole_and_nothing_is_kept(author, content, name):
    before = counts()
    assert send(author, content, name).status_code == 422
    assert counts() == before
    assert not default_storage.exists(FOLDER)


def test_pictures_come_along_and_what_is_none_does_not(author, django_capture_on_commit_callbacks):
    text = moodle_xml(with_picture("Papan", picture_file()), with_picture("Rusak", b"GIF89a not really"))
    with django_capture_on_commit_callbacks(execute=True):
        confirm(author, looked(author, text, "soal.xml"))
    good, broken = Question.objects.order_by("pk")
    assert (good.picture_alt, broken.picture) == ("Papan nama", None)
    with good.picture.file.open() as file:
        assert file.read() == picture_file()
    assert ReferenceIndex.get_references_to(good.picture).count() == 1


def test_an_import_that_fails_in_the_middle_leaves_nothing(author, monkeypatch):
    from quizzes.domain import drafts

    monkeypatch.setattr(drafts, "_keep_revisions", lambda *_a, **_k: 1 / 0)
    address, before = looked(author, GIFT), counts()
    with pytest.raises(ZeroDivisionError):
        confirm(author, address)
    assert counts() == before


def exported(client: Client, form: str, **filters: Any) -> bytes:
    return b"".join(client.get(reverse("export_question_file", args=[form]), filters).streaming_content)


def test_exports_keep_to_the_filters_and_can_be_read_again(author):
    mine, other = pool("Modul A"), pool("Modul B")
    question(pool=mine, difficulty="hard")
    question(pool=other)
    for form, read in (("gift", read_gift), ("moodlexml", read_moodlexml), ("xlsx", read_xlsx)):
        found = [item.question for item in read(exported(author, form, pool=mine.pk))]
        assert [(one.category, one.difficulty, one.kind) for one in found if one] == [
            (("Modul A",), "hard", "single_choice")
        ]
    with zipfile.ZipFile(io.BytesIO(exported(author, "qti21"))) as package:
        assert sorted(package.namelist()) == ["imsmanifest.xml", "soal/soal-00001.xml", "soal/soal-00002.xml"]


def test_whoever_may_only_look_gets_no_file_with_keys(sign_in):
    """No role is so today; a later one that reads analyses must not be handed the keys with it."""
    reader = staff(Role.AUTHOR)
    group = Group.objects.get(name=ROLES[Role.AUTHOR].group)
    group.permissions.remove(*group.permissions.filter(codename__in=["add_question", "change_question"]))
    asked, client = question(), sign_in(reader)
    assert client.get(reverse("admin_question_analysis", args=[asked.pk])).status_code == 200
    assert reverse("export_questions") not in client.get(reverse(LISTING)).content.decode()
    for url in (reverse("export_questions"), reverse("export_question_file", args=["gift"])):
        assert client.get(url).status_code in (302, 403)


def test_an_unfinished_draft_is_counted_and_left_out(author):
    question("gaps", {"text": "tanpa rumpang", "feedback_correct": "", "feedback_incorrect": ""}, live=False)
    page = author.get(reverse("export_questions"))
    assert (page.context["counted"].whole, page.context["counted"].unfinished) == (0, 1)


def test_no_cell_of_an_exported_sheet_is_a_formula(author):
    value = {"choices": [choice("=1+1", correct=True), choice("+1"), choice("@SUM(1)"), choice("-1")], "shuffle": True}
    question("single_choice", value, explanation="=cmd|' /C calc'!A0")
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(exported(author, "xlsx")))["Soal"].rows for cell in row]
    assert {"=1+1", "+1", "@SUM(1)", "-1", "=cmd|' /C calc'!A0"} <= {cell.value for cell in cells}
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [
        cell.value for cell in cells if str(cell.value or "").startswith(("=", "+", "@", "-")) and not cell.quotePrefix
    ] == []


def test_the_listing_leads_to_both(author):
    page = author.get(reverse("wagtailsnippets_quizzes_question:list"), {"difficulty": "hard"}).content.decode()
    assert reverse("import_questions") in page
    assert f"{reverse('export_questions')}?difficulty=hard" in page


def test_five_hundred_questions_cost_few_queries(author, django_assert_max_num_queries):
    text = "\n\n".join(f"Soal nomor {number} {{=benar ~tidak}}" for number in range(500))
    address = looked(author, text)
    with django_assert_max_num_queries(160):
        confirm(author, address)
    assert Question.objects.count() == 500


def test_markup_in_a_file_comes_alive_nowhere(author):
    text = "".join(write_moodlexml(EXAMPLES)).replace(
        "Bu Ratna", "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=xss&gt;"
    )
    page = author.get(looked(author, text, "soal.xml"))
    soup = BeautifulSoup(page.content, "html.parser")
    assert soup.select("table.listing img, table.listing script") == []


def test_what_was_imported_is_found_by_its_words(author, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        confirm(author, looked(author, GIFT))
    page = author.get(reverse("wagtailsnippets_quizzes_question:list"), {"q": "sandi"})
    assert "Mana kata sandi yang kuat?" in page.content.decode()
