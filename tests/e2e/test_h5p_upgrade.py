"""An administrator takes contents to a newer version of their type: the library's own steps run in the browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.exercises import CAGE_NOISE
from tests.e2e.people import sign_in_demo
from tests.e2e.test_every_screen import problems, too_wide
from tests.factories.h5p import library_files, package_bytes

SCRIPT = "H5P.Naik = function (params) { this.attach = function ($where) { $where.text(params.NAME); }; };"
STEPS = """
var H5PUpgrades = H5PUpgrades || {};
H5PUpgrades['H5P.Naik'] = { 1: { 1: function (params, finished, extras) {
  if (params.question === 'macet') { setTimeout(function () { throw new Error('langkah putus'); }); return; }
  finished(null, { ask: params.question + ' (sudah naik)' }, extras);
} } };
"""
OLD, NEW = "H5P.Naik 1.0", "H5P.Naik 1.1"


def bring(page: Page, version: str, name: str, title: str, value: str) -> str:
    """The address of the content, once it is taken together with its library."""
    library = library_files(
        version,
        semantics=[{"name": name, "type": "text", "label": "Pertanyaan"}],
        script=SCRIPT.replace("NAME", name),
        upgrades=STEPS if version == NEW else "",
    )
    file = package_bytes(version, title=title, params={name: value}, libraries={version: library})
    page.goto("/kelola/h5p/unggah/")
    page.set_input_files("[name=file]", {"name": "naik.h5p", "mimeType": "application/zip", "buffer": file})
    page.get_by_role("button", name="Lihat isi berkas").click()
    page.locator("[value=take], [value=install-and-take]").first.click()
    page.wait_for_url(re.compile(r"/h5p/isi/\d+/"))
    return page.url


def plays(page: Page, address: str, text: str) -> None:
    page.goto(address)
    page.locator(".h5p-player [data-open]").click()
    expect(page.frame_locator(".h5p-player iframe").get_by_text(text, exact=True)).to_be_visible()


def test_contents_go_to_the_newer_version_and_one_that_fails_stays_as_it_was(window):
    watched = window()
    watched.expect_noise(*CAGE_NOISE, "langkah putus")
    page = watched.page
    sign_in_demo(page, "pengelola", staff=True)
    good = bring(page, OLD, "question", "Soal baik", "Berapa?")
    bad = bring(page, OLD, "question", "Soal macet", "macet")
    bring(page, NEW, "ask", "Soal baru", "Baru")

    page.goto("/kelola/h5p/pustaka/?q=Naik")
    page.get_by_role("row", name="1.1.0").get_by_role("link").click()
    page.get_by_role("link", name="Perbarui konten").click()
    rows = page.locator("#upgrade li")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Perbarui semua").click()
    expect(page.locator("[data-status]")).to_contain_text("Belum semuanya berhasil")
    expect(rows.filter(has_text="Soal baik")).to_contain_text("→ H5P.Naik 1.1: selesai")
    expect(rows.filter(has_text="Soal macet")).to_contain_text("langkah putus")
    assert [*problems(page), *too_wide(page)] == []

    plays(page, good, "Berapa? (sudah naik)")
    expect(page.locator("#versions-section tbody tr")).to_have_count(2)
    plays(page, bad, "macet")
    expect(page.locator("#versions-section tbody tr")).to_have_count(1)
