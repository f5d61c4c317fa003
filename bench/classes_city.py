"""An invented city of organisations, classes, people and their progress, for bench.classes.

Imported once Django is set up.

PostgreSQL makes the many rows itself (INSERT … SELECT FROM generate_series): five million in a few minutes.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils import timezone

from accounts.domain.roles import grant_role
from accounts.models import Organisation, User
from accounts.roles import Role
from accounts.sessions import SessionStore
from classes.models import Assignment, ClassGroup, ClassTeacher
from courses.domain.outlines import outlines
from courses.models import CourseVersion

ASSIGNMENTS = 5  # of each group
SCHOOLS = 0.5  # of the organisations; they have nine tenths of the groups
_BATCH = 1000


@dataclass(frozen=True)
class Size:
    organisations: int = 200
    groups: int = 3_000
    learners: int = 100_000
    progress: int = 5_000_000  # rows of LessonState and ActivityState, half and half

    def divided(self, by: int) -> Size:
        return Size(max(self.organisations // by, 4), self.groups // by, self.learners // by, self.progress // by)


def make_city(size: Size) -> dict[str, Any]:
    """Sessions and addresses that the measurements need."""
    root, organisations = _organisations(size.organisations)
    groups = _groups(size.groups, organisations)
    first = _learners(size, root)
    members = {"learner": first, "learners": size.learners, "group": groups[0].pk, "groups": len(groups)}
    _sql(_MEMBERS, members)
    _assignments(groups)
    _sql(_GIVEN, members)
    _progress(size, first)
    _sql(_CERTIFICATES, members)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as the database does by itself in the night
    teacher, secretary = User(username="guru-kota", name="Guru Kota"), User(username="sekda", name="Sekretaris Kota")
    for person in (teacher, secretary):
        person.set_unusable_password()
        person.save()
    grant_role(person=secretary, role=Role.COORDINATOR, by=None, organisation=root)
    taught = [group for group in groups if group.kind == ClassGroup.Kind.SCHOOL_CLASS][:8]
    now = timezone.now()
    ClassTeacher.objects.bulk_create([ClassTeacher(group=one, person=teacher, added_at=now) for one in taught])
    return {
        "teacher": _session(teacher),
        "secretary": _session(secretary),
        "groups": [str(group.public_id) for group in taught],
        "course": str(outlines()[0].course),
    }


def _session(person: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def _organisations(count: int) -> tuple[Organisation, list[Organisation]]:
    """The city, its education office with the schools, other agencies, kecamatan with three kelurahan each."""
    kinds = Organisation.Kind
    root: Organisation = Organisation.add_root(name="Kota Contoh Besar", kind=kinds.GOVERNMENT)
    schools = int(count * SCHOOLS)
    made = [root, _below(root, "Dinas Pendidikan Contoh", kinds.AGENCY)]
    offices = made[1]
    made += [_below(offices, f"SMP Contoh {number:03}", kinds.SCHOOL) for number in range(schools)]
    while len(made) < count:
        number = len(made)
        made.append(_below(root, f"Dinas Contoh {number:03}", kinds.AGENCY))
        district = _below(root, f"Kecamatan Contoh {number:03}", kinds.DISTRICT)
        made.append(district)
        made += [_below(district, f"Kelurahan Contoh {number:03}-{one}", kinds.VILLAGE) for one in range(3)]
    return root, made[:count]


def _below(parent: Organisation, name: str, kind: str) -> Organisation:
    child: Organisation = Organisation.objects.get(pk=parent.pk).add_child(name=name, kind=kind)
    return child


def _groups(count: int, organisations: list[Organisation]) -> list[ClassGroup]:
    schools = [one for one in organisations if one.kind == Organisation.Kind.SCHOOL]
    others = [one for one in organisations if one.kind != Organisation.Kind.SCHOOL]
    turn = {True: itertools.cycle(schools), False: itertools.cycle(others)}
    now = timezone.now()
    return ClassGroup.objects.bulk_create(
        [
            ClassGroup(
                organisation=next(turn[number % 10 != 0]),
                name=f"Kelas {number:04}",
                kind=ClassGroup.Kind.SCHOOL_CLASS if number % 10 else ClassGroup.Kind.OPERATORS,
                school_year="2026/2027",
                code=f"{number:06}",
                created_at=now,
            )
            for number in range(count)
        ],
        batch_size=_BATCH,
    )


def _assignments(groups: list[ClassGroup]) -> None:
    """Five of each group: whole courses, modules and lessons of the courses that are there."""
    asked: list[tuple[str, UUID, UUID, str]] = []
    for one in outlines():
        asked.append(("course", one.course, one.course, one.title))
        asked += [("module", one.course, module.key, module.title) for module in one.modules[:2]]
    now = timezone.now()
    Assignment.objects.bulk_create(
        [
            Assignment(
                group=group, kind=kind, course=course, target=target, title=title[:200], position=position,
                due_at=now + timedelta(days=7 * position + 1), created_at=now,
            )
            for group in groups
            for position, (kind, course, target, title) in enumerate(asked[:ASSIGNMENTS])
        ],
        batch_size=_BATCH,
    )  # fmt: skip


def _learners(size: Size, managed_by: Organisation) -> int:
    """The number of the first one; the others follow it."""
    start = (User.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    _sql(_LEARNERS, {"start": start, "learners": size.learners, "organisation": managed_by.pk})
    return start


def _progress(size: Size, first: int) -> None:
    """As many rows for each learner; lessons and activities that are there, then invented ones."""
    each = size.progress // size.learners // 2
    lessons = [(one.course, lesson.key) for one in outlines() for lesson in one.lessons]
    activities = [
        (one.course, lesson.key, activity.key, activity.kind)
        for one in outlines()
        for lesson in one.lessons
        for activity in lesson.activities
    ]
    lessons += [(lessons[0][0], UUID(int=number)) for number in range(each - len(lessons))]
    activities += [(*activities[0][:2], UUID(int=number), "check") for number in range(each - len(activities))]
    people = {"first": first, "last": first + size.learners - 1}
    for number, lesson in enumerate(lessons[:each]):
        _sql(_LESSON, people | {"course": lesson[0], "lesson": lesson[1], "number": number})
    for number, (course, place, activity, kind) in enumerate(activities[:each]):
        row = {"course": course, "lesson": place, "activity": activity, "kind": kind, "number": number}
        _sql(_ACTIVITY, people | row)
    version = CourseVersion.objects.order_by("pk").first()
    assert version is not None
    for one in outlines():
        _sql(_ENROLMENT, people | {"course": one.course, "version": version.pk})


def _sql(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


_LEARNERS = """
INSERT INTO accounts_user (id, password, is_superuser, public_id, username, phone, name, title_before, title_after,
  name_confirmed_at, email, age, language, is_guest, is_staff, is_active, is_demo, has_pin, has_pictures, managed_by_id,
  must_change_secret, recovery_hash, joined_at)
