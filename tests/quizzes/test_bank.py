"""What an author may write into the bank, and what the admin does with it."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.blocks.struct_block import StructBlockValidationError

from accounts.roles import Role
from lms.demo.answers import right_answer
from quizzes.blocks import QuestionContentBlock
from quizzes.blocks.choice import MultipleChoiceBlock, SingleChoiceBlock
from quizzes.blocks.typed import NumberBlock, ShortTextBlock
from quizzes.kinds import KINDS
from quizzes.models import Pool, Question, Quiz
from tests.factories.courses import choice, number_question, pool, question, quiz, text_question
from tests.factories.people import learner, staff
from tests.factories.questions import question_of
from tests.quizzes.doing import start, svg_picture


def clean(block, *marks: bool, texts="ABCDEF"):
    """The block's own check of choices of which these are marked as right."""
    choices = [{"text": text, "correct": mark, "feedback": "Karena."} for text, mark in zip(texts, marks, strict=False)]
    return block.clean(block.to_python({"choices": choices, "shuffle": True}))


def test_every_kind_that_can_be_graded_can_be_written_and_the_other_way_round():
    assert set(QuestionContentBlock().child_blocks) == set(KINDS)


@pytest.mark.parametrize("marks", [(True, False), (False, False, True), (True, False, False, False, False, False)])
def test_one_right_choice_is_accepted(marks):
    assert [child["correct"] for child in clean(SingleChoiceBlock(), *marks)["choices"]] == list(marks)


@pytest.mark.parametrize("marks", [(False, False), (True, True)])
def test_none_or_two_right_choices_are_refused_where_one_is_right(marks):
    with pytest.raises(StructBlockValidationError) as refused:
        clean(SingleChoiceBlock(), *marks)
    assert list(refused.value.non_block_errors) == [_("Mark exactly one choice as right.")]


@pytest.mark.parametrize("marks", [(False, False), (True, True)])
def test_several_right_choices_need_one_right_and_one_not(marks):
    with pytest.raises(StructBlockValidationError) as refused:
        clean(MultipleChoiceBlock(), *marks)
    assert list(refused.value.non_block_errors) == [_("Mark at least one choice as right and leave at least one.")]


@pytest.mark.parametrize("marks", [(True,), (True, *[False] * 6)])
def test_one_choice_or_seven_are_refused(marks):
    with pytest.raises(ValidationError):
        clean(SingleChoiceBlock(), *marks, texts="ABCDEFG")


@pytest.mark.parametrize("texts", ["AA", ("A", " A ")])
def test_two_choices_that_say_the_same_are_refused(texts):
    with pytest.raises(StructBlockValidationError) as refused:
        clean(SingleChoiceBlock(), True, False, texts=texts)
    assert list(refused.value.non_block_errors) == [_("Two choices say the same.")]


@pytest.mark.parametrize("empty", ["text", "feedback"])
def test_every_choice_needs_its_words_and_its_explanation(empty):
    block = SingleChoiceBlock()
    choices = [{"text": t, "correct": t == "A", "feedback": "Karena."} for t in "AB"]
    choices[1][empty] = ""
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"choices": choices, "shuffle": True}))


@pytest.mark.parametrize(
    ("block", "value"),
    [(NumberBlock(), {"answer": "5", "tolerance": "-1"}), (NumberBlock(), {"answer": None}), (NumberBlock(), {"answer": "1e999999"}), (ShortTextBlock(), {"accepted": []}),
     (ShortTextBlock(), {"accepted": [""]})],
)  # fmt: skip
def test_typed_answers_need_an_answer_and_no_negative_tolerance(block, value):
    told = {"feedback_correct": "Ya.", "feedback_incorrect": "Belum.", "traps": [], "unit": ""}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(told | value))


def test_a_question_has_exactly_one_kind_of_answers():
    block = QuestionContentBlock()
    one = {"type": "single_choice", "value": {"choices": [choice("A", correct=True), choice("B")], "shuffle": False}}
    assert len(block.clean(block.to_python([one]))) == 1
    for count in (0, 2):
        with pytest.raises(ValidationError):
            block.clean(block.to_python([one] * count))


def test_a_picture_needs_words(db):
    with pytest.raises(ValidationError) as refused:
        question(picture=svg_picture(), picture_alt="")
    assert list(refused.value.message_dict) == ["picture_alt"]


