"""A lesson with an H5P content as learners see it."""

from __future__ import annotations

import json

import pytest

from courses.outline import outline_as_json, outline_from_json
from tests.factories.h5p_rows import course_with_h5p, h5p_content, statement
from tests.factories.people import learner
from tests.house.test_queries import MOST, asked
from tests.progress.doing import read, text_of
from tests.progress.h5p_doing import h5p_url, played, report

pytestmark = pytest.mark.usefixtures("db")


def test_the_page_says_what_counts_and_offers_text_instead(client):
    content = h5p_content(alternative="Baca <b>pesan</b> ini.\n\nCari tandanya.")
    outline = course_with_h5p(content, rule="score", percent=60)
    page = client.get(outline.lessons[0].url)
    box = read(page).select_one("section[data-h5p]")
    assert box["data-version"] == "1"
    assert box.h2.get_text() == content.title
    assert "60" in box.select_one("p.meta").get_text()
    assert "Baca <b>pesan</b> ini." in box.select_one("noscript").get_text()
    assert box.select_one("noscript form")["action"] == h5p_url("h5p_declare", outline)


def test_the_learner_reads_whose_word_the_points_are(client):
    client.force_login(learner())
    outline = course_with_h5p()
    report(client, outline, statement(score=(3, 4)))
    page = client.get(outline.lessons[0].url)
    assert "Menurut latihan: 3 dari 4" in text_of(page)
    assert read(page).select_one("[data-done]").get("hidden") is None


def test_what_was_done_by_word_is_said_to_be(client):
    client.force_login(learner())
    outline = course_with_h5p()
    client.post(h5p_url("h5p_declare", outline))
    page = read(client.get(outline.lessons[0].url))
    assert page.select_one("[data-done]").get("hidden") is None
    assert not page.select(f'form[action="{h5p_url("h5p_declare", outline)}"]')


def test_a_warm_lesson_asks_no_more_than_others(client):
    client.force_login(learner())
    outline = course_with_h5p()
    report(client, outline, statement(score=(3, 4)))
    assert len(asked(client, outline.lessons[0].url)) <= MOST


def test_a_content_without_a_version_is_not_shown_and_not_asked_for(client):
    content = h5p_content()
    content.current = None
    content.save()
    outline = course_with_h5p(content)
    assert outline.lessons[0].activities == ()
    assert not read(client.get(outline.lessons[0].url)).select("[data-h5p]")


def test_the_outline_says_what_completes_it_and_outlines_of_before_still_load():
    outline = course_with_h5p(rule="score", percent=60, required=False)
    data = json.loads(json.dumps(outline_as_json(outline)))
    assert outline_from_json(data) == outline
    _lesson, activity = played(outline)
    assert (activity.rule, activity.pass_percent, activity.required) == ("score", 60, False)
    said = data["modules"][0]["lessons"][0]["activities"][0]
    del said["rule"], said["required"]
    old = outline_from_json(data).lessons[0].activities[0]
    assert (old.rule, old.required) == ("", True)
