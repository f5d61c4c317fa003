"""Every word a person reads is Indonesian unless they chose English, on our screens and on Wagtail's (DESIGN §4.14)."""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from django.apps import apps
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from django.utils.translation.trans_real import translation as catalogue_of
from django.views.i18n import JavaScriptCatalog

from core.environment import PROJECT_DIR
from lms.catalogues import compile_catalogues
from lms.extraction import catalogue_path, find_messages
from tests.house.places import name_of, own_apps, own_files

OURS = polib.pofile(str(catalogue_path()))
SUPPLEMENT = {
    name: polib.pofile(str(PROJECT_DIR / "lms/locale_wagtail/id/LC_MESSAGES" / f"{name}.po"))
    for name in ("django", "djangojs")
}
ALL = [*OURS, *SUPPLEMENT["django"], *SUPPLEMENT["djangojs"]]

_PERCENT = re.compile(r"%(?:\(\w+\))?[sdif]|%%")
_BRACES = re.compile(r"\{\w*\}")
_TAGS = re.compile(r"</?[a-z]\w*\b[^>]*>")


def texts(entry: polib.POEntry) -> list[str]:
    """Its translations: one, or one per plural form (Indonesian has one)."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def slips(entry: polib.POEntry) -> list[str]:
    """What a translation lost or added."""
    found = []
    originals = [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]
    for text in texts(entry):
        if not text.strip():
            found.append("empty")
        for what, pattern in (("placeholders", _PERCENT), ("braces", _BRACES), ("tags", _TAGS)):
            if sorted(pattern.findall(text)) not in [sorted(pattern.findall(original)) for original in originals]:
                found.append(what)
        if (text[:1] == "\n", text[-1:] == "\n") != (entry.msgid[:1] == "\n", entry.msgid[-1:] == "\n"):
            found.append("line ends")
    return [*found, *(["fuzzy"] if entry.fuzzy else []), *(["obsolete"] if entry.obsolete else [])]


def test_slips_are_found():
    wrong = {
        "%(count)s lessons": "%(jumlah)s pelajaran",
        "{name} is": "nama adalah",
        "<b>Take care</b>": "Hati-hati",
        "Sign in": "",
        "Two\nlines\n": "Dua baris",
    }
    assert [slips(polib.POEntry(msgid=msgid, msgstr=msgstr)) for msgid, msgstr in wrong.items()] == [
        ["placeholders"], ["braces"], ["tags"], ["empty"], ["line ends"],
    ]  # fmt: skip
    assert slips(polib.POEntry(msgid="x", msgstr="y", flags=["fuzzy"])) == ["fuzzy"]
    assert (
        slips(
            polib.POEntry(msgid="%(n)s <b>a</b>", msgid_plural="%(n)s <b>as</b>", msgstr_plural={0: "<b>a</b> %(n)s"})
        )
        == []
    )


def test_every_message_is_translated_with_its_placeholders_and_tags():
    assert len(ALL) > 2000
    assert {entry.msgid: found for entry in ALL if (found := slips(entry))} == {}


def test_the_catalogue_holds_what_code_and_templates_say_and_nothing_else():
    """After a new string: python manage.py extract_messages"""
    said, kept = set(find_messages()), {(entry.msgctxt, entry.msgid) for entry in OURS}
    assert len(kept) == len(OURS), "a message stands twice"
    assert (said - kept, kept - said) == (set(), set())


# Words that learners' screens avoid, and the one they use instead (glossary of the curriculum).
AVOIDED = ("enrol", "submit", "deadline", "dashboard", "log in", "login", "attempt", "feedback", "daring", "luring", "gaptek", "kamu", "salah")  # fmt: skip


def test_screens_speak_plainly():
    word = re.compile(rf"\b({'|'.join(AVOIDED)})\b", re.IGNORECASE)
    assert word.findall("Jawaban salah, silakan login.") == ["salah", "login"]
    found = {
        entry.msgid: said
        for entry in OURS
        for text in texts(entry)
        if (said := word.findall(text)) and not _for_trainers(entry)
    }
    assert found == {}


def _for_trainers(entry: polib.POEntry) -> bool:
    """Said only in the editor, by commands, or about course packs."""
    inside = (
        "/admin",
        "viewsets",
        "panels",
        "blocks.py",
        "packs/",
        "management/",
        "models",
        "/kinds/",
        "formats/",
        "quick_forms",
        "wagtail_hooks",
    )
    return all(any(part in place for part in inside) for place, _line in entry.occurrences)


def looked_up(entry: polib.POEntry) -> str:
    match entry.msgctxt, entry.msgid_plural:
        case None, "":
            return gettext(entry.msgid)
        case None, plural:
            return ngettext(entry.msgid, plural, 3)
        case context, "":
            return pgettext(context, entry.msgid)
        case context, plural:
            return npgettext(context, entry.msgid, plural, 3)
    raise AssertionError(entry)


def test_what_runs_is_what_is_written(settings):
    assert compile_catalogues(settings.LOCALE_PATHS) == 0, "compiled before the first test"
    first = {(entry.msgctxt, entry.msgid) for entry in OURS}
    with translation.override("id"):
        ours = {entry.msgid: looked_up(entry) for entry in OURS if looked_up(entry) != texts(entry)[0]}
        supplement = [entry for entry in SUPPLEMENT["django"] if (entry.msgctxt, entry.msgid) not in first]
        theirs = {entry.msgid: looked_up(entry) for entry in supplement if looked_up(entry) != texts(entry)[0]}
    assert ours == {}
    assert theirs == {}


def test_a_newer_source_is_compiled_anew(tmp_path):
    folder = tmp_path / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = polib.POFile()
    source.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    source.append(polib.POEntry(msgid="Sign in", msgstr="Masuk"))
    source.save(str(folder / "django.po"))
    assert (compile_catalogues([tmp_path]), compile_catalogues([tmp_path])) == (1, 0)
    assert [entry.msgstr for entry in polib.mofile(str(folder / "django.mo"))] == ["Masuk"]
    stamp = (folder / "django.mo").stat().st_mtime
    os.utime(folder / "django.po", (stamp + 5, stamp + 5))
    assert compile_catalogues([tmp_path]) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["django.mo", "django.po"]


def upstream(domain: str) -> Iterator[polib.POEntry]:
    """What installed packages say in English: Wagtail's catalogues of the English words themselves."""
    for config in apps.get_app_configs():
        path = Path(config.path) / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        if config.label not in own_apps() and path.exists():
            yield from polib.pofile(str(path))


