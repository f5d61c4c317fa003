"""A quiz on paper: drawn once, printed without its key, typed in, graded, corrected."""

from __future__ import annotations

import random
from dataclasses import replace
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.roles import Role
from classes.domain.groups import add_teacher, remove_member
from classes.domain.paper import (
    NothingForPaper,
    RowProblem,
    Typed,
    keep_row,
    make_paper_quiz,
    questions_by_form,
)
from classes.models import PaperQuestion, PaperQuiz, PaperRow, PersonalAssignment
from classes.paper import PAPER_KINDS, BadCell, Why, fits_paper, key_in_letters, printed, read_cell
from core.models import AuditEvent
from courses.domain.outlines import publish_outline, read_outline
from progress.models import ActivityState
from quizzes.grading import grade_response, read_response
from quizzes.kinds import KINDS
from quizzes.models import Attempt, Quiz
from tests.classes.making import NOON, assignment, coordinator, group, paper_quiz, pupil, school, teacher
from tests.factories.courses import course, full_course, lesson, module, quiz, quiz_block, swiftly
from tests.factories.people import staff
from tests.factories.questions import question_of
from tests.progress.doing import start

pytestmark = pytest.mark.django_db

LATER = NOON.replace(hour=8)
_SEEDED = random.Random(7)


@pytest.fixture
def outline():
    return full_course()


@pytest.fixture
def taught():
    made = group(name="7A")
    for name in ("Ani Kenari", "Budi Merpati", "Dewi Jalak"):
        pupil(made, name=name)
    return made


def member(taught, name="Ani Kenari"):
    return taught.members.get(person__name=name)


def right_row(paper, form="A", wrong=()):
    """What a pupil wrote who knows everything but these numbers."""
    asked = questions_by_form(paper)[form]
    answers = {}
    for one in asked:
        right = key_in_letters(one.version.content, one.choice_order)
        answers[one.position] = ("A" if right == "B" else "B") if one.position in wrong else right
    return Typed(form, answers)


def keep(paper, who, typed, *, at=NOON, by=None):
    return keep_row(
        paper=paper,
        member=who,
        typed=typed,
        questions=questions_by_form(paper),
        by=by or paper.created_by,
        at=at,
    )


# --- letters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_the_key_in_letters_earns_everything_whatever_the_order(kind):
    content = question_of(kind, kind).current_version.content
    for _ in range(4):
        order = KINDS[kind].mixed(content, _SEEDED)
        letters = key_in_letters(content, order)
        posted = read_cell(content, order, letters.split(" / ")[0].lower())
        assert grade_response(content, read_response(content, posted)).fraction == 1


@pytest.mark.parametrize("kind", PAPER_KINDS)
def test_what_is_printed_holds_no_key(kind):
    content = question_of(kind, kind).current_version.content
    assert "KUNCI" not in str(printed(content, []))


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("single_choice", "C", Why.LETTER),
        ("single_choice", "AB", Why.ONE),
        ("multiple_choice", "AA", Why.TWICE),
        ("multiple_choice", "1", Why.LETTER),
        ("matching", "A", Why.ROWS),
        ("matching", "AZ", Why.LETTER),
        ("ordering", "AB", Why.ALL),
        ("short_text", "x" * 501, Why.LONG),
        ("short_text", "a\0b", Why.LETTER),
        ("single_choice", "A" * 100_000, Why.TWICE),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_its_reason(kind, text, why):
    content = question_of(kind, "x").current_version.content
    with pytest.raises(BadCell) as refused:
        read_cell(content, [], text)
    assert refused.value.why == why


def test_a_hyphen_leaves_open_a_question_or_a_row():
    content = question_of("matching", "x").current_version.content
    assert read_cell(content, [], "-") == {}
    assert len(read_cell(content, [], "-a")) == 1


@pytest.mark.parametrize("kind", ["gaps", "free_text", "free_words", "scale", "places"])
def test_what_does_not_go_on_paper(kind):
    assert not fits_paper(question_of(kind, "x").current_version.content)


# --- drawing -----------------------------------------------------------------------------------------------------


