"""manage.py load_curriculum: says what it did, what it left alone, and where a pack has to be mended."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from courses.models import PackItem
from tests.courses.loading import edit, lesson_page
from tests.courses.packs import LAYAR, changed, good_files, write

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> str:
    out = StringIO()
    with override("id"):
        call_command("load_curriculum", *arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: object) -> str:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    return str(error.value)


def test_it_says_what_is_new_then_that_nothing_is_and_then_what_was_edited_here(tmp_path):
    folder = write(tmp_path, good_files())
    assert "“uji”: baru 22, diperbarui 0, tetap 0." in run(folder)
    assert run(folder) == f"“{tmp_path.name}” sudah dimuat.\n"
    edit(lesson_page("layar"), objective="Anda bisa lebih.")
    write(folder, changed((LAYAR, "menit: 4", "menit: 5")))
    told = run(folder)
    assert "“uji”: baru 0, diperbarui 0, tetap 21." in told
    assert "lesson:layar" in told
    assert "--take lesson:layar" in told
    assert lesson_page("layar").minutes == 4
    assert "diperbarui 1" in run(folder, "--take", "lesson:layar")
    assert lesson_page("layar").minutes == 5


def test_a_refused_pack_is_told_line_by_line_and_leaves_nothing(tmp_path):
    files = changed(("course.yaml", "nilai_lulus: 70", "nilai_lulus: 170"), (LAYAR, "menit: 4", "menit: lama"))
    told = refused(write(tmp_path, files)).splitlines()
    assert told[0].startswith(f"Paket “{tmp_path.name}” ditolak")
    assert [line.strip().split(": ")[0] for line in told[1:]] == [f"{LAYAR}:4", "course.yaml:20"]
    assert not PackItem.objects.exists()


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert "tidak-ada" in refused(Path(tmp_path / "tidak-ada"))
