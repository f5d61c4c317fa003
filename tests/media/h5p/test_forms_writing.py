"""Making and changing a content in forms, by plain posts."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.roles import Role
from media.h5p.contents import stored_version
from media.h5p.forms.drafts import remove_forgotten_drafts
from media.h5p.forms.models import H5PDraft
from media.h5p.models import H5PContent
from media.h5p.places import content_storage
from tests.factories.h5p import make_content, make_library
from tests.factories.people import staff
from tests.media.h5p.filling import Filled

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

QUESTION: list[dict[str, Any]] = [
    {"name": "question", "type": "text", "label": "Pertanyaan", "importance": "high"},
    {
        "name": "answers", "type": "list", "label": "Jawaban", "entity": "jawaban", "min": 2, "max": 4,
        "importance": "high", "defaultNum": 2,
        "field": {"name": "answer", "type": "group", "label": "Jawaban", "fields": [
            {"name": "text", "type": "text", "label": "Teks", "importance": "high"},
            {"name": "correct", "type": "boolean", "label": "Benar", "importance": "high"},
        ]},
    },
    {"name": "points", "type": "number", "label": "Poin", "min": 1, "max": 10, "default": 1, "importance": "low"},
    {"name": "picture", "type": "image", "label": "Gambar", "optional": True, "importance": "high"},
    {"name": "help", "type": "library", "label": "Bantuan", "optional": True, "options": ["H5P.Catatan 1.0"]},
    {"name": "check", "type": "text", "label": "Tombol", "default": "Periksa", "common": True},
]  # fmt: skip
NOTE = [{"name": "note", "type": "text", "label": "Catatan"}]


class Writer:
    """Somebody at a form: sees a screen, types, presses a button."""

    def __init__(self, client, draft: H5PDraft) -> None:
        self.client, self.draft = client, draft
        self.look()

    def look(self, at: str = "", **more: str) -> Filled:
        self.response = self.client.get(self.address, {"di": at, **more})
        assert self.response.status_code == 200
        self.page = Filled(self.response.content.decode())
        return self.page

    @property
    def address(self) -> str:
        return f"/kelola/h5p/draf/{self.draft.key}/"

    def press(self, act: str, **typed: Any) -> str:
        """Where it leads; the screen there is shown."""
        assert act in self.page.buttons, self.page.buttons
        sent = {name: values for name, values in self.page.sent.items() if name != "csrfmiddlewaretoken"}
        sent |= {name.replace("__", "."): value for name, value in typed.items()}
        response = self.client.post(self.address, sent | {"act": act})
        assert response.status_code == 302, response.content
        self.left = response["Location"]
        if self.left.startswith(self.address):
            self.response = self.client.get(self.left)
            self.page = Filled(self.response.content.decode())
        return self.left

    @property
    def params(self) -> Any:
        self.draft.refresh_from_db()
        return self.draft.params

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", self.response.content.decode())


@pytest.fixture
def author(sign_in):
    person = staff(Role.AUTHOR)
    sign_in(person)
    return person


@pytest.fixture
def question(author):
    make_library("H5P.Catatan 1.0", semantics=NOTE, runnable=False, own=True)
    return make_library("H5P.Tanya 1.0", semantics=QUESTION, needs=["H5P.Catatan 1.0"], own=True)


@pytest.fixture
def writer(client, question):
    response = client.post("/kelola/h5p/buat/", {"type": "H5P.Tanya 1.0"})
    return Writer(client, H5PDraft.objects.get(key=response["Location"].split("/")[-2]))


def picture(size=(40, 30)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "PNG")
    return file.getvalue()


def test_a_draft_begins_with_the_defaults(writer):
    assert writer.params == {
        "answers": [{"correct": False}, {"correct": False}], "points": 1, "check": "Periksa",
    }  # fmt: skip


def test_a_question_is_written_and_saved(writer, author):
    writer.press(
        "add p.answers", title="Soal pertama", p__question="Berapa 2 + 2?", p__answers__0__text="4",
        **{"p.answers.0.correct": ["", "1"], "p.answers.1.text": "5"},
    )  # fmt: skip
    assert writer.left.endswith("#p.answers.2")
    leads = writer.press("finish", **{"p.answers.2.text": "6"})
    content = H5PContent.objects.get()
    assert leads == f"/kelola/h5p/isi/{content.pk}/"
    assert (content.title, content.current.number, content.current.made_by) == ("Soal pertama", 1, author)
    assert content.current.params == {
        "question": "Berapa 2 + 2?",
        "answers": [
            {"text": "4", "correct": True}, {"text": "5", "correct": False}, {"text": "6", "correct": False},
        ],
        "points": 1,
        "check": "Periksa",
    }  # fmt: skip
    assert not H5PDraft.objects.exists()


def test_what_is_missing_is_told_at_the_field_and_above_and_nothing_is_lost(writer):
    writer.press("save", p__question="", **{"p.answers.0.text": "empat", "p.points": "banyak"})
    assert writer.page.errors == {
        "title": "Isi bagian ini.",
        "p.question": "Isi bagian ini.",
        "p.answers.1.text": "Isi bagian ini.",
        "p.points": "Tulis angka, misalnya 5 atau 2,5.",
    }
    assert writer.page.sent["p.answers.0.text"] == ["empat"]
    assert writer.page.sent["p.points"] == ["banyak"]
    assert 'role="alert"' in writer.text
    assert f'href="{writer.address}?di=p&amp;periksa=1#p.answers.1.text"' in writer.text
    assert not H5PContent.objects.exists()
    assert "anyway" not in writer.page.buttons  # a number that is none cannot be saved


def test_only_what_is_empty_may_be_saved_as_it_is(writer):
    writer.press("save", title="Setengah")
    assert set(writer.page.errors) == {"p.question", "p.answers.0.text", "p.answers.1.text"}
    writer.press("anyway")
    assert H5PContent.objects.get().current.params["answers"] == [{"correct": False}, {"correct": False}]


def test_items_move_copy_go_and_come_back(writer):
    writer.press("add p.answers", **{"p.answers.0.text": "a", "p.answers.1.text": "b"})
    writer.press("down p.answers.0", **{"p.answers.2.text": "c"})
    assert [each.get("text") for each in writer.params["answers"]] == ["b", "a", "c"]
    writer.press("copy p.answers.2")
    assert [each.get("text") for each in writer.params["answers"]] == ["b", "a", "c", "c"]
    assert "add p.answers" not in writer.page.buttons  # four are the most
    writer.press("remove p.answers.0")
    assert [each.get("text") for each in writer.params["answers"]] == ["a", "c", "c"]
    writer.press("undo")
    assert [each.get("text") for each in writer.params["answers"]] == ["b", "a", "c", "c"]
    assert "undo" not in writer.page.buttons


def test_a_list_does_not_go_below_what_it_needs(writer):
    assert not [each for each in writer.page.buttons if each.startswith("remove")]


def test_a_part_is_chosen_and_written_on_its_own_screen(writer):
    assert writer.press("open p.help", p__question="Apa?").endswith("?di=p.help")
    writer.press("choose p.help", **{"p.help:choose": "H5P.Catatan 1.0"})
    assert "undo" not in writer.page.buttons  # nothing was there before
    writer.press("choose p.help", **{"p.help:choose": "H5P.Catatan 1.0"})
    assert "undo" in writer.page.buttons
    writer.press("open p", **{"p.help.params.note": "Lihat lagi"})
    after = writer.params
    assert after["question"] == "Apa?"
    assert (after["help"]["library"], after["help"]["params"]) == ("H5P.Catatan 1.0", {"note": "Lihat lagi"})
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", after["help"]["subContentId"])
    assert "Lihat lagi" in writer.text  # the card says what is in it


def test_a_library_that_does_not_fit_is_not_chosen(writer):
    writer.press("open p.help")
    writer.press("choose p.help", **{"p.help:choose": "H5P.Tanya 1.0"})
    assert "help" not in writer.params


def test_a_picture_is_kept_shown_and_saved(writer, client):
    file = SimpleUploadedFile("kucing.png", picture(), content_type="text/html")
    writer.press("stay", **{"p.picture:upload": file})
    value = writer.params["picture"]
    assert (value["mime"], value["width"], value["height"]) == ("image/png", 40, 30)
    assert re.fullmatch(r"images/image-[0-9a-f]{12}\.png", value["path"])
    shown = client.get(f"{writer.address}berkas/{value['path']}")
    assert b"".join(shown.streaming_content) == picture()
    assert shown["X-Content-Type-Options"] == "nosniff"
    folder = writer.draft.folder
    writer.press("finish", title="Gambar", p__question="Apa?", **{"p.answers.0.text": "a", "p.answers.1.text": "b"})
    version = H5PContent.objects.get().current
    assert list(version.files) == [value["path"]]
    assert content_storage().exists(f"{version.folder}/{value['path']}")
    assert not list(content_storage().files(folder))  # nothing is left of the draft


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.png", b"<svg onload=alert(1)>", "Ini bukan gambar. Pilih berkas PNG, JPEG, GIF, atau WebP."),
        ("a.svg", b"<svg/>", "Ini bukan gambar. Pilih berkas PNG, JPEG, GIF, atau WebP."),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 40, "Gambar ini rusak. Simpan ulang, lalu pilih berkas barunya."),
        ("a.png", b"", "Berkas ini kosong."),
    ],
)
def test_a_file_that_is_no_picture_is_refused_and_leaves_nothing(writer, name, data, told):
    writer.press("save", title="T", p__question="tetap", **{"p.picture:upload": SimpleUploadedFile(name, data)})
    assert writer.page.errors["p.picture"] == told
    assert writer.params["question"] == "tetap"
    assert "picture" not in writer.params
    assert not list(content_storage().files(writer.draft.folder))


def test_a_content_is_changed_and_becomes_a_new_version(client, question, author):
    params = {"question": "Lama", "answers": [{"text": "a", "correct": True}, {"text": "b", "correct": False}]}
    content = make_content(question, title="Soal", params=params)
    response = client.post(f"/kelola/h5p/{content.pk}/tulis/")
    again = client.post(f"/kelola/h5p/{content.pk}/tulis/")
    assert response["Location"] == again["Location"]
    writer = Writer(client, H5PDraft.objects.get())
    writer.press("save", p__question="Baru")
    content.refresh_from_db()
    assert (content.current.number, content.current.params) == (2, params | {"question": "Baru"})
    assert H5PDraft.objects.get().base == 2  # saving stays there
    writer.press("save", p__question="Lebih baru")
    content.refresh_from_db()
    assert content.current.number == 3


def test_what_a_failed_save_wrote_is_gone(writer, monkeypatch):
    def fail(*_args: Any, **_more: Any) -> None:
        raise OSError("disk is full")

    monkeypatch.setattr("media.h5p.contents._record", fail)
    with pytest.raises(OSError, match="disk is full"):
        writer.press("finish", title="T", p__question="x", **{"p.answers.0.text": "a", "p.answers.1.text": "b"})
    assert not H5PContent.objects.exists()
    assert writer.params["question"] == "x"  # and the draft is there


def test_another_window_is_told_of(writer, client):
    old = Filled(client.get(writer.address).content.decode())
    writer.press("stay", p__question="pertama")
    client.post(writer.address, old.sent | {"act": "stay", "p.question": "kedua"})
    assert "jendela lain" in client.get(writer.address).content.decode()
    assert writer.params["question"] == "kedua"


def test_interface_texts_hold_for_all_parts_of_a_type(client, author):
    note = [{"name": "label", "type": "text", "label": "Tombol", "default": "Lanjut", "common": True}, *NOTE]
    make_library("H5P.Bagian 1.0", semantics=note, runnable=False, own=True)
    part = {"name": "part", "type": "library", "label": "Bagian", "options": ["H5P.Bagian 1.0"]}
    whole = [{"name": "parts", "type": "list", "label": "Bagian", "entity": "bagian", "field": part}]
    make_library("H5P.Banyak 1.0", semantics=whole, needs=["H5P.Bagian 1.0"], own=True)
    client.post("/kelola/h5p/buat/", {"type": "H5P.Banyak 1.0"})
    writer = Writer(client, H5PDraft.objects.get())
    writer.press("add p.parts")
    writer.look()
    writer.press("add p.parts")
    writer.look()
    writer.press("open teks")
    assert [name for name in writer.page.sent if name.startswith("p.") and name.endswith("label")] == [
        "p.parts.0.params.label"
    ]
    writer.press("open p", **{"p.parts.0.params.label": "Terus"})
    assert [each["params"]["label"] for each in writer.params["parts"]] == ["Terus", "Terus"]


def test_licence_and_authors_are_kept(writer):
    writer.press("stay", title="T", **{"meta:license": "CC BY-SA", "meta:licenseVersion": "4.0", "meta:author:0": "Sari",
                 "meta:role:0": "Editor", "meta:source": "javascript:x", "meta:yearFrom": "2026"})  # fmt: skip
    writer.draft.refresh_from_db()
    assert writer.draft.manifest == {
        "license": "CC BY-SA", "licenseVersion": "4.0", "authors": [{"name": "Sari", "role": "Editor"}], "yearFrom": 2026,
    }  # fmt: skip
    assert "meta:author:1" in writer.page.sent  # room for the next


def test_types_are_offered_newest_first_lately_used_first_and_not_when_restricted(client, author):
    make_library("H5P.Satu 1.0", own=True)
    make_library("H5P.Satu 1.1", own=True)
    second = make_library("H5P.Dua 1.0", own=True)
    hidden = make_library("H5P.Tiga 1.0", own=True)
    hidden.restricted = True
    hidden.save()
    make_library("H5P.Empat 1.0", runnable=False)
    make_content(second, by=author)
    text = client.get("/kelola/h5p/buat/").content.decode()
    assert re.findall(r'name="type" value="([^"]+)"', text) == ["H5P.Dua 1.0", "H5P.Satu 1.1"]
    assert re.findall(r'name="type" value="([^"]+)"', client.get("/kelola/h5p/buat/?q=satu").content.decode()) == [
        "H5P.Satu 1.1"
    ]
    assert client.post("/kelola/h5p/buat/", {"type": "H5P.Tiga 1.0"}).status_code in (302, 403)
    assert not H5PDraft.objects.exists()


def test_without_types_it_says_where_they_come_from(client, author):
    assert "bab 4" in client.get("/kelola/h5p/buat/").content.decode()


def test_a_draft_is_its_authors_only(writer, client, sign_in):
    sign_in(staff(Role.ADMINISTRATOR))
    for address in ("", "lihat/", "lihat/0/", "berkas/images/x.png"):
        assert client.get(writer.address + address).status_code == 404
    assert client.post(f"{writer.address}buang/").status_code == 404
    assert H5PDraft.objects.count() == 1


def test_drafts_are_thrown_away_by_hand_and_after_thirty_days(writer, client):
    assert "Tanya" in client.get("/kelola/h5p/buat/").content.decode()
    now = timezone.now()
    assert remove_forgotten_drafts(at=now + timedelta(days=29), dry_run=False) == 0
    assert remove_forgotten_drafts(at=now + timedelta(days=31), dry_run=True) == 1
    assert H5PDraft.objects.count() == 1
    assert remove_forgotten_drafts(at=now + timedelta(days=31), dry_run=False) == 1
    client.post("/kelola/h5p/buat/", {"type": "H5P.Tanya 1.0"})
    client.post(f"/kelola/h5p/draf/{H5PDraft.objects.get().key}/buang/")
    assert not H5PDraft.objects.exists()


def test_a_form_costs_the_same_however_long_it_is(writer, django_assert_max_num_queries):
    writer.press("add p.answers")
    writer.press("add p.answers")
    with django_assert_max_num_queries(40):
        writer.look()


def test_a_type_that_is_gone_is_told_of(writer, client, question):
    question.delete()
    response = client.get(writer.address)
    assert response.status_code == 409
    assert "H5P.Tanya 1.0" in response.content.decode()


def test_only_files_that_are_used_are_kept(writer, monkeypatch):
    given: dict[str, Any] = {}

    def look(*args: Any, **more: Any) -> Any:
        given.update(more["files"])
        return stored_version(*args, **more)

    monkeypatch.setattr("media.h5p.forms.drafts.stored_version", look)
    writer.press("stay", **{"p.picture:upload": SimpleUploadedFile("a.png", picture())})
    writer.press("stay", **{"p.picture:0:remove": "1"})
    writer.press("save", title="T", p__question="x", **{"p.answers.0.text": "a", "p.answers.1.text": "b"})
    assert given == {}
