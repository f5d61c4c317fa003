"""What a certificate states is frozen at issue: whatever changes afterwards, it says the same."""

import itertools
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.claim import claim_guest_work
from accounts.models import Notice
from accounts.models.people import Age
from certificates.facts import Facts, ModuleFact, grade_word
from certificates.models import Certificate, Issuer
from core.models import MunicipalitySettings
from courses.models import CoursePage
from lms.demo.stages import learn
from tests.certificates.making import COURSE, FACTS, NOON, issue_one
from tests.factories.courses import course_with_lessons
from tests.factories.people import guest, learner

WORDS = [(90, "Sangat Memuaskan"), (80, "Memuaskan"), (70, "Baik")]
bounded = settings(max_examples=60, deadline=None)
texts = st.text(max_size=30)
days = st.dates(date(2020, 1, 1), date(2099, 12, 31))
facts = st.builds(
    Facts, name=texts, minor=st.booleans(), title=texts, version=st.integers(1, 99), minutes=st.integers(0, 9999),
    jp=st.integers(1, 200), percent=st.none() | st.integers(0, 100), grade=texts,
    modules=st.lists(st.builds(ModuleFact, texts, st.integers(0, 999), st.none() | st.integers(0, 100)), max_size=3).map(tuple),
    started_on=days, completed_on=days, issued_on=days, number=texts, municipality=texts, office=texts, place=texts,
    signer_role=texts, signer_name=texts, signer_id=texts,
)  # fmt: skip


@bounded
@given(facts)
def test_facts_come_back_from_the_database_as_they_went_in(stated):
    assert Facts.from_json(stated.as_json()) == stated


def test_facts_survive_the_real_database(db):
    ani = learner(name="Ćosić “😀” ꦮ")
    certificate = issue_one(ani)
    assert Certificate.objects.get().stated == certificate.stated
    assert certificate.stated.name == "Ćosić “😀” ꦮ"


@pytest.mark.parametrize(
    ("percent", "word"),
    [(None, ""), (0, ""), (69, ""), (70, "Baik"), (79, "Baik"), (80, "Memuaskan"), (89, "Memuaskan"), (90, "Sangat Memuaskan"), (100, "Sangat Memuaskan")],
)  # fmt: skip
def test_the_word_is_that_of_the_highest_threshold_reached(percent, word):
    assert grade_word(percent, WORDS) == word
    assert grade_word(percent, list(reversed(WORDS))) == word


@bounded
@given(st.integers(0, 100), st.integers(0, 100))
def test_a_better_mark_never_gets_a_lesser_word(one, other):
    order = ["", "Baik", "Memuaskan", "Sangat Memuaskan"]
    low, high = sorted((one, other))
    assert order.index(grade_word(low, WORDS)) <= order.index(grade_word(high, WORDS))


def test_the_citys_own_thresholds_decide_the_word_at_issue(db):
    issuer = Issuer.load()
    issuer.best_from, issuer.good_from, issuer.fair_from = 88, 87, 60
    issuer.save()
    assert issue_one(learner()).stated.grade == "Memuaskan"


def test_nothing_that_changes_later_changes_the_certificate(db):
    ani, outline = learner(name="Siti Aminah"), course_with_lessons(1, title="Mulai dari HP")
    settings_before = MunicipalitySettings.load()
    settings_before.municipality, settings_before.office = "Kota Sukamaju", "Diskominfo"
    settings_before.save()
    learn(ani, outline, None, at=NOON)
    before = Certificate.objects.values().get()

    ani.name, ani.title_before, ani.title_after = "Nama Baru", "Dr.", "M.A."  # not confirmed: see test_correcting
    ani.age = Age.MINOR
    ani.save()
    page = CoursePage.objects.get(pk=outline.page)
    page.title, page.jp_override = "Judul baru", 40
    page.save_revision().publish()
    issuer = Issuer.load()
    issuer.number_template, issuer.signer_name, issuer.best_from = "{urut}/{tahun}", "Orang Lain", 99
    issuer.save()
    municipality = MunicipalitySettings.load()
    municipality.municipality, municipality.office, municipality.minutes_per_jp = "Kabupaten Lain", "Dinas Lain", 5
    municipality.save()

    assert Certificate.objects.values().get() == before
    stated = Certificate.objects.get().stated
    assert (stated.name, stated.title, stated.municipality, stated.jp) == (
        "Siti Aminah",
        "Mulai dari HP",
        "Kota Sukamaju",
        1,
    )
    assert not stated.minor


def test_the_place_is_the_municipality_where_none_is_set(db):
    municipality = MunicipalitySettings.load()
    municipality.municipality = "Kota Sukamaju"
    municipality.save()
    assert issue_one(learner()).stated.place == "Kota Sukamaju"
    issuer = Issuer.load()
    issuer.place = "Sukamaju"
    issuer.save()
    assert issue_one(learner()).stated.place == "Sukamaju"


def test_the_database_allows_one_live_certificate_per_achievement(db):
    ani = learner()
    first = issue_one(ani)
    values = {"source_kind": "course", "source_key": COURSE, "facts": FACTS.as_json(), "issued_at": NOON}
    places = itertools.count(500_000)

    def another(**more):
        return Certificate.objects.create(**{"status_index": next(places), **values, **more})

    with pytest.raises(IntegrityError), transaction.atomic():
        another(holder=ani, number="2")
    another(holder=ani, number="2", state=Certificate.State.MERGED, replaced_by=first)
    another(holder=ani, number="3", state=Certificate.State.REVOKED)
    speaker = uuid4()
    another(holder=None, number="4", source_key=speaker)  # speakers and guests of an event have no account
    another(holder=None, number="5", source_key=uuid4())
    another(holder=None, number="5", edition=2, source_key=uuid4())
    for clash in (
        {"number": "6", "source_key": speaker},
        {"number": "5"},
        {"number": "5", "edition": 2},
        {"number": "6", "code": first.code},
        {"number": "6", "qr_token": first.qr_token},
        {"number": "6", "status_index": first.status_index},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            another(holder=None, **{"source_key": uuid4()} | clash)


def test_issuing_tells_the_holder_once(db):
    ani = learner()
    for _ in range(2):
        issue_one(ani)
    assert Notice.objects.filter(person=ani, kind="certificate_issued").count() == 1


def test_a_guest_who_held_a_certificate_would_stop_the_claiming(db):
    """A certificate waits for a name; were this ever broken, nothing may be merged silently."""
    somebody, account = guest(), learner()
    issue_one(somebody)
    with pytest.raises(AssertionError), transaction.atomic():
        claim_guest_work(guest=somebody, account=account, at=NOON)
    assert Certificate.objects.get().holder == somebody