SELECT n, '!', false, gen_random_uuid(), 'kota' || n, '', 'Orang Contoh ' || n, '', '', now(), '', 'adult', 'id', false,
  false, true, false, true, false, %(organisation)s, false, '', now()
FROM generate_series(%(start)s, %(start)s + %(learners)s - 1) n;
SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), %(start)s + %(learners)s)
"""
# Each learner is in one class, in turn.
_MEMBERS = """
INSERT INTO classes_member (group_id, person_id, nickname, via, joined_at)
SELECT %(group)s + n %% %(groups)s, %(learner)s + n, '', 'imported', now() - interval '60 days'
FROM generate_series(0, %(learners)s - 1) n
"""
# The classes of the demo have theirs. A quarter each: not started, started, needs help, done.
_GIVEN = """
INSERT INTO classes_personalassignment (assignment_id, person_id, added_at, reason, started_at, done_at, done_items,
  all_items, help, help_since, accompanied)
SELECT a.id, m.person_id, now() - interval '30 days', '', CASE WHEN stand > 0 THEN now() - interval '20 days' END,
  CASE WHEN stand = 3 THEN now() - interval '10 days' END, stand, 4, CASE WHEN stand = 2 THEN 'quiz' ELSE '' END,
  CASE WHEN stand = 2 THEN now() - interval '12 days' END, false
FROM classes_assignment a JOIN classes_member m USING (group_id)
  CROSS JOIN LATERAL (SELECT (a.position + m.person_id / 7) %% 4) s(stand)
ON CONFLICT DO NOTHING
"""
_LESSON = """
INSERT INTO progress_lessonstate (learner_id, course, lesson, started_at, completed_at, accompanied)
SELECT n, %(course)s, %(lesson)s, now() - interval '20 days',
  CASE WHEN (n + %(number)s) %% 3 > 0 THEN now() - interval '10 days' END, false
FROM generate_series(%(first)s, %(last)s) n
"""
_ACTIVITY = """
INSERT INTO progress_activitystate (learner_id, course, lesson, activity, kind, done_at, percent, sections, tries,
  accompanied, declared, updated_at)
SELECT n, %(course)s, %(lesson)s, %(activity)s, %(kind)s,
  CASE WHEN (n + %(number)s) %% 3 > 0 THEN now() - interval '10 days' END, (n * 7 + %(number)s) %% 101, '{}',
  1 + n %% 3, false, false, now() - interval '10 days'
FROM generate_series(%(first)s, %(last)s) n
"""
_ENROLMENT = """
INSERT INTO progress_enrolment (learner_id, course, version_id, started_at, last_seen_at)
SELECT n, %(course)s, %(version)s, now() - interval '20 days', now() - (n %% 20) * interval '1 day'
FROM generate_series(%(first)s, %(last)s) n
"""
# Every fourth learner holds one for the first course of their class.
_CERTIFICATES = """
INSERT INTO certificates_certificate (public_id, holder_id, kind, source_kind, source_key, state, number, edition, code,
  qr_token, status_index, statement, facts, erased, issued_at)
SELECT gen_random_uuid(), m.person_id, 'completion', 'course', a.course, 'live', 'K-' || m.id, 1,
  substr(md5('c' || m.id), 1, 19), substr(md5('q' || m.id), 1, 22), 1000000 + m.id, '', '{"jp": 4}', false, now()
FROM classes_member m JOIN classes_assignment a USING (group_id)
WHERE a.position = 0 AND m.person_id / 7 %% 4 = 3
"""
