"""Bringing a package: who may take what, and that nothing stays of what is refused."""

import io
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from h5p_wrapper.problems import H5PError

from accounts.roles import Role
from core.models import AuditEvent
from media.h5p import contents, libraries, uploads
from media.h5p.contents import copy, export
from media.h5p.models import H5PContent, H5PLibrary, H5PUpload
from media.h5p.words import said
from tests.conftest import NOON
from tests.factories.h5p import library_files, make_content, make_library, package_bytes
from tests.factories.h5p_rows import SUB
from tests.factories.people import staff
from tests.media.files import picture, upload
from tests.media.h5p.test_libraries import files_below

pytestmark = pytest.mark.django_db


def bring(by, data, *, replaces=None) -> H5PUpload:
    """Received and checked."""
    made = uploads.receive(upload("konten.h5p", data), name="konten.h5p", by=by, at=NOON, replaces=replaces)
    uploads.check(made)
    return made


def codes(made: H5PUpload) -> list[str]:
    return [problem["code"] for problem in made.report["problems"]]


BUTTONS = {"check": "Check", "again": "Retry"}
WITH_LIBRARY = {"H5P.Contoh 1.0": library_files()}


def test_a_trainer_takes_content_whose_libraries_are_there(own_folder, django_capture_on_commit_callbacks):
    make_library()
    by = staff(Role.AUTHOR)
    made = bring(by, package_bytes(title="Soal", files={"images/a.png": picture()}))
    assert (made.state, made.report["title"], made.report["main"]) == ("checked", "Soal", "H5P.Contoh 1.0")
    assert made.report["media"] == [{"path": "images/a.png", "size": len(picture())}]
    with django_capture_on_commit_callbacks(execute=True):
        content = uploads.take(made, by=by, at=NOON)
    made.refresh_from_db()
    assert (made.state, made.content, content.title, content.made_by) == ("taken", content, "Soal", by)
    assert content.current.package_sha256 == made.sha256
    assert files_below(own_folder / "h5p/uploads") == []
    assert uploads.take(made, by=by, at=NOON) is None
    assert H5PContent.objects.count() == 1


def test_libraries_of_a_trainers_package_are_not_installed():
    by = staff(Role.AUTHOR)
    made = bring(by, package_bytes(libraries=WITH_LIBRARY))
    assert (made.state, made.report["missing"]) == ("checked", ["H5P.Contoh 1.0"])
    assert [library["arrival"] for library in made.report["libraries"]] == ["new"]
    with pytest.raises(PermissionDenied):
        uploads.take(made, by=by, at=NOON, install=True)
    with pytest.raises(PermissionDenied):
        uploads.install_from(made, by=by, at=NOON)
    with pytest.raises(H5PError):
        uploads.take(made, by=by, at=NOON)
    assert not H5PLibrary.objects.exists()
    assert not H5PContent.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize("is_installed", [True, False])
def test_the_report_counts_the_words_that_will_be_in_indonesian(is_installed):
    fields = [{"name": name, "type": "text", "label": name, "default": word} for name, word in BUTTONS.items()]
    words = {"semantics": [{"label": "Tombol", "default": "Periksa"}, {"label": "Tombol", "default": "Ulangi"}]}
    how = {"semantics": fields, "files": {"language/id.json": json.dumps(words).encode()}}
    libraries = {} if is_installed else {"H5P.Contoh 1.0": library_files(**how)}
    if is_installed:
        make_library(**how)
    package = package_bytes(params=BUTTONS | {"again": "Sekali lagi"}, libraries=libraries)
    assert bring(staff(Role.AUTHOR), package).report["overlaid"] == 1


def test_an_administrator_installs_and_takes_in_one():
    by = staff(Role.ADMINISTRATOR)
    made = bring(by, package_bytes(libraries=WITH_LIBRARY))
    content = uploads.take(made, by=by, at=NOON, install=True)
    library = H5PLibrary.objects.get()
    assert (library.installed_by, library.sha256) == (by, made.report["libraries"][0]["sha256"])
    assert content.current.main_library == "H5P.Contoh 1.0"
    actions = list(AuditEvent.objects.order_by("sequence").values_list("action", flat=True))
    assert actions[-2:] == ["media.h5p_library_installed", "media.h5p_content_saved"]


