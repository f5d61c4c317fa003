"""What is wrong with a pack: where, and what to do. Templates are gettext msgids (English)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


def _n(message: str) -> str:
    """Mark a template for translation; it is translated when shown."""
    return message


@dataclass(frozen=True)
class Problem:
    file: str
    line: int  # 1-based; 0: the file as a whole
    template: str
    params: dict[str, str] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {translate(self.template).format(**self.params)}"


class PackRefused(Exception):
    """The pack is not whole; nothing of it may be used. Carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(problem.text() for problem in problems[:3]))
        self.problems = problems


class Report:
    """Collects problems of one pack while it is read, so that an author sees all of them at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, file: str, line: int, template: str, **params: object) -> None:
        self.problems.append(Problem(file, line, template, {k: str(v) for k, v in params.items()}))

    def refuse_if_any(self) -> None:
        if self.problems:
            raise PackRefused(self.problems)
