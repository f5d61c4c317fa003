"""Whatever points at a person is registered: it can be shown, moved and erased (DESIGN §3)."""

import pytest
from django.apps import apps
from django.db import models

from accounts import personal_data
from accounts.models import Consent, Notice, User
from accounts.personal_data import PersonalData

# Who acted, not whose it is: the column is emptied when the person goes, the row belongs to somebody or something else.
ACTORS = {
    "progress.LessonState.by": "the companion or teacher who sat beside the learner",
    "progress.ActivityState.by": "the same",
    "quizzes.Attempt.by": "the same",
    "quizzes.CheckAnswer.by": "the same",
    "quizzes.Allowance.by": "the trainer who gave more time",
    "quizzes.AttemptItem.marked_by": "the trainer who marked this answer",
    "quizzes.Regrade.by": "who had it graded again",
    "practice.PracticeTick.by": "the same",
    "certificates.Batch.made_by": "who handed out many certificates at once",
    "certificates.BatchItem.person": "whose certificate a list named; goes after a month, its file at once",
    **{
        f"{page}.{column}": "Wagtail: who made, or is editing, this page"
        for page in (
            "wagtailcore.Page",
            "courses.CataloguePage",
            "courses.CoursePage",
            "courses.ModulePage",
            "courses.LessonPage",
        )
        for column in ("owner", "locked_by")
    },
    "quizzes.Question.locked_by": "Wagtail: who is editing it",
    "quizzes.Quiz.locked_by": "the same",
    "practice.PracticeTask.locked_by": "the same",
    "media.H5PLibrary.installed_by": "the administrator who let it in",
    "certificates.TemplateVersion.made_by": "the administrator who published it",
    "media.H5PContent.made_by": "the trainer who brought or wrote it",
    "media.H5PContentVersion.made_by": "the same, of one version",
    "media.H5PHost.allowed_by": "the administrator who listed it",
    "core.Picture.uploaded_by_user": "Wagtail: who put the file there",
    "media.LessonDocument.uploaded_by_user": "the same",
    "wagtailimages.Image.uploaded_by_user": "the same",
    "wagtaildocs.Document.uploaded_by_user": "the same",
    "wagtailcore.UploadedFile.uploaded_by_user": "the same",
    "wagtailcore.Revision.user": "Wagtail: who wrote this version of a lesson",
    "wagtailcore.WorkflowState.requested_by": "Wagtail: who asked for a review",
    "wagtailcore.TaskState.finished_by": "Wagtail: who reviewed",
    "courses.PackSigner.trusted_by": "the administrator who trusts the sender of packs",
    "classes.ClassGroup.created_by": "who opened the class",
    "classes.Handover.by": "the coordinator who had it handed over",
    "classes.Assignment.created_by": "the teacher who gave it",
    "classes.RosterImport.by": "who brought a list of pupils",
    "classes.PaperQuiz.created_by": "the teacher who drew it",
    "classes.PaperRow.by": "the teacher who typed it in",
    "classes.CompanionSession.by": "the volunteer who was there",
    "accounts.GuardianConsent.recorded_by": "the teacher who wrote the guardian's answer down",
    "certificates.SignedReturn.by": "the administrator who brought signed certificates back",
    "wagtailcore.Comment.resolved_by": "Wagtail: who dealt with the comment",
}
# Wagtail's, Django's and our own rows about members of staff at work: they go with the person's row (CASCADE) and hold no
# learner's data. The log entries keep the number of a row that is gone, and what was edited.
GO_ALONG = {
    "accounts.User_groups.user": "which groups: written from the roles, which are registered",
    "accounts.User_user_permissions.user": "nobody is given single permissions",
    "wagtailusers.UserProfile.user": "how the editor looks to them",
    "wagtailadmin.EditingSession.user": "that they have a page open",
    "wagtailadmin.FormState.user": "an unsaved form",
    "media.H5PDraft.by": "a content that is being written; its files go with the next housekeeping",
    "media.H5PUpload.by": "a package on its way in; its file goes with the next housekeeping",
    "courses.PackImport.by": "a course pack on its way in; its file goes with the next housekeeping",
    "wagtailcore.APIToken.user": "a key to an interface that is not installed",
    "wagtailcore.Comment.user": "a remark beside a lesson under review",
    "wagtailcore.CommentReply.user": "the same",
    "wagtailcore.PageSubscription.user": "which pages they follow",
}
LOGS = {"wagtailcore.ModelLogEntry.user", "wagtailcore.PageLogEntry.user"}


def pointing_at_people() -> dict[str, models.Field]:
    """“app.Model.column” → the column, over all tables, also those that many-to-many fields make."""
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ForeignKey) and field.related_model is User
    }


def unregistered() -> set[str]:
    registered = {model for data in personal_data.registered() for model in data.models}
    listed = ACTORS.keys() | GO_ALONG.keys() | LOGS
    return {
        name for name, field in pointing_at_people().items() if field.model not in registered and name not in listed
    }


def test_every_table_that_points_at_a_person_is_registered():
    assert unregistered() == set()


def test_a_table_that_nobody_registered_is_found(monkeypatch):
    """Take one away, as if it were new."""
    without = [
        PersonalData(**(vars(data) | {"models": tuple(model for model in data.models if model is not Notice)}))
        for data in personal_data.registered()
    ]
    monkeypatch.setattr(personal_data, "_registered", without)
    assert unregistered() == {"accounts.Notice.person"}
    monkeypatch.setattr(personal_data, "_registered", [data for data in without if data.app != "quizzes"])
    assert unregistered() >= {"quizzes.Attempt.learner", "quizzes.CheckAnswer.learner"}


def test_the_lists_of_exceptions_name_only_what_exists():
    assert (ACTORS.keys() | GO_ALONG.keys() | LOGS) - pointing_at_people().keys() == set()


@pytest.mark.parametrize("name", sorted(ACTORS))
def test_the_column_of_an_actor_is_emptied_when_the_person_goes(name):
    field = pointing_at_people()[name]
    assert (field.remote_field.on_delete, field.null) == (models.SET_NULL, True)


@pytest.mark.parametrize("name", sorted(GO_ALONG))
def test_what_goes_along_really_goes(name):
    assert pointing_at_people()[name].remote_field.on_delete is models.CASCADE


def test_apps_are_registered_once_each_with_ways_to_move_show_and_erase():
    registered = personal_data.registered()
    assert [data.app for data in registered] == list(dict.fromkeys(data.app for data in registered))
    assert {"accounts", "certificates", "courses", "practice", "progress", "quizzes"} <= {
        data.app for data in registered
    }
    for data in registered:
        assert all(callable(act) for act in (data.claim, data.export, data.erase))
        assert all(model._meta.app_label in (data.app, "account", "mfa") for model in data.models)


def test_the_account_itself_comes_last_so_that_references_go_before_what_they_point_at():
    assert personal_data.registered()[-1].app == "accounts"
    assert Consent in personal_data.registered()[-1].models
