"""A check-list made in the admin: ticks hang on the keys of its steps, so drafts and publishing keep them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from practice.models import PracticeTask
from tests.factories.courses import practice_task
from tests.factories.people import staff
from tests.quizzes.test_parts import form_of


def edited(client: Client, task: PracticeTask, **changes: Any) -> None:
    address = reverse("wagtailsnippets_practice_practicetask:edit", args=[task.pk])
    assert client.post(address, form_of(client, address, "steps") | changes).status_code == 302


def keys(task: PracticeTask) -> list[str]:
    return [step.key for step in PracticeTask.objects.get(pk=task.pk).steps.all()]


def test_a_step_that_was_added_in_a_draft_keeps_its_key_through_every_publication(db, sign_in):
    client, task = sign_in(staff(Role.ADMINISTRATOR)), practice_task("buka")
    added = {
        "steps-TOTAL_FORMS": "2",
        "steps-1-id": "",
        "steps-1-ORDER": "2",
        "steps-1-DELETE": "",
        "steps-1-text": '{"blocks": [{"key": "a", "type": "unstyled", "text": "Kirim.", "depth": 0}], "entityMap": {}}',
    }
    edited(client, task, **added)
    assert keys(task) == ["buka"]
    PracticeTask.objects.get().latest_revision.publish()  # as a reviewer's approval or the clock does
    published = keys(task)
    assert (len(published), published[0]) == (2, "buka")
    edited(client, task, title="Nama lain")
    PracticeTask.objects.get().latest_revision.publish()
    assert keys(task) == published
