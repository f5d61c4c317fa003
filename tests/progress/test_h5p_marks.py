"""The server marks again what it can: both numbers are kept, and its own one decides."""

from __future__ import annotations

from uuid import uuid4

import pytest

from accounts.models import User
from progress.models import H5PResult
from tests.factories.h5p_rows import SUB, course_with_h5p, h5p_content, statement
from tests.factories.people import learner
from tests.progress.h5p_doing import report

pytestmark = pytest.mark.usefixtures("db")

CHOICE = {"answers": [{"text": "A", "correct": True}, {"text": "B", "correct": False}, {"text": "C", "correct": True}]}
CHOICE["behaviour"] = {"singlePoint": False}
CLUES = {
    "pieces": [{"text": "Halo", "isClue": False}, {"text": "cair!", "isClue": True}, {"text": "x.y", "isClue": True}]
}
OTHER = SUB.replace("0b", "1c")


@pytest.fixture
def ani(client) -> User:
    person = learner()
    client.force_login(person)
    return person


def scores() -> tuple[float | None, ...]:
    result = H5PResult.objects.get()
    return (result.claimed_score, result.claimed_max, result.marked_score, result.marked_max)


def course_of(library: str, params: object, **rules: object):
    return course_with_h5p(h5p_content(library=library, params=params), **rules)


@pytest.mark.parametrize(
    ("library", "params", "response", "marked"),
    [
        ("H5P.MultiChoice 1.16", CHOICE, "0[,]2", (2, 2)),
        ("H5P.MultiChoice 1.16", CHOICE, "0[,]1", (0, 2)),
        ("LMS.FindClues 1.0", CLUES, "1[,]2", (2, 2)),
        ("LMS.FindClues 1.0", CLUES, "0[,]1", (0, 2)),
        ("LMS.FindClues 1.0", CLUES, "7", (None, None)),
        ("H5P.TidakDikenal 1.0", CHOICE, "0", (None, None)),
    ],
)
def test_both_marks_are_kept(client, ani, library, params, response, marked):
    report(client, course_of(library, params), statement(score=(2, 2), response=response))
    assert scores() == (2, 2, *marked)


def test_a_forged_score_does_not_complete_what_can_be_marked(client, ani):
    outline = course_of("LMS.FindClues 1.0", CLUES, rule="score", percent=50)
    forged = report(client, outline, statement(score=(2, 2), response="0")).json()
    assert forged["done"] is False
    assert forged["said"] == "Menurut latihan: 2 dari 2 · Diperiksa lagi di sini: 0 dari 2"
    assert report(client, outline, statement(score=(2, 2), response="1[,]2")).json()["done"] is True


def test_whoever_tries_again_in_one_go_loses_nothing(client, ani):
    outline = course_of("LMS.FindClues 1.0", CLUES, rule="score", percent=100)
    first, second = statement(score=(2, 2), response="1[,]2"), statement(score=(0, 2), response="0")
    assert report(client, outline, first, second).json()["done"] is True
    assert scores() == (2, 2, 2, 2)


def questions(*libraries: str) -> dict[str, object]:
    ids = (SUB, OTHER)
    return {
        "questions": [
            {"library": library, "params": CLUES if "LMS" in library else CHOICE, "subContentId": sub.upper()}
            for library, sub in zip(libraries, ids, strict=True)
        ]
    }


def answered(*responses: str):
    parts = [statement(score=(2, 2), sub=sub, response=said) for sub, said in zip((SUB, OTHER), responses, strict=True)]
    return [*parts, statement("completed", score=(4, 4))]


def test_a_set_of_questions_is_marked_when_all_of_it_can_be(client, ani):
    params = questions("LMS.FindClues 1.0", "H5P.MultiChoice 1.16")
    report(client, course_of("H5P.QuestionSet 1.20", params), *answered("1[,]2", "0"))
    assert scores() == (4, 4, 3, 4)
    assert [part["marked"] for part in H5PResult.objects.get().parts] == [[2, 2], [1, 2], None]


