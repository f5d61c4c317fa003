"""Many questions at once as drafts: with tags, revision, log, search and references, like one that is saved by hand."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import slugify
from PIL import Image
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends

from accounts.models import User
from core.models import Competence, Picture, Pillar, Topic
from quizzes.domain.shapes import raw_value
from quizzes.formats import model as exchange
from quizzes.models import Pool, Question
from quizzes.models.bank import QuestionCompetence, QuestionPillar, QuestionTopic

AT_ONCE = 200

Taken = tuple[exchange.Question, Pool]


def save_drafts(
    taken: Iterable[Taken], *, names: Iterable[str], by: User, at: datetime, keys: Iterable[UUID] = ()
) -> Iterator[list[Question]]:
    """Inside a transaction, in the order given, batch by batch: what is not asked for is not saved.

    ``names``: all tags and categories among them; ``keys``: of the questions, for whoever looks for them again.
    """
    pictures, tags = _Pictures(by), _Tags(names)
    coming, known = iter(taken), iter(keys)
    while batch := list(islice(coming, AT_ONCE)):
        questions = [_draft(source, pool, pictures) for source, pool in batch]
        for question, key in zip(questions, islice(known, len(questions)), strict=False):
            question.key = key
        Question.objects.bulk_create(questions)
        tags.put_on(list(zip(questions, (source for source, _pool in batch), strict=True)))
        _keep_revisions(questions, by=by, at=at)
        transaction.on_commit(partial(_index, [question.pk for question in questions]))
        yield questions


def tag_names(source: exchange.Question) -> tuple[str, ...]:
    """As they are kept; a category is a tag as well."""
    return tuple(dict.fromkeys(name[:100] for name in (*source.tags, *source.category)))


def _draft(source: exchange.Question, pool: Pool, pictures: _Pictures) -> Question:
    question = Question(
        stem=source.stem, explanation=source.explanation, difficulty=source.difficulty, pool=pool,
        hints="\n".join(source.hints), live=False, has_unpublished_changes=True,
    )  # fmt: skip
    child = {"type": source.kind, "value": raw_value(source.value), "id": str(uuid4())}
    question.content = Question.content.field.to_python(json.dumps([child]))
    if source.picture:
        question.picture, question.picture_alt = pictures.of(source.picture), source.picture.alt
    return question


def _keep_revisions(questions: Sequence[Question], *, by: User, at: datetime) -> None:
    kind = ContentType.objects.get_for_model(Question)
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=kind, base_content_type=kind, object_id=str(question.pk), created_at=at, user=by,
            object_str=str(question), content=question.serializable_data(),
        )
        for question in questions
    )  # fmt: skip
    for question, revision in zip(questions, revisions, strict=True):
        question.latest_revision = revision
    Question.objects.bulk_update(questions, ["latest_revision"])
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=kind, object_id=str(question.pk), label=str(question), action="wagtail.create",
            timestamp=at, user=by, revision=question.latest_revision, content_changed=True, data={},
        )
        for question in questions
    )  # fmt: skip


def _index(pks: Sequence[int]) -> None:
    """After the transaction, batch by batch: in between others can write."""
    with transaction.atomic():
        questions = list(Question.objects.filter(pk__in=pks))
        for backend in get_search_backends():
            backend.add_bulk(Question, questions)
        for question in questions:
            ReferenceIndex.create_or_update_for_object(question)


class _Pictures:
    """The same picture twice in a file is one."""

    def __init__(self, by: User) -> None:
        self._by = by
        self._made: dict[str, Picture] = {}

    def of(self, attached: exchange.Attached) -> Picture:
        digest = hashlib.sha256(attached.content).hexdigest()
        if digest not in self._made:
            self._made[digest] = self._make(attached)
        return self._made[digest]

    def _make(self, attached: exchange.Attached) -> Picture:
        picture = Picture(
            title=(attached.alt or attached.name)[:250],
            file=ContentFile(attached.content, name=_file_name(attached)),
            file_size=len(attached.content),
            uploaded_by_user=self._by,
        )
        picture.save()
        return picture


def _file_name(attached: exchange.Attached) -> str:
    """What it is says its content, not its name: whatever serves it goes by the ending."""
    with Image.open(io.BytesIO(attached.content)) as image:
        ending = {"JPEG": "jpg"}.get(str(image.format), str(image.format).lower())
    return f"{slugify(attached.name.rpartition('.')[0])[:40] or 'gambar'}.{ending}"


class _Tags:
    """Names of a file: a pillar or a competence where one is called so, otherwise a topic."""

    def __init__(self, names: Iterable[str]) -> None:
        wanted = set(names)
        self._pillars = {pillar.name.casefold(): pillar for pillar in Pillar.objects.all()}
        self._competences = {one.name.casefold(): one for one in Competence.objects.all()} if wanted else {}
        self._topics = {topic.name.casefold(): topic for topic in Topic.objects.all()} if wanted else {}
        self._written = {name.casefold(): name for name in sorted(wanted)}

    def put_on(self, pairs: Sequence[tuple[Question, exchange.Question]]) -> None:
        rows: dict[str, list[Any]] = {"pillar_items": [], "competence_items": [], "topic_items": []}
        own: list[dict[str, list[Any]]] = []
        for question, source in pairs:
            mine = self._items(question, source)
            own.append(mine)
            for relation, items in mine.items():
                rows[relation] += items
        for model, relation in (
            (QuestionPillar, "pillar_items"),
            (QuestionCompetence, "competence_items"),
            (QuestionTopic, "topic_items"),
        ):
            model._default_manager.bulk_create(rows[relation])
        for (question, _source), mine in zip(pairs, own, strict=True):
            for relation, items in mine.items():
                setattr(question, relation, items)

    def _items(self, question: Question, source: exchange.Question) -> dict[str, list[Any]]:
        mine: dict[str, list[Any]] = {"pillar_items": [], "competence_items": [], "topic_items": []}
        for name in dict.fromkeys(name.casefold() for name in tag_names(source)):
            if name in self._pillars:
                mine["pillar_items"].append(QuestionPillar(tag=self._pillars[name], content_object=question))
            elif name in self._competences:
                mine["competence_items"].append(
                    QuestionCompetence(tag=self._competences[name], content_object=question)
                )
            else:
                mine["topic_items"].append(QuestionTopic(tag=self._topic(name), content_object=question))
        return mine

    def _topic(self, name: str) -> Topic:
        if name not in self._topics:
            topic = Topic(name=self._written[name])
            topic.save()  # finds a slug that is free
            self._topics[name] = topic
        return self._topics[name]