def test_wagtail_speaks_indonesian_throughout():
    known, missing = catalogue_of("id"), set()
    catalogue = known._catalog  # type: ignore[attr-defined]  # gettext() cannot tell “not there” from “said the same”
    entries = list(upstream("django"))
    assert len(entries) > 1500
    for entry in entries:
        key = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
        found = catalogue.get((key, 0)) if entry.msgid_plural else catalogue.get(key)
        if not found:
            missing.add(entry.msgid)
    assert missing == set()


def test_wagtails_scripts_speak_indonesian_throughout():
    """As its pages load them: from /kelola/jsi18n/."""
    with translation.override("id"):
        script = JavaScriptCatalog.as_view(packages=["wagtail.admin"])(RequestFactory().get("/")).content.decode()
    match = re.search(r"const newcatalog = (\{.*?\});\n", script, re.DOTALL)
    assert match is not None
    catalogue = json.loads(match[1])
    entries = list(upstream("djangojs"))
    assert len(entries) > 40
    keys = {entry.msgid: f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid for entry in entries}
    assert {msgid for msgid, key in keys.items() if not catalogue.get(key)} == set()


# Text of a template that is the same in every language.
SAME_EVERYWHERE = {
    "JP", "Bahasa Indonesia", "English", "Indonesia", "RW", "PIN", "NIP", "MB", "KB", "WIB",
    "Read in English", "Baca dalam bahasa Indonesia",
}  # fmt: skip
SPOKEN = ("alt", "aria-label", "aria-description", "label", "placeholder", "summary", "title", "data-confirm")
# 500: stands by itself when nothing works, in both languages at once. Components: for whoever keeps the look. Previews: of blocks, invented.
BESIDE = ("errors/500.html", "pages/gallery.html", "blocks/previews/")


