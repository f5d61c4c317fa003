"""What a course pack says, once read and found whole. Plain data; knows neither Django nor files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

from courses.packs.arranged import Arranged

# Every identity of a pack derives from the ids written in it (DESIGN §4.3), so loading it anywhere,
# at any time, finds the same course again. Never change this value.
PACK_NAMESPACE = UUID("6b1f8b6e-3a55-5d53-9f35-0d0c3d3c8a11")

MAIN_LANGUAGE = "id"  # a course in another language is a translation of the one in this
PILLARS = ("cakap", "aman", "budaya", "etika")
FRAMEWORKS = ("DigComp 2.2", "DLGF")


def key_of(*path: str) -> UUID:
    """Identity of a thing in a pack, from its ids: course, or course and lesson, …"""
    return uuid5(PACK_NAMESPACE, "/".join(path))


@dataclass(frozen=True)
class Competence:
    framework: str
    code: str
    level: int | None = None


@dataclass(frozen=True)
class Source:
    title: str
    url: str


@dataclass(frozen=True)
class Picture:
    path: str  # inside the pack, e.g. "gambar/papan.svg"
    alt: str  # empty: decorative
    caption: str = ""


@dataclass(frozen=True)
class TextBlock:
    body: str  # HTML
    heading: str = ""


@dataclass(frozen=True)
class PictureBlock:
    picture: Picture


@dataclass(frozen=True)
class Step:
    body: str
    picture: Picture | None = None


@dataclass(frozen=True)
class StepsBlock:
    steps: tuple[Step, ...]
    title: str = ""


@dataclass(frozen=True)
class CalloutBlock:
    kind: str  # "tip" | "warning" | "example"
    body: str
    title: str = ""


@dataclass(frozen=True)
class TryNowBlock:
    body: str


@dataclass(frozen=True)
class MessageBlock:
    sender: str
    body: str


@dataclass(frozen=True)
class TermsBlock:
    terms: tuple[tuple[str, str], ...]  # (word, meaning)


@dataclass(frozen=True)
class TableBlock:
    rows: tuple[tuple[str, ...], ...]  # the first row is the header
    caption: str = ""


@dataclass(frozen=True)
class Choice:
    text: str
    correct: bool
    feedback: str


@dataclass(frozen=True)
class NumberTrap:
    """A wrong number people reach by a known mistake, and what to tell them."""

    value: Decimal
    feedback: str


WITHOUT_KEY = ("free_text", "scale", "free_words")  # nothing to explain as right or not


@dataclass(frozen=True)
class PackQuestion:
    id: str
    kind: str  # one of quizzes.kinds.KINDS
    stem: str  # HTML
    choices: tuple[Choice, ...] = ()
    accepted: tuple[str, ...] = ()  # short_text
    number: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    unit: str = ""
    traps: tuple[NumberTrap, ...] = ()
    arranged: Arranged | None = None  # all kinds but those above
    feedback_correct: str = ""
    feedback_incorrect: str = ""
    explanation: str = ""
    picture: Picture | None = None
    hints: tuple[str, ...] = ()
    module: str = ""  # id of the module that a bank question belongs to; draws use it
    pillars: tuple[str, ...] = ()
    competences: tuple[Competence, ...] = ()
    difficulty: str = "medium"  # easy | medium | hard


@dataclass(frozen=True)
class CheckBlock:
    question: PackQuestion


@dataclass(frozen=True)
class PracticeStep:
    id: str
    text: str  # HTML, inline


@dataclass(frozen=True)
class PracticeBlock:
    steps: tuple[PracticeStep, ...]
    companion: bool = False  # somebody beside the learner ticks
    replaces: str = ""  # what the curriculum asks for and this list stands in for; for trainers


@dataclass(frozen=True)
class QuizBlock:
    quiz: str


@dataclass(frozen=True)
class H5PBlock:
    content: str  # slug of the content
    rule: str = "finished"  # opened | finished | score
    percent: int | None = None  # of the points, for “score”
    required: bool = True


Block = (
    TextBlock
    | PictureBlock
    | StepsBlock
    | CalloutBlock
    | TryNowBlock
    | MessageBlock
    | TermsBlock
    | TableBlock
    | CheckBlock
    | PracticeBlock
    | QuizBlock
    | H5PBlock
)


@dataclass(frozen=True)
class PackLesson:
    id: str
    file: str
    title: str
    kind: str  # "lesson" | "practice" | "quiz"
    minutes: int
    objective: str
    blocks: tuple[Block, ...]
    pillars: tuple[str, ...] = ()
    competences: tuple[Competence, ...] = ()
    topics: tuple[str, ...] = ()
    source: Source | None = None
    reviewed: date | None = None
    review_again: date | None = None
    changes_often: bool = False


@dataclass(frozen=True)
class PackModule:
    id: str
    title: str
    lessons: tuple[PackLesson, ...]
    summary: str = ""


@dataclass(frozen=True)
class Draw:
    module: str
    count: int


@dataclass(frozen=True)
class PackRules:
    """How a quiz is taken. When it opens and closes is for each municipality to say."""

    minutes: int | None = None  # for one attempt
    waiting: int | None = None  # minutes between attempts
    counts: str = "best"  # best | first | latest
    shuffle: bool = False
    layout: str = "one"  # one | all


@dataclass(frozen=True)
class PackQuiz:
    id: str
    title: str
    pass_percent: int
    draws: tuple[Draw, ...]
    attempts_allowed: int | None = None  # None: as often as the learner likes
    feedback: str = "immediate"  # immediate | at_end
    rules: PackRules = field(default_factory=PackRules)


@dataclass(frozen=True)
class PackH5P:
    """An H5P content; what is in it stays in the pack's folder until it is loaded."""

    slug: str
    title: str
    instead: str  # Markdown: what to read or do without JavaScript
    digest: str  # SHA-256 over its files, hex


@dataclass(frozen=True)
class Pack:
    id: str
    slug: str
    version: str
    language: str
    licence: str
    track: str
    title: str
    summary: str
    audience: str
    outcomes: tuple[str, ...]
    pillars: tuple[str, ...]
    topics: tuple[str, ...]
    prerequisites: tuple[str, ...]
    modules: tuple[PackModule, ...]
    bank: tuple[PackQuestion, ...]
    quizzes: tuple[PackQuiz, ...]
    pictures: dict[str, bytes] = field(default_factory=dict)  # cleaned SVG by path
    h5p: dict[str, PackH5P] = field(default_factory=dict)  # by slug
    digest: str = ""  # SHA-256 over the files, hex

    @property
    def is_translation(self) -> bool:
        return self.language != MAIN_LANGUAGE

    @property
    def name(self) -> str:
        """Of this pack among all: translations share the id of the course."""
        return pack_name(self.id, self.language)


def pack_name(course: str, language: str) -> str:
    """“a1” and “a1.en”; no id holds a dot."""
    return course if language == MAIN_LANGUAGE else f"{course}.{language}"
