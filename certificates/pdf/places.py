"""Where things stand on page one. The signature keeps its room, whatever else a template says."""

from __future__ import annotations

from dataclasses import dataclass

_POINTS = 72 / 25.4


@dataclass(frozen=True)
class Room:
    """A rectangle of a page (counted from 1), in points from the lower left corner, as PDF counts."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


def _room(left: float, bottom: float, width: float, height: float) -> Room:
    """Millimetres in."""
    return Room(1, *(round(value * _POINTS, 2) for value in (left, bottom, left + width, bottom + height)))


COLUMN = {"landscape": 58.0, "portrait": 54.0}  # mm a signatory has
MARGIN = {"landscape": 26.0, "portrait": 22.0}  # mm left and right
WIDTH = {"landscape": 297.0, "portrait": 210.0}
ROOM_BOTTOM = {"landscape": 41.0, "portrait": 77.0}  # mm above the lower edge: names stand below
ROOM_HEIGHT = 17.0

# Above the name of the last signatory, who stands at the right. Whatever signs or seals visibly does it here.
SIGNATURE_ROOM = {
    paper: _room(WIDTH[paper] - MARGIN[paper] - COLUMN[paper], ROOM_BOTTOM[paper], COLUMN[paper], ROOM_HEIGHT)
    for paper in COLUMN
}
