"""A check question with everything that answers it: for oneself, where no server grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.words import number as number_in_words
from courses.editions.model import Blank, Option, Scheme, SelfCheck
from courses.editions.pictures import Pictures
from courses.editions.words import Words
from quizzes.domain.queries import check_order
from quizzes.kinds import KINDS, Content
from quizzes.kinds.base import in_order

_CHOICES = ("single_choice", "multiple_choice", "true_false", "places")


def self_check(content: Content, activity: UUID, *, number: int, words: Words, pictures: Pictures) -> SelfCheck | None:
    """Mixed as on the site. None for what only a survey asks: nobody here reads the answers."""
    kind = KINDS[content["kind"]]
    if kind.marking == "none":
        return None
    made = _Made(content, check_order(content, activity), words, pictures)
    scheme, parts = made.parts()
    return SelfCheck(
        number=number,
        scheme=scheme,
        stem=words.filled(content["stem"]),
        figure=pictures.frozen(content["picture"]),
        solution=tuple(words.plain(text) for text in made.solution()),
        if_right=words.plain(content.get("feedback_correct")),
        if_not=words.plain(content.get("feedback_incorrect")),
        explanation=words.plain(content.get("explanation")),
        **parts,
    )


class _Made:
    def __init__(self, content: Content, order: Sequence[str], words: Words, pictures: Pictures) -> None:
        self.content, self.order, self.words, self.pictures = content, order, words, pictures

    def parts(self) -> tuple[Scheme, dict[str, Any]]:
        """(how it is graded, the fields of SelfCheck that this takes)."""
        match self.content["kind"]:
            case kind if kind in _CHOICES:
                return "choice", self._choices(KINDS[kind].learner_view(self.content, self.order, None)["several"])
            case "matching" | "groups":
                return "blanks", {"blanks": self._pairs()}
            case "gaps":
                return "blanks", {"gaps": self._gaps(), "rules": {"wildcards": True}}
            case "short_text":
                return "blanks", {"blanks": (Blank("", tuple(self.content["accepted"])),), "rules": self._spelling()}
            case "ordering":
                return "order", {"blanks": self._places(), "rules": {"whole": self.content["whole"]}}
            case "number":
                return "number", self._number()
        return "compare", {}

    def solution(self) -> tuple[str, ...]:
        """In words; numbers as people here write them."""
        if self.content["kind"] == "number":
            return (f"{number_in_words(Decimal(self.content['answer']))} {self.content['unit']}".strip(),)
        return KINDS[self.content["kind"]].solution(self.content)

    def _choices(self, several: bool) -> dict[str, Any]:
        options = tuple(
            Option(
                text=self.words.plain(choice["text"]),
                is_right=bool(choice["correct"]),
                why=self.words.plain(choice["feedback"]),
                figure=self.pictures.frozen(choice.get("picture")),
                place=choice.get("place"),
            )
            for choice in in_order(self.content["choices"], self.order)
        )
        return {"options": options, "several": several}

    def _pairs(self) -> tuple[Blank, ...]:
        """Whichever of the two is mixed, the order names its ids and leaves the other as it is."""
        options = in_order(self.content["options"], self.order)
        texts = tuple(self.words.plain(option["text"]) for option in options)
        place = {option["id"]: str(number) for number, option in enumerate(options, 1)}
        return tuple(
            Blank(self.words.plain(row["text"]), (place[row["option"]],), texts, self.words.plain(row["feedback"]))
            for row in in_order(self.content["rows"], self.order)
        )

    def _gaps(self) -> tuple[str | Blank, ...]:
        gaps = {gap["id"]: gap for gap in self.content["gaps"]}
        return tuple(
            self.words.plain(piece["text"]) if "text" in piece and piece["text"].strip() else self._gap(gaps, piece)
            for piece in self.content["pieces"]
        )

    def _gap(self, gaps: Mapping[str, Content], piece: Mapping[str, str]) -> str | Blank:
        if "gap" not in piece:
            return piece["text"]
        gap = gaps[piece["gap"]]
        if "accepted" in gap:
            return Blank(gap["id"], tuple(gap["accepted"]))
        fits = tuple(str(number) for number, choice in enumerate(gap["choices"], 1) if choice["correct"])
        return Blank(gap["id"], fits, tuple(self.words.plain(choice["text"]) for choice in gap["choices"]))

    def _spelling(self) -> dict[str, bool]:
        rules = {"case": False, "spaces": True, "wildcards": False}
        return {name: bool(self.content.get(name, default)) for name, default in rules.items()}

    def _places(self) -> tuple[Blank, ...]:
        right = {item["id"]: str(number) for number, item in enumerate(self.content["items"], 1)}
        numbers = tuple(right.values())
        return tuple(
            Blank(self.words.plain(item["text"]), (right[item["id"]],), numbers)
            for item in in_order(self.content["items"], self.order)
        )

    def _number(self) -> dict[str, Any]:
        content = self.content
        return {
            "blanks": (Blank("", (str(content["answer"]),)),),
            "unit": content["unit"],
            "rules": {"tolerance": content["tolerance"], "unit": content["unit"]},
            "traps": tuple((trap["value"], self.words.plain(trap["feedback"])) for trap in content["traps"]),
        }
