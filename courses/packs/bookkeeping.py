"""What a load knows of each thing of its pack: what was written before, what is wanted, what was done."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.db import models
from wagtail.tasks import update_reference_index_task

from courses.models import PackItem
from courses.packs.items import item_hashes
from courses.packs.model import Pack
from courses.packs.outcome import Loaded
from courses.packs.writing import content_hash, is_edited

Object = TypeVar("Object", bound=models.Model)


class Bookkeeping:
    """One item: decide, then write."""

    def __init__(self, pack: Pack, take: Collection[str], only: Collection[str] | None) -> None:
        self.pack = pack
        self.only = None if only is None else set(only)
        self.take = set(take) | (self.only or set())
        self.hashes = item_hashes(pack)
        self.items = {row.item: row for row in PackItem.objects.filter(pack=pack.name)}
        self.kept: list[PackItem] = []  # what this load has written
        self.seen: set[str] = set()
        self.done = Loaded(pack.name, pack.version)

    def _is_left(self, item: str) -> bool:
        """New in the pack, and not wanted: it can be taken another time."""
        is_left = self.only is not None and item not in self.only and item not in self.items
        if is_left:
            self.done.left.append(item)
        return is_left

    def _needs_writing(self, item: str, found: models.Model | None, source_hash: str = "") -> bool:
        """Whether the pack's text goes in; counts and reports what is left alone."""
        source_hash = source_hash or self.hashes[item]
        self.seen.add(item)
        row = self.items.get(item)
        if self.only is not None and item not in self.only and row is not None:
            if row.source_hash != source_hash:
                self.done.left.append(item)
            else:
                self.done.unchanged += 1
            return False
        if row is None:
            self.done.made += 1
            return True
        taken = bool({item, "all"} & self.take)
        if row.source_hash == source_hash and not (taken and is_edited(found, row)):
            self.done.unchanged += 1
            return False
        if not taken and is_edited(found, row):
            self.done.conflicts.append(item)
            return False
        self.done.updated += 1
        return True

    def _keep(self, item: str, written: models.Model) -> None:
        hashes = {"source_hash": self.hashes[item], "content_hash": content_hash(written)}
        self.kept.append(PackItem(pack=self.pack.name, item=item, object_pk=written.pk, **hashes))
        # Once for each thing, not with every row that is saved on the way.
        update_reference_index_task.enqueue(written._meta.app_label, written._meta.model_name, str(written.pk))

    def _save_kept(self) -> None:
        fields = ["object_pk", "source_hash", "content_hash"]
        PackItem.objects.bulk_create(
            self.kept, update_conflicts=True, unique_fields=["pack", "item"], update_fields=fields
        )

    def _found(self, item: str, model: type[Object]) -> Object | None:
        row = self.items.get(item)
        return model._default_manager.filter(pk=row.object_pk).first() if row else None

    def _part(self, item: str, model: type[Object]) -> Object | None:
        """What pages are made of comes back when it was deleted here: without it they could not be written."""
        found = self._found(item, model)
        if found is None:
            self.items.pop(item, None)
        return found
