"""Who may do what at which address: the table that test_access_matrix.py holds every URL against.

A GET is meant. All objects belong to the learner. A new address needs a row here: decide who may see it first.
"""

from __future__ import annotations

from typing import Any

# What a GET answers: a status, or where it leads.
SIGN_IN, SIGN_UP, HOME, SECOND_FACTOR = "→ /masuk/", "→ /daftar/", "→ /", "→ /akun/langkah-kedua/aplikasi/"
COURSE, OWN_CERTIFICATE, AGAIN = "→ course", "→ certificate", "→ /akun/langkah-kedua/sandi-lagi/"
REFUSED = "refused"  # 403, or led away from the admin: whoever asks is told on a page that they may look at

Row = tuple[Any, Any, Any, Any]  # visitor, guest, learner, everybody else …
Rows = dict[str, tuple[Row, dict[str, Any]]]  # … but for these roles


def row(visitor: Any, *others: Any, **but: Any) -> tuple[Row, dict[str, Any]]:
    """One value for all, or visitor, guest, learner [, the others]."""
    values = (visitor, *others) + ((others[-1] if others else visitor),) * (3 - len(others))
    return values, {name.replace("_", " "): value for name, value in but.items()}


OWN = row(SIGN_IN, SIGN_UP, 200)  # about oneself
OWN_OBJECT = row(SIGN_IN, SIGN_UP, 200, 404)
POST_ONLY = row(405)
ATTEMPT = row(SIGN_IN, 404, 200, 404)
SECOND = row("→ /akun/langkah-kedua/masuk/", 200, AGAIN)
NO_SECOND_YET = row(SIGN_IN, 404)
STAFF = {"author": 200, "reviewer": 200, "administrator": 200, "administrator_without_second_factor": SECOND_FACTOR}
ACT_OF_STAFF = STAFF | {"author": 405, "reviewer": 405, "administrator": 405}
ONLY_ADMINISTRATORS = STAFF | {"author": REFUSED, "reviewer": REFUSED}
# Pages of classes lie on the learners' side; staff show their second step there as well.
_BY_PASSWORD = {"administrator_without_second_factor": SECOND_FACTOR}
LEADERS = row(SIGN_IN, SIGN_UP, 404, 404, teacher=200, coordinator=200, author=200, administrator=200, **_BY_PASSWORD)
OF_CLASS = row(SIGN_IN, SIGN_UP, 404, 404, teacher=200, coordinator=200, administrator=200, **_BY_PASSWORD)
POST_OF_CLASS = row(SIGN_IN, SIGN_UP, 404, 404, teacher=405, coordinator=405, administrator=405, **_BY_PASSWORD)
# … and of organisations: who coordinates them or what is above; teachers see their classes alone.
OF_BRANCH = row(SIGN_IN, SIGN_UP, 404, 404, coordinator=200, administrator=200, **_BY_PASSWORD)
BRANCHES = row(SIGN_IN, SIGN_UP, 404, 404, coordinator=200, author=200, administrator=200, **_BY_PASSWORD)
NOT_STAFF = (SIGN_IN, REFUSED, REFUSED, REFUSED)

