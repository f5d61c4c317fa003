"""Roles and what each may do: the table, in the database, as has_perm answers."""

from itertools import product

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.permissions import policy_registry

from accounts.domain.erase import StillNeeded, erase_person
from accounts.domain.roles import LastAdministrator, grant_role, revoke_role, sync_roles
from accounts.models import RoleGrant, User
from accounts.roles import ROLES, Role
from core.models import AuditEvent, Picture
from media.models import LessonDocument
from tests.factories.people import PASSWORD, organisation, person, staff

LEARNER, TEACHER, COORDINATOR, AUTHOR, REVIEWER, ADMINISTRATOR = Role
WRITERS = {AUTHOR, REVIEWER, ADMINISTRATOR}

# What matters most, written once more and apart from the table: permission → who has it, and nobody else.
MAY = {
    "wagtailadmin.access_admin": WRITERS,
    "quizzes.add_question": WRITERS,
    "quizzes.change_question": WRITERS,
    "quizzes.publish_question": {REVIEWER, ADMINISTRATOR},
    "quizzes.publish_quiz": {REVIEWER, ADMINISTRATOR},
    "quizzes.delete_question": {ADMINISTRATOR},
    "practice.publish_practicetask": {REVIEWER, ADMINISTRATOR},
    "practice.delete_practicetask": {ADMINISTRATOR},
    "courses.change_stalereport": WRITERS,
    "courses.delete_stalereport": {ADMINISTRATOR},
    "courses.change_track": {ADMINISTRATOR},
    "core.change_municipalitysettings": {ADMINISTRATOR},
    "certificates.change_issuer": {ADMINISTRATOR},
    "certificates.change_certificate": {ADMINISTRATOR},  # to revoke it; what it states is changed by nobody
    "certificates.add_signedreturn": {ADMINISTRATOR},
    "certificates.add_batch": {AUTHOR, ADMINISTRATOR},  # hand out many, of the people in reach
    "accounts.reset_secrets": {AUTHOR, ADMINISTRATOR},
    "accounts.grant_roles": {ADMINISTRATOR},
    "accounts.end_sessions": {ADMINISTRATOR},
    "accounts.change_organisation": {ADMINISTRATOR},
    "accounts.delete_region": {ADMINISTRATOR},
    # These would open everything: nobody has them (DESIGN §5, Wagtail's “change user”).
    "accounts.add_user": set(),
    "accounts.change_user": set(),
    "accounts.delete_user": set(),
    "auth.change_group": set(),
    "auth.add_group": set(),
    "accounts.add_rolegrant": set(),
    "quizzes.change_attempt": set(),
    "progress.change_activitystate": set(),
}


def has_role(role: Role) -> User:
    made = person()
    grant_role(person=made, role=role, by=None)
    return User.objects.get(pk=made.pk)


@pytest.mark.parametrize(("role", "permission"), product(Role, MAY))
def test_who_may_what(db, role, permission):
    app, codename = permission.split(".")
    assert Permission.objects.filter(content_type__app_label=app, codename=codename).exists(), "no such permission"
    assert has_role(role).has_perm(permission) is (role in MAY[permission])


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_its_row_says_and_nothing_else(db, role):
    rights = ROLES[role]
    assert has_role(role).get_all_permissions() == rights.permissions
    assert has_role(role).is_staff is rights.staff


def test_every_name_in_the_table_is_a_permission_that_exists(db):
    """A misspelt name would silently be no permission at all."""
    known = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    for rights in ROLES.values():
        pages = {f"wagtailcore.{codename}_page" for codename in rights.page_permissions}
        assert (rights.permissions | rights.collection_permissions | pages) - known == set()


# May edit, publish and unlock pages.
WRITES = {
    LEARNER: (0, 0, 0),
    TEACHER: (0, 0, 0),
    COORDINATOR: (0, 0, 0),
    AUTHOR: (1, 0, 0),
    REVIEWER: (1, 1, 0),
    ADMINISTRATOR: (1, 1, 1),
}


def test_the_tables_here_name_every_role():
    assert set(WRITES) == set(ROLES) == set(Role)
    assert len(Role) == 6


@pytest.mark.parametrize("role", [LEARNER, TEACHER, COORDINATOR])
def test_who_teaches_or_coordinates_is_not_staff_and_resets_no_secret_outside_of_classes(role):
    rights = ROLES[role]
    assert (rights.staff, rights.resets_secrets) == (False, False)
    assert rights.permissions | rights.page_permissions | rights.collection_permissions == frozenset()


@pytest.mark.parametrize(("role", "edit", "publish", "unlock"), [(role, *may) for role, may in WRITES.items()])
def test_who_writes_and_who_publishes_pages(db, role, edit, publish, unlock):
    page = Page.objects.get(depth=2)
    page.locked = True
    tester = page.permissions_for_user(has_role(role))
    assert (tester.can_edit(), tester.can_publish(), tester.can_unlock()) == (bool(edit), bool(publish), bool(unlock))


@pytest.mark.parametrize("role", Role)
def test_who_keeps_pictures_and_documents(db, role):
    """As Wagtail's own screens ask: of a file that somebody else uploaded."""
    somebody, other = has_role(role), person()
    kept = [
        Picture.objects.create(title="x", file="x.png", width=1, height=1, uploaded_by_user=other),
        LessonDocument.objects.create(title="x", file="x.pdf", uploaded_by_user=other),
    ]
    for theirs in kept:
        policy = policy_registry.get_by_type(type(theirs))
        found = {
            act
            for act in ("change", "delete", "choose")
            if policy.user_has_permission_for_instance(somebody, act, theirs)
        }
        wanted = {"change", "choose"} if role in WRITERS else set()
        assert found == wanted | ({"delete"} if role is ADMINISTRATOR else set())
        assert policy.user_has_permission(somebody, "add") is (role in WRITERS)