def bare_words(source: str) -> list[str]:
    """Words of a template that stand outside its translation tags, in text or in spoken attributes."""
    parts, quoted = [], ""
    for token in Lexer(source).tokenize():
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if quoted:
            quoted = "" if name == quoted else quoted
        elif name in ("blocktranslate", "blocktrans", "comment", "verbatim"):
            quoted = f"end{name}"
        elif token.contents == "block body_class":  # names of styles, not words
            quoted = "endblock"
        elif token.token_type == TokenType.TEXT:
            parts.append(token.contents)
        elif token.token_type == TokenType.VAR or name in ("translate", "trans", "url", "icon", "static"):
            parts.append("\u2026")
    page = BeautifulSoup("".join(parts), "html.parser")
    for tag in page(["script", "style", "code"]):
        tag.decompose()
    said = [str(text) for text in page.find_all(string=True) if not isinstance(text, PreformattedString)]
    said += [str(tag[name]) for tag in page.find_all(True) for name in SPOKEN if tag.get(name)]
    for text in sorted(SAME_EVERYWHERE, key=len, reverse=True):
        said = [re.sub(rf"\b{text}\b", "", " ".join(one.split())) for one in said]
    return [word for one in said for word in re.findall(r"[^\W\d_]{2,}", one)]


def test_bare_words_are_found():
    assert bare_words("<p>{% translate 'Sign in' %} atau {{ name }}</p>") == ["atau"]
    assert bare_words(
        '<img alt="Papan" src="x.png"><p>{% blocktranslate %}in {{ x }} here{% endblocktranslate %}</p>'
    ) == ["Papan"]
    assert bare_words("{# kept #}<script>const a = 1</script>{% if a %} · {% endif %}2 JP") == []
    assert bare_words('<a title="{{ x }}">{% translate "Home" %}</a><!doctype html>') == []


TEMPLATES = [
    path
    for app in own_apps()
    for path in own_files(".html", under=PROJECT_DIR / app)
    if not any(part in path.as_posix() for part in BESIDE)
]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_says_a_word_that_cannot_be_translated(path):
    assert bare_words(path.read_text(encoding="utf-8")) == []


# Calls whose text people read, and the place of the text among their arguments.
TELLING = {"success": 1, "info": 1, "warning": 1, "error": 1, "add_error": 1, "ValidationError": 0}


def untranslated_calls(source: str) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        place = TELLING.get(name.rpartition(".")[2]) if not name.startswith(("logger", "log.")) else None
        told = node.args[place] if place is not None and len(node.args) > place else None
        if isinstance(told, ast.Constant | ast.JoinedStr) and re.search(r"[^\W\d_]{2,}", ast.unparse(told)):
            found.append((node.lineno, ast.unparse(told)))
    return found


def test_no_message_in_code_goes_around_gettext():
    assert untranslated_calls('messages.success(request, "Kept.")') == [(1, "'Kept.'")]
    assert untranslated_calls('messages.success(request, _("Kept."))\nlogger.info("x", "abc")') == []
    files = [path for app in own_apps() for path in own_files(".py", under=PROJECT_DIR / app)]
    assert {
        name_of(path): found for path in files if (found := untranslated_calls(path.read_text(encoding="utf-8")))
    } == {}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_both_languages_are_served_and_say_which_they_are(db, client, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/masuk/")
    assert (page["Content-Language"], BeautifulSoup(page.content, "html.parser").find("html")["lang"]) == (
        language,
        language,
    )
    assert {"id": "Masuk", "en": "Sign in"}[language] in page.content.decode()
