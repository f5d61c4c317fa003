"""Roles and what each may do: the one table (DESIGN §3). ``sync_roles`` writes it into the database.

A permission stands as app_label.codename; page permissions hold for the catalogue and all below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    LEARNER = "learner"
    TEACHER = "teacher"
    COORDINATOR = "coordinator"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Rights:
    group: str  # name of the Django group, as the admin shows it
    staff: bool = False  # may enter the admin; needs a second factor
    permissions: frozenset[str] = frozenset()
    page_permissions: frozenset[str] = frozenset()
    collection_permissions: frozenset[str] = frozenset()
    resets_secrets: bool = False  # in person, for learners of the own branch of organisations


_LOOK = frozenset({"wagtailadmin.access_admin"})
_WRITE_QUESTIONS = frozenset(
    f"{app}.{act}_{model}"
    for app, models in {
        "quizzes": ("question", "quiz", "pool", "allowance"),
        "practice": ("practicetask",),
        "core": ("topic",),
        "media": ("video", "audio", "h5pcontent"),
    }.items()
    for model in models
    for act in ("add", "change", "view")
)
_MARK = frozenset({"quizzes.mark_attempt"})  # answers that a person marks
_PUBLISH_QUESTIONS = frozenset(
    {"quizzes.regrade_attempt", "quizzes.publish_question", "quizzes.publish_quiz", "practice.publish_practicetask"}
)
# Wagtail asks for the permissions of its own models, whatever model stands in for them.
_MATERIAL = frozenset(
    f"{app}.{act}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for act in ("add", "change", "choose")
)
_DELETE_MATERIAL = frozenset({"wagtailimages.delete_image", "wagtaildocs.delete_document"})
_COLLECTIONS = frozenset(f"wagtailcore.{act}_collection" for act in ("add", "change", "delete"))
_SETTINGS = frozenset(
    {
        "core.change_municipalitysettings",
        "courses.add_packsigner",  # whose packs are trusted, and whether one that nobody signed is taken
        "certificates.change_issuer",
        "courses.add_track",
        "courses.change_track",
        "courses.delete_track",
        "courses.view_track",
        "wagtailadmin.access_admin",
        "wagtailcore.add_workflow",
        "wagtailcore.change_workflow",
        "wagtailcore.delete_workflow",
        "wagtailcore.add_task",
        "wagtailcore.change_task",
        "wagtailcore.delete_task",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
    }
)
_DELETE = frozenset(
    {
        "quizzes.delete_question",
        "quizzes.delete_allowance",
        "quizzes.delete_quiz",
        "quizzes.delete_pool",
        "practice.delete_practicetask",
        "core.delete_topic",
        "media.delete_video",
        "media.delete_audio",
        "media.delete_h5pcontent",
    }
)
_PEOPLE = frozenset(
    f"accounts.{act}_{model}" for model in ("organisation", "region") for act in ("add", "change", "delete", "view")
) | {"accounts.grant_roles", "accounts.reset_secrets", "accounts.end_sessions"}
# Foreign code comes in by administrators only (DESIGN §4.8).
_H5P = frozenset(
    f"media.{act}_{model}" for model in ("h5plibrary", "h5phost") for act in ("add", "change", "delete", "view")
)
_HAND_OUT = frozenset({"certificates.add_batch"})  # many certificates at once, training hours; people in reach only
_NAMES = frozenset({"certificates.change_namerequest"})  # decide about a name on certificates, for people in reach
_CERTIFICATES = frozenset(
    {
        "certificates.view_certificate",
        "certificates.change_certificate",  # to revoke it
        "certificates.add_signedreturn",  # to hand over for signing, and publish what comes back
    }
)
# Names, NIP and signatures of officials stand in them: administrators only.
_TEMPLATES = frozenset(
    f"certificates.{act}_certificatetemplate" for act in ("add", "change", "delete", "view", "publish")
)

ROLES: dict[Role, Rights] = {
    Role.LEARNER: Rights(group="Peserta"),
    Role.TEACHER: Rights(group="Guru dan pendamping"),
    Role.COORDINATOR: Rights(group="Koordinator lembaga"),  # sees the classes of the own branch: classes.domain.reach
    Role.AUTHOR: Rights(
        group="Pelatih dan penulis",
        staff=True,
        permissions=_LOOK
        | _WRITE_QUESTIONS
        | _MARK
        | _NAMES
        | _HAND_OUT
        | {"courses.view_stalereport", "courses.change_stalereport", "accounts.reset_secrets"},
        page_permissions=frozenset({"add", "change"}),
        collection_permissions=_MATERIAL,
        resets_secrets=True,
    ),
    Role.REVIEWER: Rights(
        group="Peninjau",
        staff=True,
        permissions=_LOOK
        | _WRITE_QUESTIONS
        | _MARK
        | _PUBLISH_QUESTIONS
        | {"courses.view_stalereport", "courses.change_stalereport"},
        page_permissions=frozenset({"add", "change", "publish", "lock"}),
        collection_permissions=_MATERIAL,
    ),
    Role.ADMINISTRATOR: Rights(
        group="Pengelola",
        staff=True,
        permissions=_LOOK
        | _WRITE_QUESTIONS
        | _MARK
        | _PUBLISH_QUESTIONS
        | _DELETE
        | _SETTINGS
        | _PEOPLE
        | _HAND_OUT
        | _CERTIFICATES
        | _NAMES
        | _TEMPLATES
        | _H5P
        | {"courses.view_stalereport", "courses.change_stalereport", "courses.delete_stalereport"},
        page_permissions=frozenset({"add", "change", "publish", "lock", "unlock", "bulk_delete"}),
        collection_permissions=_MATERIAL | _DELETE_MATERIAL | _COLLECTIONS,
        resets_secrets=True,
    ),
}
STAFF_ROLES = frozenset(role for role, rights in ROLES.items() if rights.staff)
