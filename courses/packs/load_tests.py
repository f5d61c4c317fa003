"""Bring the tests of the tracks into the database, after the packs whose questions they draw. Unchanged ones are left,
and so is a quiz that was edited here. What cannot be asked here – a course that this city took away, a bank too small –
is left out and told; nothing else waits for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from courses.models import CoursePage, ModulePage, PackItem, PackLoad, Track, TrackTest
from courses.packs.items import hash_of
from courses.packs.model import key_of
from courses.packs.tags import pillar
from courses.packs.track_tests import FILE, Cell, PathTests, Placement, TestsFile, read_tests
from courses.packs.writing import content_hash, fitting, is_edited, publish
from quizzes.models import Pool, Question, Quiz, QuizSection
from quizzes.models.bank import in_group
from quizzes.models.quiz import Counts, Feedback

PACK = "tests"  # their name among what was loaded
_Kind = TrackTest.Kind


@dataclass
class LoadedTests:
    made: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: list[str] = field(default_factory=list)  # edited here: left alone
    missing: dict[str, list[str]] = field(default_factory=dict)  # item → courses that are not here
    too_few: dict[str, list[str]] = field(default_factory=dict)  # item → cells the bank cannot fill


def load_tests(folder: Path, *, at: datetime) -> LoadedTests | None:
    """None: nothing has changed, neither the file nor a pack that it draws from. Raises PackRefused."""
    tests = read_tests(folder)
    if tests is None:
        return None
    digest = _digest(folder, tests)
    if PackLoad.objects.filter(pack=PACK, digest=digest).exists():
        return None
    with transaction.atomic():
        loader = _Loader(tests)
        loader.load()
        facts = {"version": "1", "digest": digest, "loaded_at": at, "conflicts": loader.done.conflicts}
        PackLoad.objects.update_or_create(pack=PACK, defaults=facts)
    return loader.done


def _digest(folder: Path, tests: TestsFile) -> str:
    """Of the file and of every pack it names, as that was loaded."""
    loaded = PackLoad.objects.filter(pack__in=tests.packs).order_by("pack").values_list("pack", "digest")
    here = CoursePage.objects.live().filter(pack__in=tests.packs).order_by("pack").values_list("pack", flat=True)
    return hashlib.sha256((folder / FILE).read_bytes() + repr([list(loaded), list(here)]).encode()).hexdigest()


class _Loader:
    def __init__(self, tests: TestsFile) -> None:
        self.tests = tests
        self.done = LoadedTests()
        courses = CoursePage.objects.live().filter(pack__in=tests.packs)
        self.courses = {course.pack: course for course in courses}
        self.items = {row.item: row for row in PackItem.objects.filter(pack=PACK)}

    def load(self) -> None:
        for path in self.tests.paths:
            self._path(path)
        for order, placement in enumerate(self.tests.placements):
            self._placement(placement, order)

    def _track(self, slug: str, item: str, packs: Sequence[str]) -> Track | None:
        """None where something of it is not here."""
        track = Track.objects.filter(slug=slug).first()
        missing = [pack for pack in packs if pack not in self.courses]
        if missing or track is None:
            self.done.missing[item] = missing or [slug]
            return None
        return track

    def _path(self, source: PathTests) -> None:
        item = f"test:{source.track}"
        track = self._track(source.track, item, source.courses)
        if track is None:
            return
        group = _group("track-pool", source.track, str(track.title))
        for pack in source.courses:
            self._course_group(pack, within=group)
        too_few = [_words(cell) for cell in source.blueprint if _available(group, cell) < cell.count]
        if too_few:
            self.done.too_few[item] = too_few
            return
        sections = [self._section(group, order, cell) for order, cell in enumerate(source.blueprint)]
        before = self._test(track, _Kind.BEFORE, item, source.before, source.minutes, sections, asdict(source))
        sections = [self._section(group, order, cell) for order, cell in enumerate(source.blueprint)]
        self._test(track, _Kind.AFTER, item, source.after, source.minutes, sections, asdict(source), before=before)

    def _section(self, group: Pool, order: int, cell: Cell) -> QuizSection:
        tag = pillar(cell.pillar)
        return QuizSection(
            pool=group, count=cell.count, difficulty=cell.difficulty, pillar=tag, title=tag.name,
            key=cell.pillar, sort_order=order,
        )  # fmt: skip

    def _placement(self, source: Placement, order: int) -> None:
        item = f"placement:{source.id}"
        packs = [rung.course for rung in source.ladder]
        track = self._track(source.track, item, [*packs, source.beyond])
        if track is None:
            return
        ladder, sections, too_few = [], [], []
        for number, rung in enumerate(source.ladder):
            group, course = self._course_group(rung.course), self.courses[rung.course]
            askable = Question.objects.filter(in_group(group.pk), difficulty=rung.difficulty, live=True).count()
            if askable < rung.count:
                too_few.append(f"{rung.course}, {rung.difficulty}")
            ladder.append({"course": str(course.translation_key), "modules": _modules(rung.course)})
            sections.append(
                QuizSection(
                    pool=group, count=rung.count, difficulty=rung.difficulty, title=course.title[:120],
                    key=str(course.translation_key), sort_order=number,
                )
            )  # fmt: skip
        if too_few:
            self.done.too_few[item] = too_few
            return
        beyond = self.courses[source.beyond].translation_key
        facts = {"ladder": ladder, "beyond": beyond, "sort_order": order}
        stated = [asdict(source), ladder, beyond]
        self._test(track, _Kind.PLACEMENT, item, source.goal, source.minutes, sections, stated, facts=facts)

    def _course_group(self, pack: str, *, within: Pool | None = None) -> Pool:
        """The group that holds those of the course's modules; where somebody arranged them otherwise, that stands."""
        group = _group(pack, "pool", self.courses[pack].title)
        Pool.objects.filter(key__in=dict(_module_groups(pack)), within=None).update(within=group)
        if within is not None and group.within_id is None:
            Pool.objects.filter(pk=group.pk).update(within=within)
        return group

    def _test(
        self, track: Track, kind: str, item: str, said: Any, minutes: int, sections: list[QuizSection], stated: Any,
        *, before: Quiz | None = None, facts: dict[str, Any] | None = None,
    ) -> Quiz:  # fmt: skip
        item = item if kind == _Kind.PLACEMENT else f"{item}:{kind}"
        source_hash = hash_of([stated, kind])
        row = self.items.get(item)
        quiz = Quiz.objects.filter(pk=row.object_pk).first() if row else None
        if quiz is not None and row is not None and is_edited(quiz, row):
            self.done.conflicts.append(item)
        elif quiz is not None and row is not None and row.source_hash == source_hash:
            self.done.unchanged += 1
        else:
            self.done.updated += quiz is not None
            self.done.made += quiz is None
            quiz = self._write(quiz or Quiz(key=key_of(PACK, item, "quiz")), kind, said, sections, before, item)
            hashes = {"object_pk": quiz.pk, "source_hash": source_hash, "content_hash": content_hash(quiz)}
            PackItem.objects.update_or_create(pack=PACK, item=item, defaults=hashes)
        defaults = {"track": track, "kind": kind, "quiz": quiz, "minutes": minutes, "said": dict(said)}
        TrackTest.objects.update_or_create(key=key_of(PACK, item), defaults=defaults | (facts or {}))
        return quiz

    def _write(
        self, quiz: Quiz, kind: str, said: Any, sections: list[QuizSection], before: Quiz | None, item: str
    ) -> Quiz:
        """It measures: once, without a pass mark to speak of, nothing told before the end. A placement asks step by
        step, and an answer stands once it was sent; it may be taken again.
        """
        quiz.title, quiz.pass_percent = fitting(Quiz, "title", said["id"]), 1
        placed = kind == _Kind.PLACEMENT
        quiz.attempts_allowed = None if placed else 1
        quiz.feedback = Feedback.IMMEDIATE if placed else Feedback.AT_END
        quiz.counts = Counts.LATEST if placed else Counts.FIRST
        quiz.pretest = before
        quiz.sections = sections
        publish(quiz, item)
        return quiz


