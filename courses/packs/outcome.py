"""What loading a pack did, and what stops it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Loaded:
    """What loading one pack did."""

    pack: str
    version: str
    made: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: list[str] = field(default_factory=list)  # edited here: left alone
    left: list[str] = field(default_factory=list)  # not among what was wanted
    gone: list[str] = field(default_factory=list)  # no longer in the pack: left alone


class CourseDeletedHere(Exception):
    """The course of this pack was deleted on this site; ``--take all`` brings it back."""
