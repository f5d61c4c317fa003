"""Every form on the pages of classes, as a browser would send it: found by walking through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.house.access_classes import CLASS_ROWS
from tests.progress.world import World

# What a browser would send for a field that is empty, so that a form gets as far as it can.
_TYPED = {"date": "2026-12-10", "datetime-local": "2026-12-10T09:00", "time": "09:00", "number": "1", "url": ""}
MORE = ("?bentuk=csv", "?bentuk=xlsx", "?bentuk=cetak")  # the same report as a file, or for a printer
AS_FILES = {"class_report", "branch_report", "roll_up", "operators", "handover", "class_assignment", "class_answers"}
WITH_A_NAME = {
    "class_report": ("peserta", "belum-terlihat", "tugas", "soal"),
    "branch_report": ("kelas", "peserta", "belum-terlihat"),
    "roster_file": ("csv", "xlsx"),
    "class_material": ("rencana", "lembar-kerja", "surat"),
    "class_paper_file": ("soal", "jawaban", "kunci"),
}


@dataclass(frozen=True)
class Form:
    name: str  # of the address it goes to
    action: str
    fields: dict[str, list[str]]  # with what would be sent
    offered: dict[str, list[str]]  # all that could be chosen, or stands hidden in it
    files: Sequence[str] = ()

    def body(self, **instead: Any) -> dict[str, Any]:
        found: dict[str, Any] = dict(self.fields) | {name: _list() for name in self.files}
        return found | instead


def _list() -> SimpleUploadedFile:
    return SimpleUploadedFile("daftar.csv", b"Nama\nMurid Contoh\n", content_type="text/csv")


def addresses(world: World) -> Iterator[tuple[str, str]]:
    """(name, address) of everything about classes, with the objects of this world; reports in all their forms."""
    for name in CLASS_ROWS:
        arguments = world.known.get(name, [])
        endings = [arguments]
        if name in WITH_A_NAME:
            endings = [[*arguments[:-1], ending] for ending in WITH_A_NAME[name]]
        for one in endings:
            yield name, reverse(name, args=one)
            if name in AS_FILES:
                yield from ((name, reverse(name, args=one) + more) for more in MORE)


def forms_in(html: str, page: str) -> Iterator[Form]:
    soup = BeautifulSoup(html, "html.parser")
    for form in soup.find_all("form", method=lambda how: (how or "").lower() == "post"):
        action = str(form.get("action") or page).split("#")[0].split("?")[0]
        try:
            name = resolve(action).view_name
        except Resolver404:
            continue
        if name in CLASS_ROWS:
            yield _read(form, name, action, soup)


def _read(form: Tag, name: str, action: str, soup: BeautifulSoup) -> Form:
    fields: dict[str, list[str]] = {}
    offered: dict[str, list[str]] = {}
    files: list[str] = []
    outside = soup.find_all(attrs={"form": form["id"]}) if form.get("id") else []
    for one in [*form.find_all(["input", "select", "textarea", "button"]), *outside]:
        field = str(one.get("name") or "")
        if not field or field == "csrfmiddlewaretoken":
            continue
        kind = "select" if one.name == "select" else str(one.get("type") or "text")
        if kind == "file":
            files.append(field)
        elif kind in ("select", "radio", "checkbox", "hidden") or one.name == "button":
            values = [str(option.get("value", "")) for option in one.find_all("option")] if kind == "select" else []
            values = values or [str(one.get("value", "on"))]
            offered.setdefault(field, []).extend(values)
            if kind == "hidden" or one.has_attr("checked") or (kind == "select" and field not in fields):
                fields.setdefault(field, []).append(values[-1])
        else:
            text = one.get_text() if one.name == "textarea" else str(one.get("value") or "")
            fields.setdefault(field, []).append(text or _TYPED.get(kind, "Contoh"))
    for field, values in offered.items():
        fields.setdefault(field, values[-1:])
    return Form(name, action, fields, offered, files)


def all_forms(client: Client, world: World) -> list[Form]:
    """One of each kind: the same address with the same fields counts once."""
    found: dict[tuple[str, frozenset[str]], Form] = {}
    for _name, url in addresses(world):
        if "bentuk=" in url:
            continue
        answer = client.get(url)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            for form in forms_in(answer.content.decode(), url):
                found.setdefault((form.name, frozenset(form.fields)), form)
    return list(found.values())


def named(forms: Iterable[Form]) -> set[str]:
    return {form.name for form in forms}