def _group(*path: str) -> Pool:
    """``path``: two ids and the name."""
    *ids, name = path
    return Pool.objects.update_or_create(key=key_of(*ids), defaults={"name": fitting(Pool, "name", name)})[0]


def _module_groups(pack: str) -> Iterator[tuple[Any, str]]:
    """(key of the group, item of the module) of each module that came with the pack."""
    for item in PackItem.objects.filter(pack=pack, item__startswith="module:").values_list("item", flat=True):
        yield key_of(pack, "pool", item.removeprefix("module:")), item


def _modules(pack: str) -> dict[str, str]:
    """Group of questions → key of the module; those that still stand here."""
    rows = dict(PackItem.objects.filter(pack=pack, item__startswith="module:").values_list("item", "object_pk"))
    keys = dict(ModulePage.objects.filter(pk__in=rows.values()).values_list("pk", "translation_key"))
    return {str(group): str(keys[rows[item]]) for group, item in _module_groups(pack) if rows[item] in keys}


def _available(group: Pool, cell: Cell) -> int:
    fitting_ones = Question.objects.filter(in_group(group.pk), difficulty=cell.difficulty, live=True)
    return fitting_ones.filter(pillars__slug=cell.pillar).distinct().count()


def _words(cell: Cell) -> str:
    return f"{cell.pillar}, {cell.difficulty}"
