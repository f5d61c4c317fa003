"""Keeping outlines and kept pieces in step with what trainers publish."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    published,
    task_submitted,
    unpublished,
    workflow_approved,
    workflow_rejected,
)

from accounts.domain.notices import notify
from accounts.models import User
from accounts.roles import ROLES, Role
from core.models import MunicipalitySettings, Picture
from courses.domain.activities import ACTIVITIES, Activity, activity_changed
from courses.domain.outlines import course_of, outline_changed, outline_changed_around, withdraw_outline
from courses.domain.tree import ensure_tree
from courses.models import CoursePage, LessonPage, ModulePage
from media.h5p.models import H5PContent, H5PHost, H5PLibrary
from media.models import Audio, LessonDocument, Video

_PAGES = (CoursePage, ModulePage, LessonPage)
_MATERIAL = (Picture, Video, Audio, LessonDocument, H5PContent, H5PHost, H5PLibrary)


def connect() -> None:
    for signal in (page_published, page_unpublished):
        signal.connect(_page_changed, dispatch_uid=f"courses.outline.{id(signal)}")
    post_page_move.connect(_page_moved, dispatch_uid="courses.outline.moved")
    for model in _PAGES:
        pre_delete.connect(_page_going, sender=model, dispatch_uid="courses.outline.going")
        post_delete.connect(_page_gone, sender=model, dispatch_uid="courses.outline.gone")
    for signal in (published, unpublished):
        for model in ACTIVITIES.values():
            signal.connect(_material_changed, sender=model, dispatch_uid=f"courses.asked.{model.__name__}.{id(signal)}")
            signal.connect(
                _activity_changed, sender=model, dispatch_uid=f"courses.listed.{model.__name__}.{id(signal)}"
            )
    task_submitted.connect(_review_asked, dispatch_uid="courses.review.asked")
    workflow_approved.connect(_review_ended, dispatch_uid="courses.review.approved")
    workflow_rejected.connect(_review_ended, dispatch_uid="courses.review.rejected")
    for material in _MATERIAL:
        post_save.connect(_material_changed, sender=material, dispatch_uid="courses.material.saved")
        post_delete.connect(_material_changed, sender=material, dispatch_uid="courses.material.deleted")


def _page_changed(*, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, _PAGES):
        outline_changed_around(instance)


def _page_moved(*, instance: Any, parent_page_before: Any, parent_page_after: Any, **kwargs: Any) -> None:
    for page in (instance.specific, parent_page_before.specific, parent_page_after.specific):
        _page_changed(instance=page)


def _page_going(*, instance: Any, **kwargs: Any) -> None:
    instance._course_left = course_of(instance)


def _page_gone(*, instance: Any, **kwargs: Any) -> None:
    course = instance._course_left
    if course is None or course.pk == instance.pk or not CoursePage.objects.filter(pk=course.pk).exists():
        withdraw_outline(instance.translation_key, instance.locale.language_code)
    else:
        outline_changed(course)


def _activity_changed(*, instance: Activity, **kwargs: Any) -> None:
    activity_changed(instance)


def _material_changed(**kwargs: Any) -> None:
    """Pictures, recordings, documents, questions … are part of kept pieces: start those anew."""
    MunicipalitySettings.start_rendered_anew()


def prepare_tree(*, app_config: Any, **kwargs: Any) -> None:
    if app_config is [config for config in apps.get_app_configs() if config.models_module is not None][-1]:
        ensure_tree()


def _review_asked(*, instance: Any, user: Any, **kwargs: Any) -> None:
    """Reviewers read it among their notices; Wagtail's own screen lists it as well."""
    reviewed = instance.workflow_state.content_object
    url = AdminURLFinder(user).get_edit_url(reviewed) or ""
    for reviewer in (
        User.objects.filter(groups__name=ROLES[Role.REVIEWER].group, is_active=True)
        .exclude(pk=user.pk if user else None)
        .distinct()
    ):
        notify(person=reviewer, kind="review_asked", at=timezone.now(), url=url, title=str(reviewed))


def _review_ended(*, instance: Any, user: Any, signal: Any, **kwargs: Any) -> None:
    author, reviewed = instance.requested_by, instance.content_object
    if author is None or author == user:
        return
    kind = "review_approved" if signal is workflow_approved else "review_rejected"
    url = AdminURLFinder(author).get_edit_url(reviewed) or ""
    notify(person=author, kind=kind, at=timezone.now(), url=url, title=str(reviewed))
