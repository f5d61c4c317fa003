"""What an H5P content claims: kept, told as claimed, completing a lesson by the author's rule – and never a mark."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest

from accounts.models import User
from certificates.models import Certificate
from progress.models import ActivityState, Enrolment, H5PResult, LessonState
from tests.factories.h5p_rows import SUB, course_with_h5p, h5p_content, new_version, statement
from tests.factories.people import guest, learner
from tests.progress.h5p_doing import h5p_url, played, report

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def ani(client) -> User:
    person = learner(name="Ani Kenari")
    client.force_login(person)
    return person


def is_complete() -> bool:
    return LessonState.objects.filter(completed_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("rule", "percent", "said", "completes"),
    [
        ("opened", None, [statement("attempted")], True),
        ("finished", None, [statement("attempted")], False),
        ("finished", None, [statement("answered", score=(0, 4))], True),
        ("finished", None, [statement("answered", score=(4, 4), sub=SUB)], False),
        ("finished", None, [statement("interacted", completion=True)], True),
        ("score", 75, [statement("completed", score=(2, 4))], False),
        ("score", 75, [statement("completed", score=(3, 4))], True),
        ("score", 75, [statement("completed", score=(4, 4)), statement("completed", score=(1, 4))], True),
        ("score", 1, [statement("completed", score=(0, 0))], False),
    ],
)
def test_the_authors_rule_completes_the_lesson(client, ani, rule, percent, said, completes):
    answer = report(client, course_with_h5p(rule=rule, percent=percent), *said)
    assert (answer.status_code, answer.json()["done"], is_complete()) == (200, completes, completes)


def test_what_the_content_tells_when_it_ends_counts_as_well(client, ani):
    outline = course_with_h5p(rule="score", percent=50)
    answer = report(client, outline, finished=json.dumps({"score": 2, "max": 3}))
    assert answer.json() == {
        "saved": True,
        "done": True,
        "said": "Menurut latihan: 2 dari 3",
        "lesson_completed": True,
        "course_completed": True,
        "next": f"/belajar/kursus/{outline.course}/selesai/",
    }
    result = H5PResult.objects.get()
    assert (result.learner, result.claimed_score, result.claimed_max, result.marked_score, result.finished) == (
        ani, 2, 3, None, True,
    )  # fmt: skip
    assert result.seconds == 60


def test_each_part_is_kept_with_what_was_asked_and_answered(client, ani):
    report(client, course_with_h5p(), statement(score=(1, 2), sub=SUB, response="0[,]1"), statement("attempted"))
    assert H5PResult.objects.get().parts == [
        {"sub": SUB, "title": "Tanda mana?", "response": "0[,]1", "claimed": [1.0, 2.0], "marked": None}
    ]


def test_a_report_that_comes_twice_is_one(client, ani):
    outline, key, go = course_with_h5p(), uuid4(), uuid4()
    first = report(client, outline, statement(score=(3, 4)), key=key, go=go).json()
    again = report(client, outline, statement(score=(3, 4)), key=key, go=go).json()
    assert (first["said"], again["said"], again["done"]) == (first["said"], first["said"], True)
    assert H5PResult.objects.count() == 1
    assert ActivityState.objects.get().tries == 1


def test_more_of_one_go_is_one_go_and_an_older_report_that_comes_late_changes_nothing(client, ani):
    outline, go = course_with_h5p(), uuid4()
    report(client, outline, statement(score=(1, 4)), go=go, seq=10)
    report(client, outline, statement(score=(4, 4)), go=go, seq=30)
    report(client, outline, statement(score=(0, 4)), go=go, seq=20)
    result = H5PResult.objects.get()
    assert (result.claimed_score, result.sequence, ActivityState.objects.get().tries) == (4, 30, 1)
    report(client, outline, statement(score=(2, 4)))
    assert (H5PResult.objects.count(), ActivityState.objects.get().tries) == (2, 2)


def test_an_optional_content_completes_nothing_and_asks_for_nothing(client, ani):
    outline = course_with_h5p(required=False)
    report(client, outline, statement(score=(4, 4)))
    assert (H5PResult.objects.count(), is_complete()) == (1, False)
    client.post(f"/belajar/{outline.lessons[0].key}/selesai/")
    assert is_complete()


def test_a_required_content_holds_the_lesson_until_it_is_done(client, ani):
    outline = course_with_h5p(rule="score", percent=80)
    page = client.post(f"/belajar/{outline.lessons[0].key}/selesai/")
    assert page.status_code == 422
    assert "80" in page.content.decode()
    assert not is_complete()


def test_points_of_an_exercise_never_stand_on_a_certificate(client, ani):
    report(client, course_with_h5p(rule="score", percent=1), statement("completed", score=(4, 4)))
    facts = Certificate.objects.get(holder=ani).facts
    assert facts["percent"] is None
    assert all(module.get("percent") is None for module in facts["modules"])
    assert ActivityState.objects.get().percent is None


def test_a_visitor_who_plays_becomes_a_guest_like_elsewhere(client):
    report(client, course_with_h5p(), statement(score=(4, 4)))
    result = H5PResult.objects.get()
    assert (result.learner.is_guest, is_complete()) == (True, True)


def test_what_was_played_of_an_earlier_version_still_counts(client, ani):
    content = h5p_content()
    outline = course_with_h5p(content)
    new_version(content)
    assert report(client, outline, statement(score=(4, 4)), version=1).json()["done"]
    assert report(client, outline, statement(score=(4, 4)), version=7).status_code == 409
    assert [result.version for result in H5PResult.objects.all()] == [1]


NUMBERS = [float("nan"), float("inf"), -5, 10**9, 10**400, True, "4", [4], None, {}]


@pytest.mark.parametrize(
    "said",
    [
        "x" * 1_000_000,
        json.dumps([statement()] * 201),
        "[" * 100_000,
        "{}",
        "null",
        "[1]",
        "[[]]",
        '[{"verb": 3}]',
        json.dumps([statement("destroyed")]),
        json.dumps([statement() | {"verb": {"id": "javascript:answered"}}]),
        json.dumps([statement() | {"object": "x"}]),
        json.dumps([statement() | {"result": []}]),
        json.dumps([statement(sub="../../x")]),
        json.dumps([statement(sub="9" * 65)]),
        '[{"verb": {"id": "http://adlnet.gov/expapi/verbs/answered"}, "object": {}, "result": {"response": "\\ud800"}}]',
        json.dumps([statement(completion="yes")]),
        json.dumps([statement(response={"a": 1})]),
        *(json.dumps([statement(score=(number, 4))]) for number in NUMBERS if number is not None and number != -5),
        *(json.dumps([statement(score=(1, number))]) for number in NUMBERS if number is not None),
        json.dumps([statement(score=(5, 4))]),
        '[{"verb": {"id": "http://adlnet.gov/expapi/verbs/answered"}, "object": {}, "result": {"score": {"raw": NaN, "max": 1}}}]',
    ],
)
def test_what_no_content_of_ours_would_say_is_refused_and_leaves_nothing(client, ani, said):
    answer = report(client, course_with_h5p(), statements=said)
    assert (answer.status_code, list(answer.json())) == (422, ["problem", "why"])
    assert [model.objects.count() for model in (H5PResult, ActivityState, Enrolment)] == [0, 0, 0]


@pytest.mark.parametrize("said", ['{"score": 9, "max": 3}', "[]", "NaN", '{"score": "3", "max": 3}', "9" * 5000])
def test_an_end_that_cannot_be_is_refused(client, ani, said):
    assert report(client, course_with_h5p(), finished=said).status_code == 422
    assert not H5PResult.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"), [("seq", "x"), ("seq", "9" * 40), ("seconds", "-3"), ("seconds", "9" * 30)]
)
def test_other_fields_out_of_all_measure_do_no_harm(client, ani, field, value):
    assert report(client, course_with_h5p(), statement(score=(1, 4)), **{field: value}).status_code == 200
    assert H5PResult.objects.get().seconds <= 24 * 60 * 60


def test_a_lesson_takes_reports_of_its_own_activities_only(client, ani):
    one, other = course_with_h5p(), course_with_h5p()
    url = h5p_url("h5p_report", one, uuid4()).replace(str(played(one)[1].key), str(played(other)[1].key))
    assert client.post(url, {"statements": "[]", "version": 1}).status_code == 404
    assert not H5PResult.objects.exists()


def test_the_go_of_one_activity_is_not_gone_on_with_in_another(client, ani):
    one, other, go = course_with_h5p(), course_with_h5p(), uuid4()
    report(client, one, statement(score=(1, 4)), go=go)
    assert report(client, other, statement(score=(4, 4)), go=go, seq=9).status_code == 422
    assert H5PResult.objects.get().claimed_score == 1


def test_the_same_go_of_two_people_is_two(client, ani):
    outline, go = course_with_h5p(), uuid4()
    report(client, outline, statement(score=(1, 4)), go=go)
    budi = guest()
    client.force_login(budi)
    report(client, outline, statement(score=(2, 4)), go=go)
    claimed = dict(H5PResult.objects.values_list("learner", "claimed_score"))
    assert claimed == {ani.pk: 1, budi.pk: 2}


def test_too_many_reports_wait(client, ani, monkeypatch):
    from progress.views import h5p

    monkeypatch.setattr(h5p, "REPORTS", h5p.Limit("h5p_reports", times=2, per=h5p.REPORTS.per))
    outline = course_with_h5p()
    assert [report(client, outline, statement()).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.one_database
def test_as_many_statements_as_a_report_may_hold_are_taken_and_of_their_parts_the_first_hundred(client, ani):
    subs = [str(UUID(int=number + 1)) for number in range(101)]
    said = [statement(score=(1, 4), sub=sub) for sub in subs] + [statement(score=(4, 4))] * 99
    assert (len(said), report(client, course_with_h5p(), *said).status_code) == (200, 200)
    result = H5PResult.objects.get()
    assert [part["sub"] for part in result.parts] == subs[:100]
    assert (result.claimed_score, report(client, course_with_h5p(), *said, statement()).status_code) == (4, 422)


@pytest.mark.one_database
def test_the_hundred_and_first_go_takes_the_place_of_the_first(client, ani):
    outline = course_with_h5p()
    report(client, outline, statement(score=(1, 4)))
    first = H5PResult.objects.get()
    others = [H5PResult(**{**kept_fields(first), "key": uuid4()}) for _number in range(99)]
    H5PResult.objects.bulk_create(others)
    report(client, outline, statement(score=(4, 4)))
    assert (H5PResult.objects.count(), H5PResult.objects.filter(pk=first.pk).exists()) == (100, False)


def kept_fields(result: H5PResult) -> dict[str, object]:
    return {field.attname: getattr(result, field.attname) for field in result._meta.fields if not field.primary_key}


def test_only_so_many_goes_are_kept(client, ani, monkeypatch):
    monkeypatch.setattr("progress.domain.h5p.MOST_GOES", 2)
    outline = course_with_h5p()
    for score in (1, 2, 3):
        report(client, outline, statement(score=(score, 4)))
    assert sorted(H5PResult.objects.values_list("claimed_score", flat=True)) == [2, 3]


def test_without_javascript_the_learners_word_completes_and_is_marked_as_such(client, ani):
    outline = course_with_h5p(rule="score", percent=80)
    answer = client.post(h5p_url("h5p_declare", outline), {"key": uuid4()})
    state = ActivityState.objects.get()
    assert (answer.status_code, state.declared, state.done_at is not None, is_complete()) == (302, True, True, True)
    assert not H5PResult.objects.exists()
    report(client, outline, statement(score=(4, 4)))
    assert not ActivityState.objects.get().declared  # done after all


def test_ones_own_word_leaves_the_learner_on_a_page_that_has_more_to_read(client, ani):
    outline = course_with_h5p()
    answer = client.post(h5p_url("h5p_declare", outline), {"key": uuid4()})
    assert answer.url.startswith(f"{outline.lessons[0].url}#h5p-")