def test_a_question_is_known_by_its_first_words_and_its_kind(db):
    asked = question()
    assert (str(asked), asked.kind) == (asked.stem.removeprefix("<p>").removesuffix("</p>"), "single_choice")
    assert str(Question(stem="<p><b>Mana</b> yang &lt;benar&gt;?</p>")) == "Mana yang <benar>?"
    assert Question(content=[]).kind == ""


def test_a_quiz_knows_how_many_questions_it_asks(db):
    assert quiz(draws=[(pool(), 3), (pool(), 2)], fixed=[question()]).question_count == 6


@pytest.mark.parametrize(
    "make",
    [
        question,
        number_question,
        text_question,
        lambda: question("true_false", {"answer": "true", "if_true": "Tepat.", "if_false": "Belum."}),
    ],
)
def test_the_trainers_preview_shows_the_question_with_its_explanations(db, rf, make):
    asked = make()
    request = rf.get("/")
    page = asked.make_preview_request(original_request=request).render().content.decode()
    content = asked.current_version.content
    texts = [text for item in content.get("choices", []) for text in (item["text"], item["feedback"])]
    texts += [content[name] for name in ("answer", "feedback_correct", "feedback_incorrect") if name in content]
    assert content["stem"] in page
    assert [text for text in [*texts, *content.get("accepted", [])] if text not in page] == []


def test_the_list_of_questions_costs_the_same_however_long_it_is(db, sign_in):
    client, address = sign_in(staff(Role.AUTHOR)), reverse("wagtailsnippets_quizzes_question:list")
    counts = []
    for more in (1, 2):
        for _number in range(more):
            question(pool=pool())
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def attempted() -> Quiz:
    exam = quiz(fixed=[question()])
    start(learner(), exam, uuid4())
    return exam


def drawn_from() -> Pool:
    group = pool()
    question(pool=group)
    return group


@pytest.mark.parametrize("make", [question, attempted, drawn_from])
def test_deleting_what_something_else_holds_is_refused_politely(db, sign_in, at_once, make):
    """A published question has versions, a quiz attempts, a group questions: no server error, and nothing is lost.

    Where the bank knows what holds it, it says so there; versions alone are told in the list.
    """
    with at_once():
        held = make()
    client = sign_in(staff(Role.ADMINISTRATOR))
    address = reverse(f"wagtailsnippets_quizzes_{held._meta.model_name}:delete", args=[held.pk])
    for ask in (client.get, client.post):
        told = ask(address, follow=True)
        assert (told.redirect_chain == []) == (told.status_code == 409) == (make is not question)
        assert escape(held) in told.content.decode()
    assert type(held).objects.filter(pk=held.pk).exists()


def test_several_are_not_deleted_together_either(db, sign_in):
    held, draft = question(), question(live=False)
    client = sign_in(staff(Role.ADMINISTRATOR))
    address = reverse("wagtail_bulk_action", args=["quizzes", "question", "delete"])
    told = client.post(f"{address}?id={draft.pk}&id={held.pk}", follow=True)
    assert told.status_code == 200
    assert Question.objects.count() == 2


def test_what_nothing_holds_can_be_deleted(db, sign_in):
    draft = question(live=False)
    client = sign_in(staff(Role.ADMINISTRATOR))
    client.post(reverse("wagtailsnippets_quizzes_question:delete", args=[draft.pk]))
    assert not Question.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_just_begun_has_a_preview(kind, db):
    block = QuestionContentBlock().child_blocks[kind]
    begun = Question(stem="", content=[(kind, block.get_default())])
    assert begun.make_preview_request().status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_of_a_question_shows_its_form_and_every_explanation(kind, db):
    asked = question_of(kind, "lihat")
    page = asked.make_preview_request().render().content.decode()
    assert {text for text in texts_of(asked.current_version.content) if text not in page} == set()
    assert all(name in page for name in right_answer(asked.current_version.content))


def texts_of(content) -> set[str]:
    told = {part["feedback"] for name in ("choices", "rows") for part in content.get(name, ()) if part["feedback"]}
    told |= {one["criterion"] for one in content.get("rubric", ())} | (
        {content["example"]} if "example" in content else set()
    )
    return told | {content[name] for name in ("feedback_correct", "feedback_incorrect") if name in content}
