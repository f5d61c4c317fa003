"""The pictures of the teachers' guide, from the demo's class: python3 manage.py screenshots docs/pictures --guide"""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps
from playwright.sync_api import Locator, Page, ViewportSize

from lms.demo.classes import PUPILS
from tests.e2e.class_screens import MINE, bring, companion, in_class, open_link
from tests.e2e.screens import Act, Screen

SIZE: ViewportSize = {"width": 360, "height": 860}
COLOURS = 48  # keeps each file below 80 kB


def _chosen(page: Page) -> None:
    in_class("tugas/baru/")(page)
    chosen = page.locator("label.opt", has_text="Akun pertama").first
    chosen.click()
    chosen.evaluate("label => label.scrollIntoView({ block: 'center' })")


def _list(page: Page) -> None:
    """Mostly as the class is, with three who are new."""
    in_class("daftar/")(page)
    known = [[name, short, "", "7A"] for name, short, _done in PUPILS]
    known[0][2] = "0098765432"
    new = [[name, "", "", "7A"] for name in ("Kartika Contoh", "Lestari Contoh", "Made Contoh")]
    bring(page, [["Nama", "Panggilan", "NISN", "Kelas"], *new, *known, ["Dimas Sukamaju", "", "", "7A"]])


def _needs_help(page: Page) -> None:
    in_class()(page)
    open_link(page, "#bantuan .list a")


def _session(page: Page) -> None:
    companion(page, "main .list.card a")
    page.locator("main .ask").scroll_into_view_if_needed()


SCREENS = (
    Screen("teacher-class", MINE, "guru", act=in_class()),
    Screen("teacher-list", MINE, "guru", act=_list),
    Screen("teacher-give", MINE, "guru", act=_chosen),
    Screen("teacher-follow", MINE, "guru", act=in_class("", "main section.card h3 a")),
    Screen("teacher-person", MINE, "guru", act=_needs_help),
    Screen("teacher-kit", MINE, "guru", act=in_class("bahan/", "main section .list a")),
    Screen("teacher-companion", MINE, "guru", act=_session),
)
# Sheets: the first page of what a link or a button gives.
SHEETS: tuple[tuple[str, Act, str], ...] = (
    ("teacher-cards", in_class("kartu/?semua=1"), "main form button.go"),
    ("author-worksheet", in_class("bahan/", "main section .list a"), "main a[href$='/lembar-kerja/'] >> nth=1"),
)


def take_guide(page: Page, folder: Path) -> list[str]:
    """``page``: signed in as the demo's teacher. Returns the names of the files."""
    page.set_viewport_size(SIZE)
    for screen in SCREENS:
        page.goto(screen.path)
        screen.act(page)
        page.wait_for_timeout(250)
        _keep(Image.open(io.BytesIO(page.screenshot())), folder / f"{screen.name}.png")
    for name, act, selector in SHEETS:
        page.goto(MINE)
        act(page)
        sheet = pypdfium2.PdfDocument(_file(page, page.locator(selector)))[0]
        _keep(_cut(sheet.render(scale=1.4).to_pil()), folder / f"{name}.png")
    return [f"{screen.name}.png" for screen in SCREENS] + [f"{name}.png" for name, _act, _selector in SHEETS]


def _file(page: Page, way: Locator) -> bytes:
    if address := way.get_attribute("href"):
        return page.context.request.get(address).body()
    with page.expect_download() as waiting:
        way.click()
    return Path(waiting.value.path()).read_bytes()


def _cut(sheet: Image.Image) -> Image.Image:
    """Without the empty rest of the page."""
    box = ImageOps.invert(sheet.convert("L")).getbbox()
    assert box is not None
    return sheet.crop((0, 0, sheet.width, min(sheet.height, box[3] + 20)))


def _keep(image: Image.Image, path: Path) -> None:
    image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