def test_both_forms_ask_the_same_in_another_order_and_the_same_key_makes_one(taught, outline):
    key = uuid4()
    paper = paper_quiz(taught, outline, forms=2, key=key)
    assert paper_quiz(taught, outline, forms=2, key=key) == paper
    forms = questions_by_form(paper)
    a, b = ([one.version_id for one in forms[form]] for form in "AB")
    assert sorted(a) == sorted(b)
    assert a != b
    assert PaperQuiz.objects.count() == 1


def test_what_is_left_out_is_counted_and_a_quiz_of_nothing_else_is_refused(taught):
    with swiftly():
        mixed = quiz(fixed=[question_of("single_choice", "satu"), question_of("gaps", "dua")])
        none = quiz(fixed=[question_of("free_text", "tiga"), question_of("gaps", "empat")])
        page = course()
        part = module(page)
        lesson(part, quiz_block(mixed), kind="quiz")
        lesson(part, quiz_block(none), kind="quiz")
    found = read_outline(publish_outline(page, at=NOON))
    assert paper_quiz(taught, found).left_out == 1
    with pytest.raises(NothingForPaper):
        make_paper_quiz(
            group=taught,
            lesson=found.lessons[1],
            activity=found.lessons[1].activities[0],
            quiz=none,
            forms=1,
            by=taught.created_by,
            at=NOON,
            key=uuid4(),
        )


# --- typing in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["A", "B"])
def test_a_full_row_becomes_an_accompanied_attempt_by_the_teacher(taught, outline, form):
    given = assignment(taught, outline, "quiz", outline.lessons[3].activities[0].key)
    paper = paper_quiz(taught, outline, forms=2)
    kept = keep(paper, member(taught), right_row(paper, form, wrong=(2,)))
    attempt = Attempt.objects.get()
    assert kept.graded
    assert (attempt.learner, attempt.by, attempt.percent) == (member(taught).person, taught.created_by, 75)
    assert [item.version_id for item in attempt.items.all()] == [
        one.version_id for one in questions_by_form(paper)[form]
    ]
    state = ActivityState.objects.get()
    assert (state.accompanied, state.percent, state.tries) == (True, 75, 1)
    row = PersonalAssignment.objects.get(assignment=given, person=member(taught).person)
    assert (row.accompanied, row.percent, row.done_at) == (True, 75, NOON)


def test_typing_the_same_again_changes_nothing(taught, outline):
    paper = paper_quiz(taught, outline)
    keep(paper, member(taught), right_row(paper))
    events = AuditEvent.objects.count()
    again = keep(paper, member(taught), right_row(paper), at=LATER)
    assert not again.changed
    assert Attempt.objects.count() == 1
    assert AuditEvent.objects.count() == events
    assert ActivityState.objects.get().tries == 1


def test_a_row_that_is_not_full_is_kept_and_waits(taught, outline):
    paper = paper_quiz(taught, outline)
    half = Typed("A", {1: "A", 2: "", 3: "", 4: ""})
    assert not keep(paper, member(taught), half).graded
    assert PaperRow.objects.get().answers == {"1": "A"}
    assert not Attempt.objects.exists()
    assert not keep(paper, member(taught, "Budi Merpati"), Typed("A", {})).changed  # absent
    assert PaperRow.objects.count() == 1


def test_a_bad_cell_keeps_the_good_ones(taught, outline):
    paper = paper_quiz(taught, outline)
    row = right_row(paper)
    bad = Typed("A", {**row.answers, 3: "Q"})
    kept = keep(paper, member(taught), bad)
    assert kept.cells == {3: Why.LETTER}
    assert PaperRow.objects.get().answers == {"1": "A", "2": "A", "4": "A"}
    assert not Attempt.objects.exists()


def test_a_correction_grades_the_same_attempt_again_and_is_logged(taught, outline):
    paper = paper_quiz(taught, outline)
    who = member(taught)
    keep(paper, who, right_row(paper, wrong=(1, 2)))
    keep(paper, who, right_row(paper, wrong=(1,)), at=LATER)
    attempt = Attempt.objects.get()
    assert (attempt.percent, attempt.passed) == (75, True)
    state = ActivityState.objects.get()
    assert (state.percent, state.tries, state.done_at) == (75, 1, LATER)
    event = AuditEvent.objects.get(action="classes.paper_corrected")
    assert event.detail == {"person": str(who.person.public_id), "before": "50", "after": "75"}
    keep(paper, who, right_row(paper, wrong=(1, 2)), at=LATER)
    state.refresh_from_db()
    assert (state.percent, state.done_at) == (50, LATER)  # the mark follows, a pass is never taken back


