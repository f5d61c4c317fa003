"""“Data saya”: see, correct, take along, and be gone (UU 27/2022; SECURITY 30)."""

import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.sessions.models import Session as PlainSession
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Comment, Page
from wagtail.users.models import UserProfile

from accounts.domain.erase import erase_person, everything_about
from accounts.domain.roles import grant_role
from accounts.domain.secrets import reset_secret
from accounts.models import Consent, NeighbourhoodUnit, Notice, Region, Session, User
from accounts.notices import sentence
from accounts.privacy import PURPOSES
from accounts.roles import Role
from certificates.domain.documents import certificate_pdf
from certificates.domain.name_requests import ask
from certificates.models import Certificate
from core import audit
from core.models import AuditEvent
from courses.domain.stale import report_stale
from courses.models import LessonPage
from lms.demo.stages import learn
from progress.models import H5PResult, H5PState
from quizzes.models import Allowance, Quiz, Window
from tests.accounts.doing import problems, sign_in_with, visitor, who
from tests.factories.courses import full_course
from tests.factories.people import PASSWORD, PIN, organisation, person, staff
from tests.media.files import picture

FORM = {
    "name": "Wulandari Kenari",
    "title_before": "",
    "title_after": "",
    "phone": "",
    "email": "",
    "age": "adult",
    "language": "en",
}


def home() -> tuple[Region, NeighbourhoodUnit]:
    region, _made = Region.objects.get_or_create(code="32.73.01.1001", name="Mekarsari", level="village")
    return region, NeighbourhoodUnit.objects.get_or_create(region=region, number=5)[0]


def learner_with_everything(name: str, username: str, phone: str, noon) -> User:
    """Somebody who has used every part of the site."""
    region, unit = home()
    somebody = person(
        name=name, username=username, phone=phone, email=f"{username}@example.org", title_before="Hj.",
        title_after=f"S.{name.split()[1]}",
        kelurahan=region, neighbourhood=unit, language="en", name_confirmed_at=noon,
    )  # fmt: skip
    for purpose in PURPOSES:
        Consent.objects.create(person=somebody, purpose=purpose.name, version=purpose.version, given_at=noon)
    grant_role(person=somebody, role=Role.TEACHER, by=None, organisation=organisation("Rumah Belajar"))
    outline = full_course()
    learn(somebody, outline, None, at=noon)
    lesson = LessonPage.objects.get(translation_key=outline.lessons[0].key)
    report_stale(lesson=lesson, learner=somebody, note=f"Saya {name}, tombolnya lain.", at=noon)
    Allowance.objects.create(quiz=Quiz.objects.latest("pk"), learner=somebody, reason=f"{name} minta waktu.", at=noon)
    Window.objects.create(quiz=Quiz.objects.latest("pk"), learner=somebody, source=uuid4(), closes_at=noon)
    exercise = {"learner": somebody, "activity": uuid4(), "content": uuid4(), "version": 1}
    H5PState.objects.create(**exercise, data_type="state", data=f'"{name}"', sequence=1, updated_at=noon)
    parts = [{"sub": "", "title": "Alamat", "response": name, "claimed": [1, 2], "marked": None}]
    H5PResult.objects.create(**exercise, key=uuid4(), started_at=noon, at=noon, parts=parts)
    reset_secret(by=staff(Role.ADMINISTRATOR, name="Ratna"), person=somebody, at=noon)
    somebody.set_password(PIN)
    somebody.must_change_secret = False
    somebody.save()
    return somebody


def wulan(noon) -> User:
    return learner_with_everything("Wulandari Kenari", "wulan.kenari", "+6281277774711", noon)


CANARIES = ["wulandari", "kenari", "wulan", "81277774711", "0812-7777-4711", "s.kenari"]


