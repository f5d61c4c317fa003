"""A zip file as a stranger made it, read strictly and in flat memory.

Not ``zipfile``: that builds the whole list before anybody can count it, reads what is before and behind an archive,
and believes the sizes an archive declares. Here the list is counted while it is read, and every file is measured while
it is unpacked.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import unicodedata
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from h5p_wrapper import rules
from h5p_wrapper.jsonfile import printable
from h5p_wrapper.limits import DEFAULT_LIMITS, Limits
from h5p_wrapper.problems import H5PError, Problems, Rule

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8 = 0x2041, 0x800
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a package; ``size`` is what the package declares and what reading it makes sure of."""

    name: str
    size: int
    packed: int
    crc: int
    method: int
    offset: int


def refuse(rule: Rule, where: str, **details: object) -> H5PError:
    problems = Problems()
    problems.add(rule, where, **details)
    return H5PError(problems)


class Archive:
    """The files of a zip, by name, in the order of its list. Raises ``H5PError`` with all that is wrong with it.

    ``file`` must be seekable; it stays open, and is not to be used by others meanwhile. Not for several threads.
    """

    def __init__(self, file: BinaryIO, name: str, limits: Limits = DEFAULT_LIMITS) -> None:
        self.file, self.name, self.limits = file, name, limits
        self.size = file.seek(0, os.SEEK_END)
        if self.size > limits.package_bytes:
            raise refuse(rules.PACKAGE_SIZE, name, size=self.size, limit=limits.package_bytes)
        try:
            entries = self._read_directory()
        except struct.error as error:
            raise self._not_a_zip("its list of files is cut off") from error
        self.entries = self._checked(entries)

    def open(self, name: str) -> BinaryIO:
        """Raises ``FileNotFoundError``; reading raises ``H5PError`` where the file is not what the list says."""
        entry = self.entries.get(name)
        if entry is None:
            raise FileNotFoundError(name)
        return io.BufferedReader(_EntryReader(self, entry), _CHUNK)

    def _not_a_zip(self, reason: str) -> H5PError:
        return refuse(rules.NOT_A_ZIP, self.name, reason=reason)

    def _at(self, offset: int, size: int) -> bytes:
        self.file.seek(offset)
        return self.file.read(size)

    def _read_directory(self) -> list[tuple[Entry, int, int]]:
        """All entries with their flags and attributes, counted while they are read."""
        if not self.size:
            raise self._not_a_zip("it is empty")
        if self._at(0, 4) != b"PK\x03\x04":
            raise self._not_a_zip("it does not begin as a zip file does")
        count, size, offset, end = self._end()
        if count > self.limits.entries:
            raise refuse(rules.TOO_MANY_ENTRIES, self.name, count=count, limit=self.limits.entries)
        if size > self.limits.directory_bytes:
            raise refuse(rules.DIRECTORY_SIZE, self.name, size=size, limit=self.limits.directory_bytes)
        if offset + size != end:
            raise self._not_a_zip("its list of files is not where it should be")
        directory = memoryview(self._at(offset, size))
        if len(directory) != size:
            raise self._not_a_zip("its list of files is cut off")
        found = []
        place = 0
        while place < size:
            if len(found) >= count:
                raise self._not_a_zip("its list of files is longer than it says")
            entry, flags, attributes, length = self._central(directory, place)
            if entry.offset + _LOCAL.size + entry.packed > offset:
                raise self._not_a_zip("a file lies behind its end")
            found.append((entry, flags, attributes))
            place += length
        if len(found) != count:
            raise self._not_a_zip("its list of files is shorter than it says")
        return found

    def _end(self) -> tuple[int, int, int, int]:
        """Number of entries, size and offset of their list, and where the list must end."""
        tail_at = max(0, self.size - _END.size - 0xFFFF)
        tail = self._at(tail_at, self.size - tail_at)
        at = len(tail)
        while True:
            at = tail.rfind(b"PK\x05\x06", 0, at)
            if at < 0:
                raise self._not_a_zip("its end is missing")
            if at + _END.size <= len(tail):
                _, disk, start_disk, _, count, size, offset, comment = _END.unpack_from(tail, at)
                if at + _END.size + comment == len(tail):
                    break
        if disk not in (0, 0xFFFF) or start_disk not in (0, 0xFFFF):
            raise self._not_a_zip("it is one part of several")
        end = tail_at + at
        if count == 0xFFFF or size == 0xFFFFFFFF or offset == 0xFFFFFFFF:
            return self._end64(end)
        return count, size, offset, end

    def _end64(self, end: int) -> tuple[int, int, int, int]:
        mark, _, at, _ = _LOCATOR64.unpack(self._at(max(0, end - _LOCATOR64.size), _LOCATOR64.size))
        if mark != b"PK\x06\x07":
            raise self._not_a_zip("its end is missing")
        if at > self.size:
            raise self._not_a_zip("its end is missing")
        mark, _, _, _, _, _, _, count, size, offset = _END64.unpack(self._at(at, _END64.size))
        if mark != b"PK\x06\x06":
            raise self._not_a_zip("its end is missing")
        return count, size, offset, at

    def _central(self, directory: memoryview, place: int) -> tuple[Entry, int, int, int]:
        (mark, _, _, _, _, flags, method, _, _, crc, packed, size, name_length, extra_length, comment_length, _, _,
         attributes, offset) = _CENTRAL.unpack_from(directory, place)  # fmt: skip
        if mark != b"PK\x01\x02":
            raise self._not_a_zip("its list of files is damaged")
        at = place + _CENTRAL.size
        raw = bytes(directory[at : at + name_length])
        extra = directory[at + name_length : at + name_length + extra_length]
        if len(raw) != name_length or len(extra) != extra_length:
            raise self._not_a_zip("its list of files is cut off")
        size, packed, offset = _wide(extra, size, packed, offset)
        entry = Entry(_decoded(raw, flags), size, packed, crc, method, offset)
        return entry, flags, attributes, _CENTRAL.size + name_length + extra_length + comment_length

    def _checked(self, entries: list[tuple[Entry, int, int]]) -> dict[str, Entry]:
        problems = Problems()
        found: dict[str, Entry] = {}
        seen: dict[str, str] = {}
        total = 0
        for entry, flags, attributes in entries:
            where = printable(entry.name)
            reason = _name_problem(entry.name, self.limits)
            if reason:
                problems.add(rules.ENTRY_NAME, where, reason=reason)
            if entry.name.startswith("/") or ".." in entry.name.split("/"):
                problems.add(rules.OUTSIDE, where)
            if stat.S_IFMT(attributes >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
                problems.add(rules.LINK, where)
            if entry.name.endswith("/"):
                if entry.size:
                    problems.add(rules.ENTRY_NAME, where, reason="a folder with bytes of its own")
                continue
            key = unicodedata.normalize("NFC", entry.name).casefold()
            if key in seen:
                problems.add(rules.DUPLICATE, where, other=printable(seen[key]))
            seen[key] = entry.name
            if flags & _ENCRYPTED:
                problems.add(rules.ENCRYPTED, where)
            self._check_size(entry, where, problems)
            total += entry.size
            found[entry.name] = entry
        if total > self.limits.total_bytes:
            problems.add(rules.TOTAL_SIZE, self.name, size=total, limit=self.limits.total_bytes)
        _check_places(found, seen, problems)
        problems.raise_errors()
        return found

    def _check_size(self, entry: Entry, where: str, problems: Problems) -> None:
        limits = self.limits
        if entry.method not in (_STORED, _DEFLATED):
            problems.add(rules.METHOD, where, method=entry.method)
        if entry.size > limits.entry_bytes:
            problems.add(rules.ENTRY_SIZE, where, size=entry.size, limit=limits.entry_bytes)
        elif entry.size > limits.ratio_from and entry.size > limits.ratio * entry.packed:
            problems.add(rules.RATIO, where, limit=limits.ratio)
        elif entry.method == _STORED and entry.size != entry.packed:
            problems.add(rules.SIZE_LIE, where)


class _EntryReader(io.RawIOBase):
    """One file, unpacked bit by bit; more or fewer bytes than declared, or other ones, raise ``H5PError``."""

    def __init__(self, archive: Archive, entry: Entry) -> None:
        self._archive, self._entry = archive, entry
        self._at = self._start()
        self._packed_left = entry.packed
        self._left = entry.size
        self._crc = 0
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS) if entry.method == _DEFLATED else None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not len(buffer):
            return 0
        # One byte more than declared is asked for, so that a longer file shows itself.
        block = self._block(min(len(buffer), self._left + 1))
        if len(block) > self._left:
            raise self._wrong(rules.SIZE_LIE)
        self._left -= len(block)
        self._crc = zlib.crc32(block, self._crc)
        if self._left and not block:
            raise self._wrong(rules.SIZE_LIE)
        if not self._left and self._crc != self._entry.crc:
            raise self._wrong(rules.DAMAGED_ENTRY, reason="its check sum does not fit")
        buffer[: len(block)] = block
        return len(block)

    def _wrong(self, rule: Rule, **details: object) -> H5PError:
        return refuse(rule, printable(self._entry.name), **details)

    def _start(self) -> int:
        entry = self._entry
        try:
            header = _LOCAL.unpack(self._archive._at(entry.offset, _LOCAL.size))
        except struct.error as error:
            raise self._wrong(rules.DAMAGED_ENTRY, reason="it is cut off") from error
        name = self._archive._at(entry.offset + _LOCAL.size, header[9])
        if header[0] != b"PK\x03\x04" or header[3] != entry.method or _decoded(name, header[2]) != entry.name:
            raise self._wrong(rules.DAMAGED_ENTRY, reason="the list of files tells another story")
        return entry.offset + _LOCAL.size + int(header[9]) + int(header[10])

    def _take(self, size: int) -> bytes:
        block = self._archive._at(self._at, min(size, self._packed_left))
        self._at += len(block)
        self._packed_left -= len(block)
        return block

    def _block(self, size: int) -> bytes:
        if self._inflate is None:
            return self._take(size)
        try:
            while not self._inflate.eof:
                packed = self._inflate.unconsumed_tail or self._take(_CHUNK)
                block = self._inflate.decompress(packed, size)
                if block:
                    return block
                if not packed:
                    raise self._wrong(rules.DAMAGED_ENTRY, reason="it is cut off")
        except zlib.error as error:
            raise self._wrong(rules.DAMAGED_ENTRY, reason="its bytes are damaged") from error
        return b""


