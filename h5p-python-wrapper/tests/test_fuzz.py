"""Whatever the bytes are: a report or an ``H5PError``, and nothing outside the folder."""

from __future__ import annotations

import io
import json
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any

from h5p_wrapper import FolderStorage, H5PError, Limits, Package, repack, unpack, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import changed, good, zipped

SMALL = Limits(package_bytes=1 << 20, total_bytes=1 << 20, entry_bytes=1 << 20, json_bytes=1 << 16, ratio_from=1 << 16)
SOURCES = (zipped(good()), zipped(good(), method=zipfile.ZIP_STORED))
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def try_everything(data: bytes) -> bool:
    """Whether the package is valid."""
    report = validate(io.BytesIO(data), limits=SMALL)
    assert all(str(problem) for problem in report.problems)
    with tempfile.TemporaryDirectory() as place:
        inside = Path(place, "outer", "inside")
        try:
            with Package.open(io.BytesIO(data), SMALL) as package:
                unpack(package, FolderStorage(inside))
            repack(io.BytesIO(data), Path(place, "outer", "again.h5p"))
        except H5PError:
            assert not report.is_valid
        found = {path.relative_to(place).parts[:2] for path in Path(place).rglob("*") if not path.is_dir()}
        assert found <= {("outer", "inside"), ("outer", "again.h5p")}
        assert not any(path.is_symlink() for path in Path(place).rglob("*"))
    return report.is_valid


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from(SOURCES)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data) - 1))
        match draw(st.sampled_from(["flip", "set", "cut", "insert", "copy"])):
            case "flip":
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "set":
                data[at : at + 4] = draw(st.sampled_from([b"\0\0\0\0", b"\xff\xff\xff\xff", b"PK\1\2", b"\0\0\1\0"]))
            case "cut":
                del data[at : at + draw(st.integers(1, 40))]
            case "insert":
                data[at:at] = draw(st.binary(min_size=1, max_size=40))
            case _:
                data += data[at : at + draw(st.integers(1, 200))]
        if not data:
            break
    return bytes(data)


@many
@given(mutated())
def test_mutated_bytes(data):
    try_everything(data)


@st.composite
def mutated_directory(draw: st.DrawFn) -> bytes:
    """Aimed at the list of files, where the structure is."""
    data = bytearray(draw(st.sampled_from(SOURCES)))
    start = data.index(b"PK\1\2")
    for _ in range(draw(st.integers(1, 4))):
        data[draw(st.integers(start, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data)


@many
@given(mutated_directory())
def test_mutated_directory(data):
    try_everything(data)


@many
@given(st.binary(max_size=300))
def test_random_bytes(data):
    assert not try_everything(data)
    assert not try_everything(SOURCES[1][:1000] + data)


PARTS = st.sampled_from(
    ["..", ".", "", "content", "h5p.json", "Test.Base-1.2", "a.png", "C:", "~", "\\", "\0", "é", "_x"]
)
NAMES = st.lists(PARTS | st.text(max_size=8), min_size=1, max_size=5).map("/".join)


@many
@given(st.lists(st.tuples(NAMES, st.binary(max_size=40), st.integers(0, 0xFFFFFFFF)), min_size=1, max_size=6))
def test_random_entries(entries):
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w") as archive:
        warnings.simplefilter("ignore")
        for name, body in good().items():
            archive.writestr(name, body)
        for name, body, attributes in entries:
            info = zipfile.ZipInfo("placeholder")
            info.filename = name.encode("utf-8", "replace").decode() or "x"
            info.external_attr = attributes
            archive.writestr(info, body)
    try_everything(target.getvalue())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.floats(),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(max_size=10), each, max_size=4),
    max_leaves=20,
)


@st.composite
def odd_json(draw: st.DrawFn) -> tuple[str, Any]:
    """One of the files of the good package with a value of another kind somewhere in it."""
    name = draw(st.sampled_from([name for name in good() if name.endswith(".json")]))
    value = json.loads(good()[name])
    odd = draw(JSON)
    if isinstance(value, dict) and draw(st.booleans()):
        value[draw(st.sampled_from(sorted(value)))] = odd
    elif isinstance(value, dict):
        key = draw(
            st.sampled_from(["addTo", "preloadedJs", "dynamicDependencies", "coreApi", "authors", "dropLibraryCss"])
        )
        value[key] = [odd] if draw(st.booleans()) else odd
    else:
        value = odd
    return name, value


@many
@given(odd_json())
def test_odd_json(found):
    name, value = found
    if try_everything(zipped(changed({name: json.dumps(value).encode()}))):
        with Package.open(io.BytesIO(zipped(changed({name: json.dumps(value).encode()})))) as package:
            assert package.manifest.as_json()
            assert package.registry.addons() is not None
