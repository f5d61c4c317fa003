"""Regions from a CSV: level and parent follow from the code; all of it comes in, or nothing."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from accounts.domain.regions import MOST_UNITS, RegionsLoaded, RegionsRefused, level_of, load_regions, parent_code
from accounts.models import NeighbourhoodUnit, Region

CSV = """kode,nama,kode_bps,jumlah_satuan
32,Jawa Contoh,32,
32.73,Kota Sukamaju,3273,
32.73.01,Sukamaju Kidul,3273010,
32.73.01.1001,Mekar,3273010001,3
32.73.01.2002,Desa Asri,,0
"""


def load(text: str) -> RegionsLoaded:
    return load_regions(text.encode())


def refused(content: bytes) -> list[str]:
    with pytest.raises(RegionsRefused) as caught:
        load_regions(content)
    problems = [problem.text() for problem in caught.value.problems]
    assert str(caught.value) == problems[0]
    return problems


def tree() -> list[tuple]:
    return list(Region.objects.values_list("code", "name", "level", "parent__code", "bps_code"))


def test_level_and_parent_follow_from_the_code(db):
    assert load(CSV) == RegionsLoaded(made=5, changed=0, unchanged=0, units=3)
    assert tree() == [
        ("32", "Jawa Contoh", "province", None, "32"),
        ("32.73", "Kota Sukamaju", "city", "32", "3273"),
        ("32.73.01", "Sukamaju Kidul", "district", "32.73", "3273010"),
        ("32.73.01.1001", "Mekar", "village", "32.73.01", "3273010001"),
        ("32.73.01.2002", "Desa Asri", "village", "32.73.01", ""),
    ]
    units = NeighbourhoodUnit.objects.values_list("region__code", "number")
    assert list(units) == [("32.73.01.1001", number) for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("32", "province", ""),
        ("32.73", "city", "32"),
        ("32.73.01", "district", "32.73"),
        ("32.73.01.1001", "village", "32.73.01"),
    ],
)
def test_codes(code, level, parent):
    assert (level_of(code), parent_code(code)) == (level, parent)


def test_loading_again_changes_nothing(db):
    load(CSV)
    before = tree()
    assert load(CSV) == RegionsLoaded(made=0, changed=0, unchanged=5, units=0)
    assert tree() == before


def test_a_new_name_changes_one_region_and_more_units_are_added_never_removed(db):
    load(CSV)
    assert load(CSV.replace("Mekar,3273010001,3", "Mekar Sari,3273010001,5")) == RegionsLoaded(0, 1, 4, 2)
    assert load(CSV.replace("Mekar,3273010001,3", "Mekar Sari,3273010001,1")) == RegionsLoaded(0, 0, 5, 0)
    assert NeighbourhoodUnit.objects.count() == 5


def test_a_file_may_add_below_what_is_known_and_stand_in_any_order(db):
    load(CSV)
    assert load("nama,kode\nLain,32.73.01.1003\nBaru,32.73.02\n").made == 2
    assert Region.objects.get(code="32.73.01.1003").parent.code == "32.73.01"
    lines = CSV.strip().splitlines()
    NeighbourhoodUnit.objects.all().delete()
    assert load("\n".join([lines[0], *reversed(lines[1:])])).unchanged == 5


def test_what_a_file_does_not_say_stays(db):
    """A list without BPS codes or units is no reason to forget those that are known."""
    load(CSV)
    assert load("kode,nama\n32.73.01.1001,Mekar\n") == RegionsLoaded(made=0, changed=0, unchanged=1, units=0)
    assert Region.objects.get(code="32.73.01.1001").bps_code == "3273010001"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("3273,Kota,,", "line 7: “3273” is not a Kemendagri code"),
        ("02.73,Kota,,", "line 7: “02.73” is not a Kemendagri code"),
        ("32.73.01.4001,Kota,,", "line 7: “32.73.01.4001” is not a Kemendagri code"),
        ("32.73.01.10011,Kota,,", "line 7: “32.73.01.10011” is not a Kemendagri code"),
        (",Kota,,", "line 7: “” is not a Kemendagri code"),
        ("32.7٣,Kota,,", "line 7: “32.7٣” is not a Kemendagri code"),
        ("32.74,,,", "line 7: the name is missing"),
        ("32.74,  ,,", "line 7: the name is missing"),
        ("32.74", "line 7: the name is missing"),
        ("32.73,Kota,,", "line 7: the code 32.73 stands twice"),
        ("32.74,Kota,,tiga", "line 7: “tiga” is not a number of units"),
        ("32.74,Kota,,-1", "line 7: “-1” is not a number of units"),
        ("32.74,Kota,,²", "line 7: “²” is not a number of units"),
        (f"32.74,Kota,,{MOST_UNITS + 1}", f"line 7: “{MOST_UNITS + 1}” is not a number of units"),
        ("33.01,Kota,,", "line 7: the region above 33.01 is neither in the file nor known"),
    ],
)
def test_a_broken_line_is_named_and_nothing_is_loaded(db, line, problem):
    assert refused((CSV + line + "\n").encode()) == [problem]
    assert not Region.objects.exists()


def test_a_name_or_code_longer_than_its_place_is_named_too(db):
    """PostgreSQL would stop at it with an error of its own; SQLite would keep it."""
    assert refused((CSV + f"32.74,{'K' * 81},,\n").encode()) != []
    assert refused((CSV + f"32.74,Kota,{'3' * 11},\n").encode()) != []
    assert not Region.objects.exists()


def test_all_broken_lines_are_named_at_once(db):
    assert refused((CSV + "x,Kota,,\n32.74,,,\n").encode()) == [
        "line 7: “x” is not a Kemendagri code",
        "line 8: the name is missing",
    ]
    assert refused(b"kode,nama\n33.01,A\n34.01,B\n") == [
        "line 2: the region above 33.01 is neither in the file nor known",
        "line 3: the region above 34.01 is neither in the file nor known",
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the column “kode” is missing"),
        (b"kode\n32\n", "the column “nama” is missing"),
        (b"kode;nama\n32;Jawa\n", "the column “kode” is missing"),
        (b"kode,nama\n32,Caf\xe9\n", "the file is not UTF-8 text"),
        (b"\xff\xfek\x00o\x00", "the file is not UTF-8 text"),
    ],
)
def test_files_that_are_no_such_list(db, content, problem):
    assert refused(content) == [problem]


def test_files_as_spreadsheets_write_them(db):
    text = 'kode,nama,lain\r\n32,"Jawa, Contoh",x,zu viel\r\n'
    assert load_regions(b"\xef\xbb\xbf" + text.encode()).made == 1
    assert Region.objects.get().name == "Jawa, Contoh"


def test_the_command_says_what_it_did(db, tmp_path, capsys):
    file = tmp_path / "wilayah.csv"
    file.write_text(CSV, encoding="utf-8")
    call_command("load_regions", file)
    assert [int(number) for number in re.findall(r"\d+", capsys.readouterr().out)] == [5, 0, 0, 3]
    file.write_text(CSV + "x,y,,\n", encoding="utf-8")
    with override("en"), pytest.raises(CommandError, match="line 7: “x” is not a Kemendagri code"):
        call_command("load_regions", file)
    with pytest.raises(CommandError, match=r"tidak-ada\.csv"):
        call_command("load_regions", tmp_path / "tidak-ada.csv")
