"""Words that learners stumble over, with plainer ones: the glossary's, and lists of our own (``lists/``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LISTS = Path(__file__).parent / "lists"
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_ENDINGS = {"id": "(?:nya)?", "en": ""}


def avoided(language: str) -> dict[str, str]:
    """What the glossary avoids → what it says instead. English has no such list yet."""
    return _pairs(f"glossary-{language}.yaml")


def difficult(language: str) -> dict[str, str]:
    return _pairs(f"plain-{language}.yaml")


def avoided_in(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Each such word with the one to write; no ending counts: “kliknya” is nobody's habit."""
    yield from _found(text, language, avoided(language), _pattern("glossary", language))


def difficult_in(text: str, language: str) -> Iterator[tuple[str, str]]:
    if _may_hold_one(text, language):
        yield from _found(text, language, difficult(language), _pattern("plain", language))


def _found(
    text: str, language: str, pairs: dict[str, str], pattern: re.Pattern[str] | None
) -> Iterator[tuple[str, str]]:
    """Official names and fixed phrases stay as they are, and so does what others are quoted with."""
    if pattern is None or not pattern.search(text):
        return
    kept = _names(language)
    own = _QUOTED.sub(" ", text)
    for match in pattern.finditer(kept.sub(" ", own) if kept else own):
        yield match[0], pairs[match[1].lower()]


def _may_hold_one(text: str, language: str) -> bool:
    """Cheap, and nearly always no: does a word of the text begin any of the phrases?"""
    words = _WORD.findall(text.lower())
    begins = _begins(language)
    return not begins.isdisjoint(words) or not begins.isdisjoint(word.removesuffix("nya") for word in words)


@cache
def _begins(language: str) -> frozenset[str]:
    return frozenset(_WORD.findall(phrase)[0] for phrase in difficult(language))


def words_explained_by(terms: Iterable[str]) -> frozenset[str]:
    """Terms that a lesson explains, and the words in them: “Data spesifik” also explains “spesifik”."""
    said = [term.lower() for term in terms]
    return frozenset(said) | {word for term in said for word in term.split()}


@cache
def _pattern(name: str, language: str) -> re.Pattern[str] | None:
    pairs = _pairs(f"{name}-{language}.yaml")
    if not pairs:
        return None
    longest_first = "|".join(re.escape(word) for word in sorted(pairs, key=len, reverse=True))
    ending = _ENDINGS.get(language, "") if name == "plain" else ""
    return re.compile(rf"(?<![\w-])({longest_first}){ending}(?![\w-])", re.IGNORECASE)


@cache
def _names(language: str) -> re.Pattern[str] | None:
    listed = _listed(f"names-{language}.yaml") or []
    return re.compile("|".join(re.escape(name) for name in listed), re.IGNORECASE) if listed else None


@cache
def _pairs(name: str) -> dict[str, str]:
    listed: dict[str, str] = _listed(name) or {}
    return {word.strip(): plainer for forms, plainer in listed.items() for word in forms.split(",")}


def _listed(name: str) -> Any:
    path = LISTS / name
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
