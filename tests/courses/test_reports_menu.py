"""What learners reported as outdated is found in the menu, by those who may deal with it."""

import pytest
from django.urls import reverse
from wagtail.admin.menu import reports_menu

from accounts.roles import STAFF_ROLES
from tests.factories.people import learner, staff


def addresses(rf, person) -> list[str]:
    request = rf.get("/")
    request.user = person
    return [item.url for item in reports_menu.menu_items_for_request(request)]


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_find_it_among_the_reports_and_can_open_it(db, rf, sign_in, role):
    somebody = staff(role)
    assert reverse("stale_reports:index") in addresses(rf, somebody)
    assert sign_in(somebody).get(reverse("stale_reports:index")).status_code == 200
    assert reverse("stale_reports:index") in sign_in(somebody).get(reverse("wagtailadmin_home")).content.decode()


def test_whoever_may_not_see_reports_does_not_find_it(db, rf):
    assert reverse("stale_reports:index") not in addresses(rf, learner())
