"""The elements below a document's root one after the other, with their lines, however long the document is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from quizzes.formats.model import FileRefused, _n
from quizzes.formats.text import decode, tidy

CHUNK = 64 * 1024
MAX_DEPTH = 40

BROKEN = _n("The file is broken or cut off at line {line}. Nothing was taken.")
WITH_DTD = _n("The file defines a document type or entities of its own. Such files are not read.")
TOO_DEEP = _n("The file is nested too deeply.")

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]{1,30})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def decode_xml(data: bytes) -> tuple[str, str]:
    """Like ``decode``, and the encoding that the document declares is believed where it is not Unicode."""
    declared = _DECLARED.match(data[:200])
    if declared and declared[1].lower().startswith((b"iso-8859", b"windows-12", b"cp12", b"latin")):
        with suppress(LookupError, UnicodeDecodeError):
            codec = codecs.lookup(declared[1].decode("ascii"))
            return tidy(codec.decode(data)[0]), ""
    return decode(data)


@dataclass
class _Build:
    """Builds each child of the root, and nothing else."""

    root: str = ""
    depth: int = 0
    builder: TreeBuilder | None = None
    line: int = 0
    ready: list[tuple[int, Element]] = field(default_factory=list)


def elements(text: str) -> Iterator[tuple[int, str, Element]]:
    """(line, name of the root, child of the root). Raises FileRefused."""
    build = _Build()
    parser = _parser(build)
    content = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1).encode("utf-8")
    for start in range(0, len(content) + CHUNK, CHUNK):
        try:
            parser.Parse(content[start : start + CHUNK], start >= len(content))
        except expat.ExpatError as error:
            raise FileRefused(BROKEN, error.lineno, line=error.lineno) from None
        yield from ((line, build.root, element) for line, element in build.ready)
        build.ready.clear()


def _parser(build: _Build) -> expat.XMLParserType:
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def refuse(*_about: object) -> None:
        raise FileRefused(WITH_DTD, parser.CurrentLineNumber)

    def start(name: str, attributes: dict[str, str]) -> None:
        build.depth += 1
        if build.depth > MAX_DEPTH:
            raise FileRefused(TOO_DEEP, parser.CurrentLineNumber)
        if build.depth == 1:
            build.root = name
        elif build.depth == 2:
            build.builder, build.line = TreeBuilder(), parser.CurrentLineNumber
        if build.builder:
            build.builder.start(name, attributes)

    def end(name: str) -> None:
        build.depth -= 1
        if build.builder:
            build.builder.end(name)
            if build.depth == 1:
                build.ready.append((build.line, build.builder.close()))
                build.builder = None

    def words(text: str) -> None:
        if build.builder:
            build.builder.data(text)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    return parser
