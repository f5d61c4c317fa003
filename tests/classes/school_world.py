"""A school with everything that a class or an event has, for the tests that walk through all addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import User
from certificates.models import Batch
from classes.domain.events import add_speaker
from classes.domain.standing import give
from classes.models import ClassGroup, PrintRun, TrainingEvent
from courses.outline import Outline
from lms.demo.stages import learn
from tests.classes.event_making import attend, come, event
from tests.classes.making import (
    assignment,
    companion_session,
    group,
    handed_over,
    paper_quiz,
    pupil,
    school,
    teacher,
)
from tests.classes.rosters_making import as_csv, looked_at
from tests.progress.doing import NOON


def school_objects(ani: User, finished: Outline, unfinished: Outline, word: str) -> dict[str, Any]:
    """What a world says of its school; each name bears the word. ``ani`` is at its event, and has one assignment of it."""
    of = school(f"SMP {word} {uuid4().hex[:4]}")
    taught = group(teacher(of, name=f"Guru {word}"), of, name=f"7A {word}")
    learn(pupil(taught, f"Murid {word}").person, finished, 2, at=NOON)
    given = assignment(
        taught, unfinished, for_everybody=False, due_at=timezone.now() + timedelta(days=4), note=f"Catatan {word}"
    )
    give(given, [ani.pk], at=NOON)
    PrintRun.objects.create(group=taught, batch=archive("bundles/y.pdf", Batch.Act.PRINT, f"7A {word}"))
    agency = group(by=taught.created_by, of=of, kind="operators", name=f"Operator {word}")
    return {
        "teacher": taught.created_by,
        "group": taught,
        "assignment": assignment(taught, finished),
        "roster": looked_at(as_csv([(f"Murid Baru {word}", "", "", "", "")]), taught),
        "school_roster": looked_at(as_csv([(f"Murid Baru {word}", "", "", "", "7A")]), school=of),
        "own_assignment": given,
        "event": _event(taught, ani, word),
        "paper": paper_quiz(taught, finished),
        "session": companion_session(taught, finished),
        "operators": agency,
        "handover": handed_over(agency, word),
    }


def _event(taught: ClassGroup, learner: User, word: str) -> TrainingEvent:
    assert taught.created_by is not None
    made = event(taught.created_by, taught.organisation, title=f"Bimtek {word}", place=f"Balai {word}")
    add_speaker(event=made, name=f"Dr. {word}", part="speaker", person=None, by=taught.created_by, at=NOON)
    come(made, learner)
    attend(made.sessions.all()[0], learner)
    return made


def archive(name: str = "bundles/x.zip", act: Batch.Act = Batch.Act.ZIP, label: str = "Lembaga") -> Batch:
    path = default_storage.save(name, ContentFile(b"x"))
    return Batch.objects.create(act=act, label=label, made_at=NOON, state="done", path=path)
