"""What is written about the house is true: links lead somewhere, commands exist, every variable and decision is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from core.environment import PROJECT_DIR, VARIABLES
from tests.house.places import name_of, own_apps, own_files

# Lessons are Markdown, too, but in a format of their own, which the loader checks (tests/courses).
DOCUMENTS = [path for path in own_files(".md") if PROJECT_DIR / "curriculum" not in path.parent.parents]
DECISIONS = PROJECT_DIR / "docs" / "decisions"
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|^\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")


def prose(path: Path) -> str:
    """Without what is quoted as code."""
    return _CODE.sub("", _FENCE.sub("", path.read_text(encoding="utf-8")))


def links_in(text: str) -> list[str]:
    """Targets that are not addresses of other sites."""
    found = [one or other for one, other in _LINK.findall(text)]
    return [target for target in found if not re.match(r"[a-z][a-z+.-]*:", target)]


def anchors_of(path: Path) -> set[str]:
    """As GitHub makes them from headings: small letters, hyphens for spaces, no other signs."""
    headings = re.findall(r"^#{1,6}\s+(.+?)\s*#*$", _FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(path: Path) -> list[str]:
    broken = []
    for target in links_in(prose(path)):
        place, _hash, anchor = target.partition("#")
        aim = (path.parent / place).resolve() if place else path
        inside = aim.is_relative_to(PROJECT_DIR)
        if not inside or not aim.exists() or (anchor and aim.suffix == ".md" and anchor not in anchors_of(aim)):
            broken.append(target)
    return broken


def test_the_reader_of_links_sees_them_and_leaves_code_alone(tmp_path):
    page = tmp_path / "x.md"
    page.write_text(
        "# Satu dua\n[a](y.md) [b](https://x.example) `[c](d)`\n```\n[e](f)\n```\n[g]: h/i.md\n", encoding="utf-8"
    )
    assert links_in(prose(page)) == ["y.md", "h/i.md"]
    assert anchors_of(page) == {"satu-dua"}
    assert broken_links(page) == ["y.md", "h/i.md"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_of_a_document_leads_to_something(path):
    assert broken_links(path) == []


def test_there_are_documents_to_read():
    assert {"README.md", "docs/operations.md", "docs/architecture.md", "docs/course-packs.md"} <= {
        name_of(path) for path in DOCUMENTS
    }


def test_every_variable_a_host_may_set_is_told():
    guides = [PROJECT_DIR / "docs" / name for name in ("operations.md", "environment.md")]
    rows = {}
    for guide in guides:
        for line in guide.read_text(encoding="utf-8").splitlines() if guide.exists() else []:
            if match := re.match(r"\|\s*`([A-Z][A-Z0-9_]+)`\s*\|", line):
                rows[match[1]] = line
    assert [variable.name for variable in VARIABLES if variable.name not in rows] == []
    silent = [
        variable.name
        for variable in VARIABLES
        if variable.default not in ("", *rows[variable.name].replace("`", " ").split())
    ]
    assert silent == [], "their default is not what the table says"


ADR = re.compile(r"\bADR[ -]?(\d{1,4})\b")


def test_every_decision_that_is_named_exists():
    written = {path.name[:4] for path in DECISIONS.glob("[0-9]*.md")}
    files = own_files(".py", ".html", ".toml", ".md", ".js", ".css", ".typ", ".txt")
    named = {
        (number.zfill(4), name_of(path)) for path in files for number in ADR.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 3
    assert {where for where in named if where[0] not in written} == set()


def test_decisions_are_numbered_once_without_a_gap_and_all_listed():
    names = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    listed = set(links_in((DECISIONS / "README.md").read_text(encoding="utf-8")))
    assert set(names) - listed == set()


def test_the_readme_names_the_two_commands():
    readme = (PROJECT_DIR / "README.md").read_text(encoding="utf-8")
    assert "python3 manage.py up" in readme
    assert "python3 manage.py test" in readme


OURS = {"up", "test", "screenshots"}  # of the bootstrap


def test_every_command_that_is_named_exists():
    known = OURS | get_commands().keys()
    named = {
        (command, name_of(path))
        for path in DOCUMENTS
        for command in re.findall(r"manage\.py ([a-z_]+)", path.read_text(encoding="utf-8"))
    }
    assert {"up", "test", "load_curriculum"} <= {command for command, _where in named}
    assert {where for where in named if where[0] not in known} == set()


_PATH = re.compile(r"`((?:[\w.-]+/)+[\w-]+\.(?:py|html|css|js|md|toml|po|typ|yaml))`")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_file_of_ours_that_a_document_names_is_there(path):
    """Named from the house's folder, or, in an app's README, from the app's."""
    folders = {*own_apps(), "tests", "bench", "docs", "curriculum"}
    known = [
        name
        for name in _PATH.findall(path.read_text(encoding="utf-8"))
        if name.split("/")[0] in folders or path.parent.name in folders - {"docs"}
    ]
    assert [name for name in known if not any((place / name).exists() for place in (PROJECT_DIR, path.parent))] == []
