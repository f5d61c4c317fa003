"""What the server loads before it forks: shared by its workers, so nothing of it may belong to one of them alone."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings

LOOK = """
import gc, lms.wsgi
from django.db import connections
from django.urls import get_resolver
opened = [one.alias for one in connections.all(initialized_only=True) if one.connection is not None]
print(opened, "url_patterns" in vars(get_resolver()), gc.get_freeze_count() > 100_000)
"""


def test_addresses_are_loaded_and_out_of_the_collectors_sight_and_no_database_is_open(tmp_path):
    """A connection that is open when the server forks would be used by all workers at once."""
    path = os.pathsep.join([str(settings.BASE_DIR), str(settings.BASE_DIR / "h5p-python-wrapper" / "src")])
    environment = os.environ | {"DATA_DIR": str(tmp_path), "PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "lms.settings"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOOK], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[] True True", done.stderr[-1000:]
