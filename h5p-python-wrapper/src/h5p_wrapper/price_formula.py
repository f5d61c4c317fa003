"""Arithmetic over named rows, as the price calculator's script reads it: + - * / ( ) % and names; nothing else."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

_TOKEN = re.compile(r"\d[\d.,]*|[a-z]\w*|[^\s]", re.IGNORECASE | re.ASCII)
_MOST_TOKENS = 200
_MOST_DEPTH = 100
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?\Z")
_ENGLISH_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(,\d{3}){2,}\Z")
_NUMBER = re.compile(r"-?\d{1,15}([.,]\d{1,15})?\Z")


class NotAFormula(Exception):
    """It cannot be worked out."""


def read_number(text: str) -> float | None:
    """A number as people write it: ``Rp 12.500``, ``12,5``, ``10%``, ``1.250.000,-``."""
    bare = re.sub(r"\s|rp\.?|idr", "", text, flags=re.IGNORECASE)
    bare = re.sub(r",-+\Z|%\Z", "", bare, count=1).replace("−", "-", 1)
    if _THOUSANDS.match(bare):
        return float(bare.replace(".", "").replace(",", "."))
    if _ENGLISH_THOUSANDS.match(bare):
        return float(bare.replace(",", ""))
    return float(bare.replace(",", ".")) if _NUMBER.match(bare) else None


def values_of(formulas: Mapping[str, str]) -> dict[str, float]:
    """The value of each row by its name; rows that cannot be worked out (a circle, no formula) are left out."""
    known: dict[str, float | None] = {}

    def value_of(name: str, above: tuple[str, ...]) -> float:
        if name not in formulas or name in above or len(above) > _MOST_DEPTH:
            raise NotAFormula(name)
        if name not in known:
            try:
                known[name] = evaluate(formulas[name], lambda other: value_of(other, (*above, name)))
            except NotAFormula:
                known[name] = None
        value = known[name]
        if value is None:
            raise NotAFormula(name)
        return value

    for name in formulas:
        try:
            value_of(name, ())
        except NotAFormula:
            continue  # the type shows such a row as one that cannot be worked out, and does not count it
    return {name: value for name, value in known.items() if value is not None}


def evaluate(formula: str, value_of: Callable[[str], float]) -> float:
    """Raises ``NotAFormula``."""
    formula = re.sub(r"[÷:]", "/", formula.replace("×", "*")).replace("−", "-")
    tokens = _TOKEN.findall(formula)
    if len(tokens) > _MOST_TOKENS:
        raise NotAFormula(formula)
    reader = _Reader(tokens, value_of)
    try:
        value = reader.sum(0)
    except (ZeroDivisionError, OverflowError) as error:
        raise NotAFormula(formula) from error
    if reader.at < len(tokens) or not math.isfinite(value):
        raise NotAFormula(formula)
    return value


class _Reader:
    def __init__(self, tokens: list[str], value_of: Callable[[str], float]) -> None:
        self._tokens, self._value_of = tokens, value_of
        self.at = 0

    def _next(self) -> str:
        return self._tokens[self.at] if self.at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._next()
        self.at += 1
        return token

    def sum(self, depth: int) -> float:
        value = self._product(depth)
        while self._next() in ("+", "-"):
            value = value + self._product(depth) if self._take() == "+" else value - self._product(depth)
        return value

    def _product(self, depth: int) -> float:
        value = self._primary(depth)
        while self._next() in ("*", "/"):
            value = value * self._primary(depth) if self._take() == "*" else value / self._primary(depth)
        return value

    def _primary(self, depth: int) -> float:
        if depth > _MOST_DEPTH:
            raise NotAFormula("too deep")
        word = self._take()
        if word == "-":
            return -self._primary(depth + 1)
        if word == "(":
            value = self.sum(depth + 1)
            if self._take() != ")":
                raise NotAFormula("bracket")
        elif word[:1].isdigit():
            number = read_number(word)
            if number is None:
                raise NotAFormula(word)
            value = number
        elif word[:1].isalpha():
            value = self._value_of(word)
        else:
            raise NotAFormula(word)
        while self._next() == "%":
            self.at += 1
            value /= 100
        return value
