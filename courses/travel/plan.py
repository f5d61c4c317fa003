"""What taking a pack in would do here: nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.models import MunicipalitySettings, Picture
from core.variables import PLACEHOLDER, VARIABLES
from courses.models import CoursePage, LessonPage, ModulePage, PackItem
from courses.packs.h5p import FOLDER
from courses.packs.items import COURSE, ORDER, hash_of, item_hashes, needs, with_needed
from courses.packs.model import Pack
from courses.packs.tree import order_here
from courses.packs.writing import is_edited
from courses.travel.collect import collect
from courses.travel.texts import Marked, Text, differences, item_texts, parts
from media.h5p.models import H5PContent
from media.h5p.shipped import says_the_same
from practice.models import PracticeTask
from quizzes.models import Question, Quiz

MODELS: dict[str, Any] = {
    "picture": Picture,
    "h5p": H5PContent,
    "question": Question,
    "quiz": Quiz,
    "practice": PracticeTask,
    "course": CoursePage,
    "module": ModulePage,
    "lesson": LessonPage,
}
NEW, CHANGED, BOTH, EDITED, DELETED, SAME = "new", "changed", "both", "edited", "deleted", "same"
_SHOWN = 300_000  # characters of texts whose differences are looked for, all together


@dataclass(frozen=True)
class Piece:
    """One thing that can be taken or left."""

    item: str
    status: str  # one of the above; “both”: changed in the pack and edited here
    text: Text
    marked: Marked = field(default_factory=list)

    @property
    def is_offered(self) -> bool:
        return self.status != SAME

    @property
    def is_ticked(self) -> bool:
        """At first: whatever overwrites nobody's work."""
        return self.status in (NEW, CHANGED)


@dataclass(frozen=True)
class Plan:
    course: CoursePage | None  # None: all of it is new here
    was_deleted: bool  # the course stood here once and was deleted
    pieces: tuple[Piece, ...]
    gone: tuple[str, ...]  # titles of what the pack no longer has; it stays
    unset: tuple[str, ...]  # variables of the municipality that nobody has set
    here: frozenset[str]  # items that stand here

    def of(self, *statuses: str) -> list[Piece]:
        return [piece for piece in self.pieces if piece.status in statuses]

    @property
    def same(self) -> int:
        return len(self.of(SAME))


def make_plan(pack: Pack, folder: Path) -> Plan:
    rows = {row.item: row for row in PackItem.objects.filter(pack=pack.name)}
    course = CoursePage.objects.filter(pk=rows[COURSE].object_pk).first() if COURSE in rows else None
    texts = item_texts(pack)
    if course is None:
        pieces = tuple(Piece(item, NEW, text) for item, text in texts.items() if item != ORDER)
        return Plan(None, COURSE in rows, pieces, (), unset_variables(folder), frozenset())
    found = _found(rows)
    before = item_texts(collect(course, drafts=True).pack)
    statuses = _statuses(pack, folder, rows, found, course)
    room = _SHOWN
    said = []
    for item, text in texts.items():
        status, here = statuses[item], before.get(item)
        if status in (CHANGED, BOTH) and text.kind not in ("picture", "h5p") and here and here.text == text.text:
            status = SAME  # said in other words: two ways to the same
        marked: Marked = []
        if status in (CHANGED, BOTH, EDITED) and here is not None and room > 0:
            room -= len(here.text) + len(text.text)
            marked = differences(here.text, text.text)
        said.append(Piece(item, status, text, marked))
    alone = set().union(*parts(pack).values())
    gone = rows.keys() - texts.keys() - alone
    return Plan(
        course,
        False,
        tuple(said),
        tuple(sorted(before[item].title for item in gone if item in before)),
        unset_variables(folder),
        frozenset(item for item in rows if found.get(item) is not None or item == ORDER),
    )


def _found(rows: dict[str, PackItem]) -> dict[str, Any]:
    """Item → what stands here."""
    wanted: dict[str, set[int]] = {}
    for item, row in rows.items():
        wanted.setdefault(item.partition(":")[0], set()).add(row.object_pk)
    things = {kind: _with_revisions(MODELS[kind]).in_bulk(pks) for kind, pks in wanted.items() if kind in MODELS}
    return {item: things.get(item.partition(":")[0], {}).get(row.object_pk) for item, row in rows.items()}


def _with_revisions(model: Any) -> Any:
    has = any(one.name == "latest_revision" for one in model._meta.fields)
    return model.objects.select_related("latest_revision") if has else model.objects.all()


def _statuses(
    pack: Pack, folder: Path, rows: dict[str, PackItem], found: dict[str, Any], course: CoursePage
) -> dict[str, str]:
    hashes, belongs = item_hashes(pack), parts(pack)
    statuses = {}
    for item in hashes:
        if item not in rows:
            statuses[item] = NEW
        elif item == ORDER:
            pages = [row.object_pk for name, row in rows.items() if name.startswith(("module:", "lesson:"))]
            edited = hash_of(order_here(course, pages)) != rows[ORDER].content_hash
            statuses[item] = _status(rows[ORDER].source_hash != hashes[ORDER], edited)
        elif found[item] is None:
            statuses[item] = DELETED
        else:
            changed = rows[item].source_hash != hashes[item]
            if changed and item.startswith("h5p:"):
                changed = not says_the_same(folder / FOLDER / item.partition(":")[2], found[item])
            statuses[item] = _status(changed, is_edited(found[item], rows[item]))
    for lesson, own in belongs.items():
        statuses[lesson] = _together([statuses[item] for item in (lesson, *own)])
    return statuses


def _status(changed: bool, edited: bool) -> str:
    if changed:
        return BOTH if edited else CHANGED
    return EDITED if edited else SAME


def _together(statuses: list[str]) -> str:
    """Of a lesson with what belongs to it alone."""
    lesson, *others = statuses
    if lesson in (NEW, DELETED):
        return lesson
    changed = any(status in (NEW, CHANGED, BOTH) for status in statuses)
    edited = any(status in (EDITED, BOTH, DELETED) for status in (lesson, *others))
    return _status(changed, edited)


def accepted_items(pack: Pack, plan: Plan, ticked: set[str]) -> set[str]:
    """The pieces with what belongs to them, and with what they cannot do without and that is not here."""
    offered = {piece.item for piece in plan.pieces if piece.is_offered}
    belongs = parts(pack)
    wanted = {part for item in ticked & offered for part in (item, *belongs.get(item, ()))}
    return with_needed(wanted, needs(pack), set(plan.here))


def unset_variables(folder: Path) -> tuple[str, ...]:
    values = MunicipalitySettings.load().own_variables()
    used: set[str] = set()
    for path in folder.rglob("*"):
        if path.suffix in (".md", ".yaml"):
            used |= set(PLACEHOLDER.findall(path.read_text(encoding="utf-8-sig", errors="replace")))
    return tuple(name for name in VARIABLES if name in used and not values.get(name))
