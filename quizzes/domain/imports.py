"""Questions of a file into the bank: a plan that changes nothing, then all of it in one transaction, as drafts."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from PIL import Image

from accounts.models import User
from quizzes.domain.drafts import save_drafts
from quizzes.domain.shapes import fingerprint, plain_value
from quizzes.formats import model as exchange
from quizzes.formats import read_file
from quizzes.formats.model import Item, Remark, _n
from quizzes.models import Pool, Question

MAX_PIXELS = 40_000_000
_PICTURES = ("PNG", "JPEG", "GIF", "WEBP")
NO_PICTURE = _n("The picture “{name}” is no PNG, JPEG, GIF or WebP that we can read, and was not taken.")


@dataclass(frozen=True)
class Target:
    """Where questions go: a group by name, or groups named after the file's categories and this one for the rest."""

    name: str
    by_category: bool = False
    pool: Pool | None = None  # of this name, where there is one: names may come twice

    def group_of(self, question: exchange.Question) -> str:
        path = " / ".join(question.category)
        return path[:_NAME_LENGTH] if self.by_category and path else self.name


_NAME_LENGTH = Pool._meta.get_field("name").max_length or 160


@dataclass(frozen=True)
class Planned:
    item: Item
    group: str = ""
    is_there: bool = False  # the group has it already, or an earlier place of this file

    @property
    def is_new(self) -> bool:
        return self.item.question is not None and not self.is_there


@dataclass(frozen=True)
class Imported:
    made: int
    there: int
    refused: int
    groups: tuple[Pool, ...]


Progress = Callable[[int, int], None]  # how many are made, of how many


def _silent(done: int, of: int) -> None:
    pass


@dataclass(frozen=True)
class _Read:
    item: Item
    group: str = ""
    said: str = ""  # what the question says, as a fingerprint


def plan_import(data: bytes, form: str, target: Target) -> list[Planned]:
    """Raises FileRefused. Memory: the file's questions, without what the file wraps them in."""
    return _planned(_read(data, form, target))


def _read(data: bytes, form: str, target: Target) -> list[_Read]:
    return [_known_by(_with_its_picture_checked(item), target) for item in read_file(data, form)]


def _known_by(item: Item, target: Target) -> _Read:
    question = item.question
    if question is None:
        return _Read(item)
    return _Read(item, target.group_of(question), fingerprint(question.kind, question.stem, question.value))


def _planned(read: list[_Read]) -> list[Planned]:
    known = _fingerprints({one.group for one in read if one.group})
    plan = []
    for one in read:
        place = (one.group, one.said)
        plan.append(Planned(one.item, one.group, bool(one.said) and place in known))
        known.add(place)
    return plan


def _fingerprints(groups: Iterable[str]) -> set[tuple[str, str]]:
    """(name of the group, what the question says) of everything in these groups, drafts too."""
    rows = Question.objects.filter(pool__name__in=list(groups)).only("stem", "content", "pool__name")
    known = set()
    for question in rows.select_related("pool").iterator(chunk_size=500):
        if question.pool and len(question.content.raw_data):
            content = question.content.raw_data[0]
            value = plain_value(content["type"], content["value"])
            known.add((question.pool.name, fingerprint(content["type"], question.stem, value)))
    return known


def _with_its_picture_checked(item: Item) -> Item:
    picture = item.question.picture if item.question else None
    if item.question is None or picture is None or _is_picture(picture.content):
        return item
    said = Remark(item.line, NO_PICTURE, {"name": picture.name})
    return replace(item, question=replace(item.question, picture=None), remarks=(*item.remarks, said))


def _is_picture(content: bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_PICTURES) as image:
                width, height = image.size
                image.verify()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    return width * height <= MAX_PIXELS


def import_questions(
    *, data: bytes, form: str, target: Target, by: User, at: datetime, progress: Progress = _silent
) -> Imported:
    """All that can be taken, as drafts. Reading comes before the transaction, so that nobody waits for it.

    ``progress`` may raise: then nothing was made.
    """
    read = _read(data, form, target)
    with transaction.atomic():
        # One import at a time, whoever presses: the second finds what the first has made.
        ContentType.objects.select_for_update(no_key=True).get(app_label="quizzes", model="question")
        plan = _planned(read)
        new = [planned for planned in plan if planned.is_new]
        pools = {name: _pool(name, target) for name in dict.fromkeys(planned.group for planned in new)}
        save_drafts(
            [(planned.item.question, pools[planned.group]) for planned in new if planned.item.question],
            by=by,
            at=at,
            progress=progress,
        )
    refused = sum(planned.item.is_refused for planned in plan)
    return Imported(len(new), sum(planned.is_there for planned in plan), refused, tuple(pools.values()))


def _pool(name: str, target: Target) -> Pool:
    if target.pool and target.pool.name == name:
        return target.pool
    return Pool.objects.filter(name=name).order_by("pk").first() or Pool.objects.create(name=name)
