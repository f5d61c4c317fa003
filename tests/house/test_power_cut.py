"""What the server said is kept is kept, whatever happens to it the moment after (SECURITY 20). Without a browser:

with one, and a whole server, in tests/e2e/test_weak_signal.py.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.environment import PROJECT_DIR
from lms.demo.answers import right_answer
from quizzes.domain.queries import items_of
from tests.factories.courses import full_course
from tests.factories.people import learner
from tests.progress.doing import start

# A process of its own that acts as the learner's browser and the server in one.
PROCESS = """
import json, os, signal, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
acts = json.load(sys.stdin)
client = Client(SERVER_NAME="localhost")
client.cookies[settings.SESSION_COOKIE_NAME] = acts["session"]
for url, fields in acts["posts"]:
    answer = client.post(url, fields, headers={"accept": "application/json"})
    print(answer.status_code, answer.content.decode() if "json" in answer["Content-Type"] else answer.get("Location", ""), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_after(folder: Path, **acts: Any) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": ""}
    return subprocess.run(
        [sys.executable, "-c", PROCESS],
        cwd=PROJECT_DIR,
        env=environment,
        input=json.dumps(acts),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.sqlite_only
def test_answers_said_to_be_kept_outlive_a_killed_server(transactional_db, tmp_path):
    ani, outline = learner(), full_course()
    page, client = outline.lessons[3], Client()
    attempt = start(ani, outline, page)
    items = items_of(attempt)
    client.force_login(ani)
    shutil.copytree(django_settings.DATA_DIR / "keys", tmp_path / "keys")  # the sessions' signing key
    file = sqlite3.connect(tmp_path / "db.sqlite3")
    connection.connection.backup(file)
    posts = [
        (
            reverse("quiz_question", args=[page.key, attempt.public_id, item.position]),
            right_answer(item.version.content) | {"act": "save", "key": str(uuid4())},
        )
        for item in items
    ]
    done = killed_after(tmp_path, session=client.cookies[django_settings.SESSION_COOKIE_NAME].value, posts=posts)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert done.stdout.splitlines() == ['200 {"saved": true}'] * len(items)
    kept = file.execute("SELECT response FROM quizzes_attemptitem WHERE attempt_id = ? ORDER BY position", [attempt.pk])
    assert [fields["choice"][0] in response for (response,), (_url, fields) in zip(kept, posts, strict=True)] == [
        True
    ] * 4
    assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not any(item.response for item in items_of(attempt))  # the process had a database of its own
    file.close()