ROWS: Rows = {
    "home": row(200),
    "account": row(200),
    "my_data": OWN,
    "download_my_data": OWN,
    "delete_my_data": OWN,
    "withdraw_consent": POST_ONLY,
    "my_certificates": row(200),
    "course_done": row(404, COURSE, 200, COURSE),
    "privacy": row(200),
    "components": row(
        404, 404, 404, 404, author=200, reviewer=200, administrator=200, administrator_without_second_factor=200
    ),
    "style_sheet": row(200),
    "icon_svg": row(200),
    "icon_png": row(200),
    "manifest": row(200),
    "robots": row(200),
    "alive": row(200),
    "ready": row(200),
    # signing in and up
    "sign_up": row(200, 200, "→ /akun/"),
    "sign_in": row(200, 200, HOME),
    "choose_person": row(SIGN_IN),
    "resume_post": row(HOME),
    "sign_out": row(HOME, 200, 200),
    "signed_out": row(200),
    "recover": row(200),
    "choose_language": POST_ONLY,
    "recovery_card": row(SIGN_IN, SIGN_IN, 200),
    "change_secret": OWN,
    "certificate_name": row(SIGN_IN, SIGN_UP, "→ /sertifikat/nama/", 200),  # the learner holds a certificate
    "notices": OWN,
    "open_notice": row(SIGN_IN, SIGN_UP, OWN_CERTIFICATE, 404),
    "end_other_sessions": POST_ONLY,
    "first_setup": row(410),
    # the second step of signing in
    "mfa_index": row(SIGN_IN, 200, 200),
    "mfa_authenticate": row("→ /akun/langkah-kedua/masuk/", HOME, HOME),
    "mfa_reauthenticate": row(SIGN_IN, 403, AGAIN),
    "account_reauthenticate": row(SIGN_IN, 403, 200),
    "mfa_activate_totp": SECOND,
    "mfa_deactivate_totp": NO_SECOND_YET,
    "mfa_view_recovery_codes": NO_SECOND_YET,
    "mfa_generate_recovery_codes": SECOND,
    "mfa_download_recovery_codes": NO_SECOND_YET,
    "mfa_list_webauthn": row(SIGN_IN, 200, 200),
    "mfa_add_webauthn": SECOND,
    "mfa_reauthenticate_webauthn": row(SIGN_IN, 403, AGAIN),
    "mfa_remove_webauthn": row("→ /akun/langkah-kedua/masuk/", 404, AGAIN),
    "mfa_edit_webauthn": row("→ /akun/langkah-kedua/masuk/", 404, AGAIN),
    "account_login": row(SIGN_IN),
    "account_logout": row(HOME, 200, 200),
    # certificates
    "verify_code": row(200),
    "verify_qr": row(200),
    "verify_file": POST_ONLY,
    "certificate": OWN_OBJECT,
    "certificate_file": OWN_OBJECT,
    "certificate_picture": OWN_OBJECT,
    "publish_certificate": POST_ONLY,
    "ask_for_name": row(SIGN_IN, SIGN_UP, 200, "→ /akun/nama/"),
    "take_back_name": POST_ONLY,
    "public_certificate": row(404),  # off until its owner switches it on
    "public_certificate_picture": row(404),
    "offline_page": row(200),
    "check_worker": row(200),
    "public_list": row(200),
    "badge": OWN_OBJECT,
    "badge_file": row(SIGN_IN, SIGN_UP, 404),  # there is none without a public address; what is there is its holder's
    "status_list": row(404),
    "did_document": row(404),
    "ask_transcript": POST_ONLY,
    # classes: of the person of role “teacher”; the administrator sees them all
    "classes": LEADERS,
    "new_class": LEADERS,
    "class_home": OF_CLASS,
    "class_settings": OF_CLASS,
    "class_members": OF_CLASS,
    "new_class_code": POST_OF_CLASS,
    "archive_class": POST_OF_CLASS,
    "add_class_teacher": POST_OF_CLASS,
    "remove_class_teacher": POST_OF_CLASS,
    "add_pupils": OF_CLASS,
    "class_cards": OF_CLASS,
    "guardian_answers": OF_CLASS,
    "guardian_letters": POST_OF_CLASS,
    "edit_member": OF_CLASS,
    "new_pin": POST_OF_CLASS,
    "undo_remove_member": POST_OF_CLASS,
    # coming into a class: whoever has its code sees which class it is
    "class_sign_in": row(200, 200, HOME),
    "class_pin": row("→ /masuk/kelas/"),
    "join": row(200),
    "join_class": row(200),
    "joined_classes": OWN,
    "leave_class": row(SIGN_IN, SIGN_UP, 404),  # by members; the pupil of this class is nobody of these
    "remove_member": POST_OF_CLASS,
    "class_assignment": OF_CLASS,
    "class_lesson": OF_CLASS,
    "class_member": OF_CLASS,
    "class_answers": OF_CLASS,
    "add_note": POST_OF_CLASS,
    "delete_note": POST_OF_CLASS,
    "class_reports": OF_CLASS,
    "class_report": OF_CLASS,
    "new_handover": OF_CLASS,
    "handover": OF_CLASS,
    "handover_file": OF_CLASS,
    "undo_handover": POST_OF_CLASS,
    "my_organisations": BRANCHES,
    "roll_up": BRANCHES,
    "organisation": OF_BRANCH,
    "branch_reports": OF_BRANCH,
    "branch_report": OF_BRANCH,
    "operators": OF_BRANCH,
    "add_operators": OF_BRANCH,
    # learning
    "start_course": POST_ONLY,
    "leave_course": POST_ONLY,
    "finish_lesson": POST_ONLY,
    "tell_stale": POST_ONLY,
    "answer_check": POST_ONLY,
    "tick_practice": POST_ONLY,
    "start_quiz": POST_ONLY,
    "h5p_state": row(200),  # one's own place; a visitor has none
    "h5p_report": POST_ONLY,
    "h5p_declare": POST_ONLY,
    "quiz_all": ATTEMPT,
    "quiz_question": ATTEMPT,
    "quiz_review": ATTEMPT,
    "quiz_result": ATTEMPT,
    "wagtail_serve": row(200),
    "wagtaildocs_serve": row(200),
    "wagtaildocs_authenticate_with_password": row(404),
    "upload": row(404),
    # what plays in the cage: public under names that nobody can guess; nobody's cookies are looked at
    "h5p_frame": row(404),
    "h5p_bundle": row(404),
    "h5p_core_file": row(404),
    "h5p_library_file": row(404),
    "h5p_content_file": row(404),
    # the trainers' side, our own pages
    "choose_module": row(*NOT_STAFF, **STAFF),
    "import_questions": row(*NOT_STAFF, **STAFF),
    "question_template": row(*NOT_STAFF, **STAFF),
    "check_question_import": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": 404, "administrator": 404}),
    "quick_quiz": row(*NOT_STAFF, **STAFF),
    "many_questions": row(*NOT_STAFF, **STAFF),
    "questions_made": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": 404, "administrator": 404}),
    "undo_questions": row(*NOT_STAFF, **ACT_OF_STAFF),
    "try_question": row(*NOT_STAFF, **STAFF),
    "try_quiz": row(*NOT_STAFF, **STAFF),
    "question_uses": row(*NOT_STAFF, **STAFF),
    "quiz_uses": row(*NOT_STAFF, **STAFF),
    "pool_uses": row(*NOT_STAFF, **STAFF),
    "import_progress": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": 404, "administrator": 404}),
    "export_questions": row(*NOT_STAFF, **STAFF),
    "export_question_file": row(*NOT_STAFF, **STAFF),
    "due_lessons_report": row(*NOT_STAFF, **STAFF),
    "due_lessons_report_results": row(*NOT_STAFF, **STAFF),
    "admin_analyses": row(*NOT_STAFF, **STAFF),
    "admin_quiz_analysis": row(*NOT_STAFF, **STAFF),
    "admin_quiz_allowances": row(*NOT_STAFF, **STAFF),
    "admin_question_analysis": row(*NOT_STAFF, **STAFF),
    "admin_gains": row(*NOT_STAFF, **STAFF),
    "admin_gain": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": 404, "administrator": 404}),
    "admin_h5p_results": row(*NOT_STAFF, **STAFF),
    "admin_h5p_result": row(*NOT_STAFF, **STAFF),
    "marking_queue": row(*NOT_STAFF, **STAFF),
    "marking_answers": row(*NOT_STAFF, **STAFF),
    "mark_answer": row(*NOT_STAFF, **STAFF),
    "admin_regrade": row(*NOT_STAFF, **STAFF | {"author": REFUSED}),
    "admin_regrades": row(*NOT_STAFF, **STAFF | {"author": REFUSED}),
    "admin_regrade_log": row(*NOT_STAFF, **STAFF | {"author": REFUSED}),
    "admin_resume_regrade": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_people": row(*NOT_STAFF, **STAFF | {"reviewer": REFUSED}),
    "admin_person": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": REFUSED}),
    "admin_reset_secret": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_grant_role": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_revoke_role": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_end_sessions": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_reset_second_factor": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_deactivate": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_reactivate": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_correct_name": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_signatures": row(*NOT_STAFF, **STAFF | {"author": REFUSED, "reviewer": REFUSED}),
    "admin_set_up_seal": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_prepare_signing": row(*NOT_STAFF, **STAFF | {"author": REFUSED, "reviewer": REFUSED}),
    "admin_handoff": row(*NOT_STAFF, **STAFF | {"author": REFUSED, "reviewer": REFUSED}),
    "admin_handoff_file": row(*NOT_STAFF, **STAFF | {"author": REFUSED, "reviewer": REFUSED, "administrator": 404}),
    "admin_take_signed": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_signed_return": row(*NOT_STAFF, **STAFF | {"author": REFUSED, "reviewer": REFUSED}),
    "admin_certificates": row(*NOT_STAFF, **STAFF | {"author": REFUSED, "reviewer": REFUSED}),
    "admin_certificate": row(*NOT_STAFF, **STAFF | {"author": REFUSED, "reviewer": REFUSED}),
    "admin_revoke_certificate": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_reinstate_certificate": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_name_requests": row(*NOT_STAFF, **STAFF | {"reviewer": REFUSED}),
    "admin_accept_name": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_refuse_name": row(*NOT_STAFF, **ACT_OF_STAFF),
    "template_uses": row(*NOT_STAFF, **ONLY_ADMINISTRATORS),
    "remove_template_use": row(*NOT_STAFF, **ACT_OF_STAFF),
    "template_versions": row(*NOT_STAFF, **ONLY_ADMINISTRATORS),
    "template_version": row(*NOT_STAFF, **ONLY_ADMINISTRATORS),
    # many certificates at once: a batch is there for who made it and for administrators
    "admin_bulk": row(*NOT_STAFF, **STAFF | {"reviewer": REFUSED}),
    "admin_bulk_list": row(*NOT_STAFF, **STAFF | {"reviewer": REFUSED}),
    "admin_bulk_start": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_batches": row(*NOT_STAFF, **STAFF | {"reviewer": REFUSED}),
    "admin_batch": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": REFUSED}),
    "admin_batch_file": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": REFUSED}),
    "admin_cancel_batch": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_resume_batch": row(*NOT_STAFF, **ACT_OF_STAFF),
    "admin_ledger": row(*NOT_STAFF, **STAFF | {"reviewer": REFUSED}),
    "admin_transcript": row(*NOT_STAFF, **ACT_OF_STAFF),
    "h5p_upload": row(*NOT_STAFF, **STAFF),
    "h5p_check": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": 404}),  # an administrator's, who sees all
    "h5p_content": row(*NOT_STAFF, **STAFF),
    "h5p_copy": row(*NOT_STAFF, **ACT_OF_STAFF),
    "h5p_export": row(*NOT_STAFF, **STAFF),
    "h5p_use_again": row(*NOT_STAFF, **ACT_OF_STAFF),
    "h5p_libraries": row(*NOT_STAFF, **ONLY_ADMINISTRATORS),
    "h5p_library": row(*NOT_STAFF, **ONLY_ADMINISTRATORS),
    "h5p_verify": row(*NOT_STAFF, **ONLY_ADMINISTRATORS),
    "h5p_upgrade": row(*NOT_STAFF, **ONLY_ADMINISTRATORS),
    "h5p_upgrade_one": row(*NOT_STAFF, **ONLY_ADMINISTRATORS),
    "h5p_upgrade_cage": row(*NOT_STAFF, **ONLY_ADMINISTRATORS),
    "h5p_hosts": row(*NOT_STAFF, **ONLY_ADMINISTRATORS),
    "h5p_remove_host": row(*NOT_STAFF, **ACT_OF_STAFF),
    # making H5P contents in forms; a draft is its author's only
    "h5p_new": row(*NOT_STAFF, **STAFF),
    "h5p_type_icon": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": 404, "administrator": 404}),
    "h5p_write": row(*NOT_STAFF, **ACT_OF_STAFF),
    "h5p_form": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": 404, "administrator": 404}),
    "h5p_look": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": 404, "administrator": 404}),
    "h5p_draft_frame": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": 404, "administrator": 404}),
    "h5p_draft_file": row(*NOT_STAFF, **STAFF | {"author": 404, "reviewer": 404, "administrator": 404}),
    "h5p_discard": row(*NOT_STAFF, **ACT_OF_STAFF),
    "h5p_editor_ajax": row(
        *NOT_STAFF, **dict.fromkeys(STAFF, REFUSED) | {"administrator_without_second_factor": SECOND_FACTOR}
    ),
    "h5p_draft_media": row(404),
    "wagtailadmin_home": row(*NOT_STAFF, **STAFF),
}
OWN_IN_ADMIN = {name for name, (values, _but) in ROWS.items() if values == NOT_STAFF}

