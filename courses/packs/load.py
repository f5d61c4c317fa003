"""Bring a pack into the database: new things are made, unchanged ones left, changed ones updated – and
whatever was edited here stays as it is and is reported (never overwritten in silence).

One pack is one transaction: nothing is half imported. Raises PackRefused before anything is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.text import slugify
from wagtail.models import Page, RevisionMixin

from core.models import Competence, Picture, Pillar, Topic
from courses.domain.outlines import outlines_published_once
from courses.domain.tree import ensure_tree
from courses.models import CoursePage, LessonPage, ModulePage, PackItem, PackLoad, Track
from courses.packs.model import CheckBlock, Pack, PackLesson, PackModule, PackQuestion, PackQuiz, PracticeBlock, key_of
from courses.packs.model import Competence as PackCompetence
from courses.packs.read import pack_digest, read_pack
from courses.packs.stream import Objects, raw_body, raw_question
from practice.models import PracticeStep, PracticeTask
from quizzes.models import Pool, Question, Quiz, QuizSection

Said = Callable[[str], None]
Object = TypeVar("Object", bound=models.Model)

TRACKS = {
    "internet-dasar": ("Internet Dasar", "Memakai HP, Wi-Fi, akun, dan situs dengan tenang dan aman.", "wifi"),
    "marketplace-umkm": ("Marketplace dan UMKM", "Menyiapkan produk, membuka toko, dan melayani pembeli.", "shop"),
    "layanan-publik-digital": (
        "Layanan Publik Digital",
        "Mengurus layanan kota dari HP dan ikut membangun.",
        "building",
    ),
}


@dataclass
class Loaded:
    """What loading one pack did."""

    pack: str
    version: str
    made: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: list[str] = field(default_factory=list)  # edited here: left alone
    gone: list[str] = field(default_factory=list)  # no longer in the pack: left alone


def is_loaded(folder: Path) -> bool:
    """The pack in this folder is the one that was loaded last; costs one query and one read of its files."""
    return PackLoad.objects.filter(digest=pack_digest(folder)).exists()


def load_pack(folder: Path, *, at: datetime, take: Collection[str] = (), say: Said = lambda line: None) -> Loaded:
    """``take``: items ("lesson:menyambung-wifi", or "all") whose local edits give way; their history stays."""
    pack = read_pack(folder)
    with transaction.atomic(), outlines_published_once():
        loader = _Loader(pack, at, take, say)
        loader.load()
    return loader.done


class _Loader:
    def __init__(self, pack: Pack, at: datetime, take: Collection[str], say: Said) -> None:
        self.pack = pack
        self.at = at
        self.take = take
        self.say = say
        self.items = {row.item: row for row in PackItem.objects.filter(pack=pack.id)}
        self.seen: set[str] = set()
        self.done = Loaded(pack.id, pack.version)
        self.pictures: dict[str, int] = {}
        self.questions: dict[str, int] = {}
        self.tasks: dict[str, int] = {}
        self.quizzes: dict[str, int] = {}

    def load(self) -> None:
        self._load_pictures()
        pools = {module.id: self._pool(module) for module in self.pack.modules}
        self.say(f"{self.pack.id}: {len(self.pack.bank)} questions")
        for question in self.pack.bank:
            self._question(question, pools[question.module])
        for quiz in self.pack.quizzes:
            self._quiz(quiz, pools)
        course = self._course()
        for module in self.pack.modules:
            self.say(f"{self.pack.id}: {module.title}")
            self._module(module, course)
        self.done.gone = sorted(self.items.keys() - self.seen)
        PackLoad.objects.update_or_create(
            pack=self.pack.id,
            defaults={
                "version": self.pack.version,
                "digest": self.pack.digest,
                "loaded_at": self.at,
                "conflicts": self.done.conflicts,
            },
        )

    # One item: decide, then write.

    def _needs_writing(self, item: str, source_hash: str, found: models.Model | None) -> bool:
        """Whether the pack's text goes in; counts and reports what is left alone."""
        self.seen.add(item)
        row = self.items.get(item)
        if row is None:
            self.done.made += 1
            return True
        if row.source_hash == source_hash:
            self.done.unchanged += 1
            return False
        edited = found is None or content_hash(found) != row.content_hash
        if edited and not {item, "all"} & set(self.take):
            self.done.conflicts.append(item)
            return False
        self.done.updated += 1
        return True

    def _keep(self, item: str, source_hash: str, written: models.Model) -> None:
        PackItem.objects.update_or_create(
            pack=self.pack.id,
            item=item,
            defaults={"object_pk": written.pk, "source_hash": source_hash, "content_hash": content_hash(written)},
        )

    def _found(self, item: str, model: type[Object]) -> Object | None:
        row = self.items.get(item)
        return model._default_manager.filter(pk=row.object_pk).first() if row else None

    def _load_pictures(self) -> None:
        for path, content in self.pack.pictures.items():
            item = f"picture:{path}"
            source_hash = hashlib.sha256(content).hexdigest()
            image = self._found(item, Picture)
            if self._needs_writing(item, source_hash, image):
                image = image or Picture()
                image.title = f"{self.pack.id} {Path(path).stem}"
                image.source = f"{self.pack.title}, {self.pack.licence}"
                image.file = ContentFile(content, name=f"{self.pack.id}-{Path(path).stem}-{source_hash[:8]}.svg")
                image.file_size = len(content)
                image.save()
                self._keep(item, source_hash, image)
            if image is not None:
                self.pictures[path] = image.pk

    def _pool(self, module: PackModule) -> Pool:
        """The group of a module's bank questions; its name follows the pack."""
        key = key_of(self.pack.id, "pool", module.id)
        pool, _created = Pool.objects.update_or_create(
            key=key, defaults={"name": f"{self.pack.title} – {module.title}"}
        )
        return pool

    def _question(self, source: PackQuestion, pool: Pool | None) -> None:
        item = f"question:{source.id}"
        source_hash = _hash(asdict(source))
        question = self._found(item, Question)
        if self._needs_writing(item, source_hash, question):
            key = key_of(self.pack.id, "question", source.id)
            question = question or Question(key=key)
            question.stem = source.stem
            question.content = Question.content.field.to_python(json.dumps(raw_question(source, key)))
            question.explanation = source.explanation
            question.difficulty = source.difficulty
            question.pool = pool
            question.picture_id = self.pictures[source.picture.path] if source.picture else None
            question.picture_alt = source.picture.alt if source.picture else ""
            _publish_new(question)
            question.pillars.set([_pillar(name) for name in source.pillars])
            question.competences.set([_competence(competence) for competence in source.competences])
            _publish(question)
            self._keep(item, source_hash, question)
        if question is not None:
            self.questions[source.id] = question.pk

    def _quiz(self, source: PackQuiz, pools: dict[str, Pool]) -> None:
        item = f"quiz:{source.id}"
        source_hash = _hash(asdict(source))
        quiz = self._found(item, Quiz)
        if self._needs_writing(item, source_hash, quiz):
            quiz = quiz or Quiz(key=key_of(self.pack.id, "quiz", source.id))
            quiz.title, quiz.pass_percent = source.title, source.pass_percent
            quiz.attempts_allowed, quiz.feedback = source.attempts_allowed, source.feedback
            titles = {module.id: module.title for module in self.pack.modules}
            _publish_new(quiz)
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
            _publish(quiz)
            self._keep(item, source_hash, quiz)
        if quiz is not None:
            self.quizzes[source.id] = quiz.pk

    def _task(self, lesson: PackLesson, block: PracticeBlock) -> None:
        item = f"practice:{lesson.id}"
        source_hash = _hash([lesson.title, asdict(block)])
        task = self._found(item, PracticeTask)
        if self._needs_writing(item, source_hash, task):
            task = task or PracticeTask(key=key_of(self.pack.id, "practice", lesson.id))
            task.title, task.companion, task.replaces = lesson.title, block.companion, block.replaces
            _publish_new(task)
            task.steps = [
                PracticeStep(key=step.id, text=f"<p>{step.text}</p>", sort_order=order)
                for order, step in enumerate(block.steps)
            ]
            _publish(task)
            self._keep(item, source_hash, task)
        if task is not None:
            self.tasks[lesson.id] = task.pk

    def _course(self) -> CoursePage:
        pack = self.pack
        facts = {
            k: v
            for k, v in asdict(pack).items()
            if k not in ("modules", "bank", "quizzes", "pictures", "digest", "version")
        }
        item = "course"
        source_hash = _hash(facts)
        course = self._found(item, CoursePage)
        if self._needs_writing(item, source_hash, course):
            made = course is None
            course = course or CoursePage(translation_key=key_of(pack.id), slug=pack.slug, pack=pack.id)
            course.title, course.summary, course.audience = pack.title, pack.summary, pack.audience
            course.outcomes = "\n".join(pack.outcomes)
            course.track = _track(pack.track)
            course.search_description = pack.summary[:300]
            if made:
                ensure_tree().add_child(instance=course)
            course.pillars.set([_pillar(name) for name in pack.pillars])
            course.topics.set([_topic(name) for name in pack.topics])
            course.prerequisites.set(CoursePage.objects.filter(pack__in=pack.prerequisites))
            _publish(course)
            self._keep(item, source_hash, course)
        if course is None:  # deleted here: its lessons have nowhere to stand
            raise CourseDeletedHere(pack.id)
        return course

    def _module(self, source: PackModule, course: CoursePage) -> None:
        item = f"module:{source.id}"
        source_hash = _hash([source.title, source.summary])
        module = self._found(item, ModulePage)
        if self._needs_writing(item, source_hash, module):
            made = module is None
            module = module or ModulePage(
                translation_key=key_of(self.pack.id, source.id), slug=slugify(source.title)[:60]
            )
            module.title, module.summary = source.title, source.summary
            if made:
                course.add_child(instance=module)
            _publish(module)
            self._keep(item, source_hash, module)
        previous: Page | None = None
        for lesson in source.lessons:
            previous = (self._lesson(lesson, module, previous) if module is not None else None) or previous

    def _lesson(self, source: PackLesson, module: ModulePage, previous: Page | None) -> Page | None:
        for block in source.blocks:
            if isinstance(block, CheckBlock):
                self._question(block.question, None)
            elif isinstance(block, PracticeBlock):
                self._task(source, block)
        item = f"lesson:{source.id}"
        source_hash = _hash(asdict(source) | {"file": ""})
        page = self._found(item, LessonPage)
        if self._needs_writing(item, source_hash, page):
            key = key_of(self.pack.id, source.id)
            made = page is None
            page = page or LessonPage(translation_key=key, slug=slugify(source.title)[:60])
            self._fill(page, source, key)
            if made:
                _add_after(page, module, previous)
            page.pillars.set([_pillar(name) for name in source.pillars])
            page.competences.set([_competence(competence) for competence in source.competences])
            page.topics.set([_topic(name) for name in source.topics])
            _publish(page)
            self._keep(item, source_hash, page)
        return page

    def _fill(self, page: LessonPage, source: PackLesson, key: UUID) -> None:
        page.title, page.kind, page.minutes, page.objective = (
            source.title,
            source.kind,
            source.minutes,
            source.objective,
        )
        page.search_description = source.objective
        page.source_title = source.source.title if source.source else ""
        page.source_url = source.source.url if source.source else ""
        page.reviewed_on, page.review_again_on = source.reviewed, source.review_again
        page.changes_often = source.changes_often
        objects = Objects(self.pictures, self.questions, self.tasks, self.quizzes)
        page.body = LessonPage.body.field.to_python(json.dumps(raw_body(source, key, objects)))


