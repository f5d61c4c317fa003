"""Names and titles are printed exactly as people write them: never as markup, in whatever script, however long."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from certificates.domain.documents import certificate_pdf
from certificates.facts import ModuleFact
from certificates.pdf.render import render_pdf
from tests.certificates.making import issue_one, pages, paper
from tests.certificates.test_pdf import outside
from tests.factories.people import learner

JAVANESE = "ꦮꦫꦶ"


def printed(**changes) -> list[str]:
    return pages(render_pdf(paper(address="", **changes)))


@pytest.mark.parametrize(
    "name",
    [
        "<b>Ani</b> & <script>alert(1)</script>",
        '#set text(red) #panic[x] #read("/etc/passwd")',
        "*Ani* _Budi_ `kode` $x^2$ @label <label> = judul",
        "C:\\Users\\Ani \\ \\n \\u{1F600} // komentar /* x */",
        "{{nama_daerah}} {% now %} %(name)s {0} ${HOME}",
        "M. Ma'ruf D’Souza “Gus” \"Dur\" «x»",
        "O'Neil-Ćosić Nguyễn Łukasz Ñandú İ ı ß",
        "-- Siti; DROP TABLE; --",
        "Siti",  # one word is a name, too
        "1 - 2. + / 3~4 ... -- ---",
        "[Ani](https://example.org) !#",
    ],
)  # fmt: skip
def test_a_name_is_printed_letter_by_letter(name):
    text = printed(name=name)
    assert name in text[0]
    assert name in text[1]


@pytest.mark.parametrize(
    "field", ["title", "office", "signer_name", "signer_role", "place", "number", "grade", "municipality"]
)
def test_every_other_text_is_data_as_well(field):
    hostile = '#panic("x") *a* $b$ <c> @d'
    text = " ".join(printed(**{field: hostile}))
    assert (hostile.upper() if field == "municipality" else hostile) in text


def test_titles_of_modules_are_data_as_well():
    hostile = '#panic("x") *a* $b$ <c> @d | e'
    assert hostile in printed(modules=(ModuleFact(hostile, 45, 80),))[1]


@pytest.mark.parametrize(
    "name",
    [
        "Ni Luh Putu Ayu Kartika Sari Dewi " * 9,  # 306 letters
        "Ni Luh Putu Ayu",
        "Raden Ajeng Siti Nurhaliza Kusumawardhani Prawirodirdjo, S.Pd., M.Pd., Ph.D.",
    ],
)
def test_a_long_name_stays_whole_and_on_the_page(name):
    content = render_pdf(paper(address="", name=name.strip()))
    assert name.strip() in pages(content)[0]
    assert outside(content) == ""
    assert len(pages(content)) == 2


def test_a_single_word_of_150_letters_stays_on_the_page():
    """The longest a name may be, typed without a space."""
    content = render_pdf(paper(address="", name="Wawan" * 30))
    assert outside(content) == ""


def test_a_long_title_of_a_course_stays_on_the_page():
    title = ("Layanan Publik dari HP: Kependudukan, Izin Usaha, Pajak, Tiket dan Perjalanan " * 3).strip()[:255]
    content = render_pdf(paper(address="", title=title))
    assert outside(content) == ""
    assert title in pages(content)[0]


@pytest.mark.parametrize(
    "name", ["Siti 😀 Aminah", f"Wari {JAVANESE}", "小林 さくら", "Ани", "عبد الله", "𝕾𝖎𝖙𝖎", "Siti \u0e01"]
)
def test_a_name_with_letters_no_font_has_is_still_printed(settings, tmp_path, name):
    """The form takes any script, so nobody's certificate may fail; letters without a font may stay empty."""
    settings.DATA_DIR = tmp_path
    text = printed(name=name)
    assert len(text) == 2
    assert "421/0073/KOMINFO/2026" in text[0]


def test_letters_of_another_script_come_from_the_fonts_that_set_up_fetched(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    _make_font(tmp_path / "fonts" / "javanese.ttf", "Noto Sans Javanese", JAVANESE)
    assert JAVANESE in printed(name=f"Wari {JAVANESE}")[0]


def _make_font(path: Path, family: str, letters: str) -> None:
    """Open Sans under another name, its shapes given to these letters."""
    font = TTFont(str(files("ttf_opensans") / "ttf" / "OpenSans-Regular.ttf"))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.clear()
            table.cmap.update({ord(letter): font.getGlyphOrder()[40 + index] for index, letter in enumerate(letters)})
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = family
    for rules in ("GSUB", "GPOS"):  # of the Latin shapes
        del font[rules]
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)


def test_a_name_as_the_form_keeps_it_reaches_the_paper(db):
    ani = learner(name="Ma'ruf #1 & Ćosić", title_before="Dr.", title_after="S.E., M.M.")
    text = pages(certificate_pdf(issue_one(ani)))
    assert "Dr. Ma'ruf #1 & Ćosić, S.E., M.M." in text[0]
