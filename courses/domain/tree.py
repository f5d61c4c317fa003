"""What the page tree needs before anybody writes a course: language, root, catalogue, site, review."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from accounts.roles import ROLES, Role
from courses.models import CataloguePage
from practice.models import PracticeTask
from quizzes.models import Question, Quiz

REVIEW = "Tinjauan isi"


def ensure_tree() -> CataloguePage:
    """Idempotent; runs after every migrate."""
    locale, _created = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locale)
    Page.objects.filter(pk=root.pk, title="Root").update(title="Semua halaman", draft_title="Semua halaman")
    catalogue = CataloguePage.objects.first()
    if catalogue is None:
        catalogue = root.add_child(instance=CataloguePage(title="Kursus", slug="kursus", locale=locale))
        site = Site.objects.filter(is_default_site=True).first() or Site(
            hostname="localhost", port=80, is_default_site=True
        )
        site.root_page = catalogue
        site.save()
        _remove_wagtails_welcome(root)
    Group.objects.filter(name__in=("Moderators", "Editors"), user=None).delete()
    ensure_review(catalogue)
    return catalogue


def _remove_wagtails_welcome(root: Page) -> None:
    for page in Page.objects.child_of(root).filter(content_type=ContentType.objects.get_for_model(Page)):
        page.delete()


def ensure_review(catalogue: CataloguePage) -> Workflow:
    """One review by the reviewers' group, for pages, questions, quizzes and practices; administrators may change it."""
    workflow = Workflow.objects.filter(name=REVIEW).first()
    if workflow is not None:
        return workflow
    Workflow.objects.filter(name="Moderators approval").delete()
    workflow = Workflow.objects.create(name=REVIEW)
    task = GroupApprovalTask.objects.create(name="Disetujui peninjau")
    groups = [Group.objects.get_or_create(name=ROLES[role].group)[0] for role in (Role.REVIEWER, Role.ADMINISTRATOR)]
    task.groups.set(groups)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=catalogue, defaults={"workflow": workflow})
    for model in (Question, Quiz, PracticeTask):
        content_type = ContentType.objects.get_for_model(model)
        WorkflowContentType.objects.get_or_create(content_type=content_type, defaults={"workflow": workflow})
    return workflow