def test_a_set_with_something_unknown_stays_a_claim(client, ani):
    params = questions("LMS.FindClues 1.0", "H5P.Essay 1.5")
    report(client, course_of("H5P.Column 1.16", params), *answered("1[,]2", "Panjang."))
    assert scores() == (4, 4, None, None)


def test_parts_of_a_page_that_can_all_be_marked_are_added_up(client, ani):
    params = questions("LMS.FindClues 1.0", "H5P.MultiChoice 1.16")
    report(client, course_of("H5P.Column 1.16", params), *answered("1[,]2", "0"))
    assert scores() == (4, 4, 3, 4)


def done_by_points(client, outline, *said, **fields) -> tuple[bool, bool]:
    """(done, whether the learner reads that the points do not count)"""
    answer = report(client, outline, *said, **fields).json()
    return answer["done"], "poin ini tidak dihitung" in answer["said"]


@pytest.mark.parametrize("response", ["7", "1[,]1", "sampah", "1[,]2" * 300, None])
def test_points_without_an_answer_that_can_be_read_stay_a_claim(client, ani, response):
    outline = course_of("LMS.FindClues 1.0", CLUES, rule="score", percent=50)
    said = {} if response is None else {"response": response}
    assert done_by_points(client, outline, statement(score=(2, 2), **said)) == (False, True)
    assert scores() == (2, 2, None, None)


def test_points_told_at_the_end_do_not_go_round_the_answer_either(client, ani):
    outline, ended = course_of("LMS.FindClues 1.0", CLUES, rule="score", percent=50), '{"score": 2, "max": 2}'
    assert done_by_points(client, outline, finished=ended) == (False, True)
    assert done_by_points(client, outline, statement(score=(2, 2), response="1[,]2"), finished=ended) == (True, False)


@pytest.mark.parametrize(
    ("library", "second"), [("H5P.Column 1.16", "LMS.FindClues 1.0"), ("H5P.QuestionSet 1.20", "H5P.Essay 1.5")]
)
def test_garbage_from_one_part_spoils_the_points_of_the_whole(client, ani, library, second):
    outline = course_of(library, questions("LMS.FindClues 1.0", second), rule="score", percent=50)
    assert done_by_points(client, outline, *answered("sampah", "1[,]2")) == (False, True)
    assert done_by_points(client, outline, *answered("1[,]2", "1[,]2"))[0] is True


@pytest.mark.parametrize(
    ("library", "params"),
    [
        ("H5P.QuestionSet 1.20", questions("LMS.FindClues 1.0", "H5P.MultiChoice 1.16")),  # asks at the end only
        ("LMS.FindClues 1.0", {"pieces": [{"text": "Halo", "isClue": False}]}),  # nothing to find
        ("H5P.MultiChoice 1.16", {"answers": 3}),  # nothing that the server understands
    ],
)
def test_what_gives_no_answers_to_mark_is_believed_as_any_other_type(client, ani, library, params):
    outline = course_of(library, params, rule="score", percent=50)
    assert done_by_points(client, outline, statement("completed", score=(2, 2))) == (True, False)


def test_an_answer_longer_than_what_is_kept_is_marked_as_a_whole(client, ani):
    params = {"questions": ["".join(f"*jawaban-yang-panjang-{number}* " for number in range(60))]}
    response = "[,]".join(f"jawaban-yang-panjang-{number}" for number in range(60))
    outline, go = course_of("H5P.Blanks 1.14", params, rule="score", percent=100), uuid4()
    assert done_by_points(client, outline, statement(score=(60, 60), response=response), go=go) == (True, False)
    report(client, outline, statement("interacted", score=(60, 60)), go=go, seq=2)
    (part,) = H5PResult.objects.get().parts
    assert (len(part["response"]), part["marked"]) == (1000, [60, 60])
