"""The command ``h5p``. It ends with 0, with 1 where a package is refused, with 2 where it cannot do what was asked."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from h5p_wrapper.bundles import write_bundles
from h5p_wrapper.jsonfile import printable
from h5p_wrapper.library import Dependency
from h5p_wrapper.package import Package
from h5p_wrapper.problems import H5PError, Problem, Severity
from h5p_wrapper.serve import CoreMissing, serve
from h5p_wrapper.storage import FolderStorage
from h5p_wrapper.validate import Report, validate
from h5p_wrapper.write import pack, unpack


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except H5PError as error:
        _print_problems(error.problems)
        return 1
    except (OSError, CoreMissing) as error:
        print(f"h5p: {printable(str(error))}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="h5p", description="Look into H5P packages, check them, take them apart.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("validate", help="say all that is wrong with packages")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--content-only", action="store_true", help="leave the libraries in the package alone")
    command.add_argument("--json", action="store_true", help="one JSON object a line, for programs")
    command.set_defaults(run=_validate)

    command = commands.add_parser("info", help="what a package contains")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--json", action="store_true", help="as JSON, for programs")
    command.set_defaults(run=_info)

    command = commands.add_parser("unpack", help="write the files of a package into a new folder")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("folder", type=Path, metavar="FOLDER")
    command.set_defaults(run=_unpack)

    command = commands.add_parser("pack", help="make a package from a folder, if it is a valid one")
    command.add_argument("folder", type=Path, metavar="FOLDER")
    command.add_argument("file", type=Path, metavar="FILE")
    command.set_defaults(run=_pack)

    command = commands.add_parser("bundle", help="write the few scripts and styles that play a package")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("folder", type=Path, metavar="FOLDER")
    command.set_defaults(run=_bundle)

    command = commands.add_parser("serve", help="play a package in the browser of this machine")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--port", type=int, default=8765)
    command.add_argument("--language", default="en", help="of the player's own buttons (default: en)")
    command.add_argument(
        "--core",
        type=Path,
        default=os.environ.get("H5P_CORE"),
        metavar="FOLDER",
        help="“dist” of the npm package h5p-standalone (default: the environment variable H5P_CORE)",
    )
    command.set_defaults(run=_serve)
    return parser


def _validate(options: argparse.Namespace) -> int:
    refused = 0
    for path in options.files:
        report = validate(path, may_install=not options.content_only)
        refused += not report.is_valid
        if options.json:
            print(json.dumps({"file": str(path), "valid": report.is_valid, "problems": _as_json(report.problems)}))
            continue
        print(f"{path}: {_verdict(report)}")
        _print_problems(report.problems, sys.stdout)
        for code, count in report.problems.left_out().items():
            print(f"  … and {count} more [{code}]")
    return 1 if refused else 0


def _verdict(report: Report) -> str:
    if not report.is_valid:
        return f"refused, {len(report.problems.errors)} errors"
    warnings = len(report.problems.warnings)
    return f"valid, {warnings} warnings" if warnings else "valid"


def _info(options: argparse.Namespace) -> int:
    with Package.open(options.file) as package:
        facts = _facts(package)
    if options.json:
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return 0
    for name, value in facts.items():
        if isinstance(value, list):
            print(f"{name}: {len(value)}")
            for each in value:
                print(f"  {printable(each)}")
        else:
            print(f"{name}: {printable(str(value))}")
    return 0


def _facts(package: Package) -> dict[str, Any]:
    manifest = package.manifest
    content_bytes = sum(package.content_files.values())
    authors = manifest.metadata.get("authors") or ()
    return {
        "title": manifest.title,
        "main library": str(manifest.main or manifest.main_library),
        "language": manifest.language,
        "licence": manifest.license,
        "authors": [f"{author.get('name')} ({author.get('role')})" for author in authors],
        "content files": [f"{name} ({size:,} bytes)" for name, size in sorted(package.content_files.items())],
        "content bytes": content_bytes,
        "needs": [str(name) for kind in Dependency for name in manifest.needs(kind)],
        "libraries": [
            f"{name}.{each.library.patch} {each.library.title}" for name, each in sorted(package.libraries.items())
        ],
    }


def _unpack(options: argparse.Namespace) -> int:
    with Package.open(options.file) as package, _new_folder(options.folder) as folder:
        unpack(package, FolderStorage(folder))
    return 0


def _bundle(options: argparse.Namespace) -> int:
    with Package.open(options.file) as package, _new_folder(options.folder) as folder:
        package.validate().raise_errors()
        written = [(path.relative_to(folder), path.stat().st_size) for path in write_bundles(package, folder)]
    for name, size in written:
        print(f"{size:>10,}  {name}")
    return 0


def _serve(options: argparse.Namespace) -> int:
    if options.core is None:
        raise CoreMissing("name the player's core: --core FOLDER with “dist” of the npm package h5p-standalone")
    validate(options.file).problems.raise_errors()
    serve(options.file, port=options.port, core=options.core, language=options.language)
    return 0


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder beside it, which takes its name once all is written."""
    if folder.exists():
        raise FileExistsError(f"{folder} is there already; name a folder that is not")
    part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".part-"))
    try:
        yield part
        part.chmod(0o755)
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _pack(options: argparse.Namespace) -> int:
    target: Path = options.file
    if not options.folder.is_dir():
        raise NotADirectoryError(f"{options.folder} is not a folder")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".part-", suffix=".h5p")
    os.close(handle)
    try:
        pack(options.folder, name)
        report = validate(name)
        _print_problems(report.problems)
        report.problems.raise_errors()
        os.replace(name, target)
    except H5PError:
        return 1
    except ValueError as error:
        raise OSError(f"{options.folder}: {error}") from error
    finally:
        Path(name).unlink(missing_ok=True)
    return 0


def _print_problems(problems: Iterable[Problem], file: Any = None) -> None:
    for problem in problems:
        word = "error" if problem.severity is Severity.ERROR else "warning"
        print(f"  {word}: {printable(str(problem))}", file=file or sys.stderr)


def _as_json(problems: Iterable[Problem]) -> list[dict[str, str]]:
    return [
        {
            "severity": problem.severity.value,
            "code": problem.code,
            "where": problem.where,
            "text": problem.text,
            "remedy": problem.remedy,
        }
        for problem in problems
    ]
