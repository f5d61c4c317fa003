"""All question kinds. A new one is a class here, its block in quizzes.blocks, and its template."""

from quizzes.kinds.base import AnswerTooLong, Content, Grade, Kind, Part, Response, ResponseMismatch
from quizzes.kinds.choice import MultipleChoice, SingleChoice, TrueFalse
from quizzes.kinds.gaps import Gaps
from quizzes.kinds.number import Number
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.pairs import Groups, Matching
from quizzes.kinds.places import Places
from quizzes.kinds.text import ShortText
from quizzes.kinds.written import FreeText, FreeWords, Scale

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        SingleChoice(),
        MultipleChoice(),
        TrueFalse(),
        Matching(),
        Groups(),
        Ordering(),
        Gaps(),
        Number(),
        ShortText(),
        FreeText(),
        Scale(),
        FreeWords(),
        Places(),
    )
}

__all__ = ["KINDS", "AnswerTooLong", "Content", "Grade", "Kind", "Part", "Response", "ResponseMismatch"]
