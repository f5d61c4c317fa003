"""Hostile packages by the admin's own door: each is refused in words or harmless, and nothing of it stays (SECURITY 11)."""

from __future__ import annotations

import importlib.util
import io
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from h5p_wrapper.limits import DEFAULT_LIMITS

from accounts.roles import Role
from media.h5p import libraries
from media.h5p.bundles import CannotPlay
from media.h5p.models import H5PContent, H5PHost, H5PLibrary, H5PUpload
from media.h5p.places import library_storage
from media.h5p.play import card
from tests.factories.h5p import library_files, make_content, make_library, package_bytes
from tests.factories.people import staff
from tests.media.files import picture, upload
from tests.media.h5p.playing import make_core
from tests.media.h5p.test_libraries import files_below

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

_MAKING = Path(__file__).resolve().parents[3] / "h5p-python-wrapper" / "tests" / "making.py"
_spec = importlib.util.spec_from_file_location("h5p_making", _MAKING)
assert _spec
assert _spec.loader
making = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(making)


def members(**more: bytes | None) -> dict[str, bytes]:
    """Those of a good package, with others in their place; “__” in a name is “/”."""
    with zipfile.ZipFile(io.BytesIO(package_bytes(libraries={"H5P.Contoh 1.0": library_files()}))) as archive:
        good: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    return {name: data for name, data in (good | more).items() if data is not None}


def packed(changes: dict[str, bytes | None]) -> bytes:
    return bytes(making.zipped(members(**changes)))


def with_entry(name: str, data: bytes = b"x", *, mode: int = 0) -> bytes:
    entries = [(zipfile.ZipInfo(each), body) for each, body in members().items()]
    info = zipfile.ZipInfo(name)
    if mode:
        info.create_system, info.external_attr = 3, mode << 16
    return bytes(making.zipped_entries([*entries, (info, data)]))


def library_with(**more: Any) -> dict[str, bytes | None]:
    """Another library.json in the good package."""
    files = library_files(more=more)
    return {"H5P.Contoh-1.0/library.json": files["library.json"]}


def many_entries(count: int) -> bytes:
    """A directory that claims so many, as a 20 MB one would."""
    made = packed({})
    at = made.rindex(b"PK\x05\x06")
    small = min(count, 0xFFFF)
    return made[: at + 8] + struct.pack("<HH", small, small) + made[at + 12 :]


def really_many(count: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members().items():
            archive.writestr(name, data)
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(f"content/a{number}.txt"), b"")
    return target.getvalue()


DEEP = b'{"question":' * 5000 + b"1" + b"}" * 5000
BOMB = b"\0" * 30_000_000
REFUSED: dict[str, tuple[Any, str]] = {
    "slip": (lambda: with_entry("content/../../../../jahat.txt"), "ke luar paket"),
    "root": (lambda: with_entry("/etc/jahat.txt"), "ke luar paket"),
    "drive": (lambda: with_entry("content/C:\\jahat.txt"), "Nama satu berkas tidak boleh dipakai"),
    "link": (lambda: with_entry("content/a.txt", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), "tautan"),
    "device": (lambda: with_entry("content/a.txt", mode=stat.S_IFCHR | 0o666), "tautan"),
    "bomb": (lambda: with_entry("content/a.txt", BOMB), "bom zip"),
    "bomb in a library": (lambda: with_entry("H5P.Contoh-1.0/b.js", BOMB), "bom zip"),
    "twice": (lambda: with_entry("CONTENT/content.json", b"{}"), "dua kali"),
    "cut": (lambda: packed({})[:-400], "paket H5P yang utuh"),
    "nested": (lambda: with_entry("content/a.zip", packed({})), "tidak boleh ada dalam konten"),
    "svg": (lambda: with_entry("content/a.svg", b"<svg onload='alert(1)'/>"), "dapat berjalan sebagai program"),
    "html": (lambda: with_entry("content/a.html", b"<script>alert(1)</script>"), "dapat berjalan sebagai program"),
    "polyglot": (lambda: with_entry("content/a.png", picture() + packed({})), "Di belakang"),
    "html as picture": (lambda: with_entry("content/a.png", b"<html><script>alert(1)"), "tetapi isinya"),
    "no json": (lambda: packed({"content/content.json": b"{question: 1}"}), "JSON"),
    "endless number": (lambda: packed({"content/content.json": b'{"question": 1e999}'}), "JSON"),
    "half a letter": (lambda: packed({"content/content.json": b'{"question": "\\ud800"}'}), "JSON"),
    "deep json": (lambda: packed({"content/content.json": DEEP}), "bertingkat"),
    "too many": (lambda: really_many(DEFAULT_LIMITS.entries + 1), "berkas"),
    "lying count": (lambda: many_entries(0xFFFF), "utuh"),
    "version": (lambda: packed(library_with(majorVersion="1.x")), "majorVersion"),
    "core": (lambda: packed(library_with(coreApi={"majorVersion": 9, "minorVersion": 1})), "inti H5P 9.1"),
    "other name": (lambda: packed(library_with(machineName="H5P.Lain")), "H5P.Lain"),
    "traversing script": (lambda: packed(library_with(preloadedJs=[{"path": "../../a.js"}])), "a.js"),
    "half a title": (
        lambda: packed({"h5p.json": making.as_json(making.manifest()).replace(b"Kartu", b"\\ud800")}),
        "JSON",
    ),
}


