"""The course that a pack translates: what the learners of both share (ADR 0045)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from courses.models import CoursePage, LessonPage, PackItem
from courses.packs.items import COURSE
from courses.packs.model import MAIN_LANGUAGE, Pack, PackLesson, QuizBlock, key_of
from courses.packs.problems import PackRefused, Problem, _n
from courses.packs.raw import Raw
from courses.packs.stream import HOLDS, Objects, raw_body, with_known_ids


class Original:
    """Of a pack that translates nothing: empty. ``items``: what the original's pack brought, with primary keys."""

    def __init__(self, pack: Pack) -> None:
        """Raises PackRefused where the course, or a quiz that a lesson shows, is not here."""
        self.pack = pack
        self.items: dict[str, int] = {}
        if pack.is_translation:
            self.items = dict(PackItem.objects.filter(pack=pack.id).values_list("item", "object_pk"))
            self._refuse_what_stands_alone()

    def of(self, kind: str) -> dict[str, int]:
        """Id → primary key."""
        named = ((item.partition(":"), pk) for item, pk in self.items.items())
        return {name: pk for (found, _colon, name), pk in named if found == kind}

    def with_its_ids(self, raw: list[Raw], lesson: PackLesson) -> list[Raw]:
        """A block in which learners act is the same activity in all languages, also where a trainer put it here."""
        key = key_of(self.pack.id, lesson.id)
        page = LessonPage.objects.filter(translation_key=key, locale__language_code=MAIN_LANGUAGE).first()
        if page is None:
            return raw
        objects = Objects(
            _nothing(), _or_nothing(self.of("question")), _or_nothing(self.of("practice")), self.of("quiz"),
            _or_nothing(self.of("h5p")),
        )  # fmt: skip
        theirs = with_known_ids(raw_body(lesson, key, objects), page.body.get_prep_value())
        for block, its in zip(raw, theirs, strict=True):
            if block["type"] in HOLDS:
                block["id"] = its["id"]
        return raw

    def _refuse_what_stands_alone(self) -> None:
        if not CoursePage.objects.filter(pk=self.items.get(COURSE)).exists():
            text = _n("This is a translation of the course “{id}”, which is not here. Load that one first.")
            raise PackRefused([Problem("course.yaml", 0, text, {"id": self.pack.id})])
        quizzes = self.of("quiz")
        problems = [
            Problem(lesson.file, 0, _n("The quiz “{quiz}” does not exist."), {"quiz": block.quiz})
            for module in self.pack.modules
            for lesson in module.lessons
            for block in lesson.blocks
            if isinstance(block, QuizBlock) and block.quiz not in quizzes
        ]
        if problems:
            raise PackRefused(problems)


def _nothing() -> Mapping[str, int]:
    return defaultdict(int)


def _or_nothing(known: Mapping[str, int]) -> Mapping[str, int]:
    """0, which nothing has, for what only the translation holds."""
    return defaultdict(int, known)
