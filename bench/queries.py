"""How often each learner page asks the database once a process is warm; in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.screens import LESSON, PRACTICE, QUIZ
from tests.e2e.site import PROJECT

Row = tuple[str, str, str]  # what, measured, goal
PAGES = {
    "home": "/",
    "catalogue": "/kursus/",
    "course": "/kursus/mulai-dari-hp/",
    "lesson": LESSON,
    "practice": PRACTICE,
    "quiz": QUIZ,
    "certificates": "/sertifikat/",
    "account": "/akun/",
}
_COUNT = """
import json, sys, django
django.setup()
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from accounts.models import User
settings.ALLOWED_HOSTS = ["testserver"]
client = Client()
client.force_login(User.objects.get(username="siti"))
counts = {}
for name, path in json.loads(sys.argv[1]).items():
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    counts[name] = len(asked)
print(json.dumps(counts))
"""


def count_queries(data: Path) -> list[Row]:
    environment = os.environ | {"DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "lms.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _COUNT, json.dumps(PAGES)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    counts = json.loads(done.stdout.splitlines()[-1])
    return [("Queries, warm", ", ".join(f"{name} {count}" for name, count in counts.items()), "≤ 8 each")]
