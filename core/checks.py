"""System checks that say how the embedded database will run."""

from __future__ import annotations

import sqlite3

from django.conf import settings
from django.core.checks import CheckMessage, Info, register


@register(deploy=True)
def database_journal(**kwargs: object) -> list[CheckMessage]:
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    command = settings.DATABASES["default"]["OPTIONS"]["init_command"]
    mode = "WAL" if "WAL" in command else "TRUNCATE"
    return [Info(f"SQLite {sqlite3.sqlite_version}, journal {mode}, synchronous FULL.", id="core.I001")]
