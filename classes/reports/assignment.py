"""Reports of what was given: all assignments of a class, one with its people, and a lesson of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from classes.domain.queries import AssignmentLine, counted_people, is_late, standing_of
from classes.domain.standing import due_of, target_of
from classes.models import Assignment, ClassGroup, PersonalAssignment
from classes.reports.table import Cell, Report, moment
from classes.reports.words import help_words, standing_cell, standing_words
from classes.rules import Standing
from courses.domain.outlines import outlines
from courses.outline import Lesson
from progress.models import ActivityState, LessonState


def assignments_report(group: ClassGroup, lines: Sequence[AssignmentLine]) -> Report:
    """A row for each assignment, with how many stand where."""
    return Report(
        title=_("Assignments of %(group)s") % {"group": group},
        about=[group.organisation.name],
        head=[_("Assignment"), _("Due"), *_heads(), _("Participants")],
        rows=[
            [
                Cell(line.assignment.title, link=_address(group, line.assignment)),
                Cell(moment(line.assignment.due_at)),
                *(Cell(line.by_standing[standing]) for standing in Standing),
                Cell(line.people),
            ]
            for line in lines
        ],
    )


def _heads() -> list[str]:
    return [standing_words(standing) for standing in Standing]


def _address(group: ClassGroup, assignment: Assignment) -> str:
    return reverse("class_assignment", args=[group.public_id, assignment.public_id])


@dataclass(frozen=True)
class Followed:
    """One assignment with everybody who has it, by name; read in one query."""

    assignment: Assignment
    rows: Sequence[PersonalAssignment]

    @property
    def counts(self) -> Mapping[Standing, int]:
        found = [standing_of(row) for row in self.rows]
        return {standing: found.count(standing) for standing in Standing}

    def standing(self, standing: Standing | None) -> Sequence[PersonalAssignment]:
        return [row for row in self.rows if standing in (None, standing_of(row))]


def followed(assignment: Assignment) -> Followed:
    rows = assignment.people.filter(counted_people()).select_related("person").order_by("person__name", "pk")
    listed = list(rows)
    for row in listed:
        row.assignment = assignment
    return Followed(assignment, listed)


def people_report(group: ClassGroup, found: Followed, *, now: datetime, standing: Standing | None = None) -> Report:
    """A row for each person who has it."""
    assignment = found.assignment
    about = [f"{group.organisation.name} · {group}"]
    if assignment.due_at:
        about.append(_("Due: %(moment)s") % {"moment": moment(assignment.due_at)})
    if assignment.closes_at:
        about.append(_("Closes: %(moment)s") % {"moment": moment(assignment.closes_at)})
    if standing:
        about.append(standing_words(standing))
    return Report(
        title=assignment.title,
        about=about,
        head=[
            _("Name"),
            _("Standing"),
            _("Why help"),
            _("Parts done"),
            _("Parts"),
            _("Score"),
            _("Own due date"),
            _("Finished on"),
            _("Late"),
            _("Accompanied"),
        ],
        rows=[_person_row(group, row, now) for row in found.standing(standing)],
    )


def _person_row(group: ClassGroup, row: PersonalAssignment, now: datetime) -> list[Cell]:
    late = is_late(row.done_at, due_of(row), now=now)
    return [
        Cell(row.person.name, link=reverse("class_member", args=[group.public_id, row.person.public_id])),
        standing_cell(standing_of(row)),
        Cell(help_words(row.help) if not row.done_at else ""),
        Cell(row.done_items),
        Cell(row.all_items),
        Cell(row.percent),
        Cell(moment(row.due_at)),
        Cell(moment(row.done_at)),
        Cell(_("yes") if late else ""),
        Cell(_("yes") if row.accompanied else ""),
    ]


def lessons_of(assignment: Assignment) -> list[Lesson]:
    """The published lessons of what was given, in order; of one activity the lesson it stands in."""
    target = target_of(assignment)
    outline = next((one for one in outlines() if one.course == assignment.course), None)
    if target is None or outline is None:
        return []
    return [
        lesson
        for lesson in outline.lessons
        if lesson.key in target.lessons or any(one.key == target.activity for one in lesson.activities)
    ]


_OF_A_LESSON = (Standing.NOT_STARTED, Standing.STARTED, Standing.DONE)


def lessons_report(group: ClassGroup, found: Followed) -> Report:
    """A row for each lesson: how many of those who have the assignment have finished it."""
    lessons, people = lessons_of(found.assignment), [row.person_id for row in found.rows]
    states = LessonState.objects.filter(learner__in=people, lesson__in=[one.key for one in lessons])
    opened: dict[UUID, int] = {}
    done: dict[UUID, int] = {}
    for lesson, completed in states.values_list("lesson", "completed_at"):
        opened[lesson] = opened.get(lesson, 0) + 1
        done[lesson] = done.get(lesson, 0) + (completed is not None)
    return Report(
        title=_("Lessons of “%(title)s”") % {"title": found.assignment.title},
        about=[f"{group.organisation.name} · {group}"],
        head=[_("Lesson"), *(standing_words(one) for one in _OF_A_LESSON), _("Participants")],
        rows=[
            [
                Cell(
                    one.title,
                    link=reverse("class_lesson", args=[group.public_id, found.assignment.public_id, one.key]),
                ),
                Cell(len(people) - opened.get(one.key, 0)),
                Cell(opened.get(one.key, 0) - done.get(one.key, 0)),
                Cell(done.get(one.key, 0)),
                Cell(len(people)),
            ]
            for one in lessons
        ],
    )


def lesson_report(group: ClassGroup, found: Followed, lesson: Lesson) -> Report:
    """A row for each person, a column for each activity of the lesson: the mark, or that it is done."""
    people = [row.person_id for row in found.rows]
    states = {state.learner_id: state for state in LessonState.objects.filter(learner__in=people, lesson=lesson.key)}
    done: dict[tuple[int, UUID], ActivityState] = {
        (state.learner_id, state.activity): state
        for state in ActivityState.objects.filter(
            learner__in=people, activity__in=[one.key for one in lesson.activities]
        )
    }
    kinds = {"check": _("check question"), "practice": _("practice"), "quiz": _("quiz"), "h5p": _("exercise (H5P)")}
    return Report(
        title=lesson.title,
        about=[f"{group.organisation.name} · {group}", found.assignment.title],
        head=[
            _("Name"),
            _("Standing"),
            _("Finished on"),
            *(f"{position}. {kinds[one.kind]}" for position, one in enumerate(lesson.activities, 1)),
        ],
        rows=[
            [
                Cell(row.person.name, link=reverse("class_member", args=[group.public_id, row.person.public_id])),
                standing_cell(_lesson_standing(states.get(row.person_id))),
                Cell(moment(states[row.person_id].completed_at) if row.person_id in states else None),
                *(
                    _activity_cell(group, row, done.get((row.person_id, one.key)), one.key, one.kind)
                    for one in lesson.activities
                ),
            ]
            for row in found.rows
        ],
    )


def _lesson_standing(state: LessonState | None) -> Standing:
    if state is None:
        return Standing.NOT_STARTED
    return Standing.DONE if state.completed_at else Standing.STARTED


def _activity_cell(
    group: ClassGroup, row: PersonalAssignment, state: ActivityState | None, activity: UUID, kind: str
) -> Cell:
    if state is None:
        return Cell(None)
    link = ""
    if kind in ("quiz", "check"):
        link = reverse("class_answers", args=[group.public_id, row.person.public_id, activity])
    if state.percent is not None:
        return Cell(state.percent, link=link)
    return Cell(_("done") if state.done_at else _("tried"), link=link)
