"""What a pack cannot say, and what an export still needs: nothing is lost in silence."""

from __future__ import annotations

from dataclasses import dataclass, field

from courses.packs.problems import Problem


@dataclass(frozen=True)
class Missing:
    """Something that every pack says and this course does not say yet."""

    page: int  # where it is written
    problem: Problem


@dataclass
class Losses:
    lost: list[Problem] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)

    def lose(self, where: str, template: str, **params: object) -> None:
        problem = Problem(where, 0, template, {name: str(value) for name, value in params.items()})
        if problem not in self.lost:
            self.lost.append(problem)

    def need(self, page: int, where: str, template: str, **params: object) -> None:
        problem = Problem(where, 0, template, {name: str(value) for name, value in params.items()})
        self.missing.append(Missing(page, problem))
