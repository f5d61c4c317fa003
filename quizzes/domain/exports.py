"""Questions of the bank for other programs: what is written now, whether it is published or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from core.models import Picture
from quizzes.domain.shapes import plain_value
from quizzes.formats import model as exchange
from quizzes.formats.text import rich
from quizzes.kinds.gaps import GapProblem, parse_gaps
from quizzes.models import Question


@dataclass(frozen=True)
class Counted:
    """How many can be exported, and how many are not finished enough for any format."""

    whole: int
    unfinished: int


def exportable(questions: QuerySet[Question], *, pictures: bool = True) -> Iterator[exchange.Question]:
    """In the order in which they were written, group by group."""
    rows = questions.select_related("pool", "picture").order_by("pool__name", "pool_id", "pk")
    for question in rows.prefetch_related("pillars", "competences", "topics").iterator(chunk_size=200):
        if (made := _exported(question, pictures=pictures)) is not None:
            yield made


def count_exportable(questions: QuerySet[Question]) -> Counted:
    rows = questions.only("stem", "content").iterator(chunk_size=500)
    whole = [_value(question) is not None for question in rows]
    return Counted(sum(whole), len(whole) - sum(whole))


def _value(question: Question) -> exchange.Value | None:
    """None for a draft that says too little."""
    if not len(question.content.raw_data) or not rich(question.stem):
        return None
    content = question.content.raw_data[0]
    value = plain_value(content["type"], content["value"])
    if content["type"] == "gaps":
        try:
            parse_gaps(value["text"])
        except GapProblem:
            return None
    lists = [
        value[name] for name in ("choices", "pairs", "groups", "items", "accepted", "places", "steps") if name in value
    ]
    return value if all(lists) else None


def _exported(question: Question, *, pictures: bool) -> exchange.Question | None:
    value = _value(question)
    if value is None:
        return None
    tags = [tag.name for name in ("pillars", "competences", "topics") for tag in getattr(question, name).all()]
    return exchange.Question(
        kind=question.kind, stem=rich(question.stem), value=value, explanation=question.explanation,
        difficulty=question.difficulty, category=(question.pool.name,) if question.pool else (),
        tags=tuple(sorted(tags)), hints=tuple(question.hint_lines),
        picture=_attached(question.picture, question.picture_alt) if pictures and question.picture else None,
    )  # fmt: skip


def _attached(picture: Picture, alt: str) -> exchange.Attached | None:
    """None where the file is gone: a question without its picture is better than none."""
    try:
        with picture.file.open("rb") as file:
            name = picture.file.name.rpartition("/")[2]
            return exchange.Attached(name, file.read(), alt, picture.width, picture.height)
    except FileNotFoundError:
        return None
