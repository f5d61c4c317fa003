"""What stands around a content: licence, authors, source, years; as in h5p.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from h5p_wrapper.licences import CC_LICENCES, CC_VERSIONS, METADATA_LICENCES, ROLES

from media.h5p.forms.file_parts import licence_words

TEXTS = ("source", "licenseExtras", "authorComments")
_YEARS = ("yearFrom", "yearTo")
MOST_AUTHORS = 20
_PREFIX = "meta:"


def metadata_context(manifest: Mapping[str, Any]) -> dict[str, Any]:
    authors = [each for each in manifest.get("authors") or () if isinstance(each, Mapping)]
    return {
        "licences": [(code, licence_words(code)) for code in METADATA_LICENCES],
        "versions": CC_VERSIONS,
        "license": manifest.get("license") or "U",
        "licenseVersion": manifest.get("licenseVersion") or "",
        "authors": [(number, each.get("name", ""), each.get("role", "Author")) for number, each in enumerate(authors)],
        "new": len(authors),
        "roles": ROLES,
        **{name: manifest.get(name) or "" for name in (*TEXTS, *_YEARS)},
    }


def read_metadata(manifest: Mapping[str, Any], sent: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The changed h5p.json. What cannot be a year or a web address stays out."""
    if f"{_PREFIX}license" not in sent:
        return dict(manifest)
    made = dict(manifest)
    licence = _last(sent, "license")
    _put(made, "license", licence if licence in METADATA_LICENCES and licence != "U" else "")
    version = _last(sent, "licenseVersion")
    _put(made, "licenseVersion", version if version in CC_VERSIONS and made.get("license") in CC_LICENCES else "")
    for name in TEXTS:
        _put(made, name, _last(sent, name)[:2000])
    if made.get("source") and not str(made["source"]).startswith(("https://", "http://")):
        made.pop("source")
    for name in _YEARS:
        text = _last(sent, name)
        _put(made, name, int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0)
    authors = list(_authors(sent))
    _put(made, "authors", authors)
    return made


def _authors(sent: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    found = []
    for number in range(MOST_AUTHORS):
        name, role = _last(sent, f"author:{number}")[:200], _last(sent, f"role:{number}")
        if name:
            found.append({"name": name, "role": role if role in ROLES else ROLES[0]})
    return found


def _put(made: dict[str, Any], name: str, value: Any) -> None:
    if value:
        made[name] = value
    else:
        made.pop(name, None)


def _last(sent: Mapping[str, Sequence[str]], name: str) -> str:
    found = sent.get(_PREFIX + name)
    return found[-1].strip() if found else ""