def test_a_correction_of_the_form_reads_the_same_letters_anew(taught, outline):
    paper = paper_quiz(taught, outline, forms=2)
    keep(paper, member(taught), replace(right_row(paper, "B", wrong=(1,)), form="A"))
    keep(paper, member(taught), right_row(paper, "B", wrong=(1,)), at=LATER)
    first = questions_by_form(paper)["B"][0].version_id
    assert [item.version_id for item in Attempt.objects.get().items.exclude(fraction="1")] == [first]


def test_a_graded_row_is_not_emptied(taught, outline):
    paper = paper_quiz(taught, outline)
    keep(paper, member(taught), right_row(paper))
    assert keep(paper, member(taught), Typed("A", {1: "A"})).problem == RowProblem.EMPTY
    assert Attempt.objects.get().percent == 100


def test_the_rules_of_the_quiz_hold(taught, outline):
    exam = Quiz.objects.get(key=outline.lessons[3].activities[0].ref)
    Quiz.objects.filter(pk=exam.pk).update(attempts_allowed=1)
    keep(paper_quiz(taught, outline), member(taught), right_row(paper := PaperQuiz.objects.get()))
    second = paper_quiz(taught, outline)
    assert keep(second, member(taught), right_row(second)).problem == RowProblem.NO_ATTEMPT_LEFT
    start(member(taught, "Budi Merpati").person, outline, outline.lessons[3])
    under_way = keep(paper, member(taught, "Budi Merpati"), right_row(paper))
    assert under_way.problem == RowProblem.UNDER_WAY
    Quiz.objects.filter(pk=exam.pk).update(closes_at=NOON)
    paper = PaperQuiz.objects.get(pk=paper.pk)
    assert keep(paper, member(taught, "Dewi Jalak"), right_row(paper)).problem == RowProblem.NOT_NOW
    assert PaperRow.objects.filter(attempt=None).count() == 3  # nothing typed is lost
    assert Attempt.objects.filter(by=taught.created_by).count() == 1


# --- pages -------------------------------------------------------------------------------------------------------


def fields(paper, who, typed):
    part = {f"{who.person.public_id.hex}-{number}": text for number, text in typed.answers.items()}
    return part | {f"{who.person.public_id.hex}-lembar": typed.form}


def address(paper, *more, name="class_paper"):
    return reverse(name, args=[paper.group.public_id, paper.public_id, *more])


def test_the_grid_keeps_what_fits_and_shows_the_rest_again(client, taught, outline):
    paper = paper_quiz(taught, outline)
    client.force_login(taught.created_by)
    ani, budi = member(taught), member(taught, "Budi Merpati")
    sent = fields(paper, ani, right_row(paper)) | fields(paper, budi, Typed("A", {1: "zz<b>", 2: "A", 3: "", 4: ""}))
    answer = client.post(address(paper), sent)
    assert answer.status_code == 422
    assert "zz&lt;b&gt;" in answer.content.decode()
    assert Attempt.objects.get().learner == ani.person
    assert PaperRow.objects.get(person=budi.person).answers == {"2": "A"}
    well = client.post(address(paper), fields(paper, ani, right_row(paper)))
    assert (well.status_code, Attempt.objects.count()) == (302, 1)


def test_one_after_the_other_on_a_phone(client, taught, outline):
    paper = paper_quiz(taught, outline)
    client.force_login(taught.created_by)
    ani, budi = member(taught), member(taught, "Budi Merpati")
    here = address(paper, ani.person.public_id, name="class_paper_row")
    assert client.get(here).status_code == 200
    answer = client.post(here, fields(paper, ani, right_row(paper)) | {"then": "next"})
    assert answer.url == address(paper, budi.person.public_id, name="class_paper_row")


@pytest.mark.parametrize("text", ["\0", "A\0", "A" * 200_000, "😀", "' OR 1=1", "-" * 3, "\u202e"])
def test_hostile_cells_are_refused_or_kept_and_never_break(client, taught, outline, text):
    paper = paper_quiz(taught, outline)
    client.force_login(taught.created_by)
    answer = client.post(address(paper), fields(paper, member(taught), Typed("Z", dict.fromkeys(range(1, 5), text))))
    assert answer.status_code == 422
    assert not Attempt.objects.exists()


