"""The invented people of Kota Sukamaju: one per role, and learners at different stages. Nobody is real."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models.people import Age
from accounts.roles import Role

PASSWORD = "sukamaju-belajar"  # noqa: S105 - invented, printed at every start, works on loopback only for staff
PIN = "246813"
FAMILY_PHONE = "+628000000001"  # 0800 is no mobile prefix: nobody's number


@dataclass(frozen=True)
class DemoPerson:
    username: str
    name: str
    says: str  # who this is, for the list that `up` prints
    roles: tuple[Role, ...] = ()
    age: str = Age.ADULT
    phone: str = ""
    confirmed: bool = False
    organisation: str = ""

    @property
    def staff(self) -> bool:
        return bool(set(self.roles) & {Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR})


PEOPLE = (
    DemoPerson("pengelola", "Ratna Sukamaju", "pengelola", (Role.ADMINISTRATOR,)),
    DemoPerson("peninjau", "Hendra Sukamaju", "peninjau", (Role.REVIEWER,)),
    DemoPerson(
        "pelatih", "Bagus Sukamaju", "pelatih dan penulis", (Role.AUTHOR,), organisation="Diskominfo Kota Sukamaju"
    ),
    DemoPerson("guru", "Endang Sukamaju", "guru", (Role.TEACHER,), organisation="SMP Negeri 1 Sukamaju"),
    DemoPerson("siti", "Siti Sukamaju", "peserta, di tengah kursus", organisation="Komunitas Ibu RW 05"),
    DemoPerson("darto", "Darto Sukamaju", "peserta, satu langkah sebelum sertifikat"),
    DemoPerson("yuli", "Yuli Sukamaju", "peserta, punya sertifikat", confirmed=True),
    DemoPerson(
        "dimas",
        "Dimas Sukamaju",
        "murid di bawah 18, punya sertifikat",
        age=Age.MINOR,
        confirmed=True,
        organisation="SMP Negeri 1 Sukamaju",
    ),
    DemoPerson("nur", "Nur Sukamaju", "peserta baru, satu nomor HP dengan Siti"),
    DemoPerson(
        "koordinator",
        "Wening Sukamaju",
        "koordinator dinas, penyelenggara pelatihan",
        (Role.COORDINATOR,),
        organisation="Dinas Koperasi dan UMKM",
    ),
)
