"""The invented city: as large as a real one, nobody in it real, and brought back to a known state as often as one likes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.domain.roles import grant_role
from accounts.domain.sign_in import people_behind
from accounts.models import Consent, NeighbourhoodUnit, Notice, Organisation, Region, RoleGrant, User
from accounts.phones import show_phone
from accounts.privacy import LEARNING, REGION
from accounts.roles import STAFF_ROLES, Role
from certificates.models import Certificate
from core.models import MunicipalitySettings, Picture
from courses.domain.outlines import outlines
from courses.models import LessonPage, StaleReport
from lms.demo.city import is_demo_loaded, make_city
from lms.demo.classes import PUPILS
from lms.demo.people import PASSWORD, PEOPLE, PIN
from lms.demo.stages import STAGES, make_demo
from lms.demo.trainings import OPERATORS
from progress.domain.queries import course_states
from progress.models import ActivityState, Enrolment, LessonState
from tests.factories.courses import course_with_lessons
from tests.factories.people import guest, person
from tests.house.conftest import db, module_db
from tests.progress.doing import NOON

__all__ = ["db", "module_db"]  # one transaction for the module: a city of 551 RW is made once
pytestmark = pytest.mark.usefixtures("db")

LEARNERS = ("siti", "darto", "yuli", "dimas", "nur")
LESSONS = 14


@pytest.fixture(scope="module")
def city(module_db: None) -> None:
    """Two courses and the city; the people come with a stage."""
    course_with_lessons(LESSONS)
    course_with_lessons(2)
    make_city()


def demo(stage: str, at: datetime = NOON) -> None:
    make_demo(stage, at=at)


def done() -> dict[str, tuple[int, bool]]:
    """Learner → lessons of the first course done, and whether a certificate is there."""
    first = outlines()[0]
    found = {}
    for username in LEARNERS:
        learner = User.objects.get(username=username)
        state = next(state for state in course_states(learner) if state.outline.course == first.course)
        found[username] = (state.progress.done, state.certificate is not None)
    return found


# The city


def test_the_city_has_5_kecamatan_57_kelurahan_and_551_rw(city):
    counted = {level: Region.objects.filter(level=level).count() for level in Region.Level}
    assert counted == {
        Region.Level.PROVINCE: 1,
        Region.Level.CITY: 1,
        Region.Level.DISTRICT: 5,
        Region.Level.VILLAGE: 57,
    }
    assert NeighbourhoodUnit.objects.count() == 551
    villages = Region.objects.filter(level=Region.Level.VILLAGE)
    assert {village.parent.level for village in villages} == {Region.Level.DISTRICT}
    assert len({village.name for village in villages}) == 57
    assert {NeighbourhoodUnit.objects.filter(region=village).count() for village in villages} == {9, 10}


def test_the_city_is_in_no_real_province(city):
    """Codes of provinces end at 97; the phone's prefix is no mobile one; links lead nowhere."""
    assert {code[:2] for code in Region.objects.values_list("code", flat=True)} == {"99"}
    municipality = MunicipalitySettings.load()
    links = [municipality.super_app_link, municipality.complaint_channel_link]
    assert all(link.startswith("https://") and link.split("/")[2].endswith(".example") for link in links)


def test_making_the_city_again_changes_nothing(city):
    def everything() -> list[Any]:
        tables = (Region, NeighbourhoodUnit, Organisation, Picture)
        return [list(table._default_manager.order_by("pk").values()) for table in tables]

    before = everything()
    make_city()
    assert everything() == before
    assert {organisation.kind for organisation in Organisation.objects.all()} >= {
        "diskominfo",
        "school",
        "community",
        "learning_point",
    }


# The people


def test_there_is_somebody_for_every_role_and_nobody_is_real(city):
    demo("learning")
    people = User.objects.filter(is_guest=False)
    pupils = {someone.name for someone in people if someone.managed_by}
    operators = {f"{name} Sukamaju" for name in OPERATORS}
    assert pupils == {name for name, _nickname, _count in PUPILS} | operators
    assert {someone.username for someone in people.filter(managed_by=None)} == {one.username for one in PEOPLE}
    assert all(someone.is_demo and not someone.is_superuser for someone in people)
    assert set(RoleGrant.objects.values_list("role", flat=True)) >= {
        Role.ADMINISTRATOR,
        Role.REVIEWER,
        Role.AUTHOR,
        Role.TEACHER,
        Role.COORDINATOR,
    }
    assert {someone.phone for someone in people} == {"", "+628000000001"}
    assert show_phone("+628000000001").startswith("0800")
    assert is_demo_loaded()


