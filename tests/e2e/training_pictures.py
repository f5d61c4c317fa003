"""The pictures of docs/training-guide.md, put together from screenshots: python3 manage.py screenshots FOLDER pelatihan

Then: .venv/bin/python -m tests.e2e.training_pictures FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDE = 720  # pixels
# Name → screens beside each other, and what part of their height is shown.
DRAWN: dict[str, tuple[tuple[str, ...], float]] = {
    "training-sign-up": (("pelatihan-pengunjung-hp", "pelatihan-punya-tempat-hp", "pelatihan-menunggu-hp"), 16 / 9),
    "training-overview": (("pelatihan-ringkasan-layar",), 0.95),
    "training-door": (("pelatihan-pintu-layar", "pelatihan-hadir-layar"), 0.75),
    "training-certificates": (("pelatihan-sertifikat-layar",), 0.75),
    "training-report": (("pelatihan-laporan-layar",), 0.95),
}


def draw(folder: Path, names: tuple[str, ...], shape: float) -> Image.Image:
    """``shape``: height of each part for a width of 1."""
    width = (WIDE - 8 * (len(names) - 1)) // len(names)
    height = int(width * shape)
    drawn = Image.new("RGB", (WIDE, height), "#888888")
    for index, name in enumerate(names):
        with Image.open(folder / f"{name}-light.png") as screen:
            seen = screen.convert("RGB")
        scaled = seen.resize((width, seen.height * width // seen.width), Image.Resampling.LANCZOS)
        part = Image.new("RGB", (width, height), "#fbfaf6")
        part.paste(scaled, (0, 0))
        drawn.paste(part, (index * (width + 8), 0))
    return drawn.quantize(48, dither=Image.Dither.NONE)


if __name__ == "__main__":
    for name, (screens, shape) in DRAWN.items():
        draw(Path(sys.argv[1]), screens, shape).save(PICTURES / f"{name}.png", optimize=True)
