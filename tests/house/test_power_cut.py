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

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.environment import PROJECT_DIR
from lms.demo.stages import right_answer
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
client = Client()
client.cookies[settings.SESSION_COOKIE_NAME] = acts["session"]
for url, fields in acts["posts"]:
    answer = client.post(url, fields, headers={"accept": "application/json"})
    print(answer.status_code, answer.content.decode() if "json" in answer["Content-Type"] else answer.get("Location", ""), flush=True)
if acts["then_killed"]:
    os.kill(os.getpid(), signal.SIGKILL)
"""


def in_another_process(folder: Path, **acts: Any) -> subprocess.CompletedProcess[str]:
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
def test_an_answer_said_to_be_kept_outlives_a_killed_server_and_is_sent_again_for_nothing(transactional_db, tmp_path):
    ani, outline = learner(), full_course()
    page, client = outline.lessons[3], Client()
    attempt = start(ani, outline, page)
    item = items_of(attempt)[0]
    client.force_login(ani)
    shutil.copytree(django_settings.DATA_DIR / "keys", tmp_path / "keys")  # the sessions' signing key
    file = sqlite3.connect(tmp_path / "db.sqlite3")
    connection.connection.backup(file)
    url = reverse("quiz_question", args=[page.key, attempt.public_id, item.position])
    fields = right_answer(item.version.content) | {"act": "save", "key": "6b1f8b6e-3a55-4d53-9f35-0d0c3d3c8a11"}
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value

    killed = in_another_process(tmp_path, session=session, posts=[(url, fields)], then_killed=True)
    assert (killed.returncode, killed.stdout.strip()) == (-signal.SIGKILL, '200 {"saved": true}'), killed.stderr
    kept = file.execute("SELECT response FROM quizzes_attemptitem WHERE id = ?", [item.pk]).fetchone()[0]
    assert json.loads(kept) == {"choice": fields["choice"]} or fields["choice"][0] in kept
    assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    hand_in = reverse("quiz_review", args=[page.key, attempt.public_id])
    again = in_another_process(tmp_path, session=session, posts=[(url, fields), (hand_in, {})], then_killed=False)
    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines()[0] == '200 {"saved": true}'
    marks = file.execute("SELECT number, percent FROM quizzes_attempt WHERE learner_id = ?", [ani.pk]).fetchall()
    assert marks == [(1, 25)]
