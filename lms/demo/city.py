"""Kota Sukamaju: 5 kecamatan, 57 kelurahan, 551 RW, a tree of organisations. All invented."""

from __future__ import annotations

from django.core.files.base import ContentFile

from accounts.domain.regions import load_regions
from accounts.models import Organisation, Region, User
from certificates.models import Issuer
from core.models import MunicipalitySettings, Picture

# 99 is no province's code.
PROVINCE, CITY = "99", "99.71"
DISTRICTS = ("Sukamaju Utara", "Sukamaju Timur", "Sukamaju Tengah", "Sukamaju Barat", "Sukamaju Selatan")
_FIRST = ("Mekar", "Karang", "Tanjung", "Wana", "Bumi", "Kali", "Puspa", "Arga", "Tirta", "Griya", "Lembah", "Padang")
_SECOND = ("asri", "indah", "jaya", "sari", "makmur")
KELURAHAN, UNITS = 57, 551

EMBLEM = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="140" viewBox="0 0 120 140">'
    '<path d="M8 8h104v70c0 30-24 46-52 56C32 124 8 108 8 78z" fill="#0b6e69" stroke="#084f4b" stroke-width="4"/>'
    '<circle cx="60" cy="42" r="15" fill="#f2a413"/><path d="M20 88l24-30 16 18 14-12 26 24v8H20z" fill="#e3f1ef"/>'
    '<path d="M24 104q12-8 24 0t24 0 24 0" fill="none" stroke="#ffffff" stroke-width="5" stroke-linecap="round"/></svg>'
)


def is_demo_loaded() -> bool:
    return User.objects.filter(is_demo=True).exists()


def has_real_people() -> bool:
    """Somebody has an account who is not of the demo: the two are never mixed."""
    return User.objects.filter(is_demo=False, is_guest=False).exists()


def regions_csv() -> bytes:
    """The file that `load_regions` reads; 57 names, 551 units, as even as they go."""
    rows = ["kode,nama,jumlah_satuan", f"{PROVINCE},Provinsi Contoh,", f"{CITY},Kota Sukamaju,"]
    rows += [f"{CITY}.{number:02d},{name}," for number, name in enumerate(DISTRICTS, 1)]
    names = [f"{first}{second}" for second in _SECOND for first in _FIRST][:KELURAHAN]
    for index, name in enumerate(names):
        district, place = index % len(DISTRICTS) + 1, index // len(DISTRICTS) + 1
        units = UNITS // KELURAHAN + (1 if index < UNITS % KELURAHAN else 0)
        rows.append(f"{CITY}.{district:02d}.1{place:03d},{name},{units}")
    return "\n".join(rows).encode()


def make_city() -> None:
    load_regions(regions_csv())
    _make_organisations()
    settings = MunicipalitySettings.load()
    values = {
        "site_name": "Sukamaju Belajar",
        "municipality": "Kota Sukamaju",
        "office": "Dinas Komunikasi dan Informatika Kota Sukamaju",
        "neighbourhood_unit": "RW",
        "super_app": "Sukamaju Satu",
        "super_app_link": "https://satu.sukamaju.example/",
        "complaint_channel": "Sukamaju Mendengar",
        "complaint_channel_link": "https://aduan.sukamaju.example/",
        "civil_registry": "Mal Pelayanan Publik Sukamaju, lantai 1",
        "emergency_number": "112",
        "companion_contact": "pendamping di balai RW, Senin sampai Jumat",
        "help_contact": "Balai RW terdekat, Senin sampai Jumat, pukul 09.00–15.00",
    }
    for name, value in values.items():
        setattr(settings, name, value)
    if settings.logo is None:
        emblem = Picture(title="Lambang Kota Sukamaju", source="Gambar contoh")
        emblem.file = ContentFile(EMBLEM.encode(), name="lambang-sukamaju.svg")
        emblem.save()
        settings.logo = emblem
    settings.save()
    issuer = Issuer.load()
    issuer.place, issuer.signer_role = "Sukamaju", "Kepala Dinas Komunikasi dan Informatika"
    issuer.signer_name = "Wahyu Sukamaju, S.Kom."
    issuer.save()


def _make_organisations() -> None:
    if Organisation.objects.exists():
        return
    kinds = Organisation.Kind
    city = Organisation.add_root(name="Pemerintah Kota Sukamaju", kind=kinds.GOVERNMENT)
    diskominfo = city.add_child(name="Diskominfo Kota Sukamaju", kind=kinds.DISKOMINFO)
    diskominfo.add_child(name="Komunitas Ibu RW 05", kind=kinds.COMMUNITY)
    Organisation.objects.get(pk=diskominfo.pk).add_child(name="Balai RW 05 Mekarasri", kind=kinds.LEARNING_POINT)
    Organisation.objects.get(pk=city.pk).add_child(name="Dinas Koperasi dan UMKM", kind=kinds.SUPERVISING_AGENCY)
    Organisation.objects.get(pk=city.pk).add_child(name="Dinas Pendidikan", kind=kinds.AGENCY)
    education = Organisation.objects.get(name="Dinas Pendidikan")
    education.add_child(name="SMP Negeri 1 Sukamaju", kind=kinds.SCHOOL, school_code="99000001")


def home_of(index: int) -> Region:
    villages = Region.objects.filter(level=Region.Level.VILLAGE).order_by("code")
    return villages[index % villages.count()]
