"""Publishing a question freezes it; a learner keeps the version that was asked."""

import json
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from quizzes.domain.pictures import shown_picture
from quizzes.domain.queries import item_view, items_of
from quizzes.domain.versions import freeze, publish_version
from quizzes.models import Question, QuestionVersion
from tests.factories.courses import number_question, question, quiz, text_question
from tests.factories.people import learner
from tests.quizzes.doing import RIGHT, WRONG, save, start, submit, svg_picture


def publish(asked: Question) -> Question:
    asked.save_revision().publish()
    return Question.objects.get(pk=asked.pk)


def test_a_question_that_was_never_published_has_no_version(db):
    draft = question(live=False)
    assert (draft.live, draft.current_version, draft.versions.count()) == (False, None, 0)


def test_publishing_freezes_everything_the_question_says(db):
    asked = question(explanation="Untuk semua.")
    version = asked.current_version
    assert (version.number, version.question) == (1, asked)
    assert version.content == {
        "kind": "single_choice",
        "stem": asked.stem,
        "picture": None,
        "explanation": "Untuk semua.",
        "choices": [
            {"id": RIGHT, "text": "A", "correct": True, "feedback": "Benar begitu."},
            {"id": WRONG, "text": "B", "correct": False, "feedback": "Belum."},
        ],
        "shuffle": False,
    }


def test_typed_kinds_are_frozen_as_plain_json(db):
    number, word = number_question().current_version.content, text_question("go.id", ".go.id").current_version.content
    assert {key: number[key] for key in ("kind", "answer", "tolerance", "unit", "traps")} == {
        "kind": "number", "answer": "27800", "tolerance": "0", "unit": "rupiah",
        "traps": [{"value": "27500", "feedback": "Potongan dihitung dari harga jual."}],
    }  # fmt: skip
    assert (word["kind"], word["accepted"], word["feedback_correct"]) == ("short_text", ["go.id", ".go.id"], "Ya.")
    assert json.loads(json.dumps([number, word])) == [number, word]


def test_a_sentence_to_judge_is_frozen_as_two_choices(db):
    judged = question("true_false", {"answer": "false", "if_true": "Ikut terbuka.", "if_false": "Tepat."})
    content = judged.current_version.content
    assert content["choices"] == [
        {"id": "true", "text": "Benar", "correct": False, "feedback": "Ikut terbuka."},
        {"id": "false", "text": "Tidak benar", "correct": True, "feedback": "Tepat."},
    ]
    assert content["shuffle"] is False


def test_publishing_again_without_a_change_makes_no_version(db):
    asked = question()
    again = publish(asked)
    assert again.versions.count() == 1
    assert again.current_version == asked.current_version


def test_publishing_a_change_makes_the_next_version_and_keeps_the_first(db):
    asked = question()
    first = asked.current_version
    asked.stem = "<p>Soal lain?</p>"
    changed = publish(asked)
    assert [version.number for version in changed.versions.order_by("number")] == [1, 2]
    assert changed.current_version.content["stem"] == "<p>Soal lain?</p>"
    assert QuestionVersion.objects.get(pk=first.pk).content == first.content


def test_publishing_an_earlier_wording_again_takes_its_version_back(db):
    asked = question()
    first, stem = asked.current_version, asked.stem
    asked.stem = "<p>Soal lain?</p>"
    asked = publish(asked)
    asked.stem = stem
    back = publish(asked)
    assert back.current_version == first
    assert back.versions.count() == 2


def test_where_a_question_belongs_is_not_part_of_what_it_says(db):
    asked = question()
    asked.difficulty = "hard"
    assert publish(asked).versions.count() == 1


def test_a_draft_edit_changes_nothing_for_learners(db):
    asked = question()
    asked.stem = "<p>Konsep.</p>"
    asked.save_revision()
    now = Question.objects.get(pk=asked.pk)
    assert now.has_unpublished_changes
    assert (now.current_version.content["stem"], now.versions.count()) == (freeze(question_as_live(asked))["stem"], 1)
    assert "Konsep" not in now.current_version.content["stem"]


def question_as_live(asked: Question) -> Question:
    return Question.objects.get(pk=asked.pk)


@pytest.mark.parametrize("change", ["edit", "unpublish"])
def test_an_attempt_keeps_the_question_it_asked(db, place, change):
    asked, ani = question(), learner()
    exam = quiz(fixed=[asked])
    attempt = start(ani, exam, place)
    before = item_view(items_of(attempt)[0], reveal=False)
    if change == "unpublish":
        asked.unpublish()
    else:
        asked.stem = "<p>Soal lain?</p>"
        asked.content = [
            ("single_choice", {"choices": [{"text": "C", "correct": True, "feedback": "x"}], "shuffle": False})
        ]
        publish(asked)
    assert item_view(items_of(attempt)[0], reveal=False) == before
    save(attempt, 1, RIGHT)
    assert submit(attempt).percent == 100
    shown = item_view(items_of(attempt)[0], reveal=True)
    assert (shown.stem, shown.grade.feedback) == (before.stem, ("Benar begitu.",))


def test_a_new_attempt_asks_the_new_version(db, place):
    asked, ani = question(), learner()
    exam = quiz(fixed=[asked])
    submit(start(ani, exam, place))
    asked.stem = "<p>Soal lain?</p>"
    publish(asked)
    assert items_of(start(ani, exam, place))[0].version.number == 2


def test_a_picture_is_frozen_with_its_words(db):
    """Which picture, not its HTML: its files go when it is replaced, see test_pictures.py."""
    asked = question(picture=svg_picture(), picture_alt='Papan "RW05"')
    frozen = asked.current_version.content["picture"]
    assert frozen == {"id": asked.picture_id, "alt": 'Papan "RW05"'}
    assert shown_picture(frozen) == (
        f'<img src="{asked.picture.file.url}" width="160" height="90" alt="Papan &quot;RW05&quot;" loading="lazy">'
    )


def test_a_version_cannot_be_deleted_while_its_question_or_an_attempt_holds_it(db, place):
    asked = question()
    start(learner(), quiz(fixed=[asked]), place)
    with pytest.raises(ProtectedError), transaction.atomic():
        asked.current_version.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        asked.delete()
    assert asked.versions.count() == 1


@pytest.mark.parametrize("same", ["number", "digest"])
def test_the_database_keeps_one_version_per_number_and_wording(db, same):
    asked = question()
    copy = {"number": 2, "digest": "0" * 64} | {same: getattr(asked.current_version, same)}
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionVersion.objects.create(question=asked, content={}, made_at=timezone.now(), **copy)


def test_publish_version_answers_with_what_is_current(db, noon):
    draft = question(live=False)
    made = publish_version(draft, at=noon)
    assert (made.number, made.made_at, draft.current_version) == (1, noon, made)
    assert publish_version(draft, at=noon) == made
    assert Question.objects.get(pk=draft.pk).current_version == made
    assert uuid.UUID(str(draft.key))
