"""This app's own rows in the registry of what belongs to a person."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from accounts.models import Consent, GuardianConsent, Notice, RoleGrant, User
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
            models=(Notice, Consent, GuardianConsent, RoleGrant, Authenticator, EmailAddress),
            claim=_claim,
            export=_export,
            erase=_erase,
        )
    )
