"""Municipality variables: names a lesson may use, like ``{{nama_daerah}}``, filled in when it is shown.

The values are set once in the site settings. What a city has not set yet reads as the neutral
phrase given here, so a lesson is whole on the first day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape


def _n(message: str) -> str:
    return message


@dataclass(frozen=True)
class Variable:
    name: str
    label: str  # gettext msgid
    default: str  # Indonesian phrase that fits inside a sentence; for links: empty
    english: str = ""  # the same in English
    leads_to: str = ""  # of a link: the variable that names what is there


VARIABLES = {
    variable.name: variable
    for variable in (
        Variable("nama_situs", _n("Name of this site"), "situs belajar ini", "this learning site"),
        Variable("nama_daerah", _n("Name of the municipality"), "kota Anda", "your city"),
        Variable("zona_waktu", _n("Time zone, short"), "WIB", "WIB"),
        Variable("satuan_lingkungan", _n("Neighbourhood unit"), "RW", "RW"),
        Variable("aplikasi_super", _n("City app: name"), "aplikasi layanan daerah", "the city’s service app"),
        Variable("tautan_aplikasi_super", _n("City app: link"), "", leads_to="aplikasi_super"),
        Variable("kanal_aduan", _n("Complaint channel: name"), "kanal aduan daerah", "the city’s complaint channel"),
        Variable("tautan_kanal_aduan", _n("Complaint channel: link"), "", leads_to="kanal_aduan"),
        Variable(
            "kantor_dukcapil",
            _n("Civil registry office: address"),
            "kantor Dukcapil setempat",
            "the local Dukcapil office",
        ),
        Variable("nomor_darurat", _n("Emergency number"), "nomor darurat setempat", "the local emergency number"),
        Variable("kanal_pajak", _n("Local tax channel: name"), "kanal pajak daerah", "the local tax channel"),
        Variable("tautan_kanal_pajak", _n("Local tax channel: link"), "", leads_to="kanal_pajak"),
        Variable("aplikasi_tiket", _n("Ticket app: name"), "aplikasi tiket resmi", "the official ticket app"),
        Variable("kontak_pendamping", _n("Companion: contact"), "pendamping di balai", "a companion at the hall"),
        Variable("situs_ppid", _n("Public information office (PPID): name"), "PPID daerah", "the local PPID"),
        Variable("tautan_ppid", _n("Public information office (PPID): link"), "", leads_to="situs_ppid"),
    )
}


def in_english(values: Mapping[str, str]) -> dict[str, str]:
    """What is not set reads as the neutral phrase in English."""
    return {name: value or VARIABLES[name].english for name, value in values.items()}


PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_LINKED = re.compile(r'<a href="\{\{\s*(\w+)\s*\}\}">(.*?)</a>', re.DOTALL)


def unknown_variables(text: str) -> list[str]:
    """Names used in the text that no municipality can ever set, in order of appearance."""
    return [name for name in PLACEHOLDER.findall(text) if name not in VARIABLES]


def fill_variables(html: str, values: Mapping[str, str]) -> str:
    """Put the municipality's values into rendered HTML.

    Values are escaped. A link whose address is not set becomes its plain text; an unknown name
    stays as written, so that a proof-reader sees it.
    """
    if "{{" not in html:
        return html
    html = _LINKED.sub(lambda match: _link(match, values), html)
    return PLACEHOLDER.sub(lambda match: _value(match, values), html)


def _link(match: re.Match[str], values: Mapping[str, str]) -> str:
    name, text = match[1], match[2]
    if name not in VARIABLES:
        return match[0]
    address = values.get(name, "")
    return f'<a href="{escape(address)}">{text}</a>' if address else text


def _value(match: re.Match[str], values: Mapping[str, str]) -> str:
    """A link that stands alone in the text brings the name of what it leads to."""
    variable = VARIABLES.get(match[1])
    if variable is None:
        return match[0]
    address = values.get(variable.name) if variable.leads_to else ""
    named = VARIABLES[variable.leads_to] if variable.leads_to else variable
    text = escape(values.get(named.name) or named.default)
    return f'<a href="{escape(address)}">{text}</a>' if address else text
