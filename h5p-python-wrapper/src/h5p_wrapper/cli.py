"""The command ``h5p``. It ends with 0, with 1 where a package is refused, with 2 where it cannot do what was asked."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from h5p_wrapper.jsonfile import printable
from h5p_wrapper.library import Dependency
from h5p_wrapper.package import Package
from h5p_wrapper.problems import H5PError, Problem, Severity
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
    except OSError as error:
        print(f"h5p: {error}", file=sys.stderr)
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
    folder: Path = options.folder
    if folder.exists():
        raise FileExistsError(f"{folder} is there already; name a folder that is not")
    with Package.open(options.file) as package:
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".part-"))
        try:
            unpack(package, FolderStorage(part))
            part.chmod(0o755)
            part.rename(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return 0


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
