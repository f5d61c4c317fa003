from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from h5p_wrapper.cli import main
from making import as_json, changed, good, manifest, zipped


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "kartu.h5p"
    path.write_bytes(zipped(good()))
    return path


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "bad.h5p"
    path.write_bytes(zipped(changed({"content/a.svg": b"<svg/>"})))
    return path


def test_validate_says_yes(package, capsys):
    assert main(["validate", str(package)]) == 0
    assert capsys.readouterr().out == f"{package}: valid\n"


def test_validate_says_what_where_and_how_to_mend(package, bad, capsys):
    assert main(["validate", str(package), str(bad)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{package}: valid",
        f"{bad}: refused, 1 errors",
        "  error: content/a.svg: Files of kind .svg can run as a program and are not allowed in content. "
        "Take the file out; for a drawing use PNG or JPEG. [content-active]",
    ]


def test_validate_speaks_json(bad, capsys):
    assert main(["validate", "--json", str(bad)]) == 1
    seen = json.loads(capsys.readouterr().out)
    assert (seen["valid"], seen["problems"][0]["code"], seen["problems"][0]["where"]) == (
        False,
        "content-active",
        "content/a.svg",
    )


def test_validate_content_only_needs_installed_libraries(package, capsys):
    assert main(["validate", "--content-only", str(package)]) == 1
    assert "[main-missing]" in capsys.readouterr().out


def test_info_tells_what_is_inside(package, capsys):
    assert main(["info", str(package)]) == 0
    said = capsys.readouterr().out
    for line in ("title: Kartu", "main library: Test.Card 1.0", "licence: CC BY-SA", "  Sari (Author)", "libraries: 2"):
        assert f"{line}\n" in said
    assert main(["info", "--json", str(package)]) == 0
    assert json.loads(capsys.readouterr().out)["needs"] == ["Test.Card 1.0", "Test.Base 1.2"]


def test_info_shows_no_control_characters(tmp_path, capsys):
    path = tmp_path / "odd.h5p"
    path.write_bytes(zipped(changed({"h5p.json": as_json(manifest(title="\x1b[2Jhalo"))})))
    assert main(["info", str(path)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_unpack_and_pack_again(package, tmp_path, capsys):
    assert main(["unpack", str(package), str(tmp_path / "folder")]) == 0
    assert main(["pack", str(tmp_path / "folder"), str(tmp_path / "again.h5p")]) == 0
    assert main(["validate", str(tmp_path / "again.h5p")]) == 0


def test_unpack_writes_into_a_new_folder_only(package, tmp_path, capsys):
    (tmp_path / "folder").mkdir()
    assert main(["unpack", str(package), str(tmp_path / "folder")]) == 2
    assert "there already" in capsys.readouterr().err
    assert list((tmp_path / "folder").iterdir()) == []


def test_unpack_of_a_damaged_package_leaves_nothing(tmp_path, capsys):
    path = tmp_path / "cut.h5p"
    data = bytearray(zipped(good()))
    data[data.index(b"content/images/a.png") + 24] ^= 0xFF
    path.write_bytes(data)
    assert main(["unpack", str(path), str(tmp_path / "folder")]) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["cut.h5p"]


def test_pack_refuses_a_folder_that_is_no_package(tmp_path, capsys):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "h5p.json").write_bytes(as_json(manifest()))
    assert main(["pack", str(tmp_path / "folder"), str(tmp_path / "new.h5p")]) == 1
    assert "content/content.json: The file is missing." in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]


def test_pack_follows_no_link_out_of_the_folder(tmp_path, capsys):
    (tmp_path / "folder" / "content").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "folder" / "content" / "a.txt").symlink_to(tmp_path / "secret.txt")
    assert main(["pack", str(tmp_path / "folder"), str(tmp_path / "new.h5p")]) == 2
    assert "must stay in its folder" in capsys.readouterr().err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder", "secret.txt"]


def test_bundle_writes_scripts_and_styles(package, tmp_path, capsys):
    assert main(["bundle", str(package), str(tmp_path / "bundles")]) == 0
    said = capsys.readouterr().out.split()[1::2]
    assert sorted(said) == sorted(path.name for path in (tmp_path / "bundles").iterdir())
    assert {Path(name).suffix for name in said} == {".js", ".css"}


def test_bundle_of_a_package_without_its_libraries_leaves_nothing(tmp_path, capsys):
    path = tmp_path / "bare.h5p"
    path.write_bytes(zipped({name: body for name, body in good().items() if not name.startswith("Test.")}))
    assert main(["bundle", str(path), str(tmp_path / "bundles")]) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["bare.h5p"]


def test_serve_wants_a_core(package, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("H5P_CORE", raising=False)
    assert main(["serve", str(package)]) == 2
    assert "--core" in capsys.readouterr().err
    assert main(["serve", str(package), "--port", "0", "--core", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_serve_refuses_a_bad_package(bad, tmp_path, capsys):
    assert main(["serve", str(bad), "--core", str(tmp_path)]) == 1
    assert "[content-active]" in capsys.readouterr().err


def test_serve_takes_port_core_and_language(package, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr("h5p_wrapper.cli.serve", lambda path, **options: asked.append((path, options)))
    assert main(["serve", str(package), "--port", "8001", "--core", str(tmp_path), "--language", "id"]) == 0
    assert asked == [(package, {"port": 8001, "core": tmp_path, "language": "id"})]


@pytest.mark.parametrize("arguments", [["validate", "none.h5p"], ["info", "none.h5p"], ["pack", "none", "x.h5p"]])
def test_file_that_is_not_there(arguments, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("h5p: ")
    assert list(tmp_path.iterdir()) == []


def test_command_runs_as_a_module(package):
    done = subprocess.run([sys.executable, "-m", "h5p_wrapper", "validate", package], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"{package}: valid\n")