def sent(client: Any, data: bytes) -> tuple[H5PUpload, str]:
    """The upload, and the page that tells what is in it."""
    answer = client.post(reverse("h5p_upload"), {"file": upload("paket.h5p", data)})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return H5PUpload.objects.get(), client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_hostile_is_refused_in_words_and_leaves_nothing(
    case, sign_in, own_folder, django_capture_on_commit_callbacks
):
    make, words = REFUSED[case]
    before = files_below(own_folder)
    data = make()
    client = sign_in(staff(Role.ADMINISTRATOR))
    with django_capture_on_commit_callbacks(execute=True):
        made, page = sent(client, data)
    assert made.state == "refused", made.report
    assert words in page
    for button in ("take", "install", "install-and-take"):
        assert f'value="{button}"' not in page
        client.post(reverse("h5p_check", args=[made.key]), {"act": button})
    assert files_below(own_folder) == before
    assert not H5PLibrary.objects.exists()
    assert not H5PContent.objects.exists()


def test_a_circle_of_libraries_ends_and_a_missing_one_is_named(sign_in):
    circle = {
        "H5P.Contoh 1.0": library_files(needs=["H5P.Dua 1.0"]),
        "H5P.Dua 1.0": library_files("H5P.Dua 1.0", runnable=False, needs=["H5P.Contoh 1.0"]),
    }
    made, page = sent(sign_in(staff(Role.ADMINISTRATOR)), package_bytes(libraries=circle))
    assert "dependency-cycle" in [problem["code"] for problem in made.report["problems"]]
    assert "H5P.Dua 1.0" in page
    H5PUpload.objects.all().delete()
    client = sign_in(staff(Role.ADMINISTRATOR))
    lacking = {"H5P.Contoh 1.0": library_files(needs=["H5P.TidakAda 3.4"])}
    made, page = sent(client, package_bytes(libraries=lacking))
    client.post(reverse("h5p_check", args=[made.key]), {"act": "install-and-take"})
    assert not H5PLibrary.objects.exists()
    assert not H5PContent.objects.exists()
    assert "H5P.TidakAda 3.4" in client.get(reverse("h5p_check", args=[made.key])).content.decode()


MARK = "<img src=x onerror=alert(1)>"


def test_names_in_a_package_stay_text_wherever_they_are_shown(sign_in):
    files = library_files(more={"title": f"Tipe {MARK}"})
    data = package_bytes(
        title=f"Judul {MARK}",
        files={"images/a <b>&'.png": picture()},
        libraries={"H5P.Contoh 1.0": files},
        more={"authors": [{"name": f"Nama {MARK}", "role": "Author"}], "licenseExtras": MARK},
    )
    client = sign_in(staff(Role.ADMINISTRATOR))
    made, page = sent(client, data)
    pages = {"check": page, "waiting": client.get(reverse("h5p_upload")).content.decode()}
    done = client.post(reverse("h5p_check", args=[made.key]), {"act": "install-and-take", "title": f"Judul {MARK}"})
    content = H5PContent.objects.get()
    library = H5PLibrary.objects.get()
    for name, address in {
        "content": done["Location"],
        "list": content.snippet_viewset and reverse(content.snippet_viewset.get_url_name("list")),
        "libraries": reverse("h5p_libraries"),
        "library": reverse("h5p_library", args=[library.pk]),
        "upgrade": reverse("h5p_upgrade", args=[library.pk]),
        "new": reverse("h5p_new"),
    }.items():
        pages[name] = client.get(address, follow=True).content.decode()
    shown = [name for name, text in pages.items() if "&lt;img src=x" in text]
    assert {"check", "content", "list", "libraries"} <= set(shown)
    assert [name for name, text in pages.items() if "<img src=x" in text] == []


def test_a_library_that_was_swapped_on_the_disk_is_found_and_not_put_into_bundles(own_folder, settings, tmp_path):
    settings.H5P_CORE = make_core(tmp_path / "core")
    content = make_content(make_library())
    row = H5PLibrary.objects.get()
    place = library_storage().path(f"{row.folder}/contoh.js")
    place.write_text("alert('ditukar')")
    assert [(each.path, each.what) for each in libraries.verify()] == [("contoh.js", "changed")]
    with pytest.raises(CannotPlay):
        card(content)
    assert not [name for name in files_below(own_folder / "h5p") if name.startswith("bundles/")]


@pytest.mark.parametrize(
    "host",
    ["*", "*.contoh.id", "a.id; script-src *", "a.id\nscript-src *", "a.id *", "a.id/b", "a.id:80", "https:", "'self'",
     "127.0.0.1", "localhost", "a..id", "user@a.id", "a.id\t", "data:", "javascript://a.id"],
)  # fmt: skip
def test_a_host_that_is_more_than_a_name_is_not_allowed(sign_in, host):
    client = sign_in(staff(Role.ADMINISTRATOR))
    answer = client.post(reverse("h5p_hosts"), {"host": host})
    names = list(H5PHost.objects.values_list("host", flat=True))
    assert (answer.status_code, names) in ((422, []), (302, ["a.id"]))
    client.post(reverse("h5p_hosts"), {"host": "media.contoh.id"})
    assert H5PHost.objects.filter(host="media.contoh.id").exists()