# Wagtail's addresses: who may enter the area that the name before “:” stands for.
EVERY_STAFF = frozenset({"author", "reviewer", "administrator"})
REVIEWING, ADMINISTRATOR, NOBODY = EVERY_STAFF - {"author"}, frozenset({"administrator"}), frozenset[str]()
AREAS: dict[str, frozenset[str]] = {
    "wagtailadmin_account": EVERY_STAFF,
    "wagtailadmin_api": EVERY_STAFF,
    "wagtailadmin_block_preview": EVERY_STAFF,
    "wagtailadmin_choose_page": EVERY_STAFF,
    "wagtailadmin_collections": ADMINISTRATOR,  # accounts.roles grants add, change and delete
    "wagtailadmin_dismissibles": EVERY_STAFF,
    "wagtailadmin_editing_sessions": EVERY_STAFF,
    "wagtailadmin_explore": EVERY_STAFF,
    "wagtailadmin_pages": EVERY_STAFF,
    "wagtailadmin_reports": EVERY_STAFF,
    "wagtailadmin_tag": EVERY_STAFF,
    "wagtailadmin_workflows": ADMINISTRATOR,
    "wagtail_bulk_action": EVERY_STAFF,
    "wagtaildocs": EVERY_STAFF,
    "wagtaildocs_chooser": EVERY_STAFF,
    "wagtailembeds": EVERY_STAFF,
    "wagtailimages": EVERY_STAFF,
    "wagtailimages_chooser": EVERY_STAFF,
    "wagtailredirects": ADMINISTRATOR,
    "wagtailsettings": ADMINISTRATOR,
    "wagtailsnippets": ADMINISTRATOR,
    "wagtailsnippets_quizzes_question": EVERY_STAFF,
    "wagtailsnippets_quizzes_quiz": EVERY_STAFF,
    "wagtailsnippets_quizzes_pool": EVERY_STAFF,
    "wagtailsnippets_practice_practicetask": EVERY_STAFF,
    "wagtailsnippets_media_video": EVERY_STAFF,
    "wagtailsnippets_media_audio": EVERY_STAFF,
    "wagtailsnippets_media_h5pcontent": EVERY_STAFF,
    "wagtailsnippets_courses_track": ADMINISTRATOR,
    "wagtailsnippets_certificates_certificatetemplate": ADMINISTRATOR,
    "wagtailsnippetchoosers": EVERY_STAFF,
    "stale_reports": EVERY_STAFF,
    "organisations": ADMINISTRATOR,
    "regions": ADMINISTRATOR,
    # Whoever could change users, groups or sites would be everything (DESIGN §5): roles are given on our own page.
    "wagtailusers_users": NOBODY,
    "wagtailusers_groups": NOBODY,
    "wagtailsites": NOBODY,
}
# … but for these addresses of the area.
WITHIN: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (f"wagtailadmin_pages:{act}" for act in ("delete", "move", "revisions_unschedule", "set_privacy", "unpublish")),
        REVIEWING,
    ),
    **dict.fromkeys(("wagtailadmin_reports:locked_pages", "wagtailadmin_reports:locked_pages_results"), ADMINISTRATOR),
    **dict.fromkeys(
        (
            f"wagtailadmin_workflows:{name}"
            for name in ("task_chooser", "task_chooser_results", "task_chooser_create", "task_chosen")
        ),
        EVERY_STAFF,
    ),
    **{
        f"wagtailsnippets_{model}:{act}": who
        for model in ("quizzes_question", "quizzes_quiz", "practice_practicetask")
        for act, who in {"unpublish": REVIEWING, "lock": NOBODY, "unlock": NOBODY, "delete": ADMINISTRATOR}.items()
    },
    **{
        f"wagtailsnippets_{model}:delete": ADMINISTRATOR
        for model in ("quizzes_pool", "media_video", "media_audio", "media_h5pcontent")
    },
    **dict.fromkeys(("wagtaildocs:delete", "wagtailimages:delete"), ADMINISTRATOR),
    "wagtailsnippetchoosers_courses_track:create": ADMINISTRATOR,
    "stale_reports:add": NOBODY,  # learners report, in a lesson
    "stale_reports:delete": ADMINISTRATOR,
}
