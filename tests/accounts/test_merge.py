"""Who may merge which accounts, what is kept for undoing it, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress

from accounts import personal_data
from accounts.domain import snapshots
from accounts.domain.activation import MayNotSwitch, reactivate
from accounts.domain.erase import erase_person
from accounts.domain.merge import UNDO_FOR, CannotMerge, Obstacle, forget_old_snapshots, merge_accounts
from accounts.domain.merge_candidates import maybe_the_same, normalised
from accounts.domain.notices import notify
from accounts.domain.roles import grant_role
from accounts.domain.unmerge import CannotUndo, WhyNot, undo_merge
from accounts.models import AccountMerge, Consent, Notice, Session, User
from accounts.notices import sentence
from accounts.personal_data import owner_columns
from accounts.roles import Role
from certificates.models import Batch
from core import requestkeys
from core.models import AuditEvent
from tests.accounts.doing import sign_in_with, visitor, who
from tests.factories.people import PIN, guest, organisation, person, staff


@pytest.fixture
def boss(db) -> User:
    return staff(Role.ADMINISTRATOR)


def merge(kept, gone, by, at, key=None) -> AccountMerge:
    return merge_accounts(kept=kept, merged=gone, reason="forgotten", by=by, at=at, key=key or uuid4())


def test_what_is_never_merged(boss, noon):
    siti = person()
    pairs = [
        (siti, siti, boss, Obstacle.SAME),
        (boss, siti, boss, Obstacle.SELF),
        (siti, boss, boss, Obstacle.SELF),
        (siti, guest(), boss, Obstacle.GUEST),
        (siti, staff(Role.AUTHOR), boss, Obstacle.STAFF),
        (staff(Role.ADMINISTRATOR), siti, boss, Obstacle.STAFF),
        (siti, person(is_active=False), boss, Obstacle.CLOSED),
        (siti, person(), staff(Role.AUTHOR), Obstacle.NOT_ALLOWED),
        (siti, person(), siti, Obstacle.NOT_ALLOWED),
    ]
    for kept, gone, by, why in pairs:
        with pytest.raises(CannotMerge) as refused:
            merge(kept, gone, by, noon)
        assert refused.value.obstacle == why
    assert not AccountMerge.objects.exists()


def test_the_merged_account_is_closed_and_its_person_told(boss, noon):
    kept, gone = person(username="siti"), person(username="siti.lama")
    client = visitor()
    sign_in_with(client, "siti.lama")
    merge(kept, gone, boss, noon)
    assert who(client) is None
    assert not Session.objects.filter(person_id=gone.pk).exists()
    other = visitor()
    sign_in_with(other, "siti.lama", PIN)
    assert who(other) is None
    sign_in_with(other, "siti", PIN)
    assert who(other) == kept
    notice = Notice.objects.get(person=kept)
    assert "siti.lama" in sentence(notice)
    event = AuditEvent.objects.get(action="accounts.merged")
    assert (event.actor, event.subject) == (str(boss.public_id), str(gone.public_id))
    assert event.detail == {
        "into": str(kept.public_id),
        "reason": "forgotten",
        "merge": str(AccountMerge.objects.get().public_id),
    }
    with pytest.raises(MayNotSwitch):
        reactivate(by=boss, person=gone, at=noon)


def test_sent_twice_it_is_one_merge(boss, noon):
    kept, gone, key = person(), person(), uuid4()
    assert merge(kept, gone, boss, noon, key) == merge(kept, gone, boss, noon, key)
    assert AccountMerge.objects.count() == 1
    with pytest.raises(CannotMerge):
        merge(kept, gone, boss, noon)


def test_what_a_phone_sends_again_is_known_under_the_account_that_stays(boss, noon):
    kept, gone, key = person(), person(), uuid4()
    requestkeys.claim(person=gone.public_id, key=key, act="x", at=noon)
    merge(kept, gone, boss, noon)
    assert not requestkeys.claim(person=kept.public_id, key=key, act="x", at=noon)


def test_an_act_that_begins_after_the_merge_is_refused(boss, noon):
    kept, gone = person(), person()
    merge(kept, gone, boss, noon)
    with pytest.raises(requestkeys.AccountClosed):
        requestkeys.claim(person=gone.public_id, key=uuid4(), act="x", at=noon)


def test_undoing_opens_both(boss, noon):
    kept, gone = person(), person(phone="+6281234567890")
    made = merge(kept, gone, boss, noon)
    undo_merge(merge=made, by=boss, at=noon + UNDO_FOR - timedelta(seconds=1))
    kept.refresh_from_db()
    gone.refresh_from_db()
    made.refresh_from_db()
    assert (kept.phone, gone.phone, gone.is_active) == ("", "+6281234567890", True)
    assert (made.undone_by, made.before, made.after) == (boss, {}, {})
    assert sorted(Notice.objects.values_list("kind", "person")) == [
        ("accounts_parted", one) for one in sorted((kept.pk, gone.pk))
    ]
    assert AuditEvent.objects.filter(action="accounts.merge_undone", subject=str(gone.public_id)).exists()
    merge(kept, gone, boss, noon)  # and may be merged again


def refusal(made, by, at) -> WhyNot:
    with pytest.raises(CannotUndo) as refused:
        undo_merge(merge=made, by=by, at=at)
    return refused.value.why


def test_when_a_merge_stays(boss, noon):
    kept, gone, third = person(), person(), person()
    made = merge(kept, gone, boss, noon)
    assert refusal(made, staff(Role.AUTHOR), noon) == WhyNot.NOT_ALLOWED
    assert refusal(made, boss, noon + UNDO_FOR) == WhyNot.TOO_LATE
    again = merge(third, kept, boss, noon)
    assert refusal(made, boss, noon) == WhyNot.MERGED_AGAIN
    undo_merge(merge=again, by=boss, at=noon)
    undo_merge(merge=made, by=boss, at=noon)
    assert refusal(made, boss, noon) == WhyNot.UNDONE
    assert refusal(merge(kept, gone, boss, noon), boss, noon + timedelta(days=31)) == WhyNot.TOO_LATE


def test_erasing_takes_the_closed_account_and_the_snapshot_along(boss, noon):
    kept, gone, earlier = person(), person(name="Siti Kenari"), person()
    Consent.objects.create(person=gone, purpose="learning", version="1", given_at=noon)
    merge(gone, earlier, boss, noon)
    made = merge(kept, gone, boss, noon)
    erase_person(person=kept, at=noon)
    assert list(User.objects.all()) == [boss]
    made.refresh_from_db()
    assert (made.kept, made.merged, made.before, made.after) == (None, None, {}, {})
    assert refusal(made, boss, noon) == WhyNot.ERASED
    assert AuditEvent.objects.filter(action="accounts.person_erased").count() == 3


def test_snapshots_are_forgotten_after_thirty_days(boss, noon):
    made = merge(person(), person(), boss, noon)
    assert forget_old_snapshots(at=noon + UNDO_FOR - timedelta(seconds=1)) == 0
    assert forget_old_snapshots(at=noon + UNDO_FOR) == 1
    assert forget_old_snapshots(at=noon + UNDO_FOR) == 0
    made.refresh_from_db()
    assert made.before == {}


# Rows of registered models that a snapshot does not hold, and why.
WITHOUT_OWNER = {Batch: "who handed out, not whose it is", AccountMerge: "the log of merging itself"}


def not_in_a_snapshot() -> set[type]:
    registered = {model for data in personal_data.registered() for model in data.models}
    left_alone = {model for data in personal_data.registered() for model in data.untouched}
    return registered - set(snapshots.kept_models()) - left_alone - WITHOUT_OWNER.keys()


def test_every_registered_model_is_in_the_snapshot():
    assert not_in_a_snapshot() == set()


def test_a_model_that_no_snapshot_holds_is_found(monkeypatch):
    more = [replace(data, models=(*data.models, AuditEvent)) for data in personal_data.registered()[:1]]
    monkeypatch.setattr(personal_data, "_registered", [*more, *personal_data.registered()[1:]])
    assert owner_columns(AuditEvent) == ()
    assert not_in_a_snapshot() == {AuditEvent}


def test_no_secret_stands_in_a_snapshot(boss, noon):
    kept, gone = person(), person(recovery_hash="rahasia")
    EmailAddress.objects.create(user=gone, email="siti@example.org")
    made = merge(kept, gone, boss, noon)
    assert gone.password not in str(made.before)
    assert "rahasia" not in str(made.before)
    assert EmailAddress.objects.get().user == gone


def test_a_notice_read_since_stays_read(boss, noon):
    kept, gone = person(), person()
    notify(person=gone, kind="work_claimed", at=noon)
    made = merge(kept, gone, boss, noon)
    Notice.objects.filter(kind="work_claimed").update(read_at=noon)
    undo_merge(merge=made, by=boss, at=noon)
    notice = Notice.objects.get(kind="work_claimed")
    assert (notice.person, notice.read_at) == (gone, noon)


@pytest.mark.parametrize("name", ["SITI  Aminah", "Síti aminah", "Siti Aminah, "])
def test_one_name_written_differently(name):
    assert normalised(name) == "siti aminah"


def test_candidates_share_a_name_and_a_place(db):
    of = organisation()
    siti = person(name="Siti Aminah", phone="+6281234567890")
    family = person(name="Budi", phone=siti.phone)
    same_phone, same_school = person(name="siti aminah", phone=siti.phone), person(name="SITI AMINAH")
    person(name="Siti Aminah")  # somebody else, elsewhere
    for one in (siti, same_school):
        grant_role(person=one, role=Role.LEARNER, by=None, organisation=of)
    assert maybe_the_same(siti) == [same_phone, same_school]
    assert maybe_the_same(family) == []


def test_an_administrator_compares_merges_and_undoes(client, sign_in, boss):
    kept, gone = person(name="Siti Kenari", phone="+6281234567890"), person(name="siti kenari", phone="+6281234567890")
    sign_in(boss, second_factor=True)
    page = f"/kelola/orang/{kept.public_id}/"
    search = client.post(f"{page}gabung/", {"q": "kenari"})
    compare = f"{page}gabung/{gone.public_id}/"
    assert search.content.decode().count(compare) == 2  # offered, and found
    shown = client.get(compare)
    assert shown.status_code == 200
    form = {"keep": str(kept.public_id), "reason": "school", "key": str(uuid4())}
    assert client.post(compare, form).status_code == 422  # not sure
    for _again in range(2):
        assert client.post(compare, form | {"sure": "on"})["Location"] == f"{page}#merges"
    made = AccountMerge.objects.get()
    assert (made.kept, made.merged, made.reason) == (kept, gone, "school")
    assert client.post(compare, form | {"sure": "on", "key": str(uuid4())}).status_code == 422
    assert f"gabung/{made.public_id}/urungkan/" in client.get(page).content.decode()
    assert "aktifkan/" not in client.get(f"/kelola/orang/{gone.public_id}/").content.decode()
    client.post(f"{page}gabung/{made.public_id}/urungkan/")
    made.refresh_from_db()
    assert made.undone_by == boss


@pytest.mark.parametrize(
    "bad", [{"keep": "x"}, {"keep": str(uuid4())}, {"reason": "\0"}, {"reason": "x" * 9999}, {"key": "x"}, {"key": ""}]
)
def test_bad_input_merges_nothing(client, sign_in, boss, bad):
    kept, gone = person(), person()
    sign_in(boss, second_factor=True)
    form = {"keep": str(kept.public_id), "reason": "other", "key": str(uuid4()), "sure": "on"} | bad
    assert client.post(f"/kelola/orang/{kept.public_id}/gabung/{gone.public_id}/", form).status_code == 422
    assert not AccountMerge.objects.exists()