def _decoded(raw: bytes, flags: int) -> str:
    # Old zip programs leave the flag out and write UTF-8 all the same.
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace") if flags & _UTF8 else raw.decode("cp437")


def _wide(extra: memoryview, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Sizes and offset, from the Zip64 field where the short ones are full."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            values = [value for (value,) in struct.iter_unpack("<Q", extra[at + 4 : at + 4 + length // 8 * 8])]
            if size == 0xFFFFFFFF and values:
                size = values.pop(0)
            if packed == 0xFFFFFFFF and values:
                packed = values.pop(0)
            if offset == 0xFFFFFFFF and values:
                offset = values.pop(0)
            break
        at += 4 + length
    return size, packed, offset


def _name_problem(name: str, limits: Limits) -> str | None:
    if not name:
        return "it is empty"
    if "\\" in name:
        return "it has a backslash; folders are parted by /"
    if len(name.encode("utf-8", "surrogatepass")) > limits.name_bytes:
        return f"it has more than {limits.name_bytes} bytes"
    if name.count("/") > limits.name_parts:
        return f"it lies more than {limits.name_parts} folders deep"
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs") or char == "\N{REPLACEMENT CHARACTER}" for char in name):
        return "it has characters that cannot be seen"
    if name[1:2] == ":" or "//" in name or "." in name.split("/"):
        return "it is not a plain path"
    if any(len(part.encode()) > 255 for part in name.split("/")):
        return "a part of it has more than 255 bytes"
    return None


def _check_places(found: dict[str, Entry], seen: dict[str, str], problems: Problems) -> None:
    """No file is also a folder of another; no two share bytes (one short file may serve a bomb a thousand times)."""
    folders = {key[:at] for key in seen for at, char in enumerate(key) if char == "/"}
    for key in folders & seen.keys():
        problems.add(rules.DUPLICATE, printable(seen[key]), other=printable(seen[key] + "/"))
    end = 0
    for entry in sorted(found.values(), key=lambda entry: entry.offset):
        if entry.offset < end:
            problems.add(rules.OVERLAP, printable(entry.name))
        end = entry.offset + _LOCAL.size + entry.packed
