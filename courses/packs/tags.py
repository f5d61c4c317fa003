"""Learning paths and tags that packs name by their words; whichever is not here yet is made."""

from __future__ import annotations

from django.utils.text import slugify

from core.models import Competence, Pillar, Topic
from courses.models import Track
from courses.packs.model import Competence as PackCompetence
from courses.packs.model import key_of

TRACKS = {
    "internet-dasar": {
        "title": "Internet Dasar",
        "summary": "Memakai HP, Wi-Fi, akun, dan situs dengan tenang dan aman.",
        "title_english": "Internet Basics",
        "summary_english": "Use a phone, Wi-Fi, accounts and websites calmly and safely.",
        "icon": "wifi",
    },
    "marketplace-umkm": {
        "title": "Marketplace dan UMKM",
        "summary": "Menyiapkan produk, membuka toko, dan melayani pembeli.",
        "title_english": "Selling Online",
        "summary_english": "Prepare a product, open a shop and serve buyers.",
        "icon": "shop",
    },
    "layanan-publik-digital": {
        "title": "Layanan Publik Digital",
        "summary": "Mengurus layanan kota dari HP dan ikut membangun.",
        "title_english": "Digital Public Services",
        "summary_english": "Use the city’s services from your phone and have your say.",
        "icon": "building",
    },
}


def track(slug: str) -> Track:
    said = TRACKS.get(slug, {"title": slug})
    order = list(TRACKS).index(slug) if slug in TRACKS else 9
    defaults = {"key": key_of("track", slug), "sort_order": order, **said}
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
