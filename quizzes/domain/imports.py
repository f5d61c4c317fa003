"""Questions of a file into the bank: a plan that changes nothing, then all of it in one transaction, as drafts."""

from __future__ import annotations

import io
import pickle
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from tempfile import TemporaryFile

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from PIL import Image

from accounts.models import User
from quizzes.domain.drafts import save_drafts, tag_names
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
class _Place:
    """Where a question goes, and what it says as a fingerprint; both empty for what is none."""

    group: str = ""
    said: str = ""


def plan_import(data: bytes, form: str, target: Target) -> list[Planned]:
    """Raises FileRefused. Memory: a line or two for each question; what is answered to it is only looked at."""
    items, places = [], []
    for item in _read(data, form):
        places.append(_place(item, target))
        items.append(_without_answers(item))
    there = _is_there(places)
    return [Planned(item, place.group, known) for item, place, known in zip(items, places, there, strict=True)]


def _read(data: bytes, form: str) -> Iterator[Item]:
    return (_with_its_picture_checked(item) for item in read_file(data, form))


def _without_answers(item: Item) -> Item:
    if item.question is None:
        return item
    return replace(item, question=replace(item.question, value={}, explanation="", hints=(), picture=None))


def _place(item: Item, target: Target) -> _Place:
    question = item.question
    if question is None:
        return _Place()
    return _Place(target.group_of(question), fingerprint(question.kind, question.stem, question.value))


def _is_there(places: Sequence[_Place]) -> list[bool]:
    """Of each: its group has it already, or it came before in this file."""
    known = _fingerprints({place.group for place in places if place.group})
    found = []
    for place in places:
        found.append(bool(place.said) and (place.group, place.said) in known)
        known.add((place.group, place.said))
    return found


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


class _Questions:
    """The questions of a file, on disk until they are asked for: thousands take no more memory than a few."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 – closed by whoever made it
        self.close = self._file.close

    def add(self, question: exchange.Question) -> None:
        pickle.dump(question, self._file)

    def __iter__(self) -> Iterator[exchange.Question]:
        end = self._file.tell()
        self._file.seek(0)
        while self._file.tell() < end:
            yield pickle.load(self._file)  # noqa: S301 – nobody else can write there


def import_questions(
    *, data: bytes, form: str, target: Target, by: User, at: datetime, progress: Progress = _silent
) -> Imported:
    """All that can be taken, as drafts. Reading comes before the transaction, so that nobody waits for it.

    ``progress`` may raise: then nothing was made.
    """
    with closing(_Questions()) as questions:
        places, names, refused = [], set(), 0
        for item in _read(data, form):
            refused += item.is_refused
            if item.question:
                questions.add(item.question)
                places.append(_place(item, target))
                names.update(tag_names(item.question))
        return replace(_import(questions, places, names, target, by, at, progress), refused=refused)


@transaction.atomic
def _import(
    questions: Iterable[exchange.Question],
    places: list[_Place],
    names: set[str],
    target: Target,
    by: User,
    at: datetime,
    progress: Progress,
) -> Imported:
    # One import at a time, whoever presses: the second finds what the first has made.
    ContentType.objects.select_for_update(no_key=True).get(app_label="quizzes", model="question")
    there = _is_there(places)
    new = len(places) - sum(there)
    groups = dict.fromkeys(place.group for place, known in zip(places, there, strict=True) if not known)
    pools = {name: _pool(name, target) for name in groups}
    taken = (
        (question, pools[place.group])
        for question, place, known in zip(questions, places, there, strict=True)
        if not known
    )
    made = 0
    for batch in save_drafts(taken, names=names, by=by, at=at):
        made += len(batch)
        progress(made, new)
    return Imported(made, sum(there), 0, tuple(pools.values()))


def _pool(name: str, target: Target) -> Pool:
    if target.pool and target.pool.name == name:
        return target.pool
    return Pool.objects.filter(name=name).order_by("pk").first() or Pool.objects.create(name=name)
