"""Addresses that a lesson may lead to: official ones, and those that still can be opened in years to come."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from html import unescape
from urllib.parse import urlsplit

import yaml

from courses.packs.problems import _n
from courses.quality.words import LISTS

_HREF = re.compile(r'href="([^"]*)"')
_BARE = re.compile(r"https?://[^\s<>\"”]*[\w/]")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_NOT_PAGES = ("tel:", "#", "{{", "/")


@cache
def known() -> dict[str, tuple[str, ...]]:
    listed = yaml.safe_load((LISTS / "links.yaml").read_text(encoding="utf-8"))
    return {name: tuple(hosts) for name, hosts in listed.items()}


def links_in(html: str) -> Iterator[str]:
    """Addresses behind links, and those that stand in the text with a host."""
    if "http" not in html and "href" not in html:
        return
    yield from (unescape(address) for address in _HREF.findall(html))
    bare = unescape(re.sub(r"<[^>]*>", " ", html))
    yield from (address for address in _BARE.findall(bare) if "." in address)


def wrong_with(address: str, own: Collection[str] = ()) -> str | None:
    """What is wrong with an address, as a template; None when people may be sent there. Nothing is fetched."""
    if address.startswith(_NOT_PAGES):
        return None
    if any(letter.isspace() for letter in address):
        return _n("There is a space in the address {address}.")
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return _n("This is no address of a page: {address}.")
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or host.replace(".", "").isdigit():
        return _n("This is no address of a page: {address}.")
    if _belongs(host, known()["shorteners"]):
        return _n("A short address hides where it leads: {address}. Write the long one.")
    if host in own:
        return None
    if not _belongs(host, (*known()["official"], *known()["allowed"])):
        return _n("This address is not an official one: {address}.")
    if parts.scheme == "http" and not _belongs(host, ("example",)):
        return _n("The address must start with https://: {address}.")
    return None


def _belongs(host: str, names: Collection[str]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)