def dump() -> dict[str, str]:
    """Table → all its rows as text, read past every model; and what sessions hold, unpacked."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name the database gave
            found[table] = repr(cursor.fetchall()).lower()
    found["sessions unpacked"] = repr(
        [s.get_decoded() for s in Session.objects.all()] + list(PlainSession.objects.values())
    ).lower()
    return found


def tables_with(*words: str) -> set[str]:
    return {table for table, rows in dump().items() if any(word.lower() in rows for word in words)}


@pytest.fixture(autouse=True)
def _uploads_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def files() -> str:
    return "\n".join(str(path) for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()).lower()


def test_what_is_kept_is_shown_and_nothing_of_anybody_else(db, sign_in, noon):
    ani, other = wulan(noon), learner_with_everything("Budi Melati", "budi.melati", "+6281299990000", noon)
    answer = sign_in(ani).get(reverse("my_data"))
    page = BeautifulSoup(answer.content, "html.parser")
    shown = {row.get_text(strip=True) for row in page.select("dl.facts dd")}
    assert answer.status_code == 200
    assert len(page.select("details")) == len(everything_about(ani))
    assert {"Hj. Wulandari Kenari, S.Kenari", "wulan.kenari", "+6281277774711", "Mekarsari"} <= shown
    assert [word for word in ("melati", "81299990000", "9999-0000") if word in answer.content.decode().lower()] == []
    assert other.is_active


# Wulan is in no class; whoever is has rows under each of them (tests/classes/test_merging.py).
OF_CLASSES = {
    "Classes", "Classes you teach", "Assignments", "Pupil numbers", "Paper quizzes", "Learned together with a companion",
    "Handovers", "Notes of your teachers", "Training events", "Sessions you were at", "Events you spoke at",
    "What you said of events", "What your guardian said", "Accounts that were merged",
}  # fmt: skip


def test_the_download_holds_all_of_it_readable_and_for_programs(db, sign_in, noon):
    ani = wulan(noon)
    client = sign_in(ani)
    client.cookies["bahasa"] = "en"
    ask(person=ani, name="Wulandari Kenari", title_before="", title_after="", at=timezone.now())
    answer = client.get(reverse("download_my_data"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"].startswith('attachment; filename="data-saya-')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["data-saya.html", "data-saya.json"]
        found, readable = json.loads(archive.read("data-saya.json")), archive.read("data-saya.html").decode()
    headings = {
        "About you", "What you agreed to", "Roles", "Notices", "Courses", "Lessons", "Activities", "Quizzes",
        "Check questions", "Extensions", "Times for quizzes", "Practice", "Certificates", "Names asked for", "Reports of outdated content",
        "Results of exercises (H5P)", "Your place in exercises (H5P)",
    }  # fmt: skip
    assert found.keys() == headings | OF_CLASSES
    assert {heading for heading, rows in found.items() if not rows} == OF_CLASSES
    assert [heading for heading in headings if heading not in readable] == []
    everything = json.dumps(found, ensure_ascii=False)
    for kept in (
        "Hj. Wulandari Kenari, S.Kenari",
        "wulan.kenari",
        "+6281277774711",
        "wulan.kenari@example.org",
        "Mekarsari",
    ):
        assert kept in everything
        assert kept in readable
    [certificate] = Certificate.objects.filter(holder=ani)
    assert found["Certificates"][0]["Number"] == certificate.number
    assert "tombolnya lain" in everything
    secrets = (ani.password, ani.recovery_hash or "-no-card-", PIN)
    assert [secret for secret in secrets if secret in everything + readable] == []


def test_names_in_the_download_are_text(db, sign_in):
    client = sign_in(person(name="<script>alert(1)</script>"))
    with zipfile.ZipFile(io.BytesIO(client.get(reverse("download_my_data")).content)) as archive:
        assert b"<script>" not in archive.read("data-saya.html")


def test_corrections_are_kept_and_a_new_name_is_confirmed_anew(db, sign_in, noon):
    ani = person(name="Wulan", username="wulan", name_confirmed_at=noon)
    client = sign_in(ani)
    assert client.post(reverse("my_data"), FORM | {"name": "Wulan", "phone": "0812 7777 4711"})["Location"] == reverse(
        "my_data"
    )
    ani.refresh_from_db()
    assert (ani.phone, ani.language, ani.name_confirmed_at) == ("+6281277774711", "en", noon)
    client.post(reverse("my_data"), FORM)
    ani.refresh_from_db()
    assert (ani.name, ani.phone, ani.name_confirmed_at) == ("Wulandari Kenari", "", None)


def test_only_ones_own_facts_can_be_corrected(db, sign_in):
    ani = person(username="wulan")
    extra = {
        "is_staff": "on",
        "is_superuser": "on",
        "is_demo": "on",
        "username": "x",
        "public_id": str(uuid4()),
        "pk": "1",
    }
    sign_in(ani).post(reverse("my_data"), FORM | extra)
    after = User.objects.get(pk=ani.pk)
    assert (after.is_staff, after.is_superuser, after.is_demo, after.username, after.public_id) == (
        False, False, False, "wulan", ani.public_id,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"phone": ""}, "Phone number: You sign in with this number, so it cannot be empty."),
        ({"phone": "0812"}, "Phone number: This phone number is not complete. Write it like 0812-3456-7890."),
        ({"name": ""}, "Full name: This field is required."),
        ({"email": "x"}, "E-mail: Enter a valid email address."),
        ({"age": "x"}, "Age: Select a valid choice. x is not one of the available choices."),
    ],
)
def test_a_correction_that_is_refused_changes_nothing(db, sign_in, fields, wrong):
    ani = person(username=None, phone="+6281277774711", name="Wulan", language="en")
    client = sign_in(ani)
    client.cookies["bahasa"] = "en"
    answer = client.post(reverse("my_data"), FORM | {"phone": "0812 7777 4711"} | fields)
    assert (answer.status_code, problems(answer)) == (422, [wrong])
    ani.refresh_from_db()
    assert (ani.name, ani.phone) == ("Wulan", "+6281277774711")
    assert "Wulandari" not in BeautifulSoup(answer.content, "html.parser").select_one("header").get_text()


def test_a_number_that_a_whole_family_uses_already_cannot_be_taken_over_as_well(db, sign_in):
    """Signing up refuses the ninth; correcting must not be the way around it."""
    for _ in range(8):
        person(phone="+6281277774711")
    client = sign_in(person(username="wulan"))
    client.post(reverse("my_data"), FORM | {"phone": "0812 7777 4711"})
    assert User.objects.filter(phone="+6281277774711").count() == 8


def test_the_search_for_traces_would_find_them(db, noon):
    ani = wulan(noon)
    assert tables_with(*CANARIES) >= {"accounts_user", "certificates_certificate", "courses_stalereport"}
    assert certificate_pdf(Certificate.objects.get(holder=ani))
    assert str(Certificate.objects.get().public_id) in files()


def erased(client, secret: str = PIN):
    return client.post(reverse("delete_my_data"), {"current": secret})


def test_after_erasing_no_trace_of_the_person_is_left(db, noon):
    ani = wulan(noon)
    other = learner_with_everything("Budi Melati", "budi.melati", "+6281299990000", noon)
    before = everything_about(other)
    certificate = Certificate.objects.get(holder=ani)
    certificate_pdf(certificate)
    client, elsewhere = visitor(), visitor()
    for phone in (client, elsewhere):
        sign_in_with(phone, "wulan.kenari")
    page = client.get(reverse("delete_my_data")).content.decode()
    assert "Your name disappears from 1 certificate." in page
    answer = erased(client)
    assert (answer["Location"], answer["Clear-Site-Data"]) == (reverse("signed_out"), '"cache", "storage"')
    assert [who(phone) for phone in (client, elsewhere)] == [None, None]
    assert tables_with(*CANARIES) == set()
    assert str(certificate.public_id) not in files()
    assert problems(sign_in_with(visitor(), "wulan.kenari")) != []
    assert everything_about(other) == before


def test_the_certificate_stays_checkable_without_the_name(db, client, noon):
    ani = wulan(noon)
    was = Certificate.objects.get(holder=ani)
    erase_person(person=ani, at=noon)
    now = Certificate.objects.get()
    assert (now.number, now.code, now.qr_token, now.state, now.issued_at) == (
        was.number,
        was.code,
        was.qr_token,
        was.state,
        was.issued_at,
    )
    assert (now.stated.title, now.stated.issued_on) == (was.stated.title, was.stated.issued_on)
    assert (now.holder, now.erased, now.stated.name, now.stated.percent) == (None, True, "", None)
    client.cookies["bahasa"] = "en"
    page = client.get(reverse("verify_qr", args=[now.qr_token])).content.decode()
    assert now.number in page
    assert "removed their data" in page


def test_a_trainer_who_goes_leaves_the_lessons_and_no_name(db, noon):
    """Members of staff leave traces elsewhere: notices to others, comments, versions of pages."""
    kenari = staff(
        Role.AUTHOR, organisation("Dinas"), name="Wulandari Kenari", username="wulan.kenari", email="wulan@example.org"
    )
    TOTP.activate(kenari, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    pupil = person(name="Budi")
    grant_role(person=pupil, role=Role.LEARNER, by=kenari, organisation=kenari.role_grants.get().organisation)
    reset_secret(by=kenari, person=pupil, at=noon)
    page = Page.objects.get(depth=2).specific
    page.owner = kenari
    page.save()
    page.save_revision(user=kenari, log_action=True)
    Comment.objects.create(page=page, user=kenari, text="Saya, Wulandari", contentpath="title")
    assert "accounts_notice" in tables_with(*CANARIES)
    assert "Wulandari Kenari" in sentence(Notice.objects.get(person=pupil))
    erase_person(person=kenari, at=noon)
    with translation.override("en"):
        assert "in person by a member of staff." in sentence(Notice.objects.get(person=pupil))
    page.refresh_from_db()
    assert page.owner is None
    assert page.revisions.count() == 1
    assert tables_with(*CANARIES) == set()


def test_a_portrait_goes_with_its_person(db, noon):
    kenari = staff(Role.AUTHOR, name="Wulandari Kenari")
    UserProfile.get_for_user(kenari).avatar.save("foto wulandari.png", ContentFile(picture()))
    assert "avatar_images" in files()
    erase_person(person=kenari, at=noon)
    assert "avatar_images" not in files()


def test_without_the_secret_nothing_is_erased(db, sign_in):
    ani = person(language="en")
    client = sign_in(ani)
    client.cookies["bahasa"] = "en"
    for secret in ("", "908172"):
        answer = erased(client, secret)
        assert (answer.status_code, len(problems(answer))) == (422, 1)
    assert client.get(reverse("delete_my_data")).status_code == 200
    assert User.objects.filter(pk=ani.pk).exists()


def test_a_child_of_a_school_is_asked_whether_its_parents_agree(db, client):
    school = organisation("SMP Kenari", kind="school")
    ani = person(managed_by=school, age="minor", language="en")
    client.force_login(ani)
    client.cookies["bahasa"] = "en"
    page = client.get(reverse("delete_my_data")).content.decode()
    assert "SMP Kenari made this account for you." in page
    answer = erased(client)
    assert (answer.status_code, len(problems(answer))) == (422, 1)
    assert User.objects.filter(pk=ani.pk).exists()
    client.post(reverse("delete_my_data"), {"current": PIN, "parents_know": "on"})
    assert not User.objects.filter(pk=ani.pk).exists()


def test_an_adult_whose_account_an_agency_made_is_not(db, client):
    ani = person(managed_by=organisation("Dinas", kind="agency"))
    client.force_login(ani)
    erased(client)
    assert not User.objects.filter(pk=ani.pk).exists()


def test_the_last_administrator_cannot_leave_and_is_told(db, sign_in):
    ratna = staff(Role.ADMINISTRATOR, language="en")
    client = sign_in(ratna)
    client.cookies["bahasa"] = "en"
    answer = erased(client, PASSWORD)
    assert problems(answer) == ["You are the last administrator. Give somebody else this role first."]
    assert who(client) == ratna
    staff(Role.ADMINISTRATOR)
    assert erased(client, PASSWORD)["Location"] == reverse("signed_out")
    assert not User.objects.filter(pk=ratna.pk).exists()


def test_that_somebody_was_erased_is_written_down_by_number_only(db, noon):
    ani = person(name="Wulandari Kenari", username="wulan")
    public_id = str(ani.public_id)
    erase_person(person=ani, at=noon + timedelta(days=1))
    event = AuditEvent.objects.get()
    assert (event.actor, event.action, event.subject, event.detail) == (
        public_id,
        "accounts.person_erased",
        public_id,
        {},
    )
    assert audit.first_broken_link() is None


def test_when_one_app_cannot_let_go_nothing_is_erased(db, noon, monkeypatch):
    from accounts import personal_data

    ani = wulan(noon)
    before = dump()
    broken = personal_data.PersonalData("test", "x", (), lambda *_: None, lambda _: {}, lambda _: 1 / 0)
    monkeypatch.setattr(personal_data, "_registered", [*personal_data.registered(), broken])
    with pytest.raises(ZeroDivisionError):
        erase_person(person=ani, at=noon)
    assert dump() == before
