"""Two accounts of one person, with rows in every table that holds people's, clashing wherever they can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps

from accounts.domain.notices import notify
from accounts.domain.roles import grant_role
from accounts.models import Consent, GuardianConsent, Notice, User
from accounts.roles import Role
from certificates.models import Batch, BatchItem, NameRequest
from classes.domain.assign import Terms, give_assignment
from classes.domain.companion import finish_together, note_attendance
from classes.domain.events import add_speaker
from classes.domain.groups import add_members, add_teacher, remove_member
from classes.domain.handovers import hand_over
from classes.domain.notes import write_note
from classes.domain.paper import Typed, keep_row, questions_by_form
from classes.domain.personal_times import ask_for_help, extend
from classes.domain.survey import STATEMENTS, answer_survey
from classes.models import (
    Assignment,
    ClassGroup,
    ClassTeacher,
    CompanionSession,
    Member,
    PaperQuiz,
    PupilNumber,
    RosterCandidate,
    RosterImport,
    RosterRow,
    TrainingEvent,
)
from classes.paper import key_in_letters
from courses.models import LessonPage, StaleReport
from courses.outline import Outline
from lms.demo.stages import learn
from practice.models import PracticeTick
from progress.models import H5PResult, H5PState
from quizzes.models import Allowance, Quiz
from tests.classes.event_making import AFTER, attend, come, event
from tests.classes.making import NOON, coordinator, group, operator, paper_quiz, teacher
from tests.classes.rosters_making import as_csv, looked_at
from tests.factories.courses import full_course
from tests.factories.people import learner, organisation
from tests.progress.doing import answer_check, place_of, steps_of, take_quiz

DAY = timedelta(days=1)
# What telling of a merge writes, and what only goes on: no part of what somebody has.
TRACES = {"accounts.AccountMerge", "core.AuditEvent", "core.RequestKey", "sessions.Session", "accounts.Session"}
TOLD = ("accounts_merged", "accounts_parted")


@dataclass
class Two:
    kept: User
    gone: User
    lead: User  # teaches all of it
    outline: Outline
    first: ClassGroup  # both are in it
    second: ClassGroup  # only ``gone`` is in it still
    agency: ClassGroup  # where both were operators
    locked: Assignment  # whose times lock its quiz; ``gone`` has more time
    done: Assignment  # ``kept`` has done it, ``gone`` has begun and asked for help
    asked: Assignment  # neither has done it, and ``gone`` has asked for help
    waiting: TrainingEvent  # of one place: ``gone`` has it, ``kept`` waits
    wide: TrainingEvent  # both have a place and were there
    paper: PaperQuiz  # of ``gone`` all is typed in, of ``kept`` a part
    session: CompanionSession  # both were there
    roster: RosterImport  # both may be the pupil of its row


def two_accounts() -> Two:
    of = organisation(f"SMP Contoh {uuid4().hex[:6]}", kind="school")
    lead, outline, short = teacher(of), full_course(), full_course()
    kept, gone = learner(name="Siti Kenari"), learner(name="Siti Kenari", phone="+628123456789")
    first, second = group(lead, of), group(lead, of)
    for one, nickname, at in ((kept, "", NOON + DAY), (gone, "Ti", NOON)):
        add_members(group=first, people=[(one, nickname)], via="typed", by=lead, at=at)
        add_members(group=second, people=[(one, "")], via="code", by=one, at=at)
    remove_member(member=member_of(second, kept), by=lead, at=NOON + 2 * DAY)
    _roles(of, lead, kept, gone)
    _own_rows(of, outline, kept, gone)
    locked, done, asked = _assignments(first, outline, short, kept, gone)
    waiting, wide = _events(of, lead, kept, gone)
    return Two(
        kept=kept, gone=gone, lead=lead, outline=outline, first=first, second=second,
        agency=_agency(lead, kept, gone), locked=locked, done=done, asked=asked, waiting=waiting, wide=wide,
        paper=_paper(first, short, kept, gone), session=_session(first, short, kept, gone),
        roster=_roster(first, kept, gone),
    )  # fmt: skip


def member_of(of: ClassGroup, person: User) -> Member:
    return Member.objects.select_related("group__organisation", "person").get(group=of, person=person)


def _roles(of: Any, lead: User, kept: User, gone: User) -> None:
    """Both teach a class; of that of ``gone`` it is the homeroom."""
    for one in (kept, gone):
        grant_role(person=one, role=Role.TEACHER, by=None, organisation=of, at=NOON)
    taught, other = group(lead, of), group(lead, of)
    for one, part in ((kept, ClassTeacher.Part.COMPANION), (gone, ClassTeacher.Part.HOMEROOM)):
        add_teacher(group=taught, person=one, part=part, by=lead, at=NOON)
    add_teacher(group=other, person=gone, part=ClassTeacher.Part.TEACHER, by=lead, at=NOON)


def _own_rows(of: Any, outline: Outline, kept: User, gone: User) -> None:
    """What no class knows of, or what stands beside it."""
    batch = Batch.objects.create(act=Batch.Act.ZIP, label="x", made_at=NOON, state="done")
    PupilNumber.objects.create(organisation=of, person=kept, nipd="77")
    PupilNumber.objects.create(organisation=of, person=gone, nisn="0000000012", nipd="78")
    activity, content = uuid4(), uuid4()
    learn(gone, outline, None, at=NOON)
    learn(kept, outline, 2, at=NOON + DAY)
    take_quiz(kept, outline, outline.lessons[3], right=1, at=NOON + 2 * DAY)
    for number, one in enumerate((kept, gone)):
        at = NOON + number * DAY
        notify(person=one, kind="work_claimed", at=at)
        Consent.objects.create(person=one, purpose="learning", version="2026-11", given_at=at)
        GuardianConsent.objects.create(person=one, organisation=of, state="asked", version="1", recorded_at=at)
        NameRequest.objects.create(person=one, name=f"Siti {number}", asked_at=at)
        Allowance.objects.create(learner=one, quiz=Quiz.objects.first(), extra_attempts=number + 1, reason="x", at=at)
        StaleReport.objects.create(lesson=LessonPage.objects.first(), learner=one, reported_at=at)
        BatchItem.objects.create(batch=batch, position=number, person=one)
        answer_check(one, outline, outline.lessons[1], right=False, at=at + 3 * DAY)
        task, steps = steps_of(outline.lessons[2])
        PracticeTick.objects.get_or_create(
            learner=one, task=task, step=steps[number], context=outline.lessons[2].activities[0].key,
            defaults={"by": one, "at": at},
        )  # fmt: skip
        H5PState.objects.create(
            learner=one, activity=activity, content=content, version=1, data_type="state", data=str(number),
            sequence=number, updated_at=at,
        )  # fmt: skip
        H5PResult.objects.create(
            learner=one, activity=activity, content=content, version=1, key=uuid4(), started_at=at, at=at
        )


def _assignments(of: ClassGroup, outline: Outline, short: Outline, kept: User, gone: User) -> tuple[Assignment, ...]:
    lead = of.created_by
    assert lead is not None
    quiz = short.lessons[3]
    given = [
        give_assignment(
            group=of, kind=kind, course=one.course, target=target, by=lead, at=NOON, key=uuid4(), terms=terms
        )
        for one, kind, target, terms in (
            (
                short,
                "quiz",
                quiz.activities[0].key,
                Terms(due_at=NOON + DAY, closes_at=NOON + 2 * DAY, locks_quiz=True),
            ),
            (short, "lesson", short.lessons[0].key, Terms()),
            (short, "lesson", short.lessons[1].key, Terms()),
        )
    ]
    locked, done, asked = given
    extend(
        assignment=locked, people=[gone.public_id], due_at=NOON + 4 * DAY, closes_at=NOON + 5 * DAY, reason="Sakit",
        by=lead, at=NOON,
    )  # fmt: skip
    for one in (done, asked):
        row = one.people.select_related("assignment").get(person=gone)
        ask_for_help(row=row, by=gone, at=NOON + DAY, key=uuid4())
    learn(kept, short, 1, at=NOON + DAY)
    for one in (kept, gone):
        write_note(member=member_of(of, one), text="Catatan", by=lead, at=NOON, key=uuid4())
    return locked, done, asked


def _events(of: Any, lead: User, kept: User, gone: User) -> tuple[TrainingEvent, TrainingEvent]:
    by = coordinator(of)
    waiting, wide = event(by, of, quota=1), event(by, of)
    come(waiting, gone, sex="f")
    come(waiting, kept, at=NOON + DAY, age_band="30")
    come(wide, kept)
    come(wide, gone, at=NOON + DAY, sex="f")
    one, two = wide.sessions.all()
    attend(one, gone, how="qr")
    attend(one, kept)
    one.attendances.filter(person=kept).update(at=one.starts_at + timedelta(hours=1))
    attend(two, gone)
    for number, person in enumerate((kept, gone)):
        scores = dict.fromkeys(STATEMENTS, number + 1)
        answer_survey(event=wide, person=person, scores=scores, text=f"Kata {number}", at=AFTER, key=uuid4())
        add_speaker(event=wide, name=f"Siti Kenari {number}", part="speaker", person=person, by=by, at=NOON)
    return waiting, wide


def _paper(of: ClassGroup, outline: Outline, kept: User, gone: User) -> PaperQuiz:
    made = paper_quiz(of, outline)
    asked = questions_by_form(made)
    right = {one.position: key_in_letters(one.version.content, one.choice_order) for one in asked["A"]}
    for one, answers in ((kept, {1: right[1]}), (gone, right)):
        keep_row(
            paper=made, member=member_of(of, one), typed=Typed("A", answers), questions=asked,
            by=made.created_by, at=NOON + timedelta(hours=1),
        )  # fmt: skip
    return made


def _session(of: ClassGroup, outline: Outline, kept: User, gone: User) -> CompanionSession:
    """Both did the first lesson in it that they had not done yet."""
    lead = of.created_by
    assert lead is not None
    made = CompanionSession.objects.create(
        group=of, course=outline.course, title=outline.title, by=lead, started_at=NOON
    )
    note_attendance(session=made, people=[gone.public_id, kept.public_id], by=lead, at=NOON)
    made.attendance.filter(person=kept).update(at=NOON + timedelta(hours=1))
    fresh = full_course()
    for hour, one in enumerate((gone, kept)):
        finish_together(
            session=made, place=place_of(fresh, fresh.lessons[0]), people=[member_of(of, one)], by=lead,
            at=NOON + timedelta(hours=hour), key=uuid4(),
        )  # fmt: skip
    return made


def _roster(of: ClassGroup, kept: User, gone: User) -> RosterImport:
    made = looked_at(as_csv([("Siti Kenari", "", "", "", ""), ("Lain", "", "", "", "")]), of)
    row, other = made.rows.exclude(act="absent")[:2]
    for one in (kept, gone):
        RosterCandidate.objects.get_or_create(row=row, person=one)
        RosterRow.objects.create(roster=made, line=90 + one.pk, act=other.act, person=one, done=True)
    return made


def _agency(lead: User, kept: User, gone: User) -> ClassGroup:
    """``gone`` handed over to somebody and took over from somebody; and once ``kept`` handed over to ``gone``."""
    of = organisation(f"Dinas Contoh {uuid4().hex[:6]}", kind="agency")
    made = group(lead, of, kind="operators", name="Operator")
    for one in (kept, gone):
        add_members(group=made, people=[(one, "")], via="typed", by=lead, at=NOON)
    for hour, (leaver, successor) in enumerate(
        ((kept, gone), (operator(made).person, gone), (gone, operator(made).person))
    ):
        add_members(group=made, people=[(leaver, "")], via="typed", by=lead, at=NOON)
        hand_over(
            leaver=member_of(made, leaver), successor=member_of(made, successor), by=lead,
            at=NOON + timedelta(hours=hour), key=uuid4(),
        )  # fmt: skip
    return made


def whole_database() -> Mapping[str, dict[Any, dict[str, Any]]]:
    """Every row of every table, but for what telling of a merge writes."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label in TRACES or model._meta.proxy:
            continue
        rows = model._base_manager.all()
        if model is Notice:
            rows = rows.exclude(kind__in=TOLD)
        found[model._meta.label] = {row[model._meta.pk.attname]: row for row in rows.values()}
    groups = found["accounts.User_groups"].values()  # written anew from the roles
    return found | {"accounts.User_groups": {(row["user_id"], row["group_id"]): {} for row in groups}}


def changed_between(before: Mapping[str, dict[Any, Any]], after: Mapping[str, dict[Any, Any]]) -> dict[str, Any]:
    """“app.Model” → key → (before, after), where they are not the same; columns that are the same are left out."""
    found: dict[str, Any] = {}
    for label in before.keys() | after.keys():
        then, now = before.get(label, {}), after.get(label, {})
        for key in then.keys() | now.keys():
            old, new = then.get(key), now.get(key)
            if old != new:
                both = old and new
                names = [name for name in old if old[name] != new[name]] if both else []
                pair = ({n: old[n] for n in names}, {n: new[n] for n in names}) if both else (old, new)
                found.setdefault(label, {})[key] = pair
    return found