def test_learners_wait_for_no_transaction_that_writes_files(monkeypatch):
    """On SQLite it would keep everybody else's answers waiting."""
    looked = []

    def watched(module, name):
        plain = getattr(module, name)

        def watching(*args, **options):
            looked.append((name, list(connection.savepoint_ids)))
            return plain(*args, **options)

        monkeypatch.setattr(module, name, watching)

    watched(contents, "write_files")
    watched(libraries, "_write")
    by = staff(Role.ADMINISTRATOR)
    made = bring(by, package_bytes(libraries=WITH_LIBRARY, files={"images/a.png": picture()}))
    assert uploads.take(made, by=by, at=NOON, install=True)
    assert looked == [("_write", []), ("write_files", [])]


def test_when_the_content_fails_its_libraries_are_not_installed_either(own_folder, settings):
    by = staff(Role.ADMINISTRATOR)
    made = bring(by, package_bytes(libraries=WITH_LIBRARY, files={"a.png": picture(size=(10, 10))}))
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 99
    with pytest.raises(H5PError):
        uploads.take(made, by=by, at=NOON, install=True)
    assert not H5PLibrary.objects.exists()
    assert not H5PContent.objects.exists()
    assert files_below(own_folder / "h5p") == [f"uploads/{made.key}.h5p"]


def test_an_administrator_installs_for_a_trainer_who_then_takes():
    author, admin = staff(Role.AUTHOR), staff(Role.ADMINISTRATOR)
    made = bring(author, package_bytes(libraries=WITH_LIBRARY))
    installed = uploads.install_from(made, by=admin, at=NOON)
    assert [str(row.name) for row in installed.new] == ["H5P.Contoh 1.0"]
    assert uploads.missing_now(made) == ()
    assert uploads.take(made, by=author, at=NOON).made_by == author


def test_a_package_without_its_libraries_says_which_are_missing():
    made = bring(staff(Role.AUTHOR), package_bytes(needs=["H5P.Dasar 2.1"]))
    assert made.state == "checked"
    assert made.report["missing"] == ["H5P.Contoh 1.0", "H5P.Dasar 2.1"]
    assert made.report["libraries"] == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK nothing", "not-a-zip"),
        (package_bytes(files={"a.html": b"<script>"}), "content-active"),
        (package_bytes(files={"a.png": b"<html>no picture"}), "wrong-media"),
        (package_bytes(more={"title": None}), "property-missing"),
    ],
    ids=["no zip", "html", "no picture", "no title"],
)
def test_what_is_refused_leaves_nothing_on_the_disk(own_folder, django_capture_on_commit_callbacks, data, code):
    make_library()
    before = files_below(own_folder)
    with django_capture_on_commit_callbacks(execute=True):
        made = bring(staff(Role.AUTHOR), data)
    assert made.state == "refused"
    assert code in codes(made)
    assert files_below(own_folder) == before
    assert uploads.take(made, by=made.by, at=NOON) is None


def test_a_restricted_type_comes_by_administrators_only():
    library = make_library()
    H5PLibrary.objects.filter(pk=library.pk).update(restricted=True)
    author, admin = staff(Role.AUTHOR), staff(Role.ADMINISTRATOR)
    with pytest.raises(uploads.Restricted):
        uploads.take(bring(author, package_bytes()), by=author, at=NOON)
    assert uploads.take(bring(admin, package_bytes()), by=admin, at=NOON).title == "Konten dari berkas"


HOLDER = [{"name": "part", "type": "library", "label": "Bagian", "options": ["H5P.Rahasia 1.0"]}]
PART = {"library": "H5P.Rahasia 1.0", "params": {"question": "x"}, "subContentId": SUB, "metadata": {}}


