"""Whatever a pack file is made of, it is refused in words, and nothing of it is kept or unpacked."""

from __future__ import annotations

import io
import stat
import zipfile
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.signing_keys import public_half
from courses.domain.receiving import opened, receive
from courses.models import CoursePage, PackImport
from courses.packs.problems import PackRefused
from courses.travel.key import Trust
from courses.travel.parcel import MAX_UNPACKED_BYTES, open_parcel
from tests.conftest import NOON
from tests.courses.packs import LAYAR, SANDI, changed, good_files
from tests.courses.travelling import FACTS, entries, parcel, unsigned, with_manifest, zipped
from tests.factories.people import person

DAMAGED = "The file is cut off or damaged. Fetch it again from where you got it."


def refusals(content: bytes) -> list[str]:
    try:
        with opened(io.BytesIO(content)):
            return []
    except PackRefused as refused:
        return [problem.text() for problem in refused.problems]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, db):
    settings.DATA_DIR = tmp_path


def test_a_whole_pack_is_read_and_its_signature_is_good():
    with opened(io.BytesIO(parcel())) as found:
        assert (found.pack.title, found.trust, found.parcel.signed) == ("Kursus uji", Trust.UNKNOWN, True)
    with opened(io.BytesIO(unsigned())) as found:
        assert (found.trust, found.parcel.manifest) == (Trust.UNSIGNED, None)


def test_the_same_pack_is_the_same_file():
    assert parcel() == parcel()


def test_a_folder_that_somebody_zipped_is_read_too():
    with opened(io.BytesIO(zipped({f"a1-uji/{name}": content for name, content in good_files().items()}))) as found:
        assert found.pack.id == "uji"


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.5, 0.9, 0.999])
def test_cut_in_the_middle(share):
    content = parcel()
    assert refusals(content[: int(len(content) * share)]) == [f": {DAMAGED}"]


@pytest.mark.parametrize("place", range(40, 4000, 97))
def test_no_byte_can_be_turned_unnoticed(place):
    content = bytearray(parcel())
    content[place] ^= 0x20
    try:
        with opened(io.BytesIO(bytes(content))) as found:
            assert found.parcel.files == open_parcel(io.BytesIO(parcel())).files  # a date or the like
    except PackRefused:
        pass


def test_a_newer_format():
    content = with_manifest(parcel(), lambda manifest: manifest.update(format=2))
    assert refusals(content) == ["paket.json:1: This pack needs a newer version of this system (format 2, here 1)."]
    newer = changed(("course.yaml", "format: 1", "format: 9"))
    assert refusals(parcel(newer)) == [
        "course.yaml:1: This pack needs a newer version of this system (format 9, here 1)."
    ]


def test_changed_after_it_was_signed():
    files = entries(parcel())
    other = files | {LAYAR: files[LAYAR].replace(b"Layar HP", b"Layar XX")}
    assert refusals(zipped(other)) == [f"{LAYAR}: This file was changed after the pack was made."]
    added = files | {"1-kenal/09-lain.md": b"x"}
    assert refusals(zipped(added)) == ["1-kenal/09-lain.md: This file was put in after the pack was made."]
    removed = {name: content for name, content in files.items() if name != SANDI}
    assert refusals(zipped(removed)) == [f"{SANDI}: This file was taken out after the pack was made."]


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest.update(judul="Lain"),
        lambda manifest: manifest["asal"].update(daerah="Kota Palsu"),
        lambda manifest: manifest.update(tanda_tangan="A" * 86),
        lambda manifest: manifest.update(tanda_tangan=None),
        lambda manifest: manifest.pop("tanda_tangan"),
        lambda manifest: manifest.pop("kunci"),
        lambda manifest: manifest.update(kunci="x"),
        lambda manifest: manifest.update(kunci=7),
    ],
)
def test_changed_in_what_is_signed(change):
    (said,) = refusals(with_manifest(parcel(), change))
    assert said.endswith("The signature does not fit: the pack was changed after it was signed.")


def test_whoever_changes_a_pack_can_only_sign_it_as_themselves():
    other = Ed25519PrivateKey.generate()
    with opened(io.BytesIO(parcel(key=other))) as found:
        assert found.public_key == public_half(other)
        assert found.trust is Trust.UNKNOWN


def test_it_speaks_of_another_course():
    (said,) = refusals(parcel(facts=replace(FACTS, course="lain")))
    assert said == "paket.json:1: paket.json speaks of another course or version than course.yaml."