def state() -> list:
    return [
        sorted(Group.objects.values_list("name", "permissions__codename")),
        sorted(GroupPagePermission.objects.values_list("group__name", "page__depth", "permission__codename")),
        sorted(
            GroupCollectionPermission.objects.values_list("group__name", "collection__depth", "permission__codename")
        ),
    ]


def test_writing_the_table_again_changes_nothing(db):
    before = state()
    sync_roles()
    assert state() == before
    assert Group.objects.filter(name="Pengelola").exists()


def test_what_somebody_added_by_hand_is_taken_away(db):
    before = state()
    group = Group.objects.get(name=ROLES[AUTHOR].group)
    group.permissions.add(Permission.objects.get(codename="change_user", content_type__app_label="accounts"))
    publish = Permission.objects.get(codename="publish_page")
    GroupPagePermission.objects.create(group=group, page=Page.objects.get(depth=1), permission=publish)
    delete = Permission.objects.get(codename="delete_image", content_type__app_label="wagtailimages")
    GroupCollectionPermission.objects.create(group=group, collection=Collection.objects.get(depth=1), permission=delete)
    assert state() != before
    sync_roles()
    assert state() == before


def test_the_staff_mark_follows_the_roles(db):
    ani, ratna = person(has_pin=False), staff(ADMINISTRATOR)
    seen = []
    for role in (TEACHER, COORDINATOR, AUTHOR, REVIEWER):
        grant_role(person=ani, role=role, by=ratna)
        seen.append(User.objects.get(pk=ani.pk).is_staff)
    for role in (AUTHOR, REVIEWER, COORDINATOR, TEACHER):
        revoke_role(grant=RoleGrant.objects.get(person=ani, role=role), by=ratna)
        seen.append(User.objects.get(pk=ani.pk).is_staff)
    assert seen == [False, False, True, True, True, False, False, False]
    assert User.objects.get(pk=ani.pk).groups.count() == 0


def test_staff_with_a_pin_must_choose_a_password(db):
    with_pin, with_password = person(), person(secret=PASSWORD, has_pin=False)
    for somebody in (with_pin, with_password):
        grant_role(person=somebody, role=AUTHOR, by=None)
    assert [User.objects.get(pk=p.pk).must_change_secret for p in (with_pin, with_password)] == [True, False]
    teacher = has_role(TEACHER)
    assert not teacher.must_change_secret


def test_giving_twice_is_giving_once(db):
    ani, school = person(), organisation()
    first = [grant_role(person=ani, role=AUTHOR, by=None, organisation=place) for place in (None, school)]
    again = [grant_role(person=ani, role=AUTHOR, by=None, organisation=place) for place in (None, school)]
    assert first == again
    assert AuditEvent.objects.filter(action="accounts.role_granted").count() == 2


def test_giving_and_taking_is_written_down_without_names(db):
    ratna, ani, school = staff(ADMINISTRATOR), person(name="Ani Kenari"), organisation("SMP Kenari")
    AuditEvent.objects.all().delete()
    grant = grant_role(person=ani, role=TEACHER, by=ratna, organisation=school)
    revoke_role(grant=grant, by=ratna)
    detail = {"role": "teacher", "organisation": str(school.public_id)}
    assert list(AuditEvent.objects.values_list("actor", "action", "subject", "detail")) == [
        (str(ratna.public_id), "accounts.role_granted", str(ani.public_id), detail),
        (str(ratna.public_id), "accounts.role_revoked", str(ani.public_id), detail),
    ]


def test_the_last_administrator_stays(db, noon):
    ratna = staff(ADMINISTRATOR)
    staff(ADMINISTRATOR, is_active=False)
    staff(AUTHOR)
    with pytest.raises(LastAdministrator):
        revoke_role(grant=ratna.role_grants.get(), by=ratna)
    with pytest.raises(StillNeeded):
        erase_person(person=ratna, at=noon)
    assert User.objects.get(pk=ratna.pk).is_staff
    other = staff(ADMINISTRATOR)
    revoke_role(grant=ratna.role_grants.get(), by=other)
    assert not User.objects.get(pk=ratna.pk).is_staff


def test_two_administrators_who_take_each_others_role_at_once_leave_one(in_parallel):
    ratna, hendra = staff(ADMINISTRATOR), staff(ADMINISTRATOR)
    grants = [ratna.role_grants.get(), hendra.role_grants.get()]
    in_parallel([
        lambda: revoke_role(grant=grants[0], by=hendra),
        lambda: revoke_role(grant=grants[1], by=ratna),
    ])  # fmt: skip
    assert RoleGrant.objects.filter(role=ADMINISTRATOR).count() == 1


def test_a_superuser_of_djangos_own_command_stays_staff_whatever_role_comes_or_goes(db):
    root = User.objects.create_superuser(username="root", password=PASSWORD)
    grant = grant_role(person=root, role=TEACHER, by=None)
    assert User.objects.get(pk=root.pk).is_staff
    revoke_role(grant=grant, by=root)
    assert User.objects.get(pk=root.pk).is_staff


def test_an_administrator_is_one_everywhere(db, sign_in):
    """What the role may do knows no bounds, so no bound may be promised."""
    ratna, budi, branch = staff(Role.ADMINISTRATOR), person(), organisation()
    with pytest.raises(ValueError, match="everywhere"):
        grant_role(person=budi, role=ADMINISTRATOR, by=ratna, organisation=branch)
    fields = {"role": "administrator", "organisation": branch.pk}
    answer = sign_in(ratna).post(reverse("admin_grant_role", args=[budi.public_id]), fields, follow=True)
    assert "Pengelola berlaku di semua lembaga" in answer.content.decode()
    assert not budi.role_grants.exists()