class CourseDeletedHere(Exception):
    """The course of this pack was deleted on this site; ``--take all`` brings it back."""


def _add_after(page: Page, parent: Page, previous: Page | None) -> None:
    """At its place among the pack's lessons, also when it came into the pack later."""
    parent.refresh_from_db()
    if previous is None and parent.numchild:
        first = parent.get_first_child()
        first.add_sibling(pos="left", instance=page)
    elif previous is not None:
        previous.refresh_from_db(fields=["path", "depth", "numchild"])
        if previous.get_parent().pk == parent.pk:
            previous.add_sibling(pos="right", instance=page)
            return
        parent.add_child(instance=page)
    else:
        parent.add_child(instance=page)


def _publish_new(thing: Any) -> None:
    """Children need a saved parent; it becomes visible only with its first revision."""
    if thing.pk is None:
        thing.live = False
        thing.save()


def _publish(thing: Any) -> None:
    thing.full_clean()
    thing.save_revision(log_action=False).publish(log_action=False)
    thing.refresh_from_db()


def content_hash(thing: Any) -> str:
    """Of what stands here now, unpublished edits included."""
    if isinstance(thing, RevisionMixin | Page) and thing.latest_revision_id:
        thing = thing.get_latest_revision_as_object()
    if isinstance(thing, Picture):
        return _hash([thing.title, thing.file.name])
    data = thing.serializable_data()
    return _hash({name: value for name, value in data.items() if name not in _NOT_CONTENT})


