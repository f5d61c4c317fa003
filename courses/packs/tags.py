"""Learning paths and tags that packs name by their words; whichever is not here yet is made."""

from __future__ import annotations

from django.utils.text import slugify

from core.models import Competence, Pillar, Topic
from courses.models import Track
from courses.packs.model import Competence as PackCompetence
from courses.packs.model import key_of

TRACKS = {
    "internet-dasar": ("Internet Dasar", "Memakai HP, Wi-Fi, akun, dan situs dengan tenang dan aman.", "wifi"),
    "marketplace-umkm": ("Marketplace dan UMKM", "Menyiapkan produk, membuka toko, dan melayani pembeli.", "shop"),
    "layanan-publik-digital": (
        "Layanan Publik Digital",
        "Mengurus layanan kota dari HP dan ikut membangun.",
        "building",
    ),
}


def track(slug: str) -> Track:
    title, summary, icon = TRACKS.get(slug, (slug, "", "wifi"))
    defaults = {
        "key": key_of("track", slug),
        "title": title,
        "summary": summary,
        "icon": icon,
        "sort_order": list(TRACKS).index(slug) if slug in TRACKS else 9,
    }
    return Track.objects.get_or_create(slug=slug, defaults=defaults)[0]


def pillar(name: str) -> Pillar:
    return Pillar.objects.get_or_create(slug=name, defaults={"name": name.capitalize()})[0]


def topic(name: str) -> Topic:
    return Topic.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]


def competence(said: PackCompetence) -> Competence:
    name = " · ".join(filter(None, (said.framework, said.code, f"level {said.level}" if said.level else "")))
    return Competence.objects.get_or_create(
        framework=said.framework,
        code=said.code,
        level=said.level,
        defaults={"name": name, "slug": slugify(name)},
    )[0]
