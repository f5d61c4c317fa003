"""Our content types and the contents of the courses as files: standard H5P, small, in two languages, without a foreign call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from h5p_wrapper.library import Library

from tests.h5p_types.places import (
    CURRICULUM,
    RUNNABLE,
    TYPES,
    Content,
    contents,
    library_folder,
    read_json,
    semantics_of,
)

FOLDERS = sorted(path for path in TYPES.iterdir() if path.is_dir())
FIELD_TYPES = {"text", "number", "boolean", "select", "list", "group", "image"}
MOST_SCRIPT = 8 * 1024
WORDS = {"label", "description", "entity", "default"}
FOREIGN = re.compile(
    r"\b(localStorage|sessionStorage|cookie|fetch|XMLHttpRequest|WebSocket|parent\.|top\.|eval|new Function|innerHTML|"
    r"insertAdjacentHTML|document\.write|import)\b"
)


def fields_below(field: dict[str, Any]) -> list[dict[str, Any]]:
    return [*field.get("fields", []), *([field["field"]] if "field" in field else [])]


def walk(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for field in fields:
        yield field
        yield from walk(fields_below(field))


def test_there_are_the_four_types_and_what_they_share():
    assert [folder.name for folder in FOLDERS] == sorted(f"LMS.{name}-1.0" for name in (*RUNNABLE, "Kit"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_library_declares_exactly_the_files_it_has(folder):
    library = Library.from_json(read_json(folder / "library.json"))
    assert folder.name == library.name.folder
    assert sorted(library.scripts) == sorted(path.name for path in folder.glob("*.js"))
    assert sorted(library.styles) == sorted(path.name for path in folder.glob("*.css"))
    assert library.runnable is (folder.name != "LMS.Kit-1.0")
    assert library.raw["license"] == "MIT"
    for needed in library.raw.get("preloadedDependencies", []):
        assert (library_folder(needed) / "library.json").is_file()


@pytest.mark.parametrize("script", sorted(TYPES.glob("*/*.js")), ids=lambda path: path.name)
def test_script_is_small_and_calls_nothing_foreign(script):
    assert script.stat().st_size <= MOST_SCRIPT + 512
    assert FOREIGN.findall(script.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", RUNNABLE)
def test_semantics_are_well_formed(name):
    for field in walk(semantics_of(name)):
        assert re.fullmatch(r"[a-zA-Z]\w*", field["name"]), field
        assert field["type"] in FIELD_TYPES, field
        assert field["label"], field
        if field["type"] == "group":
            # H5P stores a group of one field as that field's bare value, which the scripts do not expect.
            assert len(field["fields"]) > 1, field["name"]
        if field["type"] == "select":
            assert field["default"] in [option["value"] for option in field["options"]]


def same_shape(fields: list[dict[str, Any]], words: list[dict[str, Any]], where: str) -> list[str]:
    """Every word of the semantics that a language file leaves out, and every place where the two part."""
    gaps = [] if len(fields) == len(words) else [f"{where}: {len(fields)} fields, {len(words)} translated"]
    for field, word in zip(fields, words, strict=False):
        here = f"{where}/{field['name']}"
        said = {
            key
            for key in WORDS & field.keys()
            if isinstance(field[key], str) and (key != "default" or " " in field[key])
        }
        gaps += [f"{here}: {key}" for key in said - {"default"} if not word.get(key)]
        if "default" in said and field["type"] == "text" and not word.get("default"):
            gaps.append(f"{here}: default")
        if "options" in field and len(field["options"]) != len(word.get("options", [])):
            gaps.append(f"{here}: options")
        below = [*word.get("fields", []), *([word["field"]] if "field" in word else [])]
        gaps += same_shape(fields_below(field), below, here)
    return gaps


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", RUNNABLE)
def test_language_file_covers_every_word(name, language):
    words = read_json(TYPES / f"LMS.{name}-1.0" / "language" / f"{language}.json")["semantics"]
    assert same_shape(semantics_of(name), words, name) == []


@pytest.mark.parametrize("name", RUNNABLE)
def test_indonesian_file_says_what_the_semantics_say(name):
    words = list(walk(read_json(TYPES / f"LMS.{name}-1.0" / "language" / "id.json")["semantics"]))
    for field, word in zip(walk(semantics_of(name)), words, strict=True):
        assert {key: field[key] for key in word.keys() & WORDS} == {key: word[key] for key in word.keys() & WORDS}


def test_english_keeps_the_places_to_be_filled():
    for name in RUNNABLE:
        words = list(walk(read_json(TYPES / f"LMS.{name}-1.0" / "language" / "en.json")["semantics"]))
        for field, word in zip(walk(semantics_of(name)), words, strict=True):
            if isinstance(field.get("default"), str):
                assert set(re.findall(r"@\w+", field["default"])) == set(re.findall(r"@\w+", word.get("default", "")))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from texts(each)


def misfits(value: Any, field: dict[str, Any], where: str) -> list[str]:
    """Where a content does not fit the semantics of its type; required texts and bounds included."""
    kind = field["type"]
    if value is None:
        return [] if field.get("optional") or kind in ("group", "boolean") else [f"{where} is missing"]
    if kind == "list":
        count = field.get("min", 0) <= len(value) <= field.get("max", 10**6)
        inner = [one for at, each in enumerate(value) for one in misfits(each, field["field"], f"{where}[{at}]")]
        return inner if count else [f"{where}: {len(value)} entries", *inner]
    if kind == "group":
        known = {each["name"]: each for each in field["fields"]}
        extra = [f"{where}.{name} is unknown" for name in value if name not in known]
        l10n = field["name"] == "l10n"
        return extra + [
            one
            for name, each in known.items()
            if name in value or not l10n
            for one in misfits(value.get(name), each, f"{where}.{name}")
        ]
    fits = {
        "text": isinstance(value, str)
        and len(value) <= field.get("maxLength", 255)
        and (value or field.get("optional")),
        "number": isinstance(value, (int, float)) and value >= field.get("min", value),
        "boolean": isinstance(value, bool),
        "select": value in [option["value"] for option in field.get("options", [])],
        "image": isinstance(value, dict) and {"path", "mime", "width", "height"} <= value.keys(),
    }[kind]
    pattern = field.get("regexp", {}).get("pattern")
    return [] if fits and (not pattern or re.search(pattern, value)) else [f"{where}: {value!r}"]


@pytest.mark.parametrize("content", contents(), ids=lambda content: content.folder.name)
def test_shipped_content_fits_its_type_and_its_manifest(content: Content):
    manifest, params = content.manifest, content.params
    named = [library_folder(each) for each in manifest["preloadedDependencies"]]
    assert [folder.name for folder in named] == ["LMS.Kit-1.0", f"{manifest['mainLibrary']}-1.0"]
    assert all((folder / "library.json").is_file() for folder in named)
    whole = {"name": content.folder.name, "type": "group", "fields": semantics_of(content.type_name)}
    assert misfits(params, whole, content.folder.name) == []
    pictures = [text for text in texts(params) if text.startswith("images/")]
    assert all((content.folder / "content" / picture).stat().st_size <= 40 * 1024 for picture in pictures)
    held = {
        path.relative_to(content.folder / "content").as_posix() for path in (content.folder / "content").rglob("*.*")
    }
    assert held == {"content.json", *pictures}


@pytest.mark.parametrize("content", contents(), ids=lambda content: content.folder.name)
def test_shipped_content_speaks_plainly(content: Content):
    alternative = (content.folder / "alternatif.md").read_text(encoding="utf-8")
    spoken = [text for text in (*texts(content.params), alternative) if " " in text and "{" not in text]
    sentences = [sentence for text in spoken for sentence in re.split(r"(?<=[.!?:;])\s+", text) if sentence]
    assert [sentence for sentence in sentences if len(sentence.split()) > 15] == []
    assert not re.search(r"\b(salah|kamu|submit|feedback)\b", " ".join(spoken), re.IGNORECASE)


def test_each_course_plays_something():
    assert {content.folder.parts[len(CURRICULUM.parts)][:2] for content in contents()} == {"a1", "b1", "c2"}
    assert {content.type_name for content in contents()} == set(RUNNABLE)