@pytest.mark.parametrize(
    "name", ["../luar.md", "/etc/luar.md", "a/../../luar.md", "C:/luar.md", "a\\..\\luar.md", "./luar.md", "a//luar.md"]
)
def test_names_that_lead_out(name, tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file, content in good_files().items():
            archive.writestr(file, content)
        entry = zipfile.ZipInfo("x" * len(name))
        archive.writestr(entry, "x")
    content = target.getvalue().replace(b"x" * len(name), name.encode()) if len(name) > 1 else b""
    assert any("This name leads out of the pack." in said for said in refusals(content))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["bank.yaml", "BANK.yaml", "bank.yaml/"])
def test_a_name_twice(second):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file, content in [*good_files().items(), (second, "soal: []")]:
            archive.writestr(file, content)
    assert refusals(target.getvalue()) == [f"{second}: This name stands twice in the pack."]


def test_a_link():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file, content in good_files().items():
            archive.writestr(file, content)
        entry = zipfile.ZipInfo("gambar/rahasia.svg")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert refusals(target.getvalue()) == [
        "gambar/rahasia.svg: Links are not allowed in a pack; put the file itself here."
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_way_of_packing(method):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("course.yaml", "format: 1")
    said = "course.yaml: The file is packed in a way that is not read here. Export it again."
    assert refusals(target.getvalue()) == [said]


def test_locked_with_a_password():
    content = bytearray(unsigned())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        content[content.index(mark) + (6 if mark[2] == 3 else 8)] |= 1
    assert refusals(bytes(content)) == ["course.yaml: The file is locked with a password."]


def test_too_many_files():
    many = {f"gambar/{number}.svg": "" for number in range(2600)}
    assert refusals(zipped(good_files() | many)) == [": The pack has more than 2000 files."]


def test_a_gigabyte_of_zeros_is_not_unpacked(monkeypatch):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(zipfile.ZipInfo("gambar/nol.svg", (2026, 1, 1, 0, 0, 0)), "w", force_zip64=False) as stream:
            pass
        info = zipfile.ZipInfo("gambar/besar.svg")
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w", force_zip64=True) as stream:
            for _block in range(1024):
                stream.write(bytes(1024 * 1024))
    content = target.getvalue()
    assert len(content) < 2 * 1024 * 1024
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *args, **kwargs: pytest.fail("it was unpacked"))
    assert "gambar/besar.svg: The file is larger than 512 KB." in refusals(content)


def test_many_files_that_are_large_together():
    size = 500 * 1024
    count = MAX_UNPACKED_BYTES // size + 1
    files = {f"gambar/{number}.svg": bytes(size) for number in range(count)}
    assert refusals(zipped(good_files() | files)) == [": Unpacked the pack is larger than 40 MB."]


def test_a_file_that_lies_about_its_size():
    content = zipped(good_files() | {"gambar/nol.svg": bytes(3 * 1024 * 1024)})
    true, said = (3 * 1024 * 1024).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert content.count(true) >= 2
    found = refusals(content.replace(true, said))
    assert found in ([f": {DAMAGED}"], ["gambar/nol.svg: The file is larger than it says of itself."])


def test_wrong_encodings_and_questions_without_an_answer_and_ids_twice():
    latin = good_files() | {SANDI: str(good_files()[SANDI]).replace("kunci", "künci").encode("latin-1")}
    assert refusals(parcel(latin)) == [f"{SANDI}: The file is not UTF-8 text. Save it again as UTF-8."]
    unanswered = changed(("bank.yaml", "    jawaban: 27800\n", ""))
    (said,) = refusals(parcel(unanswered))
    assert said.startswith("bank.yaml:")
    assert said.endswith("“jawaban” is missing.")
    twice = changed((SANDI, "id: sandi", "id: layar"))
    assert f"{SANDI}:2: The id “layar” stands twice in this pack; it is also in {LAYAR}." in refusals(parcel(twice))


@pytest.mark.parametrize("content", [b"", b"PK", b"halo", b"PK\x05\x06" + bytes(18), b"\0" * 5000, b"%PDF-1.7\n"])
def test_what_is_no_pack_at_all(content):
    assert refusals(content)


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"{", b'{"format": 1}', b"\xff\xfe", b"[" * 100_000, b'{"format": true}', b'{"a": 1, "a": 2}'],
)
def test_a_list_that_is_none(manifest):
    assert refusals(zipped(good_files() | {"paket.json": manifest}))


def test_nothing_of_a_refused_pack_is_kept():
    with pytest.raises(PackRefused):
        receive(io.BytesIO(parcel(changed((SANDI, "id: sandi", "id: layar")))), name="x", by=person(), at=NOON)
    assert (PackImport.objects.count(), CoursePage.objects.count()) == (0, 0)
