"""Reports of the people of a class: who is how far, who has not been seen, and one person's everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from classes.domain.overview import Waiting, is_unseen
from classes.domain.queries import (
    DONE,
    NEEDS_HELP,
    certificates_held,
    counted_people,
    current_members,
    is_late,
    last_seen,
    standing_of,
)
from classes.domain.standing import due_of
from classes.models import ClassGroup, Member, PersonalAssignment
from classes.reports.answers import answered_report
from classes.reports.table import Cell, Report, day, moment
from classes.reports.words import help_words, standing_cell
from courses.domain.outlines import outlines
from progress.models import Enrolment, LessonState


@dataclass
class PersonLine:
    """A member, with what the class knows of them."""

    member: Member
    given: int = 0
    done: int = 0
    needs_help: int = 0
    seen_at: datetime | None = None
    jp: int = 0
    certificates: int = 0

    def is_unseen(self, now: datetime) -> bool:
        return is_unseen(self.seen_at, self.member.joined_at, now=now)


def people_lines(group: ClassGroup) -> list[PersonLine]:
    """By name; four queries, however many people."""
    return lines_of(current_members(group), Q(assignment__group=group))


def lines_of(members: Iterable[Member], which: Q) -> list[PersonLine]:
    """``which``: the personal assignments that count. Somebody who is there twice has one line, of the first one."""
    lines: dict[int, PersonLine] = {}
    for member in members:
        lines.setdefault(member.person_id, PersonLine(member))
    given = PersonalAssignment.objects.filter(counted_people(), which, assignment__withdrawn_at=None, person__in=lines)
    for row in given.values("person").annotate(
        given=Count("pk"), done=Count("pk", filter=DONE), help=Count("pk", filter=NEEDS_HELP)
    ):
        line = lines[row["person"]]
        line.given, line.done, line.needs_help = row["given"], row["done"], row["help"]
    for person, at in last_seen(lines).items():
        lines[person].seen_at = at
    for person, (count, jp) in certificates_held(lines).items():
        lines[person].certificates, lines[person].jp = count, jp
    return list(lines.values())


def people_report(group: ClassGroup, lines: Sequence[PersonLine], *, title: str = "") -> Report:
    return Report(
        title=title or _("Participants of %(group)s") % {"group": group},
        about=[group.organisation.name],
        head=[
            _("Name"),
            _("Assignments finished"),
            _("Assignments"),
            _("Need help with"),
            _("Last seen"),
            _("JP"),
            _("Certificates"),
        ],
        rows=[
            [
                Cell(line.member.person.name, link=_address(group, line.member)),
                Cell(line.done),
                Cell(line.given),
                Cell(line.needs_help),
                Cell(day(line.seen_at) or _("not yet")),
                Cell(line.jp),
                Cell(line.certificates),
            ]
            for line in lines
        ],
    )


def waiting_report(group: ClassGroup, waiting: Sequence[Waiting]) -> Report:
    """Who needs help, longest first; somebody who needs it twice stands there twice."""
    return Report(
        title=_("Who needs help in %(group)s") % {"group": group},
        about=[group.organisation.name],
        head=[_("Name"), _("Assignment"), _("Why help"), _("Since")],
        rows=[
            [
                Cell(one.name, link=reverse("class_member", args=[group.public_id, one.person])),
                Cell(
                    one.assignment.title,
                    link=reverse("class_assignment", args=[group.public_id, one.assignment.public_id]),
                ),
                Cell(help_words(one.why)),
                Cell(moment(one.since)),
            ]
            for one in waiting
        ],
    )


def _address(group: ClassGroup, member: Member) -> str:
    return reverse("class_member", args=[group.public_id, member.person.public_id])


@dataclass(frozen=True)
class PersonReports:
    """One person: what this class gave them, what they answered in it, and the courses they follow."""

    assignments: Report
    answers: Report
    courses: Report
    rows: Sequence[PersonalAssignment] = field(default_factory=list)


def person_reports(group: ClassGroup, member: Member, *, now: datetime) -> PersonReports:
    rows = list(
        PersonalAssignment.objects.filter(
            assignment__group=group, assignment__withdrawn_at=None, person=member.person, removed_at=None
        )
        .select_related("assignment")
        .order_by("assignment__position", "assignment__pk")
    )
    about = [f"{group.organisation.name} · {group}"]
    assignments = Report(
        title=_("Assignments of %(name)s") % {"name": member.person.name},
        about=about,
        head=[
            _("Assignment"),
            _("Standing"),
            _("Why help"),
            _("Parts done"),
            _("Parts"),
            _("Score"),
            _("Due"),
            _("Finished on"),
            _("Late"),
        ],
        rows=[_assignment_row(group, row, now) for row in rows],
    )
    return PersonReports(assignments, answered_report(group, member.person), _courses_report(member, about), rows)


def _assignment_row(group: ClassGroup, row: PersonalAssignment, now: datetime) -> list[Cell]:
    return [
        Cell(row.assignment.title, link=reverse("class_assignment", args=[group.public_id, row.assignment.public_id])),
        standing_cell(standing_of(row)),
        Cell(help_words(row.help) if not row.done_at else ""),
        Cell(row.done_items),
        Cell(row.all_items),
        Cell(row.percent),
        Cell(moment(due_of(row))),
        Cell(moment(row.done_at)),
        Cell(_("yes") if is_late(row.done_at, due_of(row), now=now) else ""),
    ]


def _courses_report(member: Member, about: Sequence[str]) -> Report:
    """Courses that the person follows, also by themselves: pages completed of how many."""
    completed: Mapping[str, int] = _completed(member)
    listed = {one.course: one for one in outlines()}
    followed = Enrolment.objects.filter(learner=member.person, course__in=listed).order_by("-last_seen_at")
    return Report(
        title=_("Courses of %(name)s") % {"name": member.person.name},
        about=about,
        head=[_("Course"), _("Parts done"), _("Parts"), _("Last seen"), _("Finished on")],
        rows=[
            [
                Cell(listed[one.course].title),
                Cell(completed.get(str(one.course), 0)),
                Cell(len(listed[one.course].lessons)),
                Cell(day(one.last_seen_at)),
                Cell(day(one.completed_at)),
            ]
            for one in followed
        ],
    )


def _completed(member: Member) -> dict[str, int]:
    done = set(
        LessonState.objects.filter(learner=member.person).exclude(completed_at=None).values_list("lesson", flat=True)
    )
    found: dict[str, int] = defaultdict(int)
    for outline in outlines():
        found[str(outline.course)] = sum(lesson.key in done for lesson in outline.lessons)
    return found
