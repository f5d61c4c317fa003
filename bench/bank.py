"""Large banks, many answers: opening an attempt, item analysis, an import. Each in an own process and database."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

from lms.bootstrap.postgres import Cluster, find_binaries
from tests.e2e.site import PROJECT

Row = tuple[str, str, str]  # what, measured, goal
SMALL, LARGE, ASKED = 500, 5_000, 20
ATTEMPTS = 5_000  # of 20 questions each


def measure_bank() -> list[Row]:
    """On SQLite, the analysis on PostgreSQL as well, where that is installed."""
    rows = [_alone("opening"), _alone("importing"), _alone("analysing")]
    binaries = find_binaries()
    if binaries:
        with Cluster(binaries) as cluster:
            rows.append(_alone("analysing", cluster.url))
    return rows


def _alone(what: str, database_url: str = "") -> Row:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DATA_DIR": folder,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "lms.settings",
        }
        command = [sys.executable, "-m", "bench.bank", what]
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        name, measured, goal = done.stdout.splitlines()[-1].split("|")
    return f"{name}, {'PostgreSQL' if database_url else 'SQLite'}", measured, goal


def _content(number: int) -> dict[str, object]:
    general: dict[str, object] = {"stem": f"<p>Soal {number}?</p>", "picture": None, "explanation": ""}
    if number % 10 == 0:
        return general | {
            "kind": "short_text",
            "accepted": ["go.id"],
            "feedback_correct": "",
            "feedback_incorrect": "",
        }
    choices = [{"id": str(uuid4()), "text": text, "correct": text == "A", "feedback": "Begitu."} for text in "ABCD"]
    return general | {"kind": "single_choice", "shuffle": True, "choices": choices}


def _fill_bank(count: int):  # type: ignore[no-untyped-def]
    """A group of so many published questions, made without revisions and index: only their reading is measured."""
    from django.utils import timezone

    from quizzes.models import Pool, Question, QuestionVersion

    pool = Pool.objects.create(name=f"{count} soal")
    Question.objects.bulk_create(Question(stem=f"<p>Soal {n}?</p>", content="[]", pool=pool) for n in range(count))
    questions = list(Question.objects.filter(pool=pool).order_by("pk"))
    versions = QuestionVersion.objects.bulk_create(
        QuestionVersion(question=question, number=1, content=_content(n), digest=str(n), made_at=timezone.now())
        for n, question in enumerate(questions)
    )
    for question, version in zip(questions, versions, strict=True):
        question.current_version = version
    Question.objects.bulk_update(questions, ["current_version"], batch_size=500)
    return pool, versions


def _fill_learners(count: int):  # type: ignore[no-untyped-def]
    from accounts.models import User

    User.objects.bulk_create(
        User(username=f"bench{n}", name=f"Bench {n}", age="adult", password="!") for n in range(count)
    )
    return list(User.objects.filter(username__startswith="bench").order_by("pk"))


def opening() -> Row:
    """Median of 20 starts by 20 people, and how often each asks the database."""
    import statistics

    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from quizzes.domain import attempts
    from quizzes.models import Quiz, QuizSection

    learners, told = _fill_learners(41), []
    for size in (SMALL, LARGE):
        pool, _versions = _fill_bank(size)
        quiz = Quiz.objects.create(title=pool.name)
        QuizSection.objects.create(quiz=quiz, pool=pool, count=ASKED, key="x")
        times = []
        for learner in learners[:20]:
            fresh = Quiz.objects.get(pk=quiz.pk)
            started = time.perf_counter()
            attempts.start(learner=learner, quiz=fresh, context=uuid4(), by=learner, at=timezone.now())
            times.append((time.perf_counter() - started) * 1000)
        with CaptureQueriesContext(connection) as asked:
            attempts.start(
                learner=learners[40], quiz=Quiz.objects.get(pk=quiz.pk), context=uuid4(), by=None, at=timezone.now()
            )  # type: ignore[arg-type]
        reads = [one for one in asked.captured_queries if not re.match("SAVEPOINT|RELEASE|BEGIN|COMMIT", one["sql"])]
        told.append(f"{len(reads) - 1} queries, {statistics.median(times):.0f} ms from {size:,}")  # 1: the quiz itself
    return f"Opening an attempt of {ASKED} questions", "; ".join(told), "≤ 8 queries, flat"


def analysing() -> Row:
    """The best of five: what else runs on the machine only adds to it."""
    from django.db import connection
    from django.utils import timezone

    from quizzes.domain.analysis import quiz_analysis
    from quizzes.models import Attempt, AttemptItem, Quiz

    random, learners, now = Random(4), _fill_learners(ATTEMPTS // 2), timezone.now()
    _pool, versions = _fill_bank(100)
    quiz = Quiz.objects.create(title="Analisis")
    attempts = Attempt.objects.bulk_create(
        Attempt(
            learner=learners[n % len(learners)],
            quiz=quiz,
            context=UUID(int=n),
            number=1,
            started_at=now,
            submitted_at=now,
            percent=random.randint(0, 100),
            passed=random.random() < 0.6,
            pass_percent=70,
            feedback="at_end",
        )
        for n in range(ATTEMPTS)
    )

    def items():  # type: ignore[no-untyped-def]
        for attempt in attempts:
            skill = random.random()
            for position, version in enumerate(random.sample(versions, ASKED), 1):
                right = random.random() < skill
                yield AttemptItem(
                    attempt=attempt,
                    position=position,
                    version=version,
                    response=_response(version.content, right, random),
                    answered_at=now + timedelta(seconds=20 * position),
                    fraction=str(int(right)),
                )

    AttemptItem.objects.bulk_create(items(), batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    times = []
    for _round in range(5):
        started = time.perf_counter()
        found = quiz_analysis(quiz)
        times.append(time.perf_counter() - started)
        assert found is not None
        assert len(found.questions) == 100
    goal = "≤ 1 s" if connection.vendor == "postgresql" else "–"
    return f"Item analysis of {ATTEMPTS * ASKED:,} responses", f"{min(times):.2f} s", goal


def _response(content: dict, right: bool, random: Random) -> dict:  # type: ignore[type-arg]
    if content["kind"] == "short_text":
        return {"text": "go.id" if right else f"situs {random.randint(1, 2000)}.com"}
    return {"choices": [content["choices"][0 if right else random.randint(1, 3)]["id"]]}


def importing() -> Row:
    """Plan and import; memory: what the process grew by at its peak, beside the size of the file."""
    from django.utils import timezone

    from quizzes.domain.imports import Target, import_questions, plan_import

    (learner,) = _fill_learners(1)
    data = _moodle_file(LARGE)
    _run_small(learner)
    before, started = _peak(), time.perf_counter()
    plan = plan_import(data, "moodlexml", Target("Impor"))
    planned = time.perf_counter() - started
    assert sum(one.is_new for one in plan) == LARGE
    del plan
    started = time.perf_counter()
    done = import_questions(data=data, form="moodlexml", target=Target("Impor"), by=learner, at=timezone.now())
    took = time.perf_counter() - started
    assert done.made == LARGE
    said = f"plan {planned:.1f} s, import {took:.1f} s, {_peak() - before:.0f} MB more at the peak"
    return f"Importing {LARGE:,} Moodle XML questions ({len(data) / 1e6:.1f} MB)", said, "≤ 60 s, flat memory"


def _run_small(learner) -> None:  # type: ignore[no-untyped-def]
    """Everything loaded and warm before memory is looked at."""
    from django.utils import timezone

    from quizzes.domain.imports import Target, import_questions

    import_questions(
        data=_moodle_file(5, "Hangat"), form="moodlexml", target=Target("Hangat"), by=learner, at=timezone.now()
    )


def _moodle_file(count: int, word: str = "Soal") -> bytes:
    def question(number: int) -> str:
        answers = "".join(
            f'<answer fraction="{100 * (text == "A")}" format="html"><text><![CDATA[<p>{text} {number}</p>]]></text>'
            f'<feedback format="html"><text>Begitu {text}.</text></feedback></answer>'
            for text in "ABCD"
        )
        return (
            f'<question type="multichoice"><name><text>{word} {number}</text></name>'
            f'<questiontext format="html"><text><![CDATA[<p>{word} nomor {number}?</p>]]></text></questiontext>'
            f"<single>true</single><shuffleanswers>true</shuffleanswers>{answers}</question>"
        )

    return ("<?xml version='1.0'?><quiz>" + "".join(map(question, range(count))) + "</quiz>").encode()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print("|".join({"opening": opening, "analysing": analysing, "importing": importing}[sys.argv[1]]()))
