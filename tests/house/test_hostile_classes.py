"""Whatever is sent to a form of classes: a clear answer, never a breakdown; and it stays what it is (issue 6, SECURITY 15).

Every form on every page, and every address that takes a POST, with texts that break databases, numbers that are none,
and fields that are missing.
"""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.classes.making import coordinator
from tests.house.access_classes import CLASS_ROWS
from tests.house.class_forms import Form, all_forms, named
from tests.progress.world import World, make_world

pytestmark = pytest.mark.usefixtures("db")

HOSTILE = (
    "\x00", "a\x00b", "x" * 20_000, "9" * 30, "-1", "1e400", "NaN", "٣", "2026-02-30", "9999-12-31T23:59", "0001-01-01",
    "24:00", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "\u202e\u200b", "{}", "[]", "' OR 1=1",
    "../../etc/passwd", "00000000-0000-4000-8000-000000000000", "{{ 1 }}", "",
)  # fmt: skip
# Taken by addresses whose form is on a page only at times (a search that found somebody, a list under way).
FIELDS = (
    "key", "act", "who", "state", "words", "q", "there", "was", "how", "member", "activity", "course", "target", "people",
    "due", "due_at", "closes_at", "opens_at", "name", "names", "text", "code", "secret", "tap", "other", "part", "shown",
    "out", "next", "choice-1", "where", "here", "lesson", "forms", "successor", "identifier", "hal", "going", "blank", "sent",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(module_db: None) -> World:
    return make_world()


@pytest.fixture(scope="module")
def people(world: World) -> dict[str, User]:
    member = world.group.members.get().person
    return {
        "teacher": world.teacher,
        "coordinator": coordinator(world.group.organisation),
        "learner": world.learner,
        "pupil": member,
    }


@pytest.fixture(scope="module")
def forms(world: World, people: dict[str, User]) -> dict[str, list[Form]]:
    return {who: all_forms(signed_in(person), world) for who, person in people.items()}


def signed_in(person: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def status_of(client: Client, url: str, body: dict[str, Any]) -> int:
    with transaction.atomic():
        status = client.post(url, body).status_code
        transaction.set_rollback(True)
    return status


def test_no_form_breaks_whatever_stands_in_it(people, forms):
    broken, values, tried = [], cycle(HOSTILE), set()
    for who, theirs in forms.items():
        client = signed_in(people[who])
        for form in theirs:
            if (form.name, *form.fields) in tried:  # the same form of somebody else
                continue
            tried.add((form.name, *form.fields))
            bodies = [{field: next(values)} for field in {**form.fields, **form.offered}]
            bodies += [dict.fromkeys(form.fields, value) for value in islice(values, 3)]
            for body in bodies:
                status = status_of(client, form.action, form.body(**body))
                broken += [(form.name, body, status)] if status >= 500 else []
    assert broken == []


def test_no_address_breaks_whatever_is_sent_to_it(people, world):
    """By whoever is let in there."""
    broken, reached = [], set()
    for who in ("teacher", "coordinator", "learner"):
        client = signed_in(people[who])
        for name in CLASS_ROWS.keys() - reached:
            url = reverse(name, args=world.known.get(name, []))
            file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04" + b"\x00" * 64)
            statuses = [status_of(client, url, {})]
            if statuses != [404] and statuses != [405]:
                reached.add(name)
                bodies = (dict.fromkeys(FIELDS, one) for one in ("a\x00b", ["x" * 5000, "9" * 30], file))
                statuses += [status_of(client, url, body) for body in bodies]
            broken += [(name, statuses)] if max(statuses) >= 500 else []
    assert broken == []
    assert len(reached) > 60


def test_the_sweep_finds_the_forms(forms):
    of_teacher, of_head, of_learner = (named(forms[who]) for who in ("teacher", "coordinator", "learner"))
    posted = {name for name, (values, but) in CLASS_ROWS.items() if 405 in values or 405 in but.values()}
    assert len(of_teacher) > 35
    assert {"add_operators", "school_rosters", "new_event"} <= of_head
    assert of_learner & {"sign_up_event", "give_up_place", "event_survey", "ask_for_help"}
    assert posted - of_teacher - of_head - of_learner <= {
        "undo_remove_member", "class_undo_roster", "school_undo_roster", "bring_back_assignment", "take_back_extension",
        "mark_helped", "go_on_printing", "delete_note", "companion_undo", "give_up_place", "sign_up_event", "make_paper",
        "issue_event_certificates",
    }  # fmt: skip
