from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

_OWNER_ONLY = 0o600


def for_its_owner_only(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """SQLite lets everybody on the machine read the file that it makes; its journals take the file's mode."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or name.startswith(("file:", ":memory:")):
        return
    file = Path(name)
    if file.exists() and stat.S_IMODE(file.stat().st_mode) != _OWNER_ONLY:
        file.chmod(_OWNER_ONLY)
