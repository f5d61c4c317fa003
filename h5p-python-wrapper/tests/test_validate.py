"""The steps of the reference validator, in its order, and what it leaves out."""

from __future__ import annotations

import io

import pytest
from h5p_wrapper import Dependency, H5PError, Library, LibraryName, Limits, MemoryRegistry, Package, validate
from making import as_json, changed, found, good, library, library_json, manifest, needs, png, report, zipped


def installed(*names: str, **changes) -> MemoryRegistry:
    return MemoryRegistry(Library.from_json(library_json(name, runnable=1, **changes)) for name in names)


def only_content(**changes) -> dict[str, bytes]:
    return {name: body for name, body in good().items() if not name.startswith("Test.")} | changes


def test_report_says_what_is_inside():
    seen = report(good())
    assert seen.is_valid
    assert seen.manifest is not None
    assert (seen.manifest.title, str(seen.manifest.main)) == ("Kartu", "Test.Card 1.0")
    assert [str(each.name) for each in seen.libraries] == ["Test.Base 1.2", "Test.Card 1.0"]
    assert (seen.file_count, seen.content_bytes) == (len(good()), len(png()))


def test_file_must_be_named_h5p(tmp_path):
    path = tmp_path / "kartu.zip"
    path.write_bytes(zipped(good()))
    assert [problem.code for problem in validate(path).problems] == ["file-name"]
    assert validate(path.rename(tmp_path / "KARTU.H5P")).is_valid


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("content/a.svg", "content-active"),
        ("content/A.HTML", "content-active"),
        ("content/a.js", "content-active"),
        ("content/a.css", "content-active"),
        ("content/a.xml", "content-active"),
        ("content/a.zip", "content-kind"),
        ("content/a", "content-kind"),
        ("content/a.png.exe", "content-kind"),
        ("Test.Base-1.2/a.html", "library-file-kind"),
        ("Test.Base-1.2/a.php", "library-file-kind"),
    ],
)
def test_kinds_of_files_that_are_not_allowed(name, rule):
    assert found(changed({name: b"x"})) == [(rule, name)]


def test_kinds_of_files_that_only_libraries_may_have():
    extra = {f"Test.Base-1.2/a.{kind}": b"x" for kind in ("js", "css", "svg", "xml")}
    assert found(changed(extra)) == []


def test_libraries_are_not_looked_at_where_they_are_not_installed():
    broken = {"Test.Base-1.2/library.json": b"{", "Test.Base-1.2/a.php": b"x"}
    have = installed("Test.Card 1.0", "Test.Base 1.2")
    assert found(changed(broken), may_install=False, installed=have) == []


@pytest.mark.parametrize("name", ["h5p.json", "content/content.json"])
def test_two_files_must_be_there(name):
    assert found(changed({name: None})) == [("json-missing", name)]


@pytest.mark.parametrize("name", ["h5p.json", "content/content.json", "Test.Base-1.2/library.json"])
@pytest.mark.parametrize(("body", "rule"), [(b"{]", "json-invalid"), (b"[]", "json-kind"), (b"null", "json-kind")])
def test_three_files_must_be_json_objects(name, body, rule):
    assert found(changed({name: body})) == [(rule, name)]


def test_all_that_is_wrong_with_the_content_is_said_at_once():
    broken = {"content/a.svg": b"x", "content/content.json": b"{", "h5p.json": as_json({"title": "x"})}
    assert [code for code, _ in found(changed(broken))] == ["content-active", "json-invalid", *["property-missing"] * 4]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 256),
        ("title", 3.5),
        ("title", ["x"]),
        ("language", "bahasa_id"),
        ("mainLibrary", "Test.Card 1.0"),
        ("embedTypes", ["object"]),
        ("embedTypes", "div"),
        ("preloadedDependencies", []),
        ("preloadedDependencies", "x"),
        ("license", "MIT"),
        ("source", "javascript:alert(1)"),
        ("licenseVersion", "9"),
        ("w", "wide"),
        ("authors", "Sari"),
        ("metaKeywords", None),
    ],
)
def test_values_h5p_json_cannot_have(field, value):
    assert found(changed({"h5p.json": as_json(manifest(**{field: value}))})) == [
        ("property-invalid", f"h5p.json#/{field}")
    ]


def test_fields_inside_lists_are_named_with_their_place():
    wrong = manifest(
        authors=[{"name": "Sari", "role": "Author"}, {"name": "Budi"}],
        dynamicDependencies=[{"machineName": "A.B", "majorVersion": "x", "minorVersion": 1}, 3],
    )
    assert found(changed({"h5p.json": as_json(wrong)})) == [
        ("property-invalid", "h5p.json#/dynamicDependencies/0/majorVersion"),
        ("property-invalid", "h5p.json#/dynamicDependencies/1"),
        ("property-missing", "h5p.json#/authors/1"),
    ]


