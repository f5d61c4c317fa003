"""manage.py curriculum check: what it says, with file and line, and how it ends."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from courses.models import CoursePage, LessonPage, PackItem
from tests.courses.loading import lesson_page
from tests.courses.packs import LAYAR, SANDI, changed, good_files, write


def check(*arguments: object) -> tuple[str, str]:
    """What it said, and with which words it failed; empty when it did not."""
    out, failed = StringIO(), ""
    with override("id"):
        try:
            call_command("curriculum", "check", *map(str, arguments), stdout=out)
        except CommandError as error:
            failed = str(error) if error.returncode == 1 else ""
    return out.getvalue(), failed


def test_it_says_file_and_line_and_ends_with_one(tmp_path):
    told, failed = check(write(tmp_path, changed((LAYAR, "Ada [empat", "Klik ini secara optimal. Ada [empat"))))
    line = good_files()[LAYAR][: good_files()[LAYAR].index("Ada [empat")].count("\n") + 1
    assert "“Kursus uji” utuh; saran: 6." in told
    assert f"  {LAYAR}:{line}: Ganti “Klik” dengan “ketuk”" in told
    assert f"  {LAYAR}:{line}: Ganti “secara optimal” dengan “terbaik, sebaik mungkin”" in told
    assert f"  {SANDI}: " in told
    assert failed.startswith("Temuan: 6.")


def test_every_pack_is_looked_at_before_it_fails(tmp_path):
    broken = write(tmp_path / "a", changed((LAYAR, "menit: 4", "menit: lama")))
    told, failed = check(broken, write(tmp_path / "b", good_files()))
    assert f"{LAYAR}:4: " in told
    assert "“Kursus uji” utuh; saran: 4." in told
    assert failed.startswith("Temuan: 5.")


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert "tidak-ada" in check(tmp_path / "tidak-ada")[1]


@pytest.fixture
def published(tmp_path: Any, db: None) -> LessonPage:
    call_command("load_curriculum", write(tmp_path, good_files()), stdout=StringIO())
    return lesson_page("layar")


def test_the_site_is_examined_as_published(published):
    said, failed = check("--site")
    assert f"{published.title}" not in said
    published.objective = "Anda bisa login secara optimal."
    published.save_revision()  # a draft is nobody's business yet
    assert check("--site") == (said, failed)
    published.save_revision().publish()
    said, failed = check("--site")
    assert f"Kursus uji › {published.get_parent().title} › {published.title}: Ganti “login” dengan “masuk”" in said
    assert failed.startswith("Temuan: ")
    assert PackItem.objects.exists()
    assert CoursePage.objects.count() == 1


def test_the_site_says_in_which_block(published):
    published.body[0].value["heading"] = "Klik di sini"
    published.save_revision().publish()
    label = published.body[0].block.label
    with override("id"):
        assert f"{published.title}, Blok 1 ({label}): Ganti “Klik” dengan “ketuk”" in check("--site")[0]
