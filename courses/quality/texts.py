"""A text as people read it: its sentences and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(r"<[^>]+>")
_CODE = re.compile(r"<code>.*?</code>", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+|\n")


def sentences(html: str) -> Iterator[str]:
    text = plain(re.sub(r"</(p|li)>", ". ", html))
    for sentence in _SENTENCE_END.split(text):
        if sentence.strip(" .\n"):
            yield sentence.strip()


def plain(html: str) -> str:
    return unescape(_TAG.sub("", html)) if "<" in html or "&" in html else html


def said(html: str) -> str:
    """Without what stands on a screen or is typed exactly so: addresses, names, code."""
    return plain(_CODE.sub(" ", html)) if "<code>" in html else plain(html)


def word_count(html: str) -> int:
    return len(plain(re.sub(r"</(p|li)>|<br */?>", " ", html)).split())
