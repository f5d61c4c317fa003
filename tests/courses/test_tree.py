"""What stands before anybody writes a course."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, Locale, Page, Site, Workflow, WorkflowContentType, WorkflowPage

from accounts.roles import ROLES, Role
from courses.domain.tree import REVIEW, ensure_tree
from courses.models import CataloguePage
from practice.models import PracticeTask
from quizzes.models import Question, Quiz


def state():
    models = (Locale, Collection, Page, Site, Workflow, WorkflowContentType, WorkflowPage, Group)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_migrating_makes_root_catalogue_site_and_language(db):
    root, catalogue = Page.objects.order_by("path")
    assert (root.depth, catalogue.depth, catalogue.slug, catalogue.url_path) == (1, 2, "kursus", "/kursus/")
    assert isinstance(catalogue.specific, CataloguePage)
    assert Site.objects.get(is_default_site=True).root_page == catalogue
    assert [locale.language_code for locale in Locale.objects.all()] == ["id"]
    assert Collection.objects.filter(depth=1).count() == 1


def test_making_the_tree_again_changes_nothing(db):
    before = state()
    assert ensure_tree() == CataloguePage.objects.get()
    assert state() == before


def test_the_tree_is_made_again_from_nothing(db):
    WorkflowPage.objects.all().delete()
    Workflow.objects.all().delete()
    Site.objects.all().delete()
    Page.objects.filter(depth=1).delete()
    made = ensure_tree()
    assert (made.depth, made.url_path) == (2, "/kursus/")
    assert Site.objects.get().root_page.specific == made
    assert WorkflowPage.objects.get().page.specific == made


def test_wagtails_own_page_and_groups_are_gone(db):
    assert not Page.objects.filter(content_type=ContentType.objects.get_for_model(Page), depth__gt=1).exists()
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
    assert not Workflow.objects.filter(name="Moderators approval").exists()


def test_one_review_is_asked_for_pages_questions_quizzes_and_practices(db):
    review = Workflow.objects.get()
    assert (review.name, review.active) == (REVIEW, True)
    task = review.tasks.get().specific
    assert set(task.groups.values_list("name", flat=True)) == {
        ROLES[role].group for role in (Role.REVIEWER, Role.ADMINISTRATOR)
    }
    assert CataloguePage.objects.get().get_workflow() == review
    assert [model().get_workflow() for model in (Question, Quiz, PracticeTask)] == [review] * 3


def test_a_review_an_administrator_changed_is_left_as_it_is(db):
    review = Workflow.objects.get()
    review.workflow_tasks.all().delete()
    WorkflowPage.objects.all().delete()
    ensure_tree()
    assert review.tasks.count() == 0
    assert not WorkflowPage.objects.exists()


@pytest.mark.parametrize("model", [CataloguePage])
def test_there_is_one_catalogue(db, model):
    assert not model.can_create_at(Page.objects.get(depth=1))
