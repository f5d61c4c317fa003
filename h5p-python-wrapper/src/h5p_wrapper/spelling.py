"""How far two words are apart."""

from __future__ import annotations

_LONGEST = 500


def is_near(one: str, other: str, allowed: int) -> bool:
    """At most ``allowed`` letters put in, left out, replaced, or swapped with their neighbour.

    Optimal string alignment, as H5P.TextUtilities counts it. Texts of more than 500 characters are never near.
    """
    if abs(len(one) - len(other)) > allowed or max(len(one), len(other)) > _LONGEST:
        return False
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = int(letter != against)
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                least = min(least, before[j - 2] + cost)
            row.append(least)
        if min(row) > allowed + 1:
            return False
        before, last = last, row
    return last[-1] <= allowed
