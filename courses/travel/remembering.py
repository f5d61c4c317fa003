"""Which thing of this site bears which id of a pack, kept when the pack goes out.

A version of it that comes back from elsewhere then finds its things here, and what was edited here since.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wagtail.models import Revision

from courses.models import CoursePage, PackItem, PackLoad
from courses.packs.items import ORDER, hash_of, item_hashes
from courses.packs.model import Pack
from courses.packs.tree import order_here
from courses.packs.writing import content_hash
from courses.travel.ids import Ids
from courses.travel.plan import MODELS

_POOL = "pool:"


def remember(course: CoursePage, pack: Pack, ids: Ids, *, at: datetime) -> None:
    """In the caller's transaction. What came in with a pack keeps what that said; only what was added here is noted."""
    loaded = PackLoad.objects.filter(pack=pack.name).first()
    if loaded is None:
        loaded = PackLoad(pack=pack.name, digest="", made_here=True, language=pack.language)
        _name(course, pack.name)
    hashes = item_hashes(pack)
    order_before = _order(course, pack.name)
    things = {item: thing for item, thing in ids.made.items() if item in hashes or item.startswith(_POOL)}
    if loaded.made_here:
        loaded.version, loaded.licence, loaded.loaded_at = pack.version, pack.licence, at
        loaded.save()
        things |= _known(ids.rows, hashes)
    rows = [
        PackItem(
            pack=pack.name,
            item=item,
            object_pk=thing.pk,
            source_hash=hashes.get(item, ""),
            content_hash="" if item.startswith(_POOL) else content_hash(thing),
        )
        for item, thing in things.items()
    ]
    fields = ["object_pk", "source_hash", "content_hash"]
    PackItem.objects.bulk_create(rows, update_conflicts=True, unique_fields=["pack", "item"], update_fields=fields)
    _keep_order(course, pack.name, hashes[ORDER], order_before, made_here=loaded.made_here)


def _known(rows: dict[str, PackItem], hashes: dict[str, str]) -> dict[str, Any]:
    things = {}
    for item, row in rows.items():
        model = MODELS.get(item.partition(":")[0])
        thing = model.objects.filter(pk=row.object_pk).first() if model and item in hashes else None
        if thing is not None:
            things[item] = thing
    return things


def _order(course: CoursePage, pack: str) -> str:
    rows = PackItem.objects.filter(pack=pack, item__regex="^(module|lesson):")
    return hash_of(order_here(course, list(rows.values_list("object_pk", flat=True))))


def _keep_order(course: CoursePage, pack: str, source_hash: str, before: str, *, made_here: bool) -> None:
    """An order that nobody changed here does not look changed because lessons were added."""
    row = PackItem.objects.filter(pack=pack, item=ORDER).first()
    if row is None or made_here:
        values = {"object_pk": course.pk, "source_hash": source_hash, "content_hash": _order(course, pack)}
        PackItem.objects.update_or_create(pack=pack, item=ORDER, defaults=values)
    elif row.content_hash == before:
        row.content_hash = _order(course, pack)
        row.save(update_fields=["content_hash"])


def _name(course: CoursePage, pack: str) -> None:
    """Also in what was written before and is published later."""
    course.pack = pack
    CoursePage.objects.filter(pk=course.pk).update(pack=pack)
    for revision in Revision.objects.for_instance(course).order_by("-pk")[:2]:
        revision.content["pack"] = pack
        revision.save(update_fields=["content"])
    course.refresh_from_db()
