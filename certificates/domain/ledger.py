"""Training hours (JP) of a year, from the certificates that are valid: of one person, and of many for a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Min, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from accounts.models import User
from certificates.facts import Kind
from certificates.models import Certificate
from certificates.models.issuer import issuer_now


@dataclass(frozen=True)
class YearOfOne:
    """What somebody has learned in a year; the year is that of the day of completion."""

    year: int
    jp: int
    target: int
    certificates: tuple[Certificate, ...]  # in the order of completion
    transcript: Certificate | None = None  # as it was issued last

    @property
    def done(self) -> int:
        """As far as a bar goes."""
        return min(self.jp, self.target)

    @property
    def total(self) -> int:
        return self.target

    @property
    def is_reached(self) -> bool:
        return self.jp >= self.target

    @property
    def is_told(self) -> bool:
        """The transcript says just this."""
        if self.transcript is None:
            return False
        return [entry.number for entry in self.transcript.stated.entries] == [one.number for one in self.certificates]


def years_of(certificates: Iterable[Certificate]) -> list[YearOfOne]:
    """The newest first. ``certificates``: all valid ones of one person; transcripts count nothing themselves."""
    by_year: dict[int, list[Certificate]] = defaultdict(list)
    transcripts: dict[int, Certificate] = {}
    for certificate in certificates:
        year = int(certificate.facts["completed_on"][:4])
        if certificate.kind == Kind.TRANSCRIPT:
            transcripts[year] = certificate
        else:
            by_year[year].append(certificate)
    return [
        YearOfOne(
            year,
            sum(one.facts["jp"] for one in found),
            issuer_now().jp_target,
            tuple(sorted(found, key=lambda one: (one.facts["completed_on"], one.pk))),
            transcripts.get(year),
        )
        for year, found in sorted(by_year.items(), reverse=True)
    ]


def year_of(holder: User, year: int) -> YearOfOne | None:
    valid = Certificate.objects.filter(holder=holder, state=Certificate.State.LIVE)
    return next((one for one in years_of(valid) if one.year == year), None)


@dataclass(frozen=True)
class Line:
    """A person in the sheet of a year."""

    person: User
    jp: int
    certificates: int
    target: int

    @property
    def missing(self) -> int:
        return max(self.target - self.jp, 0)


@dataclass(frozen=True)
class Sums:
    people: int
    jp: int
    certificates: int
    reached: int


SORTS = {
    "name": lambda line: (line.person.name.casefold(), line.person.pk),
    "jp": lambda line: (-line.jp, line.person.name.casefold(), line.person.pk),
    "missing": lambda line: (-line.missing, line.person.name.casefold(), line.person.pk),
}


def lines_of(people: QuerySet[User], year: int, *, sort: str = "name") -> list[Line]:
    """Two queries, however many people."""
    jp: dict[int, int] = defaultdict(int)
    count: dict[int, int] = defaultdict(int)
    earned = _of_year(year).filter(holder__in=people.order_by().values("pk"))
    for holder, hours in earned.values_list("holder", "facts__jp"):
        jp[holder] += hours
        count[holder] += 1
    target = issuer_now().jp_target
    lines = [Line(person, jp[person.pk], count[person.pk], target) for person in people]
    return sorted(lines, key=SORTS.get(sort, SORTS["name"]))


def _of_year(year: int) -> QuerySet[Certificate]:
    valid = Certificate.objects.filter(state=Certificate.State.LIVE).exclude(kind=Kind.TRANSCRIPT)
    return valid.annotate(completed_on=KT("facts__completed_on")).filter(completed_on__startswith=f"{year:04d}-")


def sums_of(lines: Sequence[Line]) -> Sums:
    return Sums(
        len(lines),
        sum(line.jp for line in lines),
        sum(line.certificates for line in lines),
        sum(not line.missing for line in lines),
    )


def years_with_certificates() -> list[int]:
    """From this year back to that of the first certificate."""
    this = timezone.localdate().year
    first = Certificate.objects.aggregate(first=Min("issued_at"))["first"]
    return list(range(this, (timezone.localtime(first).year if first else this) - 1, -1))
