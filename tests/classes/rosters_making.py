"""Invented lists of pupils, as schools would bring them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from accounts.models import Organisation, User
from classes.domain.roster_apply import start_import
from classes.domain.roster_plan import begin_import
from classes.models import ClassGroup, RosterImport
from classes.rosters.read import read_list
from tests.classes.making import NOON, coordinator

HEADER = ("Nama", "Panggilan", "NISN", "NIPD", "Kelas")
SECRETS = ("3201987654321098", "Ayah Rahasia", "Ibu Rahasia", "0899777666555", "-6.123456")


def as_csv(rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8", header=HEADER) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *rows] if header else rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def dapodik(pupils: Sequence[tuple[str, str, str, str]]) -> bytes:
    """``pupils``: name, NIPD, NISN, rombel. 66 columns in two header rows below titles, secrets in all others."""
    first = ["No", "Nama", "NIPD", "JK", "NISN", "Tempat Lahir", "Tanggal Lahir", "NIK", "Agama", "Alamat", "RT", "RW"]
    first += ["Dusun", "Kelurahan", "Kecamatan", "Kode Pos", "Jenis Tinggal", "Alat Transportasi", "Telepon", "HP"]
    first += ["E-Mail", "SKHUN", "Penerima KPS", "No. KPS"]
    for who in ("Data Ayah", "Data Ibu", "Data Wali"):
        first += [who, *[None] * 5]  # type: ignore[list-item]
    first += ["Rombel Saat Ini", *[f"Kolom {n}" for n in range(44, 65)], "Lintang", "Bujur"]
    below = ["Nama", "Tahun Lahir", "Jenjang Pendidikan", "Pekerjaan", "Penghasilan", "NIK"]
    second = [None] * 24 + below * 3 + [None] * 24
    rows: list[list[Any]] = [["Daftar Peserta Didik"], ["SMP CONTOH"], ["Kecamatan Contoh"], [], first, second]
    for n, (name, nipd, nisn, rombel) in enumerate(pupils, 1):
        row: list[Any] = [n, name, nipd, "L", nisn, "Kota", "2013-01-02", SECRETS[0]] + [""] * 11 + [SECRETS[3]]
        row += [""] * 4 + [SECRETS[1], 1970, "SMA", "Petani", "1 juta", SECRETS[0]]
        row += [
            SECRETS[2],
            1972,
            "SMA",
            "Guru",
            "1 juta",
            SECRETS[0],
            *[""] * 6,
            rombel,
            *[""] * 21,
            SECRETS[4],
            "106.8",
        ]
        rows.append(row)
    merged = ["A5:A6", "B5:B6", "E5:E6", "Y5:AD5", "AE5:AJ5", "AK5:AP5", "AQ5:AQ6"]
    return as_xlsx(rows, merged)


def raw_xlsx(sheet: str, shared: str = "", **more: bytes) -> bytes:
    """A workbook of the few parts that a reader needs."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        if shared:
            archive.writestr("xl/sharedStrings.xml", shared)
        for name, content in more.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return written.getvalue()


def looked_at(
    data: bytes,
    group: ClassGroup | None = None,
    school: Organisation | None = None,
    by: User | None = None,
    take_all: bool = False,
) -> RosterImport:
    of = school or (group.organisation if group else None)
    assert of is not None
    return begin_import(
        organisation=of,
        group=group,
        school_year="2026/2027",
        take_all=take_all,
        may_open=group is None,
        reading=read_list(data),
        by=by or (group.created_by if group else None) or coordinator(of),
        at=NOON,
    )


def carried_out(data: bytes, group: ClassGroup | None = None, **more: Any) -> RosterImport:
    roster = looked_at(data, group, **more)
    assert roster.by is not None
    start_import(roster=roster, by=roster.by, at=NOON)
    assert roster.state == RosterImport.State.DONE
    return roster


def acts_of(roster: RosterImport) -> list[tuple[str, str]]:
    """(name, act) of each row, in the order of the file."""
    return [(row.name, row.act) for row in roster.rows.exclude(act="absent").order_by("line")]
