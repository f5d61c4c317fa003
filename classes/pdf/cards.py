"""Sign-in cards of a class: ten on an A4 page, to be cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from accounts import pictures
from classes.codes import show_code
from classes.models import ClassGroup
from classes.pdf.letterhead import in_indonesian, letterhead
from core.qr import qr_file
from core.typeset import typeset

_TEMPLATE = Path(__file__).with_name("cards.typ")


@dataclass(frozen=True)
class Card:
    name: str
    nickname: str
    pin: str
    row: tuple[str, ...]


def render_cards(group: ClassGroup, cards: Sequence[Card], *, address: str, day: date) -> bytes:
    """``address``: what the QR code says. In Indonesian; some 0.3 s for a class."""
    used = sorted({key for card in cards for key in card.row})
    files = {f"{key}.svg": picture_file(key) for key in used} | {"qr.svg": qr_file(address)}
    with in_indonesian():
        data = letterhead(day) | {
            "title": _("Sign-in cards of %(name)s") % {"name": group},
            "class": str(group),
            "organisation": group.organisation.name,
            "code": show_code(group.code),
            "address": address.split("//", 1)[-1].split("/", 1)[0] + "/masuk/kelas",
            "words": {
                "code": _("Code of the class"),
                "pin": "PIN",
                "qr": _("QR code of the class"),
                "how": _("Scan the QR code, or open %(address)s"),
                "keep": _("Type your name and your PIN. Show this card to nobody."),
            },
            "cards": [
                {
                    "name": card.name,
                    "nickname": card.nickname,
                    "pin": f"{card.pin[:3]} {card.pin[3:]}".strip(),
                    "row": [{"file": f"{key}.svg", "name": str(pictures.name_of(key))} for key in card.row],
                }
                for card in cards
            ],
        }
        data["words"]["how"] = data["words"]["how"] % {"address": data["address"]}
    return typeset(_TEMPLATE, data, day=day, files=files)


def picture_file(key: str) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1c2321" stroke-width="1.6"'
        f' stroke-linecap="round" stroke-linejoin="round">{pictures.drawing(key)}</svg>'
    ).encode()
