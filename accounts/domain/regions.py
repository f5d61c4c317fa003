"""Regions from a CSV with Kemendagri codes; level and parent follow from the code itself."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import NeighbourhoodUnit, Region
from accounts.models.places import kemendagri_code

LEVELS = {2: Region.Level.PROVINCE, 5: Region.Level.CITY, 8: Region.Level.DISTRICT, 13: Region.Level.VILLAGE}
MOST_UNITS = 200


@dataclass
class RegionsLoaded:
    made: int = 0
    changed: int = 0
    unchanged: int = 0
    units: int = 0
    problems: list[str] = field(default_factory=list)  # "line 7: …", English msgids filled in


class RegionsRefused(Exception):
    def __init__(self, problems: list[str]) -> None:
        super().__init__(problems[0])
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
                problems.append(f"line {line}: the region above {row['kode']} is neither in the file nor known")
                continue
            known[row["kode"]] = _put(row, parent, known.get(row["kode"]), loaded)
            loaded.units += _put_units(known[row["kode"]], int(row.get("jumlah_satuan") or 0))
        if problems:
            raise RegionsRefused(problems)
    return loaded


def _read(content: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], ["the file is not UTF-8 text"]
    reader = csv.DictReader(io.StringIO(text))
    missing = {"kode", "nama"} - set(reader.fieldnames or ())
    if missing:
        return [], [f"the column “{sorted(missing)[0]}” is missing"]
    rows, problems, seen = [], [], set()
    for line, row in enumerate(reader, 2):
        code = (row["kode"] or "").strip()
        row = {key: (value or "").strip() for key, value in row.items() if key} | {"kode": code}
        try:
            kemendagri_code(code)
        except ValidationError:
            problems.append(f"line {line}: “{code}” is not a Kemendagri code")
            continue
        if not row["nama"]:
            problems.append(f"line {line}: the name is missing")
        if code in seen:
            problems.append(f"line {line}: the code {code} stands twice")
        units = row.get("jumlah_satuan") or "0"
        if not units.isdigit() or int(units) > MOST_UNITS:
            problems.append(f"line {line}: “{units}” is not a number of units")
        seen.add(code)
        rows.append((line, row))
    return rows, problems


def _put(row: dict[str, str], parent: Region | None, region: Region | None, loaded: RegionsLoaded) -> Region:
    values = {
        "name": row["nama"],
        "bps_code": row.get("kode_bps", ""),
        "level": level_of(row["kode"]),
        "parent": parent,
    }
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
