"""Every file of a package is read once to its end: is it whole, and is it what its name says?"""

from __future__ import annotations

from collections.abc import Iterable

from h5p_wrapper import rules
from h5p_wrapper.files import PackageFiles
from h5p_wrapper.jsonfile import printable
from h5p_wrapper.kinds import expected_type, extension, is_related, media_type
from h5p_wrapper.problems import H5PError, Problems

_CHUNK = 1 << 16
_TAIL = 22 + 0xFFFF  # where the end of a zip archive can be
_ARCHIVES = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp"})
_CODE = frozenset({"js", "css", "svg", "xml"})
_ENDS = {"image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9"}
_MARKUP = (b"<script", b"<html", b"<?php", b"<svg", b"<!doctype")


def check_bytes(files: PackageFiles, names: Iterable[str], problems: Problems) -> None:
    for name in names:
        try:
            head, tail, size = _read(files, name)
        except H5PError as error:
            problems.extend(error.problems)
            continue
        _check_kind(name, head, size, problems)
        _check_tail(name, head, tail, problems)


def _read(files: PackageFiles, name: str) -> tuple[bytes, bytes, int]:
    with files.open(name) as file:
        head = tail = file.read(_CHUNK)
        size = len(head)
        while block := file.read(_CHUNK):
            tail = (tail + block)[-_TAIL:]
            size += len(block)
    return head[:4096], tail, size


def _check_kind(name: str, head: bytes, size: int, problems: Problems) -> None:
    kind, expected = extension(name), expected_type(name)
    if expected is None or kind in _CODE:
        return
    if not size:
        if not expected.startswith("text/"):
            problems.add(rules.EMPTY_MEDIA, name)
        return
    found = media_type(head, name)
    if found == expected:
        return
    rule = rules.MISNAMED_MEDIA if found and is_related(found, expected) else rules.WRONG_MEDIA
    problems.add(rule, name, extension=kind, found=found or "something unknown")


def _check_tail(name: str, head: bytes, tail: bytes, problems: Problems) -> None:
    kind = extension(name)
    if kind in _ARCHIVES or kind in _CODE:
        return
    end = tail.rfind(b"PK\x05\x06")
    if end >= 0 and end + 22 + int.from_bytes(tail[end + 20 : end + 22], "little") == len(tail):
        problems.add(rules.POLYGLOT, name, extension=kind, found="a zip archive")
        return
    mark = _ENDS.get(media_type(head, name) or "")
    if mark and (at := tail.rfind(mark)) >= 0:
        behind = tail[at + len(mark) :].lower()
        for start in _MARKUP:
            if start in behind:
                problems.add(rules.POLYGLOT, name, extension=kind, found=printable(start.decode()))
                return
