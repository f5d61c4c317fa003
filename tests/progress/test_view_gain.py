"""The result of a test afterwards, beside the person's own one before: their numbers, in kind words, nobody else's."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.html import escape
from django.utils.translation import gettext as _

from quizzes.domain import attempts
from quizzes.domain.queries import items_of
from quizzes.models import Quiz
from tests.factories.courses import full_course, question, quiz
from tests.factories.people import learner
from tests.progress.doing import NOON, address, start, text_of, wrong_answer
from tests.quizzes.doing import RIGHT

UP, SAME, DOWN = (
    "You know more than at the start. Well done!",
    "What you knew at the start has stayed.",
    "Marks go up and down, that is normal. Read the explanations at your own pace.",
)


def take_before(person, exam, *, right):
    attempt = attempts.start(learner=person, quiz=exam, context=uuid4(), by=person, at=NOON - timedelta(days=2))
    if right:
        posted = {"choice": [RIGHT]}
        attempts.save_answer(learner=person, attempt=attempt.public_id, position=1, posted=posted, at=NOON)
    attempts.submit(learner=person, attempt=attempt.public_id, at=NOON - timedelta(days=1))


def result_page(client, person, outline, *, right):
    lesson = outline.lessons[3]
    attempt = start(person, outline, lesson)
    for item in items_of(attempt):
        posted = {"choice": [RIGHT]} if right else wrong_answer(item.version.content)
        posted = {name: value if isinstance(value, list) else [value] for name, value in posted.items()}
        attempts.save_answer(learner=person, attempt=attempt.public_id, position=item.position, posted=posted, at=NOON)
    attempts.submit(learner=person, attempt=attempt.public_id, at=NOON)
    return client.get(address("quiz_result", lesson.key, attempt.public_id))


@pytest.mark.parametrize(
    ("before", "now", "words"), [(0, 1, UP), (1, 1, SAME), (1, 0, DOWN)], ids=["up", "same", "down"]
)
def test_before_and_now_are_said_in_kind_words(client, sign_in, db, before, now, words):
    outline, pretest = full_course(), quiz(fixed=[question()])
    Quiz.objects.exclude(pk=pretest.pk).update(pretest=pretest)
    ani = learner()
    take_before(ani, pretest, right=before)
    take_before(learner(), pretest, right=not before)
    page = text_of(result_page(sign_in(ani), ani, outline, right=now))
    said = _("Before %(before)s%%, now %(after)s%%.") % {"before": before * 100, "after": now * 100}
    assert f"{said} {_(words)}" in page
    assert not any(_(other) in page for other in {UP, SAME, DOWN} - {words})


def test_who_took_no_test_before_sees_their_result_only(client, sign_in, db):
    outline, pretest = full_course(), quiz(fixed=[question()])
    Quiz.objects.exclude(pk=pretest.pk).update(pretest=pretest)
    ani = learner()
    take_before(learner(), pretest, right=True)
    page = result_page(sign_in(ani), ani, outline, right=True).content.decode()
    assert escape(_("Before and now")) not in page
