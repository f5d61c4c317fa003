"""Django's SQLite, but a new database file is for its owner only. Named in lms.settings.database."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """SQLite itself would let everybody on the machine read what it makes; its journals follow the file."""
        name = str(conn_params["database"])
        if not name.startswith(("file:", ":memory:")):
            with contextlib.suppress(OSError):  # no such folder, no right to write: SQLite says it next, as usual
                os.close(os.open(name, os.O_RDWR | os.O_CREAT, 0o600))
        return super().get_new_connection(conn_params)
