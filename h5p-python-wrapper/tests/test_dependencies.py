from __future__ import annotations

from typing import Any

import pytest
from h5p_wrapper import (
    Dependency,
    Library,
    LibraryName,
    MemoryRegistry,
    addons_for,
    closure,
    missing,
    resolve,
    upgrade_of,
)
from h5p_wrapper.dependencies import cycles
from making import library_json, needs


def registry(**libraries: dict[str, list[str]]) -> MemoryRegistry:
    """``A={"preloaded": ["B 1.0"]}`` → the library ``A 1.0``."""
    return MemoryRegistry(
        Library.from_json(
            library_json(f"{name} 1.0", **{f"{kind}Dependencies": needs(*names) for kind, names in kinds.items()})
        )
        for name, kinds in libraries.items()
    )


def name(spelled: str) -> LibraryName:
    return LibraryName.parse(spelled)


def order(libraries: MemoryRegistry, *roots: str, **options: Any) -> list[str]:
    return [library.name.machine_name for library in resolve(map(name, roots), libraries, **options)]


def test_dependencies_load_before_what_needs_them():
    have = registry(A={"preloaded": ["B 1.0", "C 1.0"]}, B={"preloaded": ["D 1.0"]}, C={"preloaded": ["D 1.0"]}, D={})
    assert order(have, "A 1.0") == ["D", "B", "C", "A"]


def test_what_a_dynamic_library_preloads_comes_first_and_itself_not():
    have = registry(A={"preloaded": ["B 1.0"], "dynamic": ["C 1.0"]}, B={}, C={"preloaded": ["D 1.0"]}, D={})
    assert order(have, "A 1.0") == ["D", "B", "A"]


def test_dynamic_library_that_is_used_is_a_root():
    have = registry(A={"dynamic": ["C 1.0"]}, C={"preloaded": ["D 1.0"]}, D={})
    assert order(have, "C 1.0", "A 1.0") == ["D", "C", "A"]


def test_editor_libraries_stay_out_of_play():
    have = registry(A={"editor": ["E 1.0"], "preloaded": ["B 1.0"]}, B={}, E={"preloaded": ["F 1.0"]}, F={})
    assert order(have, "A 1.0") == ["B", "A"]
    assert order(have, "A 1.0", editor=True) == ["B", "F", "E", "A"]


def test_of_two_versions_the_first_that_is_met_is_loaded():
    versions = [Library.from_json(library_json(each)) for each in ("B 1.0", "B 1.1")]
    roots = [
        Library.from_json(library_json("A 1.0", preloadedDependencies=needs("B 1.1"))),
        Library.from_json(library_json("C 1.0", preloadedDependencies=needs("B 1.0"))),
    ]
    have = MemoryRegistry([*versions, *roots])
    assert [str(each.name) for each in resolve([name("A 1.0"), name("C 1.0")], have)] == ["B 1.1", "A 1.0", "C 1.0"]
    assert len(closure([name("A 1.0"), name("C 1.0")], have)) == 4


def test_circle_ends_where_it_began():
    have = registry(A={"preloaded": ["B 1.0"]}, B={"preloaded": ["C 1.0"]}, C={"preloaded": ["A 1.0", "C 1.0"]})
    assert order(have, "A 1.0") == ["C", "B", "A"]
    assert [each.name.machine_name for each in closure([name("A 1.0")], have)] == ["C", "B", "A"]
    circles = cycles(map(have._libraries.__getitem__, map(name, ("A 1.0", "B 1.0", "C 1.0"))))
    assert [" ".join(each.machine_name for each in circle) for circle in circles] == ["C", "A B C"]


def test_missing_libraries_are_named_once_with_who_needs_them():
    have = registry(A={"preloaded": ["B 1.0", "X 1.0"]}, B={"dynamic": ["X 1.0"], "editor": ["Y 2.3"]})
    absent = missing([name("A 1.0"), name("Z 1.0")], have)
    assert [(str(each.name), str(each.needed_by)) for each in absent] == [
        ("Z 1.0", "None"),
        ("X 1.0", "A 1.0"),
        ("Y 2.3", "B 1.0"),
    ]
    assert [str(each.name) for each in missing([name("A 1.0")], have, kinds=[Dependency.PRELOADED])] == ["X 1.0"]
    assert order(have, "A 1.0") == ["B", "A"]


def test_a_long_chain_is_walked_without_recursion():
    chain = {f"L{number}": {"preloaded": [f"L{number + 1} 1.0"]} for number in range(3000)}
    have = registry(**chain, L3000={})
    assert len(order(have, "L0 1.0")) == len(closure([name("L0 1.0")], have)) == 3001
    assert cycles(have._libraries.values()) == []


def test_every_library_that_needs_every_other_is_walked_once():
    names = [f"L{number}" for number in range(60)]
    have = registry(**{each: {"preloaded": [f"{other} 1.0" for other in names]} for each in names})
    assert len(order(have, "L0 1.0")) == 60
    assert len(closure([name("L0 1.0")], have)) == 60
    assert cycles(have._libraries.values())


@pytest.mark.parametrize(("have", "newest"), [(["A 1.9", "A 1.10"], "A 1.10"), (["A 2.0", "A 1.10"], "A 2.0")])
def test_upgrade_is_to_the_newest_version(have, newest):
    libraries = MemoryRegistry(Library.from_json(library_json(each)) for each in have)
    assert str(upgrade_of(name("A 1.4"), libraries).name) == newest
    assert upgrade_of(name(newest), libraries) is None
    assert upgrade_of(name("B 1.0"), libraries) is None


def addon(spelled: str, regex: Any) -> Library:
    add_to = {"content": {"types": [{"text": {"regex": regex}}]}}
    return Library.from_json(library_json(spelled, addTo=add_to))


def test_addon_comes_along_where_its_pattern_is_in_a_text():
    have = MemoryRegistry([addon("Math 1.0", r"/\$\$.+\$\$|\\\[.+\\\]/"), addon("Math 1.1", r"/\$\$.+\$\$/i")])
    assert [str(each.name) for each in addons_for({"a": [{"text": "x = $$y$$"}]}, have)] == ["Math 1.1"]
    assert addons_for({"$$y$$": "plain", "n": 3}, have) == []


@pytest.mark.parametrize("regex", ["no slashes", "/", "/(/", None, 3])
def test_pattern_that_cannot_be_read_matches_nothing(regex):
    assert addons_for({"a": "no slashes ("}, MemoryRegistry([addon("Odd 1.0", regex)])) == []
