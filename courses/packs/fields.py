"""YAML with line numbers, read field by field. Every mistake becomes a Problem, none an exception."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from courses.packs.problems import Report, _n

MAX_YAML_DEPTH = 12
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,6})?")

Path = tuple[str | int, ...]


class Document:
    """Plain values of a YAML text and the line each of them starts on."""

    def __init__(self, value: Any, lines: dict[Path, int]) -> None:
        self.value = value
        self.lines = lines


class _Loader(yaml.SafeLoader):
    """Refuses what a small file can blow up with while it is still a stream of words."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        mark = self.peek_event().start_mark
        if self.check_event(yaml.AliasEvent):
            raise _refusal("anchors and aliases are not allowed", mark)
        if self.depth > MAX_YAML_DEPTH:
            raise _refusal("nested too deeply", mark)
        self.depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _compose(text: str) -> yaml.Node | None:
    """By libyaml, five times as fast, whatever is whole and harmless; anything else is told as PyYAML tells it."""
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader if _is_harmless(text) else _Loader)
    return node


def _is_harmless(text: str) -> bool:
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if getattr(event, "anchor", None) or depth > MAX_YAML_DEPTH:
                return False
    except (yaml.YAMLError, ValueError):
        return False
    return True


def _refusal(problem: str, mark: yaml.Mark) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def read_yaml(text: str, file: str, report: Report, first_line: int = 1) -> Document | None:
    """Parse one YAML document. ``first_line`` is the line of the file on which the text starts."""
    try:
        node = _compose(text)
        lines: dict[Path, int] = {}
        value = _plain(node, (), lines, first_line) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = first_line + mark.line if mark else 0
        report.add(file, line, _n("This is not readable YAML: {problem}"), problem=error.problem or error)
        return None
    except (yaml.YAMLError, ValueError) as error:
        report.add(file, 0, _n("This is not readable YAML: {problem}"), problem=error)
        return None
    return Document(value, lines)


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int], first_line: int) -> Any:
    lines[path] = first_line + node.start_mark.line
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _refusal("a key must be a word", key_node.start_mark)
            key = str(key_node.value)
            if key in result:
                raise _refusal(f"the key {key!r} stands twice", key_node.start_mark)
            result[key] = _plain(value_node, (*path, key), lines, first_line)
            lines[(*path, key)] = first_line + key_node.start_mark.line
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, index), lines, first_line) for index, child in enumerate(node.value)]
    return node.value if _is_text(node) else _Loader("").construct_object(node)


def _is_text(node: yaml.Node) -> bool:
    """Dates and numbers are read by the field that wants them: "1.0" stays a version, "010" stays text."""
    return node.tag in _TEXT_TAGS or (node.tag == _TRUTH and node.value.lower() not in _Loader.bool_values)


_TRUTH = "tag:yaml.org,2002:bool"
_TEXT_TAGS = {
    "tag:yaml.org,2002:str",
    "tag:yaml.org,2002:int",
    "tag:yaml.org,2002:float",
    "tag:yaml.org,2002:timestamp",
}


