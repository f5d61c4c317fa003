"""What is wrong with a package or a content: the place, the rule, the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType


class Severity(Enum):
    ERROR = "error"  # the package is refused
    WARNING = "warning"  # it is taken; somebody should know


@dataclass(frozen=True)
class Rule:
    """A rule that can be broken. ``code`` is stable, so that a host can say it in its own language.

    ``text`` and ``remedy`` are English templates for ``str.format_map`` over the details of a problem.
    """

    code: str
    text: str
    remedy: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True)
class Problem:
    """``where``: the path inside the package, with the place in the JSON after ``#`` where there is one."""

    rule: Rule
    where: str
    details: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def text(self) -> str:
        return self.rule.text.format_map(self.details)

    @property
    def remedy(self) -> str:
        return self.rule.remedy.format_map(self.details)

    def __str__(self) -> str:
        return f"{self.where}: {self.text} {self.remedy} [{self.code}]"


class H5PError(Exception):
    """Something cannot be done because of these problems; there is at least one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class Problems:
    """A list that is filled while looking on; at most ``most`` are kept of each rule, the others are counted."""

    def __init__(self, most: int = 50) -> None:
        self._most = most
        self._kept: list[Problem] = []
        self._count: dict[str, int] = {}

    def add(self, rule: Rule, where: str, **details: object) -> None:
        seen = self._count[rule.code] = self._count.get(rule.code, 0) + 1
        if seen <= self._most:
            shown = {name: str(value)[:200] for name, value in details.items()}
            self._kept.append(Problem(rule, where[:500], MappingProxyType(shown)))

    def extend(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.add(problem.rule, problem.where, **problem.details)
        if isinstance(problems, Problems):
            for code, count in problems.left_out().items():
                self._count[code] += count

    def left_out(self) -> Mapping[str, int]:
        """Rule code → how many more there are than are kept."""
        return {code: count - self._most for code, count in self._count.items() if count > self._most}

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self._kept if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self._kept if problem.severity is Severity.WARNING)

    def raise_errors(self) -> None:
        """Raises ``H5PError`` where there is an error."""
        if self.errors:
            raise H5PError(self.errors)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)