def test_empty_lists_and_unknown_fields_are_taken():
    assert found(changed({"h5p.json": as_json(manifest(authors=[], changes=[], somethingOwn={"a": 1}))})) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", None),
        ("patchVersion", "1.0"),
        ("patchVersion", True),
        ("runnable", 2),
        ("machineName", "../evil"),
        ("preloadedJs", [{"path": "../other/a.js"}]),
        ("preloadedJs", [{"path": "a/../../b.js"}]),
        ("preloadedJs", [{"path": "/a.js"}]),
        ("preloadedJs", [{"path": "https://example.org/a.js"}]),
        ("preloadedCss", [{"path": "a.js"}]),
        ("embedTypes", ["object"]),
        ("coreApi", {"majorVersion": 1}),
        ("editorDependencies", [{"machineName": "A"}]),
        ("dropLibraryCss", [{}]),
    ],
)
def test_values_library_json_cannot_have(field, value):
    body = as_json(library_json("Test.Base 1.2", **{field: value}))
    codes = [code for code, _ in found(changed({"Test.Base-1.2/library.json": body}))]
    assert codes
    assert set(codes) <= {"property-invalid", "property-missing"}


def test_script_pattern_of_the_reference_costs_linear_time():
    # The reference's own pattern takes for ever here.
    body = as_json(library_json("Test.Base 1.2", preloadedJs=[{"path": "a" * 50_000 + "!"}, {"path": "a/" * 50_000}]))
    assert {code for code, _ in found(changed({"Test.Base-1.2/library.json": body}))} == {"property-invalid"}


def test_versions_are_one_whether_text_or_number():
    numbers = [{"machineName": "Test.Card", "majorVersion": 1, "minorVersion": 0}]
    assert found(changed({"h5p.json": as_json(manifest(preloadedDependencies=numbers))})) == []


@pytest.mark.parametrize("folder", ["Test!", "Test Base", "é"])
def test_folder_names_a_library_cannot_have(folder):
    assert found(changed({f"{folder}/library.json": b"{}"})) == [("library-folder", f"{folder}/")]


def test_folder_must_be_named_after_its_library():
    body = as_json(library_json("Test.Other 1.2"))
    assert found(changed({"Test.Base-1.2/library.json": body}))[0] == (
        "library-folder-mismatch",
        "Test.Base-1.2/library.json",
    )


def test_old_folder_without_a_version_is_taken():
    files = {name.replace("Test.Base-1.2", "Test.Base"): body for name, body in good().items()}
    assert found(files) == []


def test_one_library_in_two_folders_is_refused():
    twice = {"Test.Base/library.json": as_json(library_json("Test.Base 1.2"))}
    assert found(changed(twice)) == [("library-twice", "Test.Base-1.2/library.json")]


def test_scripts_and_styles_must_be_there():
    gone = {"Test.Card-1.0/scripts/card.js": None, "Test.Card-1.0/card.css": None}
    assert [(problem.code, problem.details["path"]) for problem in report(changed(gone)).problems] == [
        ("library-file-missing", "scripts/card.js"),
        ("library-file-missing", "card.css"),
    ]


@pytest.mark.parametrize(
    ("name", "body", "rule"),
    [
        ("semantics.json", b"[", "json-invalid"),
        ("semantics.json", b"{}", "json-kind"),
        ("language/id!.json", b"{}", "language-name"),
        ("language/sub/id.json", b"{}", "language-name"),
        ("language/id.txt", b"{}", "language-name"),
        ("language/id.json", b"{", "json-invalid"),
        ("language/id.json", b"[]", "json-kind"),
    ],
)
def test_semantics_and_languages_are_read(name, body, rule):
    assert found(changed({f"Test.Base-1.2/{name}": body})) == [(rule, f"Test.Base-1.2/{name}")]


def test_library_for_a_newer_core_is_refused():
    newer = library_json("Test.Base 1.2", coreApi={"majorVersion": 1, "minorVersion": 99})
    problems = report(changed({"Test.Base-1.2/library.json": as_json(newer)})).problems
    assert [(problem.code, problem.text) for problem in problems] == [
        ("core-version", "The library needs H5P core 1.99; this player has 1.28.")
    ]
    assert report(changed({"Test.Base-1.2/library.json": as_json(newer)}), core_api=(1, 99)).is_valid


def test_missing_library_is_named_with_who_needs_it():
    card = library_json("Test.Card 1.0", runnable=1, editorDependencies=needs("Test.Gone 3.4"))
    problems = report(changed({"Test.Card-1.0/library.json": as_json(card)})).problems
    assert [(problem.where, problem.text) for problem in problems] == [
        ("Test.Card-1.0/library.json", "Test.Gone 3.4 is needed by Test.Card-1.0, but is not in the package.")
    ]


