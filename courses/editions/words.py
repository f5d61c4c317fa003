"""Texts of an edition: the city's own words filled in, links that lead somewhere from a folder or from paper."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from wagtail.rich_text import expand_db_html

from core.variables import fill_variables
from core.words import unbroken

_LINK = re.compile(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_OUTSIDE = ("https://", "http://", "tel:", "mailto:")


@dataclass(frozen=True)
class Words:
    """``pages``: addresses of this course's pages → their names here. ``site``: public address, may be empty."""

    values: Mapping[str, str]
    pages: Mapping[str, str]
    site: str

    def rich(self, source: Any) -> str:
        """HTML of an editor's field, as wagtail stores it."""
        html = str(getattr(source, "source", source) or "")
        return self.filled(expand_db_html(html))

    def filled(self, html: str) -> str:
        return _LINK.sub(self._link, unbroken(fill_variables(html, self.values)))

    def plain(self, text: Any) -> str:
        """A field of plain text, as HTML."""
        return self.filled(escape(str(text or ""), quote=False))

    def bare(self, text: Any) -> str:
        """A field of plain text that stays plain: a title, a caption, an alternative text."""
        said = str(text or "").strip()
        return unescape(re.sub(r"<[^>]+>", "", fill_variables(escape(said), self.values))) if "{{" in said else said

    def _link(self, match: re.Match[str]) -> str:
        address, text = unescape(match[1]), match[2]
        if address in self.pages:
            return f'<a href="{self.pages[address]}.html">{text}</a>'
        if address.startswith("/") and self.site:
            address = self.site + address
        return f'<a href="{escape(address)}">{text}</a>' if address.startswith(_OUTSIDE) else text
