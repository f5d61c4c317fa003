"""Extensions in the admin, the form of a quiz, and whose data they are."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts import personal_data
from accounts.domain.roles import grant_role
from accounts.roles import Role
from core.models import MunicipalitySettings
from quizzes.models import Allowance, Quiz
from quizzes.quiz_form import QuizForm
from tests.factories.courses import question, quiz
from tests.factories.people import guest, learner, organisation, staff
from tests.quizzes.doing import NOON

IN_WITA = datetime(2030, 11, 23, 0, 0, tzinfo=UTC)  # 08.00 in Makassar


@pytest.fixture
def wita(db):
    settings = MunicipalitySettings.load()
    settings.time_zone = "Asia/Makassar"
    settings.save()


@pytest.fixture
def branch(db):
    school = organisation("SMP A")
    inside, outside = learner(name="Ani Dalam"), learner(name="Ani Luar")
    grant_role(person=inside, role=Role.LEARNER, by=None, organisation=school)
    return staff(Role.AUTHOR, school), inside, outside


def page_of(exam):
    return reverse("admin_quiz_allowances", args=[exam.pk])


def limited(**fields):
    return quiz(fixed=[question()], **({"time_limit": 30, "closes_at": IN_WITA} | fields))


def given(exam):
    return Allowance.objects.filter(quiz=exam).values_list("learner", "extra_minutes", "closes_at", "reason", "by")


def test_a_trainer_finds_a_person_and_gives_more_in_local_time(client, sign_in, wita, branch):
    trainer, ani, other = branch
    exam = limited()
    sign_in(trainer)
    found = client.post(page_of(exam), {"q": "Ani"}).content.decode()
    assert ("Ani Dalam" in found, "Ani Luar" in found) == (True, False)
    form = BeautifulSoup(
        client.post(page_of(exam), {"act": "choose", "person": ani.public_id}).content, "html.parser"
    ).find("input", attrs={"name": "closes_at"})
    assert form["type"] == "datetime-local"
    sent = {
        "act": "give",
        "person": ani.public_id,
        "extra_minutes": "15",
        "closes_at": "2030-11-24T08:00",
        "reason": "Baru",
    }
    assert client.post(page_of(exam), sent)["Location"] == page_of(exam)
    assert list(given(exam)) == [(ani.pk, 15, IN_WITA + timedelta(days=1), "Baru", trainer.pk)]
    listed = client.get(page_of(exam)).content.decode()
    assert "pukul 08.00 WITA" in listed
    assert client.post(page_of(exam), sent | {"person": other.public_id}).status_code == 404
    assert client.post(page_of(exam), {"act": "withdraw", "person": ani.public_id}).status_code in (302, 403)
    assert Allowance.objects.count() == 1  # a trainer may not take back, an administrator may
    sign_in(staff(Role.ADMINISTRATOR))
    client.post(page_of(exam), {"act": "withdraw", "person": ani.public_id})
    assert not Allowance.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"extra_minutes": "0"}, {"extra_minutes": "-1"}, {"extra_minutes": "x"}, {"extra_minutes": "9" * 30},
        {"closes_at": "2030-11-23T08:00"}, {"closes_at": "kapan"}, {"extra_minutes": "5", "reason": "x" * 201},
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_said_and_what_was_typed_stays(client, sign_in, wita, branch, sent):
    trainer, ani, _other = branch
    exam = limited()
    sign_in(trainer)
    page = client.post(page_of(exam), {"act": "give", "person": ani.public_id} | sent)
    assert page.status_code == 422
    soup = BeautifulSoup(page.content, "html.parser")
    assert soup.find(class_="error-message") is not None
    for name, value in sent.items():
        assert soup.find("input", attrs={"name": name})["value"] == value
    assert not Allowance.objects.exists()


def test_only_what_the_quiz_limits_can_be_extended(client, sign_in, branch):
    trainer, ani, _other = branch
    exam = quiz(fixed=[question()], attempts_allowed=1)
    sign_in(trainer)
    soup = BeautifulSoup(client.post(page_of(exam), {"act": "choose", "person": ani.public_id}).content, "html.parser")
    names = {field.get("name") for field in soup.find("form", novalidate=True).find_all("input")}
    assert names >= {"extra_attempts", "reason"}
    assert not names & {"extra_minutes", "closes_at"}
    free = client.get(page_of(quiz(fixed=[question()])))
    assert BeautifulSoup(free.content, "html.parser").find("input", id="q") is None


@pytest.mark.parametrize("sent", [{"person": "x"}, {"person": ""}, {"person": "x' --"}, {}])
def test_nobody_is_nobody(client, sign_in, branch, sent):
    sign_in(branch[0])
    for act in ("choose", "give"):
        assert client.post(page_of(limited()), {"act": act} | sent).status_code == 404


def test_the_times_of_a_quiz_are_read_and_shown_in_the_zone_of_the_municipality(client, sign_in, wita):
    exam = limited(opens_at=IN_WITA - timedelta(days=1))
    sign_in(staff(Role.ADMINISTRATOR))
    edit = BeautifulSoup(
        client.get(reverse("wagtailsnippets_quizzes_quiz:edit", args=[exam.pk])).content, "html.parser"
    )
    assert edit.find("input", attrs={"name": "closes_at"})["value"] == "2030-11-23 08:00"
    field = QuizForm.base_fields["closes_at"]
    assert field.clean("2030-11-23 08:00") == IN_WITA
    assert "WITA" in edit.find("main").get_text()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"opens_at": NOON, "closes_at": NOON}, "closes_at"),
        ({"feedback": "at_closing"}, "feedback"),
    ],
)
def test_rules_that_contradict_each_other_are_refused(db, fields, wrong):
    exam = quiz(fixed=[question()])
    for name, value in fields.items():
        setattr(exam, name, value)
    with pytest.raises(Exception, match=wrong):
        exam.clean()
    exam = Quiz.objects.get(pk=exam.pk)
    exam.pretest = exam
    with pytest.raises(Exception, match="pretest"):
        exam.clean()


def test_an_extension_moves_with_a_guest_is_shown_and_erased(db):
    exam, other = limited(), limited()
    visitor, ani = guest(), learner()
    Allowance.objects.create(quiz=exam, learner=visitor, extra_minutes=5, extra_attempts=2, at=NOON)
    Allowance.objects.create(quiz=exam, learner=ani, extra_minutes=10, closes_at=IN_WITA, at=NOON)
    Allowance.objects.create(quiz=other, learner=visitor, extra_minutes=7, reason="Baru", at=NOON)
    data = next(one for one in personal_data.registered() if one.app == "quizzes")
    data.claim(visitor, ani)
    kept = Allowance.objects.order_by("pk").values_list(
        "quiz", "learner", "extra_minutes", "extra_attempts", "closes_at"
    )
    assert list(kept) == [(exam.pk, ani.pk, 10, 2, IN_WITA), (other.pk, ani.pk, 7, 0, None)]
    shown = str(data.export(ani))
    assert "Baru" in shown
    data.erase(ani)
    assert not Allowance.objects.exists()
