"""Our content types and the contents of the courses as files: standard H5P, small, in two languages, without a foreign call."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from h5p_wrapper.cli import main
from h5p_wrapper.filtering import filter_content
from h5p_wrapper.library import Library
from h5p_wrapper.registry import MemoryRegistry
from h5p_wrapper.validate import validate
from h5p_wrapper.versions import LibraryName

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


def libraries() -> MemoryRegistry:
    ours = [Library.from_json(read_json(folder / "library.json")) for folder in FOLDERS]
    semantics = {
        library.name: read_json(TYPES / library.name.folder / "semantics.json") for library in ours if library.runnable
    }
    return MemoryRegistry(ours, semantics=semantics)


@pytest.mark.parametrize("content", contents(), ids=lambda content: content.folder.name)
def test_shipped_content_is_what_its_type_asks_for(content: Content):
    inside = content.folder / "content"
    files = {path.relative_to(inside).as_posix() for path in inside.rglob("*") if path.is_file()}
    filtered = filter_content(content.params, LibraryName(f"LMS.{content.type_name}", 1, 0), libraries(), files=files)
    assert list(filtered.problems) == []
    assert filtered.params == content.params  # nothing unknown, too long, out of bounds or not allowed was in it
    pictures = {text for text in texts(content.params) if text.startswith("images/")}
    assert files == {"content.json", *pictures}
    assert all((inside / picture).stat().st_size <= 40 * 1024 for picture in pictures)


@pytest.mark.parametrize("content", contents(), ids=lambda content: content.folder.name)
def test_shipped_content_and_its_libraries_make_a_valid_package(content: Content, tmp_path: Path):
    folder, package = tmp_path / "folder", tmp_path / "content.h5p"
    shutil.copytree(content.folder, folder, ignore=shutil.ignore_patterns("alternatif.md"))
    for needed in content.manifest["preloadedDependencies"]:
        shutil.copytree(library_folder(needed), folder / library_folder(needed).name)
    assert main(["pack", str(folder), str(package)]) == 0
    report = validate(package)
    assert list(report.problems) == []
    assert {library.name.folder for library in report.libraries} == {"LMS.Kit-1.0", f"LMS.{content.type_name}-1.0"}


@pytest.mark.parametrize("content", contents(), ids=lambda content: content.folder.name)
def test_shipped_content_speaks_plainly(content: Content):
    alternative = (content.folder / "alternatif.md").read_text(encoding="utf-8")
    spoken = [text for text in (*texts(content.params), alternative) if " " in text and "{" not in text]
    sentences = [sentence for text in spoken for sentence in re.split(r"(?<=[.!?:;])\s+", text) if sentence]
    assert [sentence for sentence in sentences if len(sentence.split()) > 15] == []
    assert not re.search(r"\b(salah|kamu|submit|feedback)\b", " ".join(spoken), re.IGNORECASE)


def test_each_course_plays_something():
    courses = {file.parent.name for file in CURRICULUM.glob("*/course.yaml")}
    assert {content.folder.parts[len(CURRICULUM.parts)] for content in contents()} == courses
    assert {content.type_name for content in contents()} == set(RUNNABLE)
