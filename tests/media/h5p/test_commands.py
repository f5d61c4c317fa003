"""The two commands of H5P: what whoever runs the server reads, and how a script knows."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from media.h5p.models import H5PLibrary
from tests.factories.h5p import make_library

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def said_by(command: str) -> list[str]:
    out = io.StringIO()
    call_command(command, stdout=out)
    return out.getvalue().split()


def written(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_verify_counts_what_is_whole_and_names_what_is_not_with_an_exit_status(own_folder):
    library, other = make_library(), make_library("H5P.Lain 2.0")
    assert said_by("h5p_verify") == ["2"]
    script = own_folder / "h5p/libraries" / library.folder / "contoh.js"
    script.write_bytes(script.read_bytes() + b" ")
    (own_folder / "h5p/libraries" / other.folder / "contoh.css").unlink()
    with pytest.raises(CommandError) as damaged:
        said_by("h5p_verify")
    assert damaged.value.returncode == 1
    assert str(damaged.value).splitlines() == [
        f"{library.folder}/contoh.js: changed",
        f"{other.folder}/contoh.css: missing",
    ]


def test_own_types_are_installed_once_and_a_second_time_costs_one_look(own_folder, django_assert_num_queries):
    names = [word for word in said_by("h5p_types") if word.startswith("LMS.")]
    assert names == ["LMS.FindClues", "LMS.FlipCards", "LMS.Kit", "LMS.OrderSteps", "LMS.PriceCalculator"]
    before = written(own_folder)
    with django_assert_num_queries(3):  # one look, and a savepoint around nothing
        assert said_by("h5p_types") == []
    assert written(own_folder) == before
    assert H5PLibrary.objects.filter(own=True).count() == 5
    assert said_by("h5p_verify") == ["5"]