def test_unknown_people_and_fields_are_no_part_of_the_grid(client, taught, outline):
    paper = paper_quiz(taught, outline)
    other = pupil(group(name="7B"))
    gone = member(taught)
    remove_member(member=gone, by=taught.created_by, at=NOON)
    client.force_login(taught.created_by)
    sent = fields(paper, other, right_row(paper)) | fields(paper, gone, right_row(paper)) | {"x-1": "A"}
    client.post(address(paper), sent)
    assert not PaperRow.objects.exists()
    assert client.get(address(paper, other.person.public_id, name="class_paper_row")).status_code == 404


@pytest.mark.one_database
def test_sheets_are_tagged_and_only_the_teachers_key_tells_what_is_right(client, taught, outline):
    with swiftly():
        asked = [question_of(kind, f"M{n}") for n, kind in enumerate(PAPER_KINDS)]
        page = course()
        lesson(module(page), quiz_block(quiz(fixed=asked)), kind="quiz")
    paper = paper_quiz(taught, read_outline(publish_outline(page, at=NOON)), forms=2)
    client.force_login(taught.created_by)
    pdf = client.get(address(paper, "soal", name="class_paper_file")).content
    sheets = PdfReader(BytesIO(pdf))
    words = "".join(one.extract_text() for one in sheets.pages)
    assert sheets.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(sheets.pages) <= 8
    assert f"{paper.code[:3]} {paper.code[3:]} B" in words
    assert b"KUNCI" not in pdf
    assert "KUNCI" not in words
    key = client.get(address(paper, "kunci", name="class_paper_file")).content
    assert "KUNCI-M" in "".join(one.extract_text() for one in PdfReader(BytesIO(key)).pages)
    assert client.get(address(paper, "lain", name="class_paper_file")).status_code == 404
    for here in (address(paper), reverse("class_materials", args=[taught.public_id])):
        assert "KUNCI" not in client.get(here).content.decode()


def test_nobody_else_sees_a_paper_quiz(client, taught, outline):
    paper = paper_quiz(taught, outline)
    people = [
        teacher(taught.organisation),
        teacher(school()),
        coordinator(taught.organisation),
        member(taught).person,
        staff(Role.ADMINISTRATOR),
    ]
    for person in people:
        client.force_login(person)
        assert client.get(address(paper, "kunci", name="class_paper_file")).status_code in (302, 404)
        assert client.post(address(paper), {}).status_code in (302, 404)
    other = teacher(taught.organisation)
    add_teacher(group=taught, person=other, part="companion", by=taught.created_by, at=NOON)
    client.force_login(other)
    assert client.get(address(paper, "kunci", name="class_paper_file")).status_code == 200


def test_a_paper_quiz_of_another_class_is_not_found_here(client, taught, outline):
    paper = paper_quiz(taught, outline)
    own = group()
    client.force_login(own.created_by)
    assert client.get(reverse("class_paper", args=[own.public_id, paper.public_id])).status_code == 404


@pytest.mark.parametrize("lesson_key", ["", "x", "\0", "4c92366d-6ed7-48b3-ac3b-54e5697f2de6"])
def test_a_quiz_that_is_not_there_makes_no_paper(client, taught, outline, lesson_key):
    client.force_login(taught.created_by)
    here = reverse("make_paper", args=[taught.public_id])
    assert client.post(here, {"lesson": lesson_key, "activity": lesson_key}).status_code == 404
    found = outline.lessons[3]
    made = client.post(here, {"lesson": found.key, "activity": found.activities[0].key, "forms": "2"})
    assert made.url == address(PaperQuiz.objects.get())
    assert PaperQuestion.objects.count() == 8


@pytest.mark.parametrize("people", [1, 3])
def test_the_grid_costs_the_same_however_long_it_is(client, outline, people, django_assert_max_num_queries):
    made = group()
    for _ in range(people):
        pupil(made)
    paper = paper_quiz(made, outline)
    client.force_login(made.created_by)
    client.get(address(paper))
    with django_assert_max_num_queries(14):
        client.get(address(paper))
