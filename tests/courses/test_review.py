"""An author writes and asks for review; a reviewer looks and approves; both read about it."""

import json

import pytest
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder

from accounts.models import Notice
from accounts.notices import sentence
from accounts.roles import Role
from courses.domain.outlines import outline_of
from courses.models import CoursePage, LessonPage, ModulePage
from quizzes.models import Question
from tests.courses.doing import draft
from tests.factories.courses import course, lesson, module, practice_task, question, quiz, text_block
from tests.factories.people import staff


@pytest.fixture
def part(db):
    return module(course())


def asked_for_review(thing, author):
    return thing.get_workflow().start(thing, author)


def decide(thing, reviewer, decision, comment=""):
    """As the reviewer does it in the admin, on the page itself or in the list of what waits."""
    state = thing.current_workflow_task_state
    return state.task.specific.on_action(state, reviewer, decision, comment=comment)


def notices(person):
    return list(Notice.objects.filter(person=person).values_list("kind", "detail", "url"))


def edit_form(client, page):
    """What the page editor would send, unchanged."""
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    return {
        "title": page.title, "slug": page.slug, "kind": page.kind, "minutes": str(page.minutes), "objective": page.objective,
        "body-count": "1", "body-0-type": "text", "body-0-deleted": "", "body-0-order": "0", "body-0-id": page.body[0].id,
        "body-0-value-heading": "Judul bagian", "body-0-value-body": json.dumps({"blocks": [], "entityMap": {}}),
        "pillars": "", "competences": "", "topics": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip


def test_an_author_submits_a_lesson_and_a_reviewer_publishes_it_by_approving(part, sign_in):
    author, reviewer, other = staff(Role.AUTHOR), staff(Role.REVIEWER), staff(Role.REVIEWER)
    made = draft(part, text_block(), title="Layar")
    address = reverse("wagtailadmin_pages:edit", args=[made.pk])
    client = sign_in(author)
    answer = client.post(address, edit_form(client, made) | {"action-submit": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    made = LessonPage.objects.get(pk=made.pk)
    assert (made.live, made.workflow_in_progress) == (False, True)
    told = ("review_asked", {"title": "Layar"}, address)
    assert [notices(person) for person in (author, reviewer, other)] == [[], [told], [told]]

    client = sign_in(reviewer)
    assert "Layar" in client.get(reverse("wagtailadmin_home")).content.decode()
    state = made.current_workflow_task_state
    approve = reverse("wagtailadmin_pages:workflow_action", args=[made.pk, "approve", state.pk])
    answer = client.post(approve, {"comment": ""})
    assert answer.status_code in (200, 302)
    made = LessonPage.objects.get(pk=made.pk)
    assert (made.live, made.workflow_in_progress) == (True, False)
    assert [one.title for one in outline_of(part.get_parent().translation_key).lessons] == ["Layar"]
    assert notices(author) == [("review_approved", {"title": "Layar"}, address)]


def test_a_reviewer_sends_a_lesson_back_and_its_author_reads_it(part):
    author, reviewer = staff(Role.AUTHOR), staff(Role.REVIEWER)
    made = draft(part, title="Layar")
    asked_for_review(made, author)
    decide(made, reviewer, "reject", comment="Kalimat terlalu panjang.")
    made = LessonPage.objects.get(pk=made.pk)
    assert made.live is False
    assert [kind for kind, _detail, _url in notices(author)] == ["review_rejected"]
    assert made.current_workflow_state.status == "needs_changes"
    assert "Layar" in sentence(Notice.objects.get(person=author))


@pytest.mark.parametrize("make", [question, quiz, practice_task])
def test_questions_quizzes_and_practices_are_reviewed_the_same_way(db, make):
    author, reviewer = staff(Role.AUTHOR), staff(Role.REVIEWER)
    thing = make()
    thing.unpublish()
    thing.save_revision()
    asked_for_review(thing, author)
    assert [kind for kind, _detail, _url in notices(reviewer)] == ["review_asked"]
    assert notices(reviewer)[0][2] == AdminURLFinder(reviewer).get_edit_url(thing)
    decide(thing, reviewer, "approve")
    assert type(thing).objects.get(pk=thing.pk).live
    assert [kind for kind, _detail, _url in notices(author)] == ["review_approved"]


def test_whoever_approves_ones_own_work_reads_nothing_about_it(part):
    reviewer = staff(Role.REVIEWER)
    made = draft(part)
    asked_for_review(made, reviewer)
    decide(made, reviewer, "approve")
    assert notices(reviewer) == []


def test_reviewers_who_have_left_read_nothing(part):
    gone = staff(Role.REVIEWER, is_active=False)
    asked_for_review(draft(part), staff(Role.AUTHOR))
    assert notices(gone) == []


def test_an_author_may_write_and_submit_but_neither_publish_nor_delete(part, sign_in):
    author = staff(Role.AUTHOR)
    made = lesson(part)
    may = made.permissions_for_user(author)
    assert (may.can_edit(), may.can_submit_for_moderation(), may.can_publish(), may.can_unpublish(), may.can_delete()) == (
        True, True, False, False, False,
    )  # fmt: skip
    assert part.permissions_for_user(author).can_add_subpage()
    assert not part.permissions_for_user(author).can_publish_subpage()


def test_an_author_who_forces_publishing_only_saves_a_draft(part, sign_in):
    made = draft(part, text_block(), title="Layar")
    client = sign_in(staff(Role.AUTHOR))
    address = reverse("wagtailadmin_pages:edit", args=[made.pk])
    client.post(address, edit_form(client, made) | {"action-publish": "1", "title": "Dipaksa"})
    made = LessonPage.objects.get(pk=made.pk)
    assert made.live is False
    assert outline_of(part.get_parent().translation_key).lessons == ()


def test_an_author_may_not_unpublish_or_publish_a_question(db, sign_in):
    asked = question()
    client = sign_in(staff(Role.AUTHOR))
    client.post(reverse("wagtailsnippets_quizzes_question:unpublish", args=[asked.pk]))
    assert Question.objects.get(pk=asked.pk).live


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
def test_reviewers_and_administrators_may_publish(part, role):
    may = lesson(part).permissions_for_user(staff(role))
    assert (may.can_edit(), may.can_publish(), may.can_unpublish()) == (True, True, True)


def test_new_lesson_asks_only_for_modules_one_may_add_to(part, sign_in):
    course("Kursus kosong")
    client = sign_in(staff(Role.AUTHOR))
    page = client.get(reverse("choose_module"))
    assert [(found.pk, [m.pk for m in modules]) for found, modules in page.context["courses"]] == [
        (part.get_parent().pk, [part.pk])
    ]
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", part.pk])
    assert address in page.content.decode()
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("parent", "child", "allowed"),
    [(CoursePage, ModulePage, True), (ModulePage, LessonPage, True), (CoursePage, LessonPage, False), (LessonPage, LessonPage, False),
     (ModulePage, ModulePage, False), (LessonPage, ModulePage, False)],
)  # fmt: skip
def test_pages_stand_where_they_belong_only(parent, child, allowed):
    assert (child in parent.allowed_subpage_models()) is allowed
