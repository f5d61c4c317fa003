"""Training hours of a year: what counts, towards which target, and the transcript that says it."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice, User
from certificates.domain.issue import new_edition
from certificates.domain.ledger import lines_of, sums_of, year_of, years_of
from certificates.domain.revoke import Reason, revoke
from certificates.domain.transcripts import NothingEarned, issue_transcript, source_key_of
from certificates.models import Certificate, Issuer
from core.models import AuditEvent
from tests.certificates.making import NOON, issue_one
from tests.factories.people import guest, learner, person

pytestmark = pytest.mark.usefixtures("db")


def earn(holder: User, *, jp: int, on: date = date(2026, 11, 3), title: str = "Mulai dari HP") -> Certificate:
    return issue_one(holder, source=uuid.uuid4(), jp=jp, title=title, completed_on=on, started_on=on)


def transcript(
    holder: User, *, by: User | None = None, key: uuid.UUID | None = None, at: datetime = NOON
) -> Certificate:
    return issue_transcript(holder=holder, year=2026, by=by or holder, at=at, key=key or uuid.uuid4())


def test_hours_count_in_the_year_of_completion():
    ani = learner()
    earn(ani, jp=2)
    earn(ani, jp=5, on=date(2026, 1, 1))
    earn(ani, jp=3, on=date(2025, 12, 31))
    told = years_of(Certificate.objects.filter(holder=ani))
    assert [(one.year, one.jp, one.target, len(one.certificates), one.is_reached) for one in told] == [
        (2026, 7, 20, 2, False),
        (2025, 3, 20, 1, False),
    ]
    assert [one.facts["jp"] for one in told[0].certificates] == [5, 2]  # in the order of completion


def test_what_is_revoked_or_replaced_and_transcripts_themselves_count_nothing():
    ani, budi = learner(), person()
    first, second, third = earn(ani, jp=2), earn(ani, jp=3), earn(ani, jp=4)
    revoke(certificate=second, reason=Reason.OTHER, by=budi, at=NOON)
    new_edition(third, third.stated, at=NOON)
    transcript(ani)
    told = year_of(ani, 2026)
    assert told is not None
    assert (told.jp, len(told.certificates), told.certificates[0]) == (6, 2, first)
    assert year_of(ani, 2025) is None
    assert [line.jp for line in lines_of(User.objects.filter(pk=ani.pk), 2026)] == [6]


def test_the_target_is_that_of_the_settings():
    issuer = Issuer.load()
    issuer.jp_target = 6
    issuer.save()
    ani = learner()
    earn(ani, jp=7)
    told = year_of(ani, 2026)
    assert told is not None
    assert (told.target, told.is_reached, told.done, told.total) == (6, True, 6, 6)


def test_a_sheet_has_everybody_with_hours_and_what_is_missing():
    ani, budi, citra = (learner(name=name) for name in ("Ani Kenari", "budi merpati", "Citra Jalak"))
    earn(ani, jp=12)
    earn(ani, jp=9)
    earn(citra, jp=4)
    earn(citra, jp=40, on=date(2025, 5, 5))
    people = User.objects.filter(pk__in=[ani.pk, budi.pk, citra.pk])
    lines = lines_of(people, 2026)
    assert [(line.person, line.jp, line.certificates, line.missing) for line in lines] == [
        (ani, 21, 2, 0), (budi, 0, 0, 20), (citra, 4, 1, 16),
    ]  # fmt: skip
    assert vars(sums_of(lines)) == {"people": 3, "jp": 25, "certificates": 3, "reached": 1}
    assert [line.person for line in lines_of(people, 2026, sort="jp")] == [ani, citra, budi]
    assert [line.person for line in lines_of(people, 2026, sort="missing")] == [budi, citra, ani]
    assert [line.person for line in lines_of(people, 2026, sort="zzz")] == [ani, budi, citra]


@pytest.mark.parametrize("count", [1, 3])
def test_a_sheet_costs_two_queries(count):
    people = [learner() for _ in range(count)]
    for one in people:
        earn(one, jp=2)
    lines_of(User.objects.none(), 2026)  # the settings are kept from now on
    with CaptureQueriesContext(
        connection,
    ) as queries:
        lines_of(User.objects.all(), 2026)
    assert len(queries) == 2


def test_a_transcript_states_the_certificates_of_the_year():
    ani = learner(name="Ani Kenari")
    late, early = earn(ani, jp=2, title="Aman"), earn(ani, jp=5, on=date(2026, 2, 1), title="Mulai dari HP")
    earn(ani, jp=9, on=date(2025, 2, 1))
    made = transcript(ani)
    facts = made.stated
    assert (made.kind, made.source_kind, made.source_key) == ("transcript", "year", source_key_of(2026))
    assert (facts.title, facts.jp, facts.target, facts.name) == ("Jam pelatihan tahun 2026", 7, 20, "Ani Kenari")
    assert [(entry.title, entry.number, entry.jp) for entry in facts.entries] == [
        ("Mulai dari HP", early.number, 5),
        ("Aman", late.number, 2),
    ]
    assert (facts.started_on, facts.completed_on, facts.percent) == (date(2026, 2, 1), date(2026, 11, 3), None)
    told = year_of(ani, 2026)
    assert told is not None
    assert told.is_told


def test_asked_for_again_it_is_the_same_one():
    ani, key = learner(), uuid.uuid4()
    earn(ani, jp=2)
    first = transcript(ani, key=key)
    assert transcript(ani, key=key) == transcript(ani) == first
    assert Certificate.objects.filter(kind="transcript").count() == 1


def test_after_more_was_earned_it_is_a_new_edition_with_the_same_number():
    ani = learner()
    earn(ani, jp=2)
    first = transcript(ani)
    earn(ani, jp=3)
    later = datetime(2026, 12, 1, tzinfo=UTC)
    second = transcript(ani, at=later)
    first.refresh_from_db()
    assert (second.number, second.edition, second.stated.jp, len(second.stated.entries)) == (first.number, 2, 5, 2)
    assert (first.state, first.replaced_by, first.stated.jp) == ("replaced", second, 2)
    assert second.stated.edition_of == date(2026, 12, 1)


def test_the_key_of_an_earlier_request_makes_no_new_edition():
    """A phone sends again what it sent before more was earned: it gets what it asked for then."""
    ani, key = learner(), uuid.uuid4()
    earn(ani, jp=2)
    first = transcript(ani, key=key)
    earn(ani, jp=3)
    assert transcript(ani, key=key) == first


def test_after_one_of_its_certificates_was_revoked_the_transcript_can_be_made_anew():
    ani, admin = learner(), person()
    earn(ani, jp=2)
    gone = earn(ani, jp=3)
    transcript(ani)
    revoke(certificate=gone, reason=Reason.OTHER, by=admin, at=NOON)
    assert transcript(ani).stated.jp == 2


def test_one_that_was_revoked_does_not_come_again():
    ani, admin = learner(), person()
    earn(ani, jp=2)
    made = transcript(ani)
    revoke(certificate=made, reason=Reason.OTHER, by=admin, at=NOON)
    again = transcript(ani)
    assert (again.pk, again.state) == (made.pk, "revoked")


def test_without_a_certificate_there_is_no_transcript():
    with pytest.raises(NothingEarned):
        transcript(learner())


def test_staff_who_ask_are_in_the_log_and_the_holder_is_told():
    ani, admin = learner(), person()
    earn(ani, jp=2)
    made = transcript(ani, by=admin)
    event = AuditEvent.objects.get(action="certificates.transcript_issued")
    assert (event.actor, event.subject) == (str(admin.public_id), str(made.public_id))
    assert event.detail == {"year": 2026, "edition": 1}
    assert Notice.objects.filter(person=ani, url=reverse("certificate", args=[made.public_id])).exists()


# The learner's page


def test_my_certificates_tells_my_hours_and_asks_for_the_transcript(sign_in):
    ani = learner()
    earn(ani, jp=2)
    client = sign_in(ani)
    page = client.get(reverse("my_certificates")).content.decode()
    assert "Jam pelatihan 2026: 2 dari 20 JP" in page
    assert 'value="2"' in page
    assert 'max="20"' in page
    key = page.partition('name="key" value="')[2].partition('"')[0]
    asked = [client.post(reverse("ask_transcript", args=[2026]), {"key": key}) for _ in range(2)]
    made = Certificate.objects.get(kind="transcript")
    assert [answer["Location"] for answer in asked] == [reverse("certificate", args=[made.public_id])] * 2
    page = client.get(reverse("my_certificates")).content.decode()
    assert "Lihat transkrip 2026" in page
    assert "Minta transkrip" not in page
    earn(ani, jp=20)
    page = client.get(reverse("my_certificates")).content.decode()
    assert "Jam pelatihan 2026: 22 dari 20 JP" in page
    assert "Target tahun ini tercapai" in page
    assert "Minta transkrip 2026" in page


def test_where_nothing_was_earned_there_is_no_panel_and_no_transcript(sign_in):
    client = sign_in(learner())
    assert "Jam pelatihan" not in client.get(reverse("my_certificates")).content.decode()
    answer = client.post(reverse("ask_transcript", args=[2026]), {"key": "x"}, follow=True)
    assert "Anda belum memiliki sertifikat tahun 2026." in answer.content.decode()
    assert client.post(reverse("ask_transcript", args=[0]), follow=True).status_code == 200
    assert client.get(reverse("ask_transcript", args=[2026])).status_code == 405
    assert not Certificate.objects.exists()


def test_a_guest_is_led_to_an_account_and_a_visitor_to_signing_in(client, sign_in):
    url = reverse("ask_transcript", args=[2026])
    assert client.post(url)["Location"].startswith("/masuk/")
    assert sign_in(guest()).post(url)["Location"] == reverse("sign_up")
