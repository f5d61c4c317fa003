"""“Mungkin orang yang sama”: who might have two accounts. Offered to administrators, never merged by itself."""

from __future__ import annotations

import re
import unicodedata

from django.db.models import Q

from accounts.models import RoleGrant, User

AT_MOST = 10
_LETTERS = re.compile(r"[^a-z0-9 ]+")


def normalised(name: str) -> str:
    """“SITI  Aminah, ” and “Sití aminah” are one name; the order of its words counts."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(_LETTERS.sub(" ", plain).split())


def maybe_the_same(person: User) -> list[User]:
    """Open accounts of the same name with the same phone number, kelurahan or organisation."""
    name = normalised(person.name)
    if not name:
        return []
    near = Q(phone=person.phone) if person.phone else Q(pk=None)
    if person.kelurahan_id:
        near |= Q(kelurahan=person.kelurahan_id)
    organisations = RoleGrant.objects.filter(person=person, organisation__isnull=False).values("organisation")
    near |= Q(pk__in=RoleGrant.objects.filter(organisation__in=organisations).values("person"))
    others = User.objects.filter(near, is_active=True, is_guest=False, is_staff=False, is_superuser=False)
    # The first letters keep a school of a thousand from being read whole; capitals and accents do not count.
    others = others.filter(name__istartswith=person.name.strip()[:1]).exclude(pk=person.pk).order_by("pk")
    return [one for one in others.select_related("kelurahan").iterator() if normalised(one.name) == name][:AT_MOST]