_NOT_CONTENT = {
    "pk",
    "path",
    "depth",
    "numchild",
    "url_path",
    "live",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "latest_revision_created_at",
    "live_revision",
    "latest_revision",
    "owner",
    "locked",
    "locked_at",
    "locked_by",
    "expired",
    "go_live_at",
    "expire_at",
    "alias_of",
    "draft_title",
    "current_version",
    "wagtail_admin_comments",
    "content_type",
    "locale",
}


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _track(slug: str) -> Track:
    title, summary, icon = TRACKS.get(slug, (slug, "", "wifi"))
    defaults = {
        "key": key_of("track", slug),
        "title": title,
        "summary": summary,
        "icon": icon,
        "sort_order": list(TRACKS).index(slug) if slug in TRACKS else 9,
    }
    return Track.objects.get_or_create(slug=slug, defaults=defaults)[0]


def _pillar(name: str) -> Pillar:
    return Pillar.objects.get_or_create(slug=name, defaults={"name": name.capitalize()})[0]


def _topic(name: str) -> Topic:
    return Topic.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def _competence(competence: PackCompetence) -> Competence:
    name = " · ".join(
        filter(None, (competence.framework, competence.code, f"level {competence.level}" if competence.level else ""))
    )
    return Competence.objects.get_or_create(
        framework=competence.framework,
        code=competence.code,
        level=competence.level,
        defaults={"name": name, "slug": slugify(name)},
    )[0]
