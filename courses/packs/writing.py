"""How one thing of a pack is written, and how a later load knows whether somebody edited it since."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from h5p_wrapper.problems import H5PError
from wagtail.models import Page, Revision, RevisionMixin
from wagtail.signals import page_published, published

from core.models import Picture
from courses.domain.activities import nobody_shows
from courses.models import PackItem
from courses.packs.items import hash_of
from courses.packs.problems import PackRefused, Problem
from media.h5p.models import H5PContent


def publish(thing: Any, item: str, *, place: Callable[[], None] | None = None) -> None:
    """``place``: puts a new page into the tree, which saves it."""
    with refused_as(item):
        if thing.pk is None:
            _publish_first(thing, place or partial(_save_whole, thing))
            return
        thing.full_clean()
    revision = thing.save_revision(log_action=False, clean=False)
    revision.as_object = lambda: thing  # to read back what was written a moment ago would take a fifth of the time
    thing.publish(revision, log_action=False)
    if isinstance(thing, Page):
        thing.refresh_from_db()  # its place in the tree


def _publish_first(thing: Any, save: Callable[[], None]) -> None:
    """What Wagtail's publishing leaves behind, without its looks at what was there before: half of a first load."""
    thing.live, thing.has_unpublished_changes = True, False
    thing.first_published_at = thing.last_published_at = timezone.now()
    save()
    revision = Revision.objects.create(
        content_object=thing,
        base_content_type=thing.get_base_content_type(),
        content=thing.serializable_data(),
        object_str=str(thing),
    )
    revision.as_object = lambda: thing
    facts = {"latest_revision": revision, "live_revision": revision}
    if isinstance(thing, Page):
        facts["latest_revision_created_at"] = revision.created_at
    for name, value in facts.items():
        setattr(thing, name, value)
    type(thing)._base_manager.filter(pk=thing.pk).update(**facts)
    if isinstance(thing, Page):
        page_published.send(sender=type(thing), instance=thing, revision=revision)
    published.send(sender=type(thing), instance=thing, revision=revision)
    if not isinstance(thing, Page):
        nobody_shows(thing)


def _save_whole(thing: Any) -> None:
    thing.full_clean()
    thing.save()


@contextmanager
def refused_as(item: str) -> Iterator[None]:
    """What this site does not take – an address that another course has – refuses the pack like any mistake in it."""
    try:
        yield
    except ValidationError as error:
        raise PackRefused([Problem(item, 0, "{problem}", {"problem": " ".join(error.messages)})]) from error
    except H5PError as error:
        said = [(problem.where, f"{problem.text} {problem.remedy}") for problem in error.problems]
        raise PackRefused(
            [Problem(f"{item.replace(':', '/')}/{where}", 0, "{problem}", {"problem": text}) for where, text in said]
        ) from error


def fitting(model: type[models.Model], name: str, text: str) -> str:
    """Cut to what the column holds: SQLite would take it all, PostgreSQL nothing."""
    field = model._meta.get_field(name)
    assert isinstance(field, models.CharField)
    assert field.max_length is not None
    return Truncator(text).chars(field.max_length)


def is_edited(found: models.Model | None, row: PackItem) -> bool:
    """Changed, withdrawn or deleted here since it was loaded."""
    return found is None or not getattr(found, "live", True) or content_hash(found) != row.content_hash


def content_hash(thing: Any) -> str:
    """Of what stands here now, unpublished edits included."""
    if isinstance(thing, Picture):
        return hash_of([thing.title, thing.file.name])
    if isinstance(thing, H5PContent):
        return hash_of([thing.title, thing.alternative, thing.picture_id, thing.current and thing.current.number])
    revised = isinstance(thing, RevisionMixin | Page) and thing.latest_revision is not None
    data = thing.latest_revision.content if revised else thing.serializable_data()
    return hash_of({name: _comparable(value) for name, value in data.items() if name not in _NOT_CONTENT})


def _comparable(value: Any) -> Any:
    """Without what changes by itself when nobody changed anything.

    Rows of a child table (tags, steps, draws) get their primary key only after the revision was written, and
    PostgreSQL puts the keys inside a StreamField into an order of its own.
    """
    if isinstance(value, list):
        return [{k: v for k, v in row.items() if k != "pk"} if isinstance(row, dict) else row for row in value]
    if isinstance(value, str) and value.startswith("["):
        with suppress(ValueError):  # a text that happens to begin like a list
            return json.loads(value)
    return value


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
    "language",
    "translation_of",
}
