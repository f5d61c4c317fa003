"""Questions as people write them by themselves, in a message or a document; the right choice has a star.

A question's lines, then its choices, then “Jawaban: …” where no star stands, then “Penjelasan: …”. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from quizzes.formats.aiken import UNKNOWN_LETTER
from quizzes.formats.answers import plain_number
from quizzes.formats.gift import read_gift
from quizzes.formats.model import FileRefused, Item, Notes, NotTaken, Question, Value, _n, refused
from quizzes.formats.shape import finished
from quizzes.formats.text import one_line, paragraphs, tidy
from quizzes.kinds.number import read_number

MAX_TYPED = 60_000  # characters of a whole text
MAX_TYPED_QUESTIONS = 50

ONLY_TEXT = _n("We see no choices and no answer. Write choices with “-” in front, or a line “Jawaban: …”.")
NO_STEM_BEFORE = _n("There is no question above this line. Write the question first.")
ONLY_A_ROW = _n("We see no choices and no answer. Write one choice per line, or the answer alone.")
ONE_CHOICE = _n("It has only one choice. Write at least two.")
NONE_RIGHT = _n("No choice is marked as right. Put a star (*) behind it.")
ALL_RIGHT = _n("Every choice is marked as right. Take the star (*) from those that are not.")
EMPTY_ANSWER = _n("Behind “Jawaban:” there is nothing.")
TWO_ANSWERS = _n("The star and the line “Jawaban:” say different things. Keep one of them.")
TYPED_TOO_LONG = _n("The text is longer than {limit} characters. Make two quizzes of it.")
TYPED_TOO_MANY = _n("These are more than {limit} questions. Make two quizzes of them.")

_STAR = "*✓✔✅"
_LETTERED = re.compile(r"\(?([A-Za-z])[.)]\s+(\S.*)")
_NUMBERED = re.compile(r"(\d{1,2})\)\s*(\S.*)")
_BULLETED = re.compile(r"[-–—•◦▪·○●]\s*(\S.*)")
_STEM_NUMBER = re.compile(r"(?:(?:soal|nomor|no\.?)\s*)?\d{1,3}\s*[.):]\s+(?=\S)", re.IGNORECASE)
_ANSWER = re.compile(r"(?:kunci(?:\s+jawaban)?|jawaban(?:nya)?|answer)\s*[:=]\s*(.*)", re.IGNORECASE)
_EXPLANATION = re.compile(r"(?:penjelasan|pembahasan|alasan|explanation)\s*[:=]\s*(.*)", re.IGNORECASE)
_STATED = re.compile(r"(.*\S)\s*\((benar|salah|tidak benar|true|false)\)", re.IGNORECASE)
_TRUE_OR_NOT = {"benar": True, "betul": True, "true": True, "salah": False, "tidak benar": False, "false": False}
_LETTER_LIST = re.compile(r"[A-Za-z0-9](?:\s*(?:,|;|&|dan|and)\s*[A-Za-z0-9])*[.)]?", re.IGNORECASE)
_TOLERANCE = re.compile(r"(.+?)\s*(?:±|\+/-|\+-)\s*(.+)")
_WITH_UNIT = re.compile(r"([+-]?[\d.,]+)\s+(\D\S{0,19})")
_GIFT = re.compile(r"\{\s*(?:[=~#]|T(?:RUE)?\b|F(?:ALSE)?\b)", re.IGNORECASE)


@dataclass
class _Choice:
    text: str
    correct: bool
    feedback: str = ""


@dataclass
class _Draft:
    """One question while its lines come in."""

    line: int
    stem: list[str] = field(default_factory=list)
    choices: list[_Choice] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)  # what stood before each choice: A, B, 1, 2 or nothing
    answer: str | None = None
    explanation: list[str] = field(default_factory=list)

    @property
    def is_answered(self) -> bool:
        stated = bool(self.stem) and _STATED.fullmatch(self.stem[-1]) is not None
        return bool(self.choices) or self.answer is not None or bool(self.explanation) or stated


def read_quick(text: str) -> list[Item]:
    """A place for every question that is meant, understood or not; each line belongs to one of them.

    Raises FileRefused. A text in GIFT is read as such.
    """
    text = tidy(text)
    if len(text) > MAX_TYPED:
        raise FileRefused(TYPED_TOO_LONG, limit=MAX_TYPED)
    items = list(read_gift(text.encode())) if _GIFT.search(text) else [_item(draft) for draft in _drafts(text)]
    if len(items) > MAX_TYPED_QUESTIONS:
        raise FileRefused(TYPED_TOO_MANY, limit=MAX_TYPED_QUESTIONS)
    return items


def _drafts(text: str) -> Iterator[_Draft]:
    lines = [line.strip() for line in text.split("\n")]
    draft: _Draft | None = None
    for number, said in enumerate(lines, 1):
        if not said:
            continue
        draft = draft or _Draft(number)
        if (answer := _ANSWER.fullmatch(_unstarred(said))) and draft.answer is None:
            draft.answer = answer[1].strip()
        elif explained := _EXPLANATION.fullmatch(_unstarred(said)):
            draft.explanation.append(explained[1].strip())
        elif (choice := _choice(said, draft, next((line for line in lines[number:] if line), ""))) is not None:
            draft.labels.append(choice[0])
            draft.choices.append(choice[1])
        else:
            # A stem may have paragraphs; one that begins with its number after an empty line is another question.
            if draft.is_answered or (draft.stem and not lines[number - 2] and _STEM_NUMBER.match(said)):
                yield draft
                draft = _Draft(number)
            draft.stem.append(said if draft.stem else _STEM_NUMBER.sub("", said, count=1))
    if draft:
        yield draft


def _unstarred(said: str) -> str:
    """WhatsApp writes words between stars in bold."""
    return said.strip("*").strip()


def _choice(said: str, draft: _Draft, following: str) -> tuple[str, _Choice] | None:
    """(its letter or number, the choice); None where the line is none. ``following``: the next line with words."""
    bare = said.lstrip(_STAR).lstrip()
    starred = bare != said
    label = ""
    if lettered := _LETTERED.fullmatch(bare):
        label, text = lettered[1].upper(), lettered[2]
    elif bulleted := _BULLETED.fullmatch(bare):
        text = bulleted[1]
    elif (numbered := _NUMBERED.fullmatch(bare)) and _continues(draft, int(numbered[1]), following):
        label, text = numbered[1], numbered[2]
    elif starred and draft.stem and not said.endswith("*"):  # “* Jakarta”, the star alone before it
        text = bare
    else:
        return None
    text, _hash, feedback = text.partition(" # ")
    unmarked = text.strip().strip(_STAR).strip()
    correct = starred or unmarked != text.strip()
    return label, _Choice(one_line(unmarked), correct, one_line(feedback))


def _continues(draft: _Draft, number: int, following: str) -> bool:
    """“1)” may number choices or questions: choices where they count on from those before, with none of their own."""
    own = _LETTERED.fullmatch(following.lstrip(_STAR + " ")) or _BULLETED.fullmatch(following.lstrip(_STAR + " "))
    if not draft.stem or draft.answer is not None or (not draft.choices and own):
        return False
    return number == len(draft.choices) + 1 and all(label.isdigit() for label in draft.labels)


def _item(draft: _Draft) -> Item:
    name, notes = one_line(" ".join(draft.stem))[:80], Notes(draft.line)
    try:
        return finished(_question(draft), notes)
    except NotTaken as why:
        return refused(draft.line, name, why)


def _question(draft: _Draft) -> Question:
    if not draft.stem:
        raise NotTaken(NO_STEM_BEFORE)
    stated = _STATED.fullmatch(draft.stem[-1])
    if stated and not draft.choices and draft.answer is None:
        draft = replace(draft, stem=[*draft.stem[:-1], stated[1]], answer=stated[2])
    if draft.choices:
        kind, value = _chosen(draft)
    elif draft.answer is None:
        raise NotTaken(ONLY_TEXT)
    elif not draft.answer:
        raise NotTaken(EMPTY_ANSWER)
    else:
        kind, value = _typed(draft.answer, _told(draft))
    return Question(kind, paragraphs("\n".join(draft.stem)), value, line=draft.line)


def _told(draft: _Draft) -> str:
    return " ".join(part for part in draft.explanation if part)


def _chosen(draft: _Draft) -> tuple[str, Value]:
    marked = _marked(draft)
    said = {choice.text.casefold().rstrip(".") for choice in marked}
    right = [choice for choice in marked if choice.correct]
    if len(marked) < 2:
        raise NotTaken(ONE_CHOICE)
    if not right:
        raise NotTaken(NONE_RIGHT)
    if len(right) == len(marked):
        raise NotTaken(ALL_RIGHT)
    if len(marked) == 2 and said <= set(_TRUE_OR_NOT):
        return _true_or_not(_TRUE_OR_NOT[right[0].text.casefold().rstrip(".")], _told(draft))
    several = len(right) > 1
    rows = [
        {"text": choice.text, "correct": choice.correct, "feedback": choice.feedback or _about(choice, draft, several)}
        for choice in marked
    ]
    return "multiple_choice" if several else "single_choice", {"choices": rows, "shuffle": True}


def _about(choice: _Choice, draft: _Draft, several: bool) -> str:
    """What the one explanation of a question tells whoever took this choice."""
    told = _told(draft)
    if not told or not several:
        return told
    return f"Tepat. {told}" if choice.correct else f"Belum tepat. {told}"


def _marked(draft: _Draft) -> list[_Choice]:
    """The choices with what “Jawaban:” says about them."""
    if draft.answer is None:
        return draft.choices
    if not draft.answer:
        raise NotTaken(EMPTY_ANSWER)
    right = _places(draft.answer, draft)
    starred = {place for place, choice in enumerate(draft.choices) if choice.correct}
    if starred and starred != right:
        raise NotTaken(TWO_ANSWERS)
    return [replace(choice, correct=place in right) for place, choice in enumerate(draft.choices)]


def _places(answer: str, draft: _Draft) -> set[int]:
    """Which choices are meant: by their letters, by their numbers, or by their words."""
    texts = [choice.text.casefold() for choice in draft.choices]
    if answer.casefold() in texts:
        return {texts.index(answer.casefold())}
    lead = re.match(r"([A-Za-z0-9])[.)]\s+\S", answer)  # “B. Bandung”
    if not lead and not _LETTER_LIST.fullmatch(answer):
        raise NotTaken(UNKNOWN_LETTER, letter=answer[:40])
    found = set()
    for said in [lead[1]] if lead else re.findall(r"\b[A-Za-z0-9]\b", answer):
        place = _place(said.upper(), draft.labels)
        if place is None:
            raise NotTaken(UNKNOWN_LETTER, letter=said)
        found.add(place)
    return found


def _place(said: str, labels: list[str]) -> int | None:
    """Choices without a letter of their own are counted, with letters or with numbers."""
    if any(labels):
        return labels.index(said) if said in labels else None
    counted = int(said) - 1 if said.isdigit() else ord(said) - ord("A")
    return counted if 0 <= counted < len(labels) else None


def _typed(answer: str, told: str) -> tuple[str, Value]:
    """“Jawaban:” without choices: true or not, a number, or short words, “|” between spellings."""
    plain = answer.casefold().rstrip(".")
    if plain in _TRUE_OR_NOT:
        return _true_or_not(_TRUE_OR_NOT[plain], told)
    explained: dict[str, Any] = {"feedback_correct": told, "feedback_incorrect": told}
    if number := _number(answer):
        return "number", explained | number
    accepted = [one_line(part) for part in answer.split("|") if part.strip()]
    if not accepted:
        raise NotTaken(EMPTY_ANSWER)
    return "short_text", explained | {"accepted": accepted, "case": False, "ignore_spaces": False}


def _number(answer: str) -> Value | None:
    spread = _TOLERANCE.fullmatch(answer)
    amount, tolerance = (spread[1], read_number(spread[2])) if spread else (answer, read_number("0"))
    unit = ""
    if with_unit := _WITH_UNIT.fullmatch(amount):
        amount, unit = with_unit[1], with_unit[2]
    if re.match(r"0\d", amount):  # telephone and postal numbers are words
        return None
    number = read_number(amount)
    if number is None or tolerance is None or tolerance < 0:
        return None
    return {"answer": plain_number(number), "tolerance": plain_number(tolerance), "unit": unit, "traps": []}


def _true_or_not(answer: bool, told: str) -> tuple[str, Value]:
    return "true_false", {"answer": "true" if answer else "false", "if_true": told, "if_false": told}


def read_row(stem: str, answers: str, explanation: str, line: int) -> Item:
    """One question from three fields. Several lines of answers are choices, a single one is the answer itself."""
    draft = _Draft(line, stem=[said for said in map(str.strip, tidy(stem).split("\n")) if said])
    draft.explanation = tidy(explanation).split("\n")
    said = [one for one in map(str.strip, tidy(answers).split("\n")) if one]
    if len(said) == 1:
        draft.answer = _unstarred(said[0])
    for one in said if len(said) > 1 else ():
        label, choice = _choice(one, draft, "") or _choice(f"- {one}", draft, "") or ("", _Choice(one, False))
        draft.labels.append(label)
        draft.choices.append(choice)
    item = _item(draft)
    remarks = (replace(one, template=ONLY_A_ROW) if one.template == ONLY_TEXT else one for one in item.remarks)
    return replace(item, remarks=tuple(remarks))
