"""A course of this site as a pack, with everything that a pack cannot say of it.

What learners see is what travels: published pages and questions; drafts stay here and are named.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.db import models
from wagtail.models import Page

from core.models import Picture
from core.svg import UnsafeSvg, clean_svg
from courses.models import CoursePage, LessonPage, ModulePage, PackItem, PackLoad
from courses.packs import photos
from courses.packs.h5p import CONTENT, FOLDER, INSTEAD, MANIFEST, MAX_INSTEAD
from courses.packs.model import (
    MAIN_LANGUAGE,
    Draw,
    Pack,
    PackH5P,
    PackLesson,
    PackModule,
    PackQuestion,
    PackQuiz,
    PackRules,
    Source,
    key_of,
)
from courses.packs.problems import _n
from courses.packs.read import MAX_FILE_BYTES, MAX_PICTURE_BYTES
from courses.travel.asked_here import competences, pack_question, pillars
from courses.travel.bodies import Things, body_blocks
from courses.travel.ids import Ids, pack_id
from courses.travel.losses import Losses
from media.h5p.models import H5PContent
from media.h5p.places import content_storage
from practice.models import PracticeTask
from quizzes.models import Pool, Question, Quiz

LICENCE = "CC-BY-SA-4.0"  # of what is written here, unless something else is said


@dataclass(frozen=True)
class Collected:
    pack: Pack
    h5p_files: dict[str, bytes]  # path in the pack → content
    losses: Losses
    ids: Ids
    written_here: bool  # in this admin, not brought by a pack


def collect(course: CoursePage, *, drafts: bool = False) -> Collected:
    """``drafts``: also what is not published, to compare with what a pack brings; nothing of that travels."""
    return _Collector(course, drafts).collect()


class _Collector:
    def __init__(self, course: CoursePage, drafts: bool) -> None:
        self.course = course
        self.drafts = drafts
        self.losses = Losses()
        self.ids = Ids(pack_id(course))
        self.language = course.locale.language_code
        self.id = self.ids.pack.removesuffix(f".{self.language}")
        self.loaded = PackLoad.objects.filter(pack=self.ids.pack).first()
        self.pictures: dict[str, bytes] = {}
        self.h5p: dict[str, PackH5P] = {}
        self.h5p_files: dict[str, bytes] = {}
        self.quizzes: dict[str, Quiz] = {}
        self.modules: list[tuple[str, ModulePage]] = []
        self.things = Things(self._picture_of, self._check, self._practice, self._quiz, self._h5p)

    def collect(self) -> Collected:
        course, title = self.course, self.course.title
        self.ids.note("course", "", course)
        self._bring_unused()
        for page in self._pages(ModulePage, course):
            self.modules.append((self.ids.of("module", page, page.title), page))
        modules = tuple(module for name, page in self.modules if (module := self._module(name, page)))
        self._said_of_the_course()
        prerequisites = [one.pack for one in course.prerequisites.all() if one.pack]
        if len(prerequisites) < course.prerequisites.count():
            self.losses.lose(title, _n("courses to know first that never were a pack"))
        bank, quizzes = self._bank({module.id for module in modules})
        pack = Pack(
            id=self.id,
            slug=course.slug,
            version=self.loaded.version if self.loaded else "",
            language=self.language,
            licence=(self.loaded.licence if self.loaded else "") or LICENCE,
            track=course.track.slug if course.track else "",
            title=title,
            summary=course.summary.strip(),
            audience=course.audience.strip(),
            outcomes=tuple(course.outcome_lines),
            pillars=pillars(course.pillars.all(), title, self.losses),
            topics=tuple(one.name for one in course.topics.all()),
            prerequisites=tuple(prerequisites),
            modules=modules,
            bank=bank,
            quizzes=quizzes,
            pictures=self.pictures,
            h5p=self.h5p,
        )
        written_here = self.loaded is None or self.loaded.made_here
        return Collected(pack, self.h5p_files, self.losses, self.ids, written_here)

    def _pages(self, model: type[Any], parent: Page) -> list[Any]:
        """In their order; drafts are named."""
        pages = model.objects.child_of(parent).order_by("path")
        if self.drafts:
            return list(pages)
        for page in pages:
            if not page.live:
                self.losses.lose(page.title, _n("the page: it is not published"))
            elif page.has_unpublished_changes:
                self.losses.lose(page.title, _n("changes that are not published yet"))
        return [page for page in pages if page.live]

    def _said_of_the_course(self) -> None:
        course = self.course
        if course.prerequisites_required:
            self.losses.lose(course.title, _n("that other courses have to be completed first"))
        if course.jp_override:
            self.losses.lose(course.title, _n("the training hours (JP) that were set by hand"))
        for value, text in (
            (course.track is not None, _n("choose the learning path")),
            (bool(course.audience.strip()), _n("write for whom the course is")),
            (bool(course.outcome_lines), _n("write what people will master")),
            (course.pillars.exists(), _n("choose a pillar")),
        ):
            if not value:
                self.losses.need(course.pk, course.title, text)

    def _bring_unused(self) -> None:
        """What the pack brought and no lesson shows any more belongs to it all the same."""
        for item, row in self.ids.rows.items():
            kind, _colon, name = item.partition(":")
            if kind == "picture" and (picture := Picture.objects.filter(pk=row.object_pk).first()):
                self._picture(picture)
            elif kind == "h5p":
                self._h5p(row.object_pk)
            elif kind == "quiz" and (quiz := self._live(Quiz, row.object_pk)):
                self.quizzes[name] = quiz

    def _live(self, model: type[Any], pk: int) -> Any:
        found = model.objects.filter(pk=pk).first()
        return found if found is not None and (found.live or self.drafts) else None

    def _module(self, name: str, page: ModulePage) -> PackModule | None:
        lessons = tuple(self._lesson(lesson) for lesson in self._pages(LessonPage, page))
        if not lessons and not self.drafts:
            self.losses.lose(page.title, _n("the module: it has no lesson"))
            return None
        return PackModule(name, page.title, lessons, page.summary.strip())

    def _lesson(self, page: LessonPage) -> PackLesson:
        name = self.ids.of("lesson", page, page.title)
        self._needed(page)
        return PackLesson(
            id=name,
            file="",
            title=page.title,
            kind=page.kind,
            minutes=min(page.minutes, 60),
            objective=page.objective.strip(),
            blocks=body_blocks(page, name, self.things, self.losses),
            pillars=pillars(page.pillars.all(), page.title, self.losses),
            competences=competences(page.competences.all(), page.title, self.losses),
            topics=tuple(one.name for one in page.topics.all()),
            source=Source(page.source_title.strip(), page.source_url) if page.source_url else None,
            reviewed=page.reviewed_on,
            review_again=page.review_again_on,
            changes_often=page.changes_often,
        )

    def _needed(self, page: LessonPage) -> None:
        for value, text in (
            (page.source_url or page.kind != "lesson", _n("name the official source")),
            (page.source_title.strip() or not page.source_url, _n("say what the official source is called")),
            (page.reviewed_on and page.review_again_on, _n("say when it was reviewed, and when to review it again")),
            (page.pillars.exists(), _n("choose a pillar")),
            (len(page.body), _n("write the lesson")),
        ):
            if not value:
                self.losses.need(page.pk, page.title, text)
        if page.minutes > 60:
            self.losses.lose(page.title, _n("minutes beyond 60"))

    # What blocks point to.

    def _picture_of(self, pk: int) -> str | None:
        picture = Picture.objects.filter(pk=pk).first()
        return self._picture(picture) if picture else None

    def _picture(self, picture: Picture) -> str | None:
        """Drawings as they are, photographs as WebP of a phone's size."""
        ending = ".svg" if picture.is_svg() else photos.SUFFIX
        path = self.ids.picture(picture, picture.title, ending)
        if path not in self.pictures:
            try:
                with picture.file.open("rb") as file:
                    content = file.read()
                content = clean_svg(content).content if picture.is_svg() else photos.as_photo(content)
            except (OSError, UnsafeSvg, photos.NoPhoto):
                text = _n("the picture “{name}”: it cannot be read, or not made small enough")
                self.losses.lose(self.course.title, text, name=picture.title)
                return None
            if len(content) > MAX_PICTURE_BYTES:
                text = _n("the picture “{name}”: it is larger than {limit} KB")
                self.losses.lose(self.course.title, text, name=picture.title, limit=MAX_PICTURE_BYTES // 1024)
                return None
            self.pictures[path] = content
        return path

    def _check(self, pk: int, name: str) -> PackQuestion | None:
        question = self._live(Question, pk)
        if question is None:
            return None
        said = pack_question(question, name, module="", losses=self.losses, path_of=self._picture)
        if said is not None:
            self.ids.note("question", name, question)
        return said

    def _practice(self, pk: int, lesson: str) -> PracticeTask | None:
        found: PracticeTask | None = self._live(PracticeTask, pk)
        if found is not None:
            self.ids.note("practice", lesson, found)
        return found

    def _quiz(self, pk: int) -> str | None:
        quiz = self._live(Quiz, pk)
        if quiz is None:
            return None
        if self.language != MAIN_LANGUAGE:  # it belongs to the course that this one translates
            return self._quiz_of_the_original(quiz)
        name = self.ids.of("quiz", quiz, quiz.title)
        self.quizzes[name] = quiz
        return name

    def _quiz_of_the_original(self, quiz: Quiz) -> str | None:
        rows = PackItem.objects.filter(pack=self.id, item__startswith="quiz:", object_pk=quiz.pk)
        item = rows.values_list("item", flat=True).first()
        if item is None:
            self.losses.lose(self.course.title, _n("the quiz “{name}”: the course it is of has none"), name=quiz.title)
        return item.partition(":")[2] if item else None

    def _h5p(self, pk: int) -> str | None:
        content = H5PContent.objects.select_related("current").filter(pk=pk).first()
        if content is None or content.current is None:
            return None
        name = self.ids.of("h5p", content, content.title)
        if name in self.h5p:
            return name
        instead = content.alternative.strip()
        version = content.current
        place = f"{FOLDER}/{name}"
        files = {
            f"{place}/{MANIFEST}": _json(version.manifest | {"title": content.title}),
            f"{place}/{CONTENT}": _json(version.params),
            f"{place}/{INSTEAD}": f"{instead}\n".encode(),
        }
        storage = content_storage()
        for path in version.files:
            with storage.open(f"{version.folder}/{path}") as file:
                files[f"{place}/content/{path}"] = file.read(MAX_FILE_BYTES + 1)
        if not 0 < len(instead) <= MAX_INSTEAD or any(len(each) > MAX_FILE_BYTES for each in files.values()):
            text = _n("the H5P content “{name}”: it needs a text instead, and files of at most {limit} KB")
            self.losses.lose(self.course.title, text, name=content.title, limit=MAX_FILE_BYTES // 1024)
            return None
        self.h5p_files |= files
        self.h5p[name] = PackH5P(name, content.title, instead, _digest(place, files))
        return name

    # Questions that quizzes draw.

    def _bank(self, modules: set[str]) -> tuple[tuple[PackQuestion, ...], tuple[PackQuiz, ...]]:
        of_pool = self._modules_of_pools(modules)
        pools = Pool.objects.filter(pk__in=of_pool).prefetch_related("questions")
        bank: list[PackQuestion] = []
        found = [question for pool in pools for question in pool.questions.order_by("pk")]
        for question in self._as_brought(found):
            if not question.live and not self.drafts:
                self.losses.lose(str(question), _n("the question: it is not published"))
                continue
            name = self.ids.of("question", question, str(question))
            module = of_pool[question.pool_id]
            said = pack_question(question, name, module=module, losses=self.losses, path_of=self._picture)
            if said is not None:
                bank.append(said)
        counts = Counter(said.module for said in bank)
        return tuple(bank), tuple(self._said_of(name, quiz, of_pool, counts) for name, quiz in self.quizzes.items())

    def _as_brought(self, questions: Iterable[Question]) -> list[Question]:
        """In the order of the pack, which is that of its rows; what was written here follows."""
        order = {pk: row.pk for (kind, pk), row in self._rows().items() if kind == "question"}
        return sorted(questions, key=lambda one: (order.get(one.pk, 2**62), one.pk))

    def _rows(self) -> dict[tuple[str, int], models.Model]:
        return {(item.partition(":")[0], row.object_pk): row for item, row in self.ids.rows.items()}

    def _modules_of_pools(self, modules: set[str]) -> dict[int, str]:
        """Pool → module. In a pack each module has one group of questions."""
        of_pool: dict[int, str] = {}
        for name, _page in self.modules:
            row = self.ids.rows.get(f"pool:{name}")
            own = Pool.objects.filter(pk=row.object_pk) if row else Pool.objects.none()
            own = own or Pool.objects.filter(key=key_of(self.ids.pack, "pool", name))
            if own and name in modules:
                of_pool[own[0].pk] = name
        drawn = {section.pool_id: section.pool for quiz in self.quizzes.values() for section in quiz.sections.all()}
        for pk, pool in drawn.items():
            if pk in of_pool or not modules:
                continue
            free = [(name, page) for name, page in self.modules if name in modules and name not in of_pool.values()]
            named = [name for name, page in free if page.title.casefold() in pool.name.casefold()]
            if named or free:
                of_pool[pk] = named[0] if named else free[0][0]
                self.ids.note("pool", of_pool[pk], pool)
            else:
                of_pool[pk] = next(name for name, _page in reversed(self.modules) if name in modules)
                text = _n("the group of questions “{name}”: it joins the group of another module")
                self.losses.lose(self.course.title, text, name=pool.name)
        return of_pool

    def _said_of(self, name: str, quiz: Quiz, of_pool: dict[int, str], counts: Counter[str]) -> PackQuiz:
        titles = {module: page.title for module, page in self.modules}
        sections = [section for section in quiz.sections.all() if section.pool_id in of_pool]
        draws = tuple(Draw(of_pool[section.pool_id], section.count) for section in sections)
        for value, text in (
            (quiz.opens_at or quiz.closes_at, _n("when the quiz opens and closes")),
            (quiz.feedback == "at_closing", _n("explanations after the quiz has closed: they come after handing in")),
            (quiz.pretest_id, _n("which quiz is the test before")),
            (quiz.grace_seconds != 60, _n("the seconds of grace")),
            (quiz.fixed_questions.exists(), _n("fixed questions: a pack draws all questions of a quiz")),
            (
                any(one.difficulty or one.pillar_id or one.competence_id or one.topic_id for one in sections),
                _n("that a quiz draws questions of one difficulty, pillar, competence or topic"),
            ),
            (
                any(one.title and one.title != titles.get(of_pool[one.pool_id]) for one in sections),
                _n("names of the parts of a quiz"),
            ),
        ):
            if value:
                self.losses.lose(quiz.title, text)
        wanted = Counter[str]()
        for draw in draws:
            wanted[draw.module] += draw.count
        if not draws or any(counts[module] < count for module, count in wanted.items()):
            self.losses.need(self.course.pk, quiz.title, _n("the quiz needs more published questions in its groups"))
        return PackQuiz(
            id=name,
            title=quiz.title,
            pass_percent=quiz.pass_percent,
            draws=draws,
            attempts_allowed=quiz.attempts_allowed,
            feedback="immediate" if quiz.feedback == "immediate" else "at_end",
            rules=PackRules(quiz.time_limit, quiz.waiting_minutes, quiz.counts, quiz.shuffle, quiz.layout),
        )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _digest(place: str, files: dict[str, bytes]) -> str:
    """As ``courses.packs.h5p`` counts it over the folder."""
    digest = hashlib.sha256()
    names = {PurePosixPath(name).relative_to(place): name for name in files}
    for path in sorted(names):
        content = files[names[path]]
        digest.update(f"{path.as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