def test_staff_have_a_password_and_a_second_step_and_learners_a_pin(city):
    demo("learning")
    for invented in PEOPLE:
        someone = User.objects.get(username=invented.username)
        assert someone.check_password(PASSWORD if invented.staff else PIN), invented.username
        assert someone.is_staff == bool(set(invented.roles) & STAFF_ROLES)
        assert Authenticator.objects.filter(user=someone).exists() == invented.staff
        assert (someone.has_pin, someone.must_change_secret) == (not invented.staff, False)
        given = set(Consent.objects.filter(person=someone, withdrawn_at=None).values_list("purpose", flat=True))
        assert given == ({LEARNING.name, REGION.name} if someone.kelurahan else {LEARNING.name})


def test_one_number_serves_a_family(city):
    demo("learning")
    assert {someone.username for someone in people_behind("+628000000001")} == {"siti", "nur"}


# The stages

START = dict.fromkeys(LEARNERS, (0, False))
EXPECTED = {
    "start": START,
    "learning": START | {"siti": (12, False), "darto": (13, False), "yuli": (14, True), "dimas": (14, True)},
    "last-step": dict.fromkeys(LEARNERS, (13, False)),
    "finished": dict.fromkeys(LEARNERS, (14, False))
    | {"yuli": (14, True), "dimas": (14, True)},  # whose names are confirmed
}


def state() -> dict[str, Any]:
    """What a learner of the demo could notice."""
    tables = (Enrolment, LessonState, ActivityState, Certificate, Notice, StaleReport, Consent, RoleGrant, LessonPage)
    people = [
        list(User.objects.order_by("username").values_list("username", field))
        for field in ("name", "phone", "age", "language", "kelurahan")
    ]
    return {"done": done(), "people": people} | {table.__name__: table._default_manager.count() for table in tables}


WALK = ("learning", "finished", "start", "last-step", "learning", "finished")


@pytest.mark.one_database
def test_a_stage_is_what_its_name_says_whatever_was_before(city):
    seen: dict[str, dict[str, Any]] = {}
    for stage in WALK:
        demo(stage)
        assert done() == EXPECTED[stage], stage
        assert not LessonState.objects.filter(completed_at__gt=NOON).exists()
        assert state() == seen.setdefault(stage, state()), stage
    assert seen.keys() == STAGES.keys()


def test_what_somebody_did_to_an_invented_person_is_undone(city):
    demo("start")
    siti, bagus = (User.objects.get(username=username) for username in ("siti", "pelatih"))
    siti.name, siti.language, siti.must_change_secret, siti.name_confirmed_at = "Lain Sekali", "en", True, NOON
    siti.set_password("999999")
    siti.save()
    grant_role(person=siti, role=Role.TEACHER, by=None)
    bagus.set_password("kata-sandi-lain")
    bagus.save()
    demo("start")
    siti, bagus = (User.objects.get(username=username) for username in ("siti", "pelatih"))
    assert (siti.name, siti.language, siti.must_change_secret, siti.name_confirmed_at) == (
        "Siti Sukamaju",
        "id",
        False,
        None,
    )
    assert (siti.check_password(PIN), bagus.check_password(PASSWORD)) == (True, True)
    assert not RoleGrant.objects.filter(person=siti, role=Role.TEACHER).exists()


def test_without_courses_there_are_people_and_nothing_to_do(module_db):
    for outline in outlines():
        LessonPage.objects.filter(
            pk__in=[lesson.page for lesson in outline.lessons]
        ).first().get_parent().get_parent().specific.unpublish()
    demo("learning")
    assert User.objects.filter(is_demo=True).count() == len(PEOPLE)
    assert not Enrolment.objects.exists()


# The command


@pytest.fixture
def said(city: None) -> Iterator[io.StringIO]:
    with translation.override("en"):
        yield io.StringIO()


def test_the_command_says_at_which_stage_the_demo_is(said):
    call_command("demo", "--stage", "last-step", stdout=said)
    assert said.getvalue().strip() == "The demo is at the stage “last-step”."
    assert done() == EXPECTED["last-step"]


def test_without_a_stage_it_is_in_the_middle_of_learning(said):
    call_command("demo", stdout=said)
    assert done() == EXPECTED["learning"]


def test_an_unknown_stage_is_refused(said):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("demo", "--stage", "tengah", stdout=said)
    assert not User.objects.exists()


@pytest.mark.parametrize("before", ["nothing", "the demo"])
def test_where_real_people_are_nothing_is_touched(said, before):
    if before == "the demo":
        demo("finished")
    real = person(username="ratna.asli", name="Ratna")
    kept = state() if before == "the demo" else None
    with pytest.raises(CommandError, match="Real people have accounts here"):
        call_command("demo", "--stage", "start", stdout=said)
    assert said.getvalue() == ""
    if kept is None:
        assert list(User.objects.all()) == [real]
    else:
        assert state() == kept


def test_guests_are_no_reason_to_refuse(said):
    visitor = guest()
    call_command("demo", "--stage", "start", stdout=said)
    assert User.objects.filter(pk=visitor.pk, is_guest=True).exists()
