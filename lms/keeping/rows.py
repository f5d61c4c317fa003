"""What a database holds, as one hash per table: equal before and after means nothing was lost."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.apps import apps
from django.db import models

# Tables that live from minute to minute: whoever restores wants people to sign in anew.
_PASSING = {"accounts.session", "core.ratewindow"}


def kept_models() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [
        model
        for model in every
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in _PASSING
    ]


def table_hashes(using: str = "default") -> dict[str, dict[str, Any]]:
    """Label → {"rows": count, "sha256": over all rows in order of their primary key}."""
    return {model._meta.label_lower: _hash(model, using) for model in kept_models()}


def _hash(model: type[models.Model], using: str) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    names = [field.attname for field in model._meta.concrete_fields]
    for row in model._base_manager.using(using).order_by("pk").values_list(*names).iterator(chunk_size=500):
        digest.update(json.dumps(row, default=_plain, ensure_ascii=False, sort_keys=True).encode())
        digest.update(b"\n")
        count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _plain(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if hasattr(value, "raw_data"):  # a StreamField's value
        return json.dumps(list(value.raw_data), sort_keys=True, default=str)
    return str(value)