def test_missing_library_may_be_installed():
    card = library_json("Test.Card 1.0", runnable=1, preloadedDependencies=needs("Test.Gone 3.4"))
    files = changed({"Test.Card-1.0/library.json": as_json(card)})
    assert found(files, installed=installed("Test.Gone 3.4")) == []
    assert found(files, installed=installed("Test.Gone 3.5"))[0][0] == "library-missing"


def test_package_without_libraries_needs_installed_ones():
    assert [code for code, _ in found(only_content())] == ["main-missing", "library-missing"]
    assert found(only_content(), installed=installed("Test.Card 1.0", "Test.Base 1.2")) == []


def test_libraries_in_the_package_do_not_count_where_they_may_not_be_installed():
    assert [code for code, _ in found(good(), may_install=False)] == ["main-missing", "library-missing"]


def test_newer_main_library_is_a_warning():
    assert found(only_content(), installed=installed("Test.Card 1.3")) == [("newer-main", "h5p.json#/mainLibrary")]
    assert found(only_content(), installed=installed("Test.Card 0.9"))[0][0] == "main-missing"


def test_main_library_must_be_listed_and_runnable():
    assert found(changed({"h5p.json": as_json(manifest(mainLibrary="Test.Other"))}))[0][0] == "main-not-listed"
    assert found(changed({"h5p.json": as_json(manifest(mainLibrary="Test.Base"))})) == [
        ("main-not-runnable", "h5p.json#/mainLibrary")
    ]


def test_circle_of_libraries_is_named_and_taken():
    base = as_json(library_json("Test.Base 1.2", preloadedDependencies=needs("Test.Card 1.0")))
    seen = report(changed({"Test.Base-1.2/library.json": base}))
    assert seen.is_valid
    assert [(problem.code, problem.details["circle"]) for problem in seen.problems] == [
        ("dependency-cycle", "Test.Base 1.2 → Test.Card 1.0 → Test.Base 1.2")
    ]


def test_too_many_libraries_are_refused():
    assert found(good(), limits=Limits(libraries=1))[0][0] == "too-many-libraries"


def test_descriptions_of_all_libraries_are_bounded_together():
    described = sum(len(body) for name, body in good().items() if name.endswith(("library.json", "semantics.json")))
    translated = len(good()["Test.Card-1.0/language/id.json"])
    exact = {"description_bytes": described, "library_json_bytes": described + translated}
    assert found(good(), limits=Limits(**exact)) == []
    for name, size in exact.items():
        assert found(good(), limits=Limits(**(exact | {name: size - 1}))) == [("library-json", "package.h5p")]


def test_media_that_is_not_there_is_named_with_its_place():
    content = {
        "slides": [
            {"image": {"path": "images/gone.png", "mime": "image/png"}},
            {"image": {"path": "images/a.png#tmp", "mime": "image/png"}},
            {"video": {"path": "https://example.org/a.mp4", "mime": "video/mp4"}},
            {"path": "not a file"},
        ]
    }
    seen = report(changed({"content/content.json": as_json(content)}))
    assert seen.is_valid
    assert [(problem.code, problem.where, problem.text) for problem in seen.problems] == [
        (
            "media-missing",
            "content/content.json#/slides/0/image/path",
            "The content uses “images/gone.png”, which is not in the package.",
        )
    ]


def test_parts_of_a_package_are_read_one_by_one():
    with Package.open(io.BytesIO(zipped(changed({"Test.Base-1.2/library.json": b"{"})))) as package:
        assert package.manifest.title == "Kartu"
        assert package.content["text"] == "Halo"
        with pytest.raises(H5PError, match=r"Test\.Base-1\.2/library\.json"):
            package.libraries  # noqa: B018


def test_registry_of_a_package_has_its_semantics_and_languages():
    card = LibraryName("Test.Card", 1, 0)
    with Package.open(io.BytesIO(zipped(good()))) as package:
        assert package.registry.semantics(card) == [{"name": "text", "type": "text"}]
        assert package.registry.language(card, "id") == {"semantics": [{"label": "Teks"}]}
        assert package.registry.language(card, "fr") is None
        assert package.libraries[card].icon == "icon.svg"
        assert package.libraries[card].library.needs(Dependency.PRELOADED) == (LibraryName("Test.Base", 1, 2),)


def test_hundred_wrong_files_are_counted():
    seen = report(good() | {f"content/{number}.exe": b"x" for number in range(100)})
    assert (len(seen.problems), seen.problems.left_out()) == (50, {"content-kind": 50})


def test_library_needs_only_its_description():
    assert found(good() | library("Test.Small 0.1")) == []
