"""Certificates of an event, and of a class: who gets one, once, and all as one file in three clicks."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from pypdf import PdfReader

from accounts.domain.erase import erase_person
from accounts.domain.names import confirm_name
from accounts.models import Notice
from certificates.domain.issue import issue_without_holder
from certificates.domain.revoke import Reason, revoke
from certificates.facts import Kind
from certificates.models import Batch, Certificate
from classes.domain.event_certificates import achievement_of, event_lines, issue_to_participant
from classes.domain.events import add_speaker, remove_speaker, set_state
from classes.models import PrintRun
from lms.demo.stages import learn
from progress.domain import batches as handing_out
from progress.domain.batches import work_on
from tests.classes.event_making import AFTER, NOON, attend, attend_all, come, event, organiser_of
from tests.classes.making import assignment, coordinator, group, pupil, school
from tests.factories.courses import course_with_lessons
from tests.factories.people import learner, person

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def after(time_machine, settings, tmp_path):
    """Two days after the training; files lie in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(AFTER, tick=False)
    return time_machine


def page_of(answer) -> BeautifulSoup:
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def names_in(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def test_all_certificates_of_an_event_come_as_one_file_in_three_clicks(sign_in):
    """1 the tab, 2 the button, 3 the download."""
    made = event(title="Bimtek Layanan Digital")
    by = organiser_of(made)
    ani, budi = (come(made, learner(name=name)).person for name in ("Ani Kenari", "Budi Jalak"))
    attend_all(made, ani)
    attend(made.sessions.all()[0], budi)  # one of two: not 80 %
    add_speaker(event=made, name="Dr. Citra Merpati, M.Kom.", part="speaker", person=None, by=by, at=NOON)
    add_speaker(event=made, name="Dewi Cendrawasih", part="moderator", person=None, by=by, at=NOON)
    browser = sign_in(by)
    home = page_of(browser.get(reverse("event_home", args=[made.public_id])))
    tab = next(one for one in home.select(".parts a") if one.text == "Sertifikat")
    listed = page_of(browser.get(tab["href"]))
    assert "tidak hadir di 1 dari 2 sesi, terlalu banyak" in listed.main.text
    button = listed.select_one("form[action$='terbitkan/']")
    run = page_of(browser.post(button["action"], follow=True))
    assert "3 sertifikat ada dalam berkas" in run.main.text
    assert "Budi Jalak" in run.main.text
    download = next(one["href"] for one in run.select("main a.go") if one["href"].endswith("/unduh/"))
    texts = names_in(b"".join(browser.get(download).streaming_content))
    assert len(texts) == 3
    assert [name in text for name, text in zip(("Ani Kenari", "Dewi", "Citra"), texts, strict=True)] == [True] * 3
    assert "sebagai narasumber" in " ".join(texts[2].split())
    kinds = Certificate.objects.order_by("pk").values_list("kind", "holder")
    assert list(kinds) == [("participant", ani.pk), ("moderator", None), ("speaker", None)]


def test_again_is_the_same_certificates_and_late_entries_add_theirs(sign_in):
    made = event()
    ani, budi = (come(made).person for _ in range(2))
    attend_all(made, ani)
    add_speaker(event=made, name="Citra", part="speaker", person=None, by=organiser_of(made), at=NOON)
    browser, address = sign_in(organiser_of(made)), reverse("issue_event_certificates", args=[made.public_id])
    browser.post(address)
    first = set(Certificate.objects.values_list("number", flat=True))
    browser.post(address)
    assert set(Certificate.objects.values_list("number", flat=True)) == first
    attend_all(made, budi)
    browser.post(address)
    assert Certificate.objects.count() == 3
    assert Certificate.objects.get(holder=budi).facts["title"] == made.title


def test_jp_are_those_of_the_sessions_and_who_speaks_learns_none():
    made = event()  # 2 × 180 minutes
    participant, speaker = achievement_of(made, Kind.PARTICIPANT), achievement_of(made, Kind.SPEAKER)
    assert (participant.minutes, participant.jp) == (360, 8)
    assert (speaker.minutes, speaker.jp) == (0, 0)
    assert (participant.started_on.isoformat(), participant.completed_on.isoformat()) == ("2026-11-30", "2026-12-01")


def test_a_speaker_without_an_account_is_found_by_whoever_checks_the_certificate(client):
    made = event(title="Bimtek Layanan Digital")
    row = add_speaker(
        event=made, name="Dr. Citra Merpati, M.Kom.", part="speaker", person=None, by=organiser_of(made), at=NOON
    )
    given = issue_without_holder(
        name=row.name, source_kind="speaker", source_key=row.public_id,
        achievement=achievement_of(made, Kind.SPEAKER), at=AFTER,
    )  # fmt: skip
    text = " ".join(page_of(client.get(reverse("verify_qr", args=[given.qr_token]))).main.text.split())
    assert "Asli dan berlaku" in text
    assert "Nama Dr. Citra Merpati, M.Kom. Pelatihan Bimtek Layanan Digital Peran narasumber" in text
    assert " JP" not in text
    again = issue_without_holder(
        name="Lain", source_kind="speaker", source_key=row.public_id,
        achievement=achievement_of(made, Kind.SPEAKER), at=AFTER,
    )  # fmt: skip
    assert again == given
    remove_speaker(speaker=row, by=organiser_of(made), at=AFTER)
    assert client.get(reverse("verify_qr", args=[given.qr_token])).status_code == 200


def test_sixteen_at_once_for_a_speaker_without_an_account_are_one_certificate(in_parallel):
    made = event()
    row = add_speaker(event=made, name="Citra", part="speaker", person=None, by=organiser_of(made), at=NOON)
    achievement = achievement_of(made, Kind.SPEAKER)

    def act():
        return issue_without_holder(
            name=row.name, source_kind="speaker", source_key=row.public_id, achievement=achievement, at=AFTER
        )

    results = in_parallel([act] * 16)
    assert [one for one in results if isinstance(one, Exception)] == []
    assert Certificate.objects.count() == 1


def test_a_name_that_nobody_confirmed_waits_and_the_certificate_comes_with_it(sign_in):
    made = event()
    ani = come(made, person(name="ani k")).person
    attend_all(made, ani)
    browser, address = sign_in(organiser_of(made)), reverse("issue_event_certificates", args=[made.public_id])
    for _ in range(2):
        assert "belum memastikan namanya" in page_of(browser.post(address, follow=True)).main.text
    assert not Certificate.objects.exists()
    assert list(Notice.objects.values_list("person", "kind")) == [(ani.pk, "certificate_waits_for_name")]
    confirm_name(person=ani, name="Ani Kenari", title_before="", title_after="", at=AFTER)
    assert Certificate.objects.get().facts["name"] == "Ani Kenari"


def test_the_linked_courses_are_asked_for_where_the_event_says_so():
    outline = course_with_lessons(1)
    made = event(courses=[str(outline.course)], needs_courses=True)
    ani = come(made).person
    attend_all(made, ani)
    assert issue_to_participant(made, ani, at=AFTER) == (None, "courses")
    learn(ani, outline, None, at=NOON)
    assert issue_to_participant(made, ani, at=AFTER)[1] == ""


@pytest.mark.parametrize("state", ["draft", "cancelled"])
def test_an_event_that_was_not_held_or_is_not_over_issues_nothing(sign_in, after, state):
    made = event()
    attend_all(made, come(made).person)
    by = organiser_of(made)
    address = reverse("issue_event_certificates", args=[made.public_id])
    after.move_to(NOON + timedelta(days=8), tick=False)  # the second day has begun, and goes on
    sign_in(by).post(address)
    after.move_to(AFTER, tick=False)
    set_state(event=made, state=state, by=by, at=AFTER)
    sign_in(by).post(address)
    assert not Certificate.objects.exists()
    assert not Batch.objects.exists()


def test_cancelled_while_the_work_waits_issues_nothing(monkeypatch):
    made = event()
    attend_all(made, come(made).person)
    monkeypatch.setattr(handing_out, "_AT_ONCE", 0)
    from classes.domain.print_runs import print_event

    batch = print_event(made, by=organiser_of(made), at=AFTER)
    assert batch.state == Batch.State.WAITING
    set_state(event=made, state="cancelled", by=organiser_of(made), at=AFTER)
    work_on(batch)
    assert not Certificate.objects.exists()
    assert [item.reason for item in batch.items.all()] == ["cancelled"]


def test_a_revoked_certificate_is_not_issued_anew():
    made = event()
    ani = come(made).person
    attend_all(made, ani)
    certificate, _reason = issue_to_participant(made, ani, at=AFTER)
    revoke(certificate=certificate, reason=Reason.MISTAKE, by=organiser_of(made), at=AFTER)
    assert issue_to_participant(made, ani, at=AFTER) == (None, "revoked")
    assert [line.reason for line in event_lines(made)] == ["revoked"]


def test_who_erased_their_data_is_in_no_list_and_the_number_stays(client):
    made = event()
    ani = come(made, learner(name="Ani Kenari")).person
    attend_all(made, ani)
    certificate, _reason = issue_to_participant(made, ani, at=AFTER)
    erase_person(person=ani, at=AFTER)
    assert event_lines(made) == []
    text = page_of(client.get(reverse("verify_qr", args=[certificate.qr_token]))).main.text
    assert "Ani Kenari" not in text
    assert certificate.number in text


def test_a_classes_certificates_come_as_one_file_in_three_clicks(sign_in):
    """Only of the courses that were given to it: what else somebody learns is theirs."""
    outline, own = course_with_lessons(1), course_with_lessons(1)
    seven_a = group()
    ani, budi = (pupil(seven_a, name).person for name in ("Ani Kenari", "Budi Jalak"))
    assignment(seven_a, outline)
    learn(ani, outline, None, at=NOON)
    learn(budi, own, None, at=NOON)
    browser = sign_in(seven_a.created_by)
    home = page_of(browser.get(reverse("class_home", args=[seven_a.public_id])))
    tab = next(one["href"] for one in home.select(".parts a") if one.text == "Sertifikat")
    listed = page_of(browser.get(tab))
    assert "Buat satu berkas berisi 1 sertifikat" in listed.main.text
    run = page_of(browser.post(tab, follow=True))
    download = next(one["href"] for one in run.select("main a.go") if one["href"].endswith("/unduh/"))
    texts = names_in(b"".join(browser.get(download).streaming_content))
    assert "Ani Kenari" in texts[0]
    assert not any("Budi Jalak" in text for text in texts)
    assert "tidak mengikuti kursus ini" in run.main.text


def test_a_file_of_another_class_is_not_reached_through_ones_own(sign_in):
    made = event()
    attend_all(made, come(made).person)
    sign_in(organiser_of(made)).post(reverse("issue_event_certificates", args=[made.public_id]))
    run = PrintRun.objects.get()
    mine = group()
    browser = sign_in(mine.created_by)
    for name in ("print_run", "print_file"):
        assert browser.get(reverse(name, args=[mine.public_id, run.batch.public_id])).status_code == 404
        assert browser.get(reverse(name, args=[run.group.public_id, run.batch.public_id])).status_code == 404
    browser = sign_in(coordinator(school()))
    assert browser.get(reverse("print_file", args=[run.group.public_id, run.batch.public_id])).status_code == 404


def test_a_class_without_certificates_says_what_is_missing(sign_in):
    seven_a = group()
    pupil(seven_a, "Ani Kenari")
    assignment(seven_a, course_with_lessons(1))
    browser = sign_in(seven_a.created_by)
    address = reverse("class_certificates", args=[seven_a.public_id])
    assert "Belum ada sertifikat di kelas ini." in browser.post(address, follow=True).content.decode()
    assert not Batch.objects.exists()
