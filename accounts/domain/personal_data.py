"""This app's own rows in the registry of what belongs to a person."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from accounts.domain.joining import join_account, settle_account
from accounts.domain.merge import merges_of
from accounts.models import AccountMerge, Consent, GuardianConsent, Notice, RoleGrant, User
from accounts.notices import sentence
from accounts.personal_data import PersonalData, Rows, register
from accounts.privacy import IN_CLASS, PURPOSES
from core.words import plain_date


def _claim(guest: User, account: User) -> None:
    Notice.objects.filter(person=guest).update(person=account)


def _export(person: User) -> dict[str, Rows]:
    about = {
        _("Full name"): person.full_name_with_titles,
        _("User name"): person.username or "",
        _("Phone number"): person.phone,
        _("E-mail"): person.email,
        _("Age"): str(person.get_age_display()),
        _("Kelurahan or village"): str(person.kelurahan or ""),
        _("Neighbourhood unit"): str(person.neighbourhood or ""),
        _("Account made on"): plain_date(person.joined_at),
    }
    return {
        _("About you"): [about],
        _("What you agreed to"): [
            {
                _("Purpose"): _purpose(consent.purpose),
                _("Version"): consent.version,
                _("Given on"): plain_date(consent.given_at),
            }
            for consent in person.consents.all()
        ],
        _("What your guardian said"): [
            {
                _("Answer"): str(said.get_state_display()),
                _("Version"): said.version,
                _("Written down on"): plain_date(said.recorded_at),
            }
            for said in GuardianConsent.objects.filter(person=person)
        ],
        _("Accounts that were merged"): [
            {
                _("Date"): plain_date(merge.at),
                _("Account that stays"): merge.kept.sign_in_name if merge.kept else "",
                _("Account that was closed"): merge.merged.sign_in_name if merge.merged else "",
                _("Undone on"): plain_date(merge.undone_at) if merge.undone_at else "",
            }
            for merge in merges_of(person)
        ],
        _("Roles"): [{_("Role"): str(grant)} for grant in person.role_grants.select_related("organisation")],
        _("Notices"): [
            {_("Date"): plain_date(notice.created_at), _("Text"): sentence(notice)} for notice in person.notices.all()
        ],
    }


def _purpose(name: str) -> str:
    return next((str(purpose.label) for purpose in (*PURPOSES, IN_CLASS) if purpose.name == name), name)


def _erase(person: User) -> None:
    for model in (Notice, Consent, GuardianConsent, RoleGrant):
        model.objects.filter(person=person).delete()
    merges_of(person).update(before={}, after={})  # with what the other one had, too: undoing needs both
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    for profile in UserProfile.objects.filter(user=person):
        profile.avatar.delete(save=False)
        profile.delete()
    for notice in Notice.objects.filter(detail__by_id=str(person.public_id)):
        notice.detail = notice.detail | {"by": "", "by_id": ""}
        notice.save(update_fields=["detail"])


def register_own_data() -> None:
    register(
        PersonalData(
            app="accounts",
            label="Account",
            models=(Notice, Consent, GuardianConsent, RoleGrant, Authenticator, EmailAddress, AccountMerge),
            claim=_claim,
            export=_export,
            erase=_erase,
            # A sign-in belongs to the account it was made for, and an account that is merged lets nobody in.
            untouched=frozenset({Authenticator, EmailAddress}),
            join=join_account,
            settle=settle_account,
        )
    )