def test_a_restricted_type_inside_another_comes_by_administrators_only(own_folder):
    make_library(semantics=HOLDER)
    inside = make_library("H5P.Rahasia 1.0")
    author, admin = staff(Role.AUTHOR), staff(Role.ADMINISTRATOR)
    there = uploads.take(bring(author, package_bytes(params={"part": PART})), by=author, at=NOON)
    H5PLibrary.objects.filter(pk=inside.pk).update(restricted=True)
    package, before = package_bytes(params={"part": PART}, needs=["H5P.Rahasia 1.0"]), files_below(own_folder)
    made = bring(author, package)
    uploads.start(made, "take", by=author, at=NOON)
    assert [said(each).text for each in made.report["refused"]] == [
        "Konten jenis H5P.Rahasia 1.0 hanya boleh dibawa pengelola."
    ]
    assert files_below(own_folder) == sorted([*before, f"h5p/uploads/{made.key}.h5p"])
    assert H5PContent.objects.get() == there
    assert uploads.take(bring(admin, package), by=admin, at=NOON) != there
    again = uploads.take(bring(author, package, replaces=there), by=author, at=NOON)  # goes on with what it has
    assert (again, again.current.number) == (there, 2)
    with pytest.raises(PermissionDenied):
        copy(there, by=author, at=NOON)
    assert copy(there, by=admin, at=NOON).made_by == admin


def test_a_file_above_the_limit_is_refused(settings, own_folder):
    settings.MAX_H5P_BYTES = 10
    with pytest.raises(uploads.TooLarge):
        uploads.receive(upload("a.h5p", b"x" * 11), name="a.h5p", by=staff(Role.AUTHOR), at=NOON)
    assert files_below(own_folder) == []


def waiting(by, size=1) -> H5PUpload:
    return H5PUpload.objects.create(name="lama.h5p", size=size, state="checked", by=by, at=NOON)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("room", "by_other", "code"),
    [("ROOM_OF_ONE", False, "waiting-bytes"), ("ROOM_OF_ALL", True, "waiting-bytes-of-all")],
)
def test_what_waits_weighs_only_so_much(settings, own_folder, room, by_other, code):
    author, package = staff(Role.AUTHOR), package_bytes()
    settings.MAX_H5P_BYTES = 100_000
    last = waiting(staff(Role.AUTHOR) if by_other else author, size=getattr(uploads, room) * 100_000 - len(package))
    assert bring(author, package).state == "checked"
    made = uploads.receive(upload("konten.h5p", package), name="konten.h5p", by=author, at=NOON)
    uploads.start(made, "check", by=author, at=NOON)
    assert (made.state, codes(made), uploads.run_of(made)) == ("refused", [code], None)
    assert len(files_below(own_folder)) == 1
    last.delete()
    assert bring(author, package).state == "checked"


def test_a_new_version_keeps_the_title_and_the_content():
    by = staff(Role.AUTHOR)
    content = make_content(make_library(), title="Judul kita")
    made = bring(by, package_bytes(title="Judul lain", params={"question": "Baru?"}), replaces=content)
    again = uploads.take(made, by=by, at=NOON)
    assert (again.pk, again.title, again.current.number) == (content.pk, "Judul kita", 2)


def test_import_export_import_is_the_same_content(own_folder):
    admin = staff(Role.ADMINISTRATOR)
    libraries = {
        "H5P.Dasar 1.2": library_files("H5P.Dasar 1.2", runnable=False),
        "H5PEditor.Bantu 1.0": library_files("H5PEditor.Bantu 1.0", runnable=False),
        "H5P.Contoh 1.0": library_files(needs=["H5P.Dasar 1.2"], editor=["H5PEditor.Bantu 1.0"]),
    }
    params = {"question": "Apa <b>ini</b>?", "picture": {"path": "images/a.png", "mime": "image/png", "width": 40}}
    files = {"images/a.png": picture(size=(40, 30))}
    more = {"license": "CC BY", "licenseVersion": "4.0", "authors": [{"name": "Bu Siti", "role": "Author"}]}
    first = uploads.take(
        bring(admin, package_bytes(params=params, files=files, libraries=libraries, more=more)),
        by=admin, at=NOON, install=True,
    )  # fmt: skip
    buffer = io.BytesIO()
    export(first.current, buffer)
    made = bring(admin, buffer.getvalue())
    assert (made.state, codes(made)) == ("checked", [])
    assert {library["name"]: library["arrival"] for library in made.report["libraries"]} == dict.fromkeys(
        libraries, "keep"
    )
    assert not any(library["differs"] for library in made.report["libraries"])
    second = uploads.take(made, by=admin, at=NOON)
    assert second.pk != first.pk
    for field in ("params", "manifest", "libraries", "main_library", "files"):
        assert getattr(second.current, field) == getattr(first.current, field), field
    again = io.BytesIO()
    export(second.current, again)
    assert again.getvalue() == buffer.getvalue()