class Fields:
    """One mapping of a document. Take every key it may have, then call ``done``."""

    def __init__(self, document: Document, file: str, report: Report, path: Path = ()) -> None:
        self._document = document
        self._file = file
        self._report = report
        self._path = path
        value: Any = document.value
        for part in path:
            value = value[part]
        self._ok = isinstance(value, dict)
        self._values: dict[str, Any] = value if isinstance(value, dict) else {}
        self._taken: set[str] = set()
        if not self._ok:
            self.problem(_n("A list of keys with values is expected here."))

    def line(self, key: str | None = None) -> int:
        path = self._path if key is None else (*self._path, key)
        return self._document.lines.get(path, self._document.lines.get(self._path, 0))

    def problem(self, template: str, **params: object) -> None:
        """Report something about this mapping as a whole."""
        self._report.add(self._file, self.line(), template, **params)

    def _tell(self, template: str, key: str, line: int | None = None, **params: object) -> None:
        where = self.line(key) if line is None else line
        self._report.add(self._file, where, template, key=key, **params)

    def has(self, key: str) -> bool:
        return self._values.get(key) is not None

    def _raw(self, key: str, required: bool) -> Any:
        self._taken.add(key)
        value = self._values.get(key)
        if value is None and required and self._ok:
            self._tell(_n("“{key}” is missing."), key, self.line())
        return value

    def text(self, key: str, *, required: bool = True, limit: int = 400, default: str = "") -> str:
        value = self._raw(key, required)
        if value is None:
            return default
        if not isinstance(value, str):
            self._tell(_n("“{key}” must be text."), key)
            return default
        value = value.strip()
        if required and not value:
            self._tell(_n("“{key}” is empty."), key)
        if len(value) > limit:
            self._tell(_n("“{key}” is longer than {limit} characters."), key, limit=limit)
        return value

    def identifier(self, key: str, *, limit: int = 80) -> str:
        value = self.text(key, limit=limit)
        if value and not IDENTIFIER.fullmatch(value):
            self.problem(_n("“{value}” may have only small letters, digits and hyphens."), value=value)
        return value

    def choice(self, key: str, options: dict[str, str], *, default: str | None = None) -> str:
        """The value that the word in the pack stands for (``options``: word → value)."""
        value = self._raw(key, default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or value not in options:
            self._tell(
                _n("“{key}” is {value}, but must be one of: {options}."), key, value=value, options=", ".join(options)
            )
            return default or ""
        return options[value]

    def whole(self, key: str, *, low: int, high: int, default: int | None = None) -> int:
        value = self._raw(key, default is None)
        if value is None:
            return default if default is not None else low
        try:
            number = low - 1 if isinstance(value, bool) else int(value)
        except (TypeError, ValueError):
            number = low - 1
        if not low <= number <= high:
            self._tell(_n("“{key}” must be a whole number from {low} to {high}."), key, low=low, high=high)
            return low
        return number

    def number(self, key: str, *, default: Decimal | None = None) -> Decimal:
        value = self._raw(key, default is None)
        if value is None:
            return default if default is not None else Decimal(0)
        if not _NUMBER.fullmatch(str(value)):
            self._tell(_n("“{key}” must be a number written like 27800 or 0.5."), key)
            return Decimal(0)
        return Decimal(value)

    def amount(self, key: str) -> Decimal:
        """A number from zero up; zero when it is left out."""
        number = self.number(key, default=Decimal(0))
        if number < 0:
            self._tell(_n("“{key}” must not be less than zero."), key)
        return number

    def flag(self, key: str) -> bool:
        value = self._raw(key, False)
        if value is None:
            return False
        if isinstance(value, bool):
            return value
        if value in ("ya", "tidak"):
            return bool(value == "ya")
        self._tell(_n("“{key}” must be “ya” or “tidak”."), key)
        return False

    def day(self, key: str, *, required: bool = True) -> date | None:
        value = self._raw(key, required)
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self._tell(_n("“{key}” must be a date written like 2026-11-21."), key)
            return None

    def texts(self, key: str, *, required: bool = True, limit: int = 400) -> tuple[str, ...]:
        value = self._raw(key, required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._tell(_n("“{key}” must be a list of texts."), key)
            return ()
        texts = tuple(item.strip() for item in value)
        if (required and not texts) or not all(texts):
            self._tell(_n("“{key}” is empty."), key)
        if any(len(text) > limit for text in texts):
            self._tell(_n("“{key}” is longer than {limit} characters."), key, limit=limit)
        return texts

    def one(self, key: str, *, required: bool = True) -> Fields | None:
        """The mapping under ``key``."""
        if self._raw(key, required) is None:
            return None
        return Fields(self._document, self._file, self._report, (*self._path, key))

    def many(self, key: str, *, required: bool = True) -> Iterator[Fields]:
        """The mappings of the list under ``key``."""
        value = self._raw(key, required)
        if value is None:
            return
        if not isinstance(value, list):
            self._tell(_n("“{key}” must be a list."), key)
            return
        if required and not value:
            self._tell(_n("“{key}” is empty."), key)
        for index in range(len(value)):
            yield Fields(self._document, self._file, self._report, (*self._path, key, index))

    def done(self) -> None:
        """Report every key nobody asked for, with the one that was probably meant."""
        for key in self._values.keys() - self._taken:
            near = difflib.get_close_matches(key, self._taken, n=1)
            template = (
                _n("The key “{key}” is unknown. Did you mean “{near}”?") if near else _n("The key “{key}” is unknown.")
            )
            self._tell(template, key, near=near[0] if near else "")
