"""What ``curriculum/tests.yaml`` declares: tests before and after a learning path, and where to begin. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from courses.packs.fields import Fields, read_yaml
from courses.packs.model import PILLARS
from courses.packs.problems import Report, _n
from courses.packs.questions import DIFFICULTIES

FORMAT = 1
FILE = "tests.yaml"
QUESTIONS = range(8, 13)  # of a test before or afterwards
MOST_PLACED = 9  # questions of a placement
MOST_MINUTES = 8

Said = Mapping[str, str]  # language → words


@dataclass(frozen=True)
class Cell:
    """Of a blueprint."""

    pillar: str
    difficulty: str
    count: int


@dataclass(frozen=True)
class PathTests:
    """Of one track: two parallel forms of one blueprint, drawn from the banks of its courses."""

    track: str
    courses: tuple[str, ...]  # ids of packs
    minutes: int
    before: Said
    after: Said
    blueprint: tuple[Cell, ...]


@dataclass(frozen=True)
class Rung:
    course: str
    difficulty: str
    count: int


@dataclass(frozen=True)
class Placement:
    id: str
    track: str
    minutes: int
    goal: Said  # what somebody wants to learn for
    ladder: tuple[Rung, ...]
    beyond: str  # the course after the top


@dataclass(frozen=True)
class TestsFile:
    paths: tuple[PathTests, ...]
    placements: tuple[Placement, ...]

    @property
    def packs(self) -> list[str]:
        """All that it names, in order."""
        found = [pack for one in self.paths for pack in one.courses]
        found += [pack for one in self.placements for pack in (*(rung.course for rung in one.ladder), one.beyond)]
        return list(dict.fromkeys(found))


def read_tests(folder: Path) -> TestsFile | None:
    """None where there is no such file. Raises PackRefused with every problem."""
    path = folder / FILE
    if not path.is_file():
        return None
    report = Report()
    text = path.read_bytes().decode("utf-8", errors="replace")
    document = read_yaml(text, FILE, report)
    report.refuse_if_any()
    assert document is not None
    fields = Fields(document, FILE, report)
    found = fields.whole("format", low=1, high=9999)
    if found > FORMAT:
        template = _n("This pack needs a newer version of this system (format {found}, here {known}).")
        fields.problem(template, found=found, known=FORMAT)
    paths = tuple(_path(one) for one in fields.many("jalur"))
    placements = tuple(_placement(one) for one in fields.many("penempatan", required=False))
    fields.done()
    for ids in ([one.track for one in paths], [one.id for one in placements]):
        for twice in {one for one in ids if ids.count(one) > 1}:
            fields.problem(_n("The id “{id}” stands twice in this pack."), id=twice)
    report.refuse_if_any()
    return TestsFile(paths, placements)


def _path(fields: Fields) -> PathTests:
    blueprint = tuple(_cell(one) for one in fields.many("kisi"))
    total = sum(cell.count for cell in blueprint)
    if total not in QUESTIONS:
        low, high = QUESTIONS[0], QUESTIONS[-1]
        fields.problem(_n("A test has {low} to {high} questions, this one {total}."), low=low, high=high, total=total)
    one = PathTests(
        track=fields.identifier("jalur", limit=50),
        courses=fields.texts("kursus", limit=80),
        minutes=fields.whole("menit", low=1, high=MOST_MINUTES),
        before=_said(fields, "sebelum"),
        after=_said(fields, "sesudah"),
        blueprint=blueprint,
    )
    fields.done()
    return one


def _cell(fields: Fields) -> Cell:
    pillar = fields.choice("pilar", {name: name for name in PILLARS})
    difficulty = fields.choice("kesulitan", DIFFICULTIES)
    cell = Cell(pillar, difficulty, fields.whole("jumlah", low=1, high=QUESTIONS[-1]))
    fields.done()
    return cell


def _placement(fields: Fields) -> Placement:
    ladder = tuple(_rung(one) for one in fields.many("tangga"))
    total = sum(rung.count for rung in ladder)
    if total > MOST_PLACED:
        template = _n("A placement asks at most {most} questions, this one {total}.")
        fields.problem(template, most=MOST_PLACED, total=total)
    one = Placement(
        id=fields.identifier("id", limit=40),
        track=fields.identifier("jalur", limit=50),
        minutes=fields.whole("menit", low=1, high=MOST_MINUTES),
        goal=_said(fields, "tujuan"),
        ladder=ladder,
        beyond=fields.identifier("lanjut"),
    )
    fields.done()
    return one


def _rung(fields: Fields) -> Rung:
    course, difficulty = fields.identifier("kursus"), fields.choice("kesulitan", DIFFICULTIES)
    rung = Rung(course, difficulty, fields.whole("jumlah", low=2, high=3))
    fields.done()
    return rung


def _said(fields: Fields, key: str) -> Said:
    """In Indonesian and in English."""
    words = fields.one(key)
    if words is None:
        return {}
    said = {language: words.text(language, limit=100) for language in ("id", "en")}
    words.done()
    return said
