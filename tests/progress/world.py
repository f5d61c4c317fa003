"""One of everything that has an address of its own, and one person per role, for the tests that walk through all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.urls import URLResolver, get_resolver

from accounts.models import Notice, User
from accounts.roles import Role
from certificates.models import Batch, Certificate, SignedReturn, TemplateVersion
from classes.models import (
    Assignment,
    ClassGroup,
    CompanionSession,
    Handover,
    PaperQuiz,
    RosterImport,
    TrainingEvent,
)
from courses.models import CoursePage
from courses.outline import Outline
from lms.demo.stages import learn
from lms.styles import style_digest
from media.h5p.editor_ajax import token_for
from media.h5p.forms.models import H5PDraft
from media.h5p.models import H5PContent, H5PLibrary, H5PUpload
from media.models import LessonDocument
from quizzes.models import Attempt, AttemptItem, QuestionVersion, Regrade
from tests.certificates.template_making import publish, template
from tests.classes.making import coordinator
from tests.classes.school_world import archive, school_objects
from tests.factories.courses import full_course
from tests.factories.h5p import make_content, make_library
from tests.factories.h5p_rows import course_with_h5p
from tests.factories.people import guest, learner, organisation, staff
from tests.progress.doing import NOON, start, take_quiz, waiting_answer
from tests.progress.path_doing import path_addresses

ROLES = (
    "visitor", "guest", "learner", "other learner", "teacher", "coordinator", "author", "reviewer",
    "administrator without second factor", "administrator",
)  # fmt: skip


_OF_CLASS = (
    "class_home", "class_settings", "class_members", "new_class_code", "archive_class", "add_class_teacher",
    "class_reports",
    "add_pupils", "class_cards", "guardian_answers", "guardian_letters",
    "class_rosters", "move_class_up",
    "class_assignments", "new_assignment", "class_certificates",
    "class_materials", "make_paper", "companion",
)  # fmt: skip
_OF_MEMBER = ("edit_member", "new_pin", "remove_member", "undo_remove_member")

_OF_ASSIGNMENT = (
    "assignment_given", "change_assignment", "extend_assignment", "withdraw_assignment", "bring_back_assignment",
    "move_assignment",
)  # fmt: skip
_OF_PART = ("take_back_extension", "mark_helped")  # of one person in it
_OWN_ASSIGNMENT = ("my_assignment", "assignment_calendar", "ask_for_help")
_OF_RUN = ("print_run", "go_on_printing", "print_file")
_OF_EVENT = (
    "event", "sign_up_event", "give_up_place", "event_survey", "event_home", "event_settings", "change_event_state",
    "event_people", "add_walk_in", "add_new_person", "event_speakers", "event_certificates", "issue_event_certificates",
    "event_survey_results", "event_report", "event_report_xlsx", "event_report_pdf",
)  # fmt: skip
_OF_SESSION = ("session_list", "keep_session_list", "door", "attendance_pdf")


_OF_ORGANISATION = ("organisation", "branch_reports", "operators", "add_operators")
_OF_HANDOVER = ("handover", "handover_file", "undo_handover")


@dataclass
class World:
    """All objects belong to the learner."""

    learner: User
    finished: Outline
    open: Outline
    certificate: Certificate
    attempt: Attempt  # open
    handed_in: Attempt
    notice: Notice
    to_mark: AttemptItem
    document: LessonDocument
    regrade: Regrade
    batch: Batch  # an archive of certificates, made by none of those who try
    exercise: Outline  # of one lesson with an H5P content
    h5p_old: H5PContent  # of a type that has a newer version
    h5p_library: H5PLibrary  # that newer version
    h5p_upload: H5PUpload  # of an administrator
    h5p_draft: H5PDraft  # of the same
    signed_return: SignedReturn
    template: TemplateVersion  # of certificates
    teacher: User
    group: ClassGroup  # of the teacher, with one pupil, who has done a part of the assignment
    assignment: Assignment
    event: TrainingEvent  # of the teacher; the learner has a place and was there

    roster: RosterImport  # a list that was brought to it
    school_roster: RosterImport  # and one of the whole school
    own_assignment: Assignment  # of this class, given to the learner
    paper: PaperQuiz  # of that class
    session: CompanionSession  # of that class, with the pupil
    second_account: User  # of the learner, merged into nothing
    operators: ClassGroup  # of the same teacher and organisation, with one operator left
    handover: Handover  # in it
    of_paths: dict[str, list[Any]]  # addresses of tests of a path, begun and taken by the learner

    @property
    def _pupil(self) -> list[Any]:
        return [self.group.public_id, self.group.members.get().person.public_id]

    @property
    def _session(self) -> list[Any]:
        return [self.group.public_id, self.session.public_id]

    @cached_property
    def known(self) -> dict[str, list[Any]]:
        """Name of an address → what stands in it, asked of the database once."""
        first, check, practice, quiz = self.finished.lessons
        played = self.exercise.lessons[0]
        return {
            "course_done": [self.finished.course],
            "style_sheet": [style_digest()],
            "icon_png": [192],
            "open_notice": [self.notice.public_id],
            "first_setup": ["x"],
            "verify_qr": [self.certificate.qr_token],
            "certificate": [self.certificate.public_id],
            "certificate_file": [self.certificate.public_id],
            "certificate_picture": [self.certificate.public_id],
            "publish_certificate": [self.certificate.public_id],
            "public_certificate": ["x" * 22],
            "public_certificate_picture": ["x" * 22],
            "badge": [self.certificate.public_id],
            "badge_file": [self.certificate.public_id, "json"],
            "status_list": [0],
            **{name: [self.group.public_id] for name in _OF_CLASS},
            "roster_file": [self.group.public_id, "csv"],
            "class_roster": [self.group.public_id, self.roster.public_id],
            "class_undo_roster": [self.group.public_id, self.roster.public_id],
            "school_rosters": [self.group.organisation.public_id],
            "school_roster": [self.group.organisation.public_id, self.school_roster.public_id],
            "school_undo_roster": [self.group.organisation.public_id, self.school_roster.public_id],
            "remove_class_teacher": [self.group.public_id, self.teacher.public_id],
            "class_assignment": [self.group.public_id, self.assignment.public_id],
            "class_lesson": [self.group.public_id, self.assignment.public_id, first.key],
            "class_member": self._pupil,
            "class_answers": [*self._pupil, check.activities[0].key],
            "add_note": self._pupil,
            "delete_note": [*self._pupil, uuid4()],
            "class_report": [self.group.public_id, "peserta"],
            **{name: [self.group.organisation.public_id] for name in _OF_ORGANISATION},
            "branch_report": [self.group.organisation.public_id, "kelas"],
            "new_handover": [self.operators.public_id, self.handover.successor.public_id],
            **{name: [self.operators.public_id, self.handover.public_id] for name in _OF_HANDOVER},
            **dict.fromkeys(_OF_MEMBER, self._pupil),
            "join_class": [self.group.code],
            "leave_class": [self.group.public_id],
            **{name: [self.group.public_id, self.own_assignment.public_id] for name in _OF_ASSIGNMENT},
            **{
                name: [self.group.public_id, self.own_assignment.public_id, self.learner.public_id] for name in _OF_PART
            },
            **{name: [self.own_assignment.public_id] for name in _OWN_ASSIGNMENT},
            **{name: [self.group.public_id, self.group.print_runs.get().batch.public_id] for name in _OF_RUN},
            **{name: [self.event.public_id] for name in _OF_EVENT},
            **{name: [self.event.public_id, self.event.sessions.all()[0].public_id] for name in _OF_SESSION},
            "release_place": [self.event.public_id, self.learner.public_id],
            "drop_speaker": [self.event.public_id, self.event.speakers.get().public_id],
            "door_check": [self.event.sessions.all()[0].public_id, "XXXXXXXX"],
            "class_material": [self.group.public_id, first.key, "rencana"],
            "class_screen": [self.group.public_id, first.key],
            "class_paper": [self.group.public_id, self.paper.public_id],
            "class_paper_row": [self.group.public_id, self.paper.public_id, self._pupil[1]],
            "class_paper_file": [self.group.public_id, self.paper.public_id, "kunci"],
            "companion_session": self._session,
            "companion_attend": self._session,
            "companion_end": self._session,
            "companion_lesson": [*self._session, first.key],
            "companion_undo": [*self._session, first.key],
            "companion_turn": [*self._session, quiz.key, quiz.activities[0].key, self._pupil[1]],
            "course_editions": [self.finished.page],
            "course_edition": [self.finished.page, "halaman"],
            "start_course": [self.finished.course],
            "leave_course": [self.finished.course],
            "finish_lesson": [first.key],
            "tell_stale": [first.key],
            "answer_check": [check.key, check.activities[0].key],
            "tick_practice": [practice.key, practice.activities[0].key],
            "h5p_state": [played.key, played.activities[0].key],
            "h5p_report": [played.key, played.activities[0].key, uuid4()],
            "h5p_declare": [played.key, played.activities[0].key],
            "admin_h5p_result": [H5PContent.objects.get(key=played.activities[0].ref).pk],
            "admin_send_pack": [CoursePage.objects.get(translation_key=self.finished.course).pk],
            **{name: [uuid4()] for name in ("admin_pack", "admin_trust_pack", "admin_drop_pack")},
            "admin_forget_signer": [1],
            "h5p_check": [self.h5p_upload.key],
            "h5p_content": [self.h5p_old.pk],
            "h5p_copy": [self.h5p_old.pk],
            "h5p_export": [self.h5p_old.pk],
            "h5p_use_again": [self.h5p_old.pk, 1],
            "h5p_library": [self.h5p_library.pk],
            "h5p_upgrade": [self.h5p_library.pk],
            "h5p_upgrade_one": [self.h5p_library.pk, self.h5p_old.pk],
            "h5p_remove_host": [1],
            "remove_template_use": [1],
            "template_versions": [self.template.template_id],
            "template_version": [self.template.template_id, self.template.number],
            "h5p_type_icon": [self.h5p_library.pk],
            "h5p_write": [self.h5p_old.pk],
            "h5p_form": [self.h5p_draft.key],
            "h5p_look": [self.h5p_draft.key],
            "h5p_draft_frame": [self.h5p_draft.key, 0],
            "h5p_draft_file": [self.h5p_draft.key, "images/x.png"],
            "h5p_discard": [self.h5p_draft.key],
            "h5p_editor_ajax": [token_for(self.h5p_draft.by)],
            "h5p_draft_media": ["x", "images/x.png"],
            "start_quiz": [quiz.key, quiz.activities[0].key],
            "quiz_all": [self.open.lessons[3].key, self.attempt.public_id],
            "admin_quiz_allowances": [self.attempt.quiz_id],
            "quiz_question": [self.open.lessons[3].key, self.attempt.public_id, 1],
            "quiz_review": [self.open.lessons[3].key, self.attempt.public_id],
            "quiz_result": [quiz.key, self.handed_in.public_id],
            **self.of_paths,
            "wagtaildocs_serve": [self.document.pk, self.document.filename],
            "wagtaildocs_authenticate_with_password": [1],
            "upload": ["certificates/x/y.pdf"],
            "h5p_frame": [played.activities[0].ref, 1, "0" * 32],
            "h5p_bundle": ["0" * 32 + ".js"],
            "h5p_core_file": ["0" * 20, "fonts/x.woff2"],
            "h5p_library_file": ["H5P.X-1.0.0-0", "x.svg"],
            "h5p_content_file": [played.activities[0].ref, 1, "x.png"],
            "wagtail_serve": [""],
            "mfa_remove_webauthn": [1],
            "mfa_edit_webauthn": [1],
            "admin_quiz_analysis": [self.attempt.quiz_id],
            "admin_gain": [self.attempt.quiz_id],
            "admin_question_analysis": [self.attempt.items.values_list("version__question", flat=True)[0]],
            "marking_answers": [self.to_mark.attempt.quiz_id, self.to_mark.version.question_id],
            "mark_answer": [self.to_mark.pk],
            "admin_regrade": [self.attempt.items.values_list("version__question", flat=True)[0]],
            "admin_regrade_log": [self.regrade.pk],
            "admin_resume_regrade": [self.regrade.pk],
            "admin_person": [self.learner.public_id],
            "admin_reset_secret": [self.learner.public_id],
            "admin_grant_role": [self.learner.public_id],
            "admin_revoke_role": [self.learner.public_id, 1],
            "admin_end_sessions": [self.learner.public_id],
            "admin_correct_name": [self.learner.public_id],
            "admin_merge_compare": [self.learner.public_id, self.second_account.public_id],
            "admin_merge_undo": [self.learner.public_id, self.second_account.public_id],
            "admin_certificate": [self.certificate.public_id],
            "admin_accept_name": [self.certificate.public_id],
            "admin_refuse_name": [self.certificate.public_id],
            "admin_revoke_certificate": [self.certificate.public_id],
            "admin_reinstate_certificate": [self.certificate.public_id],
            "admin_handoff": [self.signed_return.batch.public_id],
            "admin_handoff_file": [self.signed_return.batch.public_id],
            "admin_take_signed": [self.signed_return.batch.public_id],
            "admin_signed_return": [self.signed_return.public_id],
            "ask_transcript": [2026],
            "admin_transcript": [self.learner.public_id, 2026],
            "admin_batch": [self.batch.public_id],
            "admin_batch_file": [self.batch.public_id],
            "admin_cancel_batch": [self.batch.public_id],
            "admin_resume_batch": [self.batch.public_id],
            "check_question_import": [uuid4()],  # nobody's upload
            "import_progress": [uuid4()],
            "questions_made": [uuid4()],
            "undo_questions": [uuid4()],
            "try_quiz": [self.attempt.quiz_id],
            "quiz_uses": [self.attempt.quiz_id],
            "try_question": [self.attempt.items.values_list("version__question", flat=True)[0]],
            "question_uses": [self.attempt.items.values_list("version__question", flat=True)[0]],
            "pool_uses": [self.attempt.items.values_list("version__question__pool", flat=True)[0]],
            "export_question_file": ["gift"],
            "wagtailusers_users:edit": [self.learner.pk],
            "wagtailusers_users:delete": [self.learner.pk],
        }


def make_world() -> World:
    ani, finished, unfinished = learner(name="Ani Kenari"), full_course(), full_course()
    learn(ani, finished, None, at=NOON)
    document = LessonDocument(title="Lembar")
    document.file.save("lembar.pdf", ContentFile(b"%PDF-1.4"), save=False)
    document.file_size = 8
    document.save()
    version = QuestionVersion.objects.earliest("pk")
    old = make_content(make_library("H5P.Lama 1.0"))
    newer = make_library("H5P.Lama 1.1")
    upload = H5PUpload.objects.create(name="x.h5p", size=1, by=staff(Role.ADMINISTRATOR), at=NOON)
    draft = H5PDraft.objects.create(by=upload.by, main_library="H5P.Lama 1.1", changed_at=NOON)
    handoff = Batch.objects.create(act=Batch.Act.HANDOFF, label="x", made_at=NOON, state=Batch.State.DONE)
    return World(
        learner=ani,
        finished=finished,
        open=unfinished,
        certificate=Certificate.objects.get(holder=ani),
        attempt=start(ani, unfinished, unfinished.lessons[3]),
        handed_in=take_quiz(ani, finished, finished.lessons[3], right=4)[0],
        notice=Notice.objects.get(person=ani),
        to_mark=waiting_answer(ani),
        document=document,
        regrade=Regrade.objects.create(question=version.question, version=version, reason="Kunci keliru.", at=NOON),
        batch=archive(),
        exercise=course_with_h5p(),
        h5p_old=old,
        h5p_library=newer,
        h5p_upload=upload,
        h5p_draft=draft,
        signed_return=SignedReturn.objects.create(batch=handoff, at=NOON, count=0, state=Batch.State.DONE),
        template=publish(template()),
        second_account=learner(name="Ani Kenari"),
        of_paths=path_addresses(ani),
        **school_objects(ani, finished, unfinished, "Contoh"),
    )


def another_school(world: World, word: str) -> World:
    """Everything that a class, an event or a school has, once more and of other people; each name bears the word."""
    other = learner(name=f"Ani {word}")
    learn(other, world.finished, None, at=NOON)
    return replace(world, learner=other, **school_objects(other, world.finished, world.open, word))


def person_of(role: str, world: World) -> User | None:
    """Staff of another branch than the learner, who is in none."""
    match role:
        case "visitor":
            return None
        case "guest":
            return guest()
        case "learner":
            return world.learner
        case "other learner":
            return learner()
        case "teacher":
            return world.teacher
        case "coordinator":
            return coordinator(world.group.organisation)
        case "author":
            return staff(Role.AUTHOR, organisation())
        case "reviewer":
            return staff(Role.REVIEWER)
        case _:
            return staff(Role.ADMINISTRATOR)


def all_urls(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """(route, name) of every pattern below lms.urls."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_urls(pattern, route, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield route, f"{namespace}{pattern.name or route}"


def concrete(route: str, number: int) -> str:
    """An address for a route: every number or key is ``number``."""
    route = re.sub(r"\(\?P<\w+>live\|[^)]*\)", "live", route)
    route = (
        re.sub(r"\(\?P<\w+>[^)]*\)|\([^)]*\)", str(number), route).replace("\\.", ".").replace("^", "").replace("$", "")
    )
    route = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", route)
    route = re.sub(r"<(int:|str:|slug:|path:)?\w+>", str(number), route)
    return "/" + re.sub(r"\.\*", "x", route)
