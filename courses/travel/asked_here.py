"""A question of this site as a pack says it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

from django.utils.html import strip_tags

from courses.packs.arranged import Arranged, GapText, Group, Grouping, Pair, Pairs, Sequenced, Spot, Spots
from courses.packs.markdown import to_html
from courses.packs.model import (
    FRAMEWORKS,
    PILLARS,
    Choice,
    Competence,
    NumberTrap,
    PackQuestion,
    Picture,
)
from courses.packs.problems import _n
from courses.packs.written import Criterion, Scaled, Written
from courses.travel.losses import Losses
from courses.travel.markup import same_markup, to_markdown
from quizzes.models import Question

PicturePath = Callable[[Any], str | None]
Raw = dict[str, Any]


def values(items: Any) -> list[Any]:
    """Of a raw list, whether its items carry identities or not."""
    return [
        item["value"] if isinstance(item, dict) and item.get("type") == "item" and "value" in item else item
        for item in items or []
    ]


def competences(found: Any, where: str, losses: Losses) -> tuple[Competence, ...]:
    said = []
    for one in found:
        if one.framework in FRAMEWORKS:
            said.append(Competence(one.framework, one.code, one.level))
        else:
            losses.lose(where, _n("the competence “{name}”"), name=one.name)
    return tuple(said)


def pillars(found: Any, where: str, losses: Losses) -> tuple[str, ...]:
    slugs = [one.slug for one in found]
    for slug in slugs:
        if slug not in PILLARS:
            losses.lose(where, _n("the pillar “{name}”"), name=slug)
    return tuple(slug for slug in slugs if slug in PILLARS)


def as_read(html: str, where: str, losses: Losses) -> str:
    """What a pack will say of this text; what Markdown cannot say of it is told."""
    said = to_html(to_markdown(html))
    if not same_markup(html, said):
        losses.lose(where, _n("some of the formatting or links of “{beginning}…”"), beginning=_beginning(said))
    return said


def _beginning(html: str) -> str:
    return unescape(strip_tags(html)).strip()[:40]


def pack_question(
    question: Question, name: str, *, module: str, losses: Losses, path_of: PicturePath
) -> PackQuestion | None:
    """None: it cannot be asked without what a pack cannot say."""
    where = str(question)
    kind = question.kind
    if not kind:
        return None
    value: Raw = question.content.get_prep_value()[0]["value"]
    if question.audio_id:
        losses.lose(where, _n("the recording"))
    if question.topics.all():
        losses.lose(where, _n("the topics of a question"))
    picture = None
    if question.picture:
        path = path_of(question.picture)
        picture = Picture(path, question.picture_alt.strip()) if path else None
        if path is None:
            text = _n("the picture “{name}”: it cannot be read, or not made small enough")
            losses.lose(where, text, name=question.picture.title)
            if kind == "places":
                losses.lose(where, _n("the whole question"))
                return None
    return PackQuestion(
        id=name,
        kind=kind,
        stem=as_read(question.stem, where, losses),
        choices=_choices(kind, value, where, losses),
        arranged=_arranged(kind, value, where, losses),
        explanation=question.explanation.strip(),
        picture=picture,
        hints=tuple(question.hint_lines),
        module=module,
        pillars=pillars(question.pillars.all(), where, losses),
        competences=competences(question.competences.all(), where, losses),
        difficulty=question.difficulty,
        feedback_correct=(value.get("feedback_correct") or "").strip(),
        feedback_incorrect=(value.get("feedback_incorrect") or "").strip(),
        **_typed(kind, value, where, losses),
    )


def _choices(kind: str, value: Raw, where: str, losses: Losses) -> tuple[Choice, ...]:
    if kind == "true_false":
        is_true = value["answer"] == "true"
        return (
            Choice("Benar", is_true, value["if_true"].strip()),
            Choice("Salah", not is_true, value["if_false"].strip()),
        )
    if kind not in ("single_choice", "multiple_choice"):
        return ()
    choices = values(value["choices"])
    if not value.get("shuffle", True):
        losses.lose(where, _n("that choices keep their order"))
    if any(choice.get("picture") or choice.get("audio") for choice in choices):
        losses.lose(where, _n("pictures and recordings beside choices"))
    return tuple(Choice(one["text"].strip(), bool(one["correct"]), one["feedback"].strip()) for one in choices)


def _typed(kind: str, value: Raw, where: str, losses: Losses) -> dict[str, Any]:
    if kind == "short_text":
        if value.get("case") or value.get("ignore_spaces"):
            losses.lose(where, _n("how capital letters and spaces count"))
        return {"accepted": tuple(text.strip() for text in values(value["accepted"]))}
    if kind != "number":
        return {}
    traps = tuple(NumberTrap(_number(one["value"]), one["feedback"].strip()) for one in values(value.get("traps")))
    return {
        "number": _number(value["answer"]),
        "tolerance": _number(value.get("tolerance") or 0),
        "unit": (value.get("unit") or "").strip(),
        "traps": traps,
    }


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


def _arranged(kind: str, value: Raw, where: str, losses: Losses) -> Arranged | None:
    match kind:
        case "matching":
            pairs = tuple(
                Pair(one["left"].strip(), one["right"].strip(), (one["feedback"] or "").strip())
                for one in values(value["pairs"])
            )
            return Pairs(pairs, tuple(text.strip() for text in values(value["decoys"])))
        case "groups":
            return Grouping(
                tuple(
                    Group(one["name"].strip(), tuple(text.strip() for text in values(one["things"])))
                    for one in values(value["groups"])
                )
            )
        case "ordering":
            return Sequenced(tuple(text.strip() for text in values(value["items"])), bool(value["whole"]))
        case "gaps":
            return GapText(value["text"].strip())
        case "places":
            return Spots(tuple(_spot(one) for one in values(value["places"])))
        case "free_text":
            rubric = tuple(
                Criterion(one["criterion"].strip(), one["points"], _levels(one)) for one in values(value["rubric"])
            )
            return Written(rubric, (value.get("example") or "").strip(), value.get("most_words"))
        case "scale":
            steps = tuple(text.strip() for text in values(value["steps"]))
            if any(steps[1:-1]):
                losses.lose(where, _n("the words between the ends of the scale"))
            return Scaled((steps[0], *[""] * (len(steps) - 2), steps[-1]))
        case "free_words":
            return Written()
        case _:
            return None


def _levels(criterion: Raw) -> tuple[str, ...]:
    return tuple(line.strip() for line in (criterion.get("levels") or "").splitlines() if line.strip())


def _spot(one: Raw) -> Spot:
    return Spot(
        label=one["label"].strip(),
        x=one["x"],
        y=one["y"],
        width=one["width"],
        height=one["height"],
        correct=bool(one["correct"]),
        feedback=one["feedback"].strip(),
    )
