"""What a template says and how it looks: plain data, read strictly, filled with data only. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from certificates.facts import Kind

ORIENTATIONS = ("landscape", "portrait")
DESIGNS = ("kawung", "tumpal", "lines")
TOKENS = (
    "nama", "kursus", "jp", "menit", "nomor", "tanggal", "periode", "predikat", "nilai", "peran", "lembaga",
    "daerah", "tempat", "tahun", "target", "jumlah",
)  # fmt: skip
MOST_LOGOS = MOST_SIGNATORIES = 3
TEXTS = {
    "title": 60, "given_to": 120, "achieved": 200, "headline": 200, "period": 200, "worth": 200, "extra": 400,
    "table_title": 80, "note": 300, "place": 60,
}  # fmt: skip  # longest, in letters
_TOKEN = re.compile(r"\{([^{}]*)\}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_PICTURE = re.compile(r"[0-9a-f]{64}\.(png|jpg|svg)")
_APART = " · "


class NotContent(Exception):
    """Not what a template may say; the argument names the field."""


@dataclass(frozen=True)
class Logo:
    picture: str  # name of the file: the SHA-256 of its bytes and what kind it is
    words: str  # for people who do not see it


@dataclass(frozen=True)
class Signatory:
    role: str
    name: str
    number: str  # NIP
    picture: str = ""  # of the signature; empty: room is left for one


@dataclass(frozen=True)
class Content:
    """All texts take tokens; a part between dots goes when a token in it has no value."""

    kind: str
    orientation: str
    design: str
    primary: str  # colours, like #0b6e69
    accent: str
    title: str
    given_to: str
    achieved: str  # stands between the name and the headline
    headline: str
    period: str
    worth: str
    extra: str
    table: bool  # what was learned, on a page of its own
    table_title: str
    note: str
    place: str  # before the date; empty: what the facts say
    logos: tuple[Logo, ...] | None  # None: those of the municipality and its partner
    signatories: tuple[Signatory, ...]  # none: the one whom the facts name

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "logos": None if self.logos is None else [asdict(logo) for logo in self.logos],
            "signatories": [asdict(one) for one in self.signatories],
        }

    @classmethod
    def from_json(cls, data: Any) -> Content:
        """Raises NotContent for whatever ``as_json`` of a sound template would not have written."""
        _check_fields(cls, data, "content")
        logos = data["logos"]
        content = cls(
            **{
                **data,
                "logos": None if logos is None else _many(Logo, logos, "logos", MOST_LOGOS),
                "signatories": _many(Signatory, data["signatories"], "signatories", MOST_SIGNATORIES),
            }
        )
        _check(content)
        return content

    @property
    def pictures(self) -> list[str]:
        used = [*(logo.picture for logo in self.logos or ()), *(one.picture for one in self.signatories)]
        return sorted({name for name in used if name})


def _check_fields(cls: type[Any], data: Any, where: str) -> None:
    if not isinstance(data, Mapping) or set(data) != {field.name for field in fields(cls)}:
        raise NotContent(where)


def _many(cls: type[Any], rows: Any, where: str, most: int) -> tuple[Any, ...]:
    if not isinstance(rows, list) or len(rows) > most:
        raise NotContent(where)
    for row in rows:
        _check_fields(cls, row, where)
        if not all(isinstance(value, str) and len(value) <= 200 for value in row.values()):
            raise NotContent(where)
    return tuple(cls(**row) for row in rows)


def _check(content: Content) -> None:
    for name, known in (("kind", tuple(Kind)), ("orientation", ORIENTATIONS), ("design", DESIGNS)):
        if getattr(content, name) not in known:
            raise NotContent(name)
    for name in ("primary", "accent"):
        if not isinstance(getattr(content, name), str) or not _COLOUR.fullmatch(getattr(content, name)):
            raise NotContent(name)
    if not isinstance(content.table, bool):
        raise NotContent("table")
    for name, longest in TEXTS.items():
        text = getattr(content, name)
        if not isinstance(text, str) or len(text) > longest or unknown_tokens(text):
            raise NotContent(name)
    if not all(_PICTURE.fullmatch(name) for name in content.pictures):
        raise NotContent("pictures")


def unknown_tokens(text: str) -> list[str]:
    """As they were written, with their braces."""
    return [f"{{{name}}}" for name in _TOKEN.findall(text) if name not in TOKENS]


@dataclass(frozen=True)
class Run:
    """A piece of a sentence. What came from a token stands out."""

    text: str
    filled: bool


def filled(sentence: str, values: Mapping[str, str]) -> list[Run]:
    """The sentence with its tokens filled. Values are never looked through for tokens again."""
    parts = [part for part in sentence.split(_APART) if all(values[name] for name in _known(part))]
    runs: list[Run] = []
    for piece, name in _pieces(_APART.join(parts)):
        runs += [Run(piece, filled=False)] if piece else []
        runs += [Run(values[name], filled=True)] if name else []
    return runs


def _known(part: str) -> Iterable[str]:
    return (name for name in _TOKEN.findall(part) if name in TOKENS)


def _pieces(text: str) -> Iterable[tuple[str, str]]:
    """Literal text and the token after it."""
    begin = 0
    for match in _TOKEN.finditer(text):
        if match[1] in TOKENS:
            yield text[begin : match.start()], match[1]
            begin = match.end()
    yield text[begin:], ""
