"""Regions from a CSV with Kemendagri codes; level and parent follow from the code itself."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import cast

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.models import NeighbourhoodUnit, Region
from accounts.models.places import kemendagri_code

LEVELS = {2: Region.Level.PROVINCE, 5: Region.Level.CITY, 8: Region.Level.DISTRICT, 13: Region.Level.VILLAGE}
MOST_UNITS = 200
_LENGTHS = {"nama": "name", "kode_bps": "bps_code"}  # column → field


def _n(message: str) -> str:
    """Mark a template for translation; it is translated when shown."""
    return message


@dataclass
class RegionsLoaded:
    made: int = 0
    changed: int = 0
    unchanged: int = 0
    units: int = 0


@dataclass(frozen=True)
class RegionProblem:
    template: str  # gettext's msgid
    values: dict[str, object] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        return translate(self.template) % self.values


class RegionsRefused(Exception):
    """Carries every problem found; nothing was loaded."""

    def __init__(self, problems: list[RegionProblem]) -> None:
        super().__init__(problems[0].text())
        self.problems = problems


def level_of(code: str) -> str:
    return LEVELS[len(code)]


def parent_code(code: str) -> str:
    return code.rpartition(".")[0]


def load_regions(content: bytes) -> RegionsLoaded:
    """Columns: ``kode``, ``nama``; optional ``kode_bps`` and ``jumlah_satuan`` (how many RW a kelurahan has).

    Parents may stand in the file or be known already. All or nothing: raises RegionsRefused with every
    problem and its line. Loading the same file again changes nothing.
    """
    rows, problems = _read(content)
    if problems:
        raise RegionsRefused(problems)
    loaded = RegionsLoaded()
    with transaction.atomic():
        known = {region.code: region for region in Region.objects.all()}
        for line, row in sorted(rows, key=lambda pair: pair[1]["kode"]):
            parent = known.get(parent_code(row["kode"]))
            if parent is None and parent_code(row["kode"]):
                problems.append(_orphan(line, row["kode"]))
                continue
            known[row["kode"]] = _put(row, parent, known.get(row["kode"]), loaded)
            loaded.units += _put_units(known[row["kode"]], int(row.get("jumlah_satuan") or 0))
        if problems:
            raise RegionsRefused(problems)
    return loaded


def _orphan(line: int, code: str) -> RegionProblem:
    template = _n("line %(line)s: the region above %(code)s is neither in the file nor known")
    return RegionProblem(template, {"line": line, "code": code})


def _read(content: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[RegionProblem]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [RegionProblem(_n("the file is not UTF-8 text"))]
    reader = csv.DictReader(io.StringIO(text))
    missing = {"kode", "nama"} - set(reader.fieldnames or ())
    if missing:
        return [], [RegionProblem(_n("the column “%(column)s” is missing"), {"column": min(missing)})]
    rows: list[tuple[int, dict[str, str]]] = []
    problems: list[RegionProblem] = []
    seen: set[str] = set()
    for line, row in enumerate(reader, 2):
        code = (row["kode"] or "").strip()
        row = {key: (value or "").strip() for key, value in row.items() if key} | {"kode": code}
        wrong = list(_wrong(row, seen))
        problems += [RegionProblem(template, {"line": line} | values) for template, values in wrong]
        if _is_code(code):
            seen.add(code)
            rows.append((line, row))
    return rows, problems


def _wrong(row: dict[str, str], seen: set[str]) -> Iterator[tuple[str, dict[str, object]]]:
    code, units = row["kode"], row.get("jumlah_satuan") or "0"
    if not _is_code(code):
        yield _n("line %(line)s: “%(code)s” is not a Kemendagri code"), {"code": code}
        return
    if not row["nama"]:
        yield _n("line %(line)s: the name is missing"), {}
    for column, name in _LENGTHS.items():
        longest = cast("models.CharField[str, str]", Region._meta.get_field(name)).max_length or 0
        if len(row.get(column, "")) > longest:
            values = {"column": column, "count": longest}
            yield _n("line %(line)s: “%(column)s” is longer than %(count)s characters"), values
    if code in seen:
        yield _n("line %(line)s: the code %(code)s stands twice"), {"code": code}
    if not re.fullmatch(r"[0-9]{1,9}", units) or int(units) > MOST_UNITS:
        yield _n("line %(line)s: “%(units)s” is not a number of units"), {"units": units}


def _is_code(text: str) -> bool:
    try:
        kemendagri_code(text)
    except ValidationError:
        return False
    return text.isascii()  # digits of other scripts are digits to a regular expression, too


def _put(row: dict[str, str], parent: Region | None, region: Region | None, loaded: RegionsLoaded) -> Region:
    values = {"name": row["nama"], "level": level_of(row["kode"]), "parent": parent}
    if "kode_bps" in row:  # what a file does not say stays
        values["bps_code"] = row["kode_bps"]
    if region is None:
        loaded.made += 1
        return Region.objects.create(code=row["kode"], **values)
    if any(getattr(region, name) != value for name, value in values.items()):
        loaded.changed += 1
        for name, value in values.items():
            setattr(region, name, value)
        region.save()
    else:
        loaded.unchanged += 1
    return region


def _put_units(region: Region, count: int) -> int:
    """Units 1 to ``count``; more that exist already stay, people may live there."""
    if not count:
        return 0
    known = set(region.neighbourhoods.values_list("number", flat=True))
    new = [NeighbourhoodUnit(region=region, number=number) for number in range(1, count + 1) if number not in known]
    NeighbourhoodUnit.objects.bulk_create(new)
    return len(new)
