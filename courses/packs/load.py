"""Bring a pack into the database: new things are made, unchanged ones left, changed ones updated – and
whatever was edited here stays as it is and is reported (never overwritten in silence).

One pack is one transaction: nothing is half imported. Raises PackRefused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from core.models import MunicipalitySettings, Picture
from core.queue import queued_together
from courses.domain.activities import activities_followed_once
from courses.domain.outlines import outlines_published_once, page_url
from courses.domain.tree import ensure_tree
from courses.models import CoursePage, LessonPage, ModulePage, PackItem, PackLoad
from courses.packs.bookkeeping import Bookkeeping
from courses.packs.h5p import FOLDER
from courses.packs.items import ORDER, hash_of
from courses.packs.model import (
    CheckBlock,
    Pack,
    PackH5P,
    PackLesson,
    PackModule,
    PackQuestion,
    PackQuiz,
    PracticeBlock,
    key_of,
)
from courses.packs.original import Original
from courses.packs.outcome import CourseDeletedHere, Loaded
from courses.packs.read import pack_digest, read_pack
from courses.packs.stream import Objects, raw_body, raw_question, with_known_ids
from courses.packs.tags import competence, pillar, topic, track
from courses.packs.tree import Order, add_after, order_here, put_in_order
from courses.packs.writing import fitting, publish, refused_as
from media.h5p.models import H5PContent
from media.h5p.shipped import load_content, says_the_same
from practice.models import PracticeStep, PracticeTask
from quizzes.models import Pool, Question, Quiz, QuizSection

Said = Callable[[str], None]


def is_loaded(folder: Path) -> bool:
    """The pack in this folder is the one that was loaded last; costs one query and one read of its files."""
    return PackLoad.objects.filter(digest=pack_digest(folder)).exists()


def load_pack(
    folder: Path,
    *,
    at: datetime,
    take: Collection[str] = (),
    only: Collection[str] | None = None,
    by: User | None = None,
    say: Said = lambda line: None,
) -> Loaded:
    """``take``: items ("lesson:menyambung-wifi", or "all") whose local edits give way; their history stays.

    ``only``: nothing but these is written, over local edits as well; whatever they cannot do without has to be
    among them or here (``courses.packs.items.needs``). ``by``: who brings H5P contents; nobody: they came with us.
    """
    pack = read_pack(folder)
    page_url("/")  # the first look at all addresses takes a second: not while the database is locked
    with (
        transaction.atomic(),
        queued_together(),
        outlines_published_once(),
        activities_followed_once(),
        MunicipalitySettings.rendered_anew_once(),
        disable_reference_index_auto_update(),
    ):
        loader = _Loader(pack, folder, at, take, only, by, say)
        loader.load()
    return loader.done


class _Loader(Bookkeeping):
    def __init__(
        self,
        pack: Pack,
        folder: Path,
        at: datetime,
        take: Collection[str],
        only: Collection[str] | None,
        by: User | None,
        say: Said,
    ) -> None:
        super().__init__(pack, take, only)
        self.locale = Locale.objects.get_or_create(language_code=pack.language)[0]
        self.original = Original(pack)
        self.folder = folder
        self.at = at
        self.by = by
        self.say = say
        # Each word is asked for once; made inside the transaction, so it is not known beyond it.
        self.pillar, self.topic, self.competence = cache(pillar), cache(topic), cache(competence)
        self.pictures: dict[str, int] = {}
        self.questions: dict[str, int] = {}
        self.tasks: dict[str, int] = {}
        self.quizzes: dict[str, int] = {}
        self.contents: dict[str, int] = {}  # of H5P
        self.pages: dict[str, int] = {}  # modules and lessons

    def load(self) -> None:
        self._load_pictures()
        for content in self.pack.h5p.values():
            self._h5p(content)
        pools = {module.id: self._pool(module) for module in self.pack.modules}
        self.say(f"{self.pack.name}: {len(self.pack.bank)} questions")
        for question in self.pack.bank:
            self._question(question, pools[question.module])
        for quiz in self.pack.quizzes:
            self._quiz(quiz, pools)
        self.quizzes |= self.original.of("quiz")
        course = self._course()
        order_before = self._order_hash(course)
        for module in self.pack.modules:
            self.say(f"{self.pack.name}: {module.title}")
            self._module(module, course)
        self._save_kept()
        self._order(course, order_before)
        self.done.gone = sorted(self.items.keys() - self.seen)
        PackLoad.objects.update_or_create(
            pack=self.pack.name,
            defaults={
                "version": self.pack.version,
                "licence": self.pack.licence,
                "language": self.pack.language,
                "digest": "" if self.done.left else self.pack.digest,
                "loaded_at": self.at,
                "conflicts": self.done.conflicts,
            },
        )

    def _load_pictures(self) -> None:
        for path, content in self.pack.pictures.items():
            item = f"picture:{path}"
            image = self._part(item, Picture)
            if self._is_left(item):
                continue
            if self._needs_writing(item, image):
                image = image or Picture()
                image.title = f"{self.pack.name} {Path(path).stem}"
                image.source = fitting(Picture, "source", f"{self.pack.title}, {self.pack.licence}")
                name = f"{self.pack.name}-{Path(path).stem}-{self.hashes[item][:8]}{Path(path).suffix}"
                image.file = ContentFile(content, name=name)
                image.file_size = len(content)
                image.save()
                self._keep(item, image)
            assert image is not None  # parts come back
            self.pictures[path] = image.pk

    def _h5p(self, source: PackH5P) -> None:
        item = f"h5p:{source.slug}"
        content = self._part(item, H5PContent)
        if self._is_left(item):
            return
        place, row = self.folder / FOLDER / source.slug, self.items.get(item)
        is_known = row is not None and row.source_hash != source.digest and says_the_same(place, content)
        if self._needs_writing(item, content, row.source_hash if row and is_known else ""):
            key = content.key if content else key_of(self.pack.name, "h5p", source.slug)
            with refused_as(item):
                content = load_content(place, key=key, at=self.at, by=self.by)
            self._keep(item, content)
        assert content is not None  # parts come back
        self.contents[source.slug] = content.pk

    def _pool(self, module: PackModule) -> Pool:
        """The group of a module's bank questions; its name follows the pack."""
        item = f"pool:{module.id}"
        if (row := self.items.get(item)) and (pool := Pool.objects.filter(pk=row.object_pk).first()):
            self.seen.add(item)  # of a course that was written here: its own group
            return pool
        key = key_of(self.pack.name, "pool", module.id)
        name = fitting(Pool, "name", f"{self.pack.title} – {module.title}")
        return Pool.objects.update_or_create(key=key, defaults={"name": name})[0]

    def _question(self, source: PackQuestion, pool: Pool | None) -> None:
        item = f"question:{source.id}"
        question = self._part(item, Question)
        if self._is_left(item):
            return
        if self._needs_writing(item, question):
            key = key_of(self.pack.name, "question", source.id)
            question = question or Question(key=key)
            question.stem = source.stem
            question.content = Question.content.field.to_python(json.dumps(raw_question(source, key)))
            question.explanation = source.explanation
            question.hints = "\n".join(source.hints)
            question.difficulty = source.difficulty
            question.pool = pool
            question.language, question.translation_of_id = self.pack.language, self.original.items.get(item)
            question.picture_id = self.pictures[source.picture.path] if source.picture else None
            question.picture_alt = source.picture.alt if source.picture else ""
            question.pillars.set([self.pillar(name) for name in source.pillars])
            question.competences.set([self.competence(said) for said in source.competences])
            publish(question, item)
            self._keep(item, question)
        assert question is not None  # parts come back
        self.questions[source.id] = question.pk

    def _quiz(self, source: PackQuiz, pools: dict[str, Pool]) -> None:
        item = f"quiz:{source.id}"
        quiz = self._part(item, Quiz)
        if self._is_left(item):
            return
        if self._needs_writing(item, quiz):
            quiz = quiz or Quiz(key=key_of(self.pack.name, "quiz", source.id))
            quiz.title, quiz.pass_percent = source.title, source.pass_percent
            quiz.attempts_allowed, quiz.feedback = source.attempts_allowed, source.feedback
            quiz.time_limit, quiz.waiting_minutes = source.rules.minutes, source.rules.waiting
            quiz.counts, quiz.shuffle, quiz.layout = source.rules.counts, source.rules.shuffle, source.rules.layout
            titles = {module.id: module.title for module in self.pack.modules}
            quiz.sections = [
                QuizSection(
                    pool=pools[draw.module],
                    count=draw.count,
                    title=titles[draw.module],
                    key=str(key_of(self.pack.id, draw.module)),
                    sort_order=order,
                )
                for order, draw in enumerate(source.draws)
            ]
            publish(quiz, item)
            self._keep(item, quiz)
        assert quiz is not None  # parts come back
        self.quizzes[source.id] = quiz.pk

    def _task(self, lesson: PackLesson, block: PracticeBlock) -> None:
        item = f"practice:{lesson.id}"
        task = self._part(item, PracticeTask)
        if self._is_left(item):
            return
        if self._needs_writing(item, task):
            task = task or PracticeTask(key=key_of(self.pack.name, "practice", lesson.id))
            task.title, task.companion, task.replaces = lesson.title, block.companion, block.replaces
            task.steps = [
                PracticeStep(key=step.id, text=f"<p>{step.text}</p>", sort_order=order)
                for order, step in enumerate(block.steps)
            ]
            publish(task, item)
            self._keep(item, task)
        assert task is not None  # parts come back
        self.tasks[lesson.id] = task.pk

    def _course(self) -> CoursePage:
        pack = self.pack
        item = "course"
        course = self._found(item, CoursePage)
        if self._needs_writing(item, course):
            course = course or CoursePage(
                translation_key=key_of(pack.id), locale=self.locale, slug=pack.slug, pack=pack.name
            )
            course.title, course.summary, course.audience = pack.title, pack.summary, pack.audience
            course.outcomes = "\n".join(pack.outcomes)
            course.track = track(pack.track)
            course.search_description = pack.summary[:300]
            course.pillars.set([self.pillar(name) for name in pack.pillars])
            course.topics.set([self.topic(name) for name in pack.topics])
            course.prerequisites.set(CoursePage.objects.filter(pack__in=pack.prerequisites))
            publish(course, item, place=partial(_add_last, course))
            self._keep(item, course)
        if course is None:  # deleted here: its lessons have nowhere to stand
            raise CourseDeletedHere(pack.name)
        return course

    def _module(self, source: PackModule, course: CoursePage) -> None:
        item = f"module:{source.id}"
        module = self._found(item, ModulePage)
        if not self._is_left(item) and self._needs_writing(item, module):
            key = key_of(self.pack.id, source.id)
            module = module or ModulePage(translation_key=key, locale=self.locale, slug=slugify(source.title)[:60])
            module.title, module.summary = source.title, source.summary
            if module.pk is None:
                module.slug = find_available_slug(course, module.slug)
            publish(module, item, place=partial(course.add_child, instance=module))
            self._keep(item, module)
        if module is not None:
            self.pages[source.id] = module.pk
        previous: Page | None = None
        for lesson in source.lessons:
            previous = self._lesson(lesson, module, previous) or previous

    def _order(self, course: CoursePage, before: str) -> None:
        """A new order in the pack is followed unless the order was changed here; ``before``: its hash at the start."""
        item, row, source_hash = ORDER, self.items.get(ORDER), self.hashes[ORDER]
        self.seen.add(item)
        if row is not None and self.only is not None and item not in self.only:
            if row.source_hash != source_hash:
                self.done.left.append(item)
            if before == row.content_hash:  # what came in has its place all the same
                row.content_hash = self._order_hash(course)
                row.save(update_fields=["content_hash"])
            return
        if row is not None and row.source_hash != source_hash:
            if before != row.content_hash and not {item, "all"} & self.take:
                self.done.conflicts.append(item)
                return
            put_in_order(course, self._wanted_order())
        values = {"object_pk": course.pk, "source_hash": source_hash, "content_hash": self._order_hash(course)}
        PackItem.objects.update_or_create(pack=self.pack.name, item=item, defaults=values)

    def _wanted_order(self) -> Order:
        """Without what was deleted here."""
        return [
            (self.pages[module.id], [self.pages[lesson.id] for lesson in module.lessons if lesson.id in self.pages])
            for module in self.pack.modules
            if module.id in self.pages
        ]

    def _order_hash(self, course: CoursePage) -> str:
        rows = PackItem.objects.filter(pack=self.pack.name, item__regex="^(module|lesson):")
        return hash_of(order_here(course, list(rows.values_list("object_pk", flat=True))))

    def _lesson(self, source: PackLesson, module: ModulePage | None, previous: Page | None) -> Page | None:
        """None: it was deleted here, or its module was, and so it stays."""
        item = f"lesson:{source.id}"
        page = self._found(item, LessonPage)
        if module is None or (page is None and item in self.items and not {item, "all"} & self.take):
            self.seen |= {item, *(name for name, _write in self._parts(source))}
            return None
        for _name, write in self._parts(source):
            write()
        if self._is_left(item):
            return None
        if self._needs_writing(item, page):
            key = key_of(self.pack.id, source.id)
            page = page or LessonPage(translation_key=key, locale=self.locale, slug=slugify(source.title)[:60])
            self._fill(page, source, key)
            page.pillars.set([self.pillar(name) for name in source.pillars])
            page.competences.set([self.competence(said) for said in source.competences])
            page.topics.set([self.topic(name) for name in source.topics])
            publish(page, item, place=partial(add_after, page, module, previous))
            self._keep(item, page)
        assert page is not None
        self.pages[source.id] = page.pk
        return page

    def _parts(self, lesson: PackLesson) -> Iterator[tuple[str, Callable[[], None]]]:
        """What belongs to this lesson alone: (item, how it is written)."""
        for block in lesson.blocks:
            if isinstance(block, CheckBlock):
                yield f"question:{block.question.id}", partial(self._question, block.question, None)
            elif isinstance(block, PracticeBlock):
                yield f"practice:{lesson.id}", partial(self._task, lesson, block)

    def _fill(self, page: LessonPage, source: PackLesson, key: UUID) -> None:
        page.title, page.kind, page.minutes = source.title, source.kind, source.minutes
        page.objective = page.search_description = source.objective
        page.source_title = source.source.title if source.source else ""
        page.source_url = source.source.url if source.source else ""
        page.reviewed_on, page.review_again_on = source.reviewed, source.review_again
        page.changes_often = source.changes_often
        objects = Objects(self.pictures, self.questions, self.tasks, self.quizzes, self.contents)
        raw = with_known_ids(raw_body(source, key, objects), page.body.get_prep_value())
        if self.pack.is_translation:
            raw = self.original.with_its_ids(raw, source)
        page.body = LessonPage.body.field.to_python(json.dumps(raw))


def _add_last(course: CoursePage) -> None:
    ensure_tree().add_child(instance=course)
