"""The courses we ship pass “curriculum check”: only read, never loaded, so this is fast."""

from __future__ import annotations

import time
from datetime import date

import pytest
from django.conf import settings

from courses.management.commands.load_curriculum import packs_in
from courses.packs.check import check_pack
from courses.packs.read import read_pack

WRITTEN = date(2026, 11, 23)  # reviews that fall due later are for “curriculum check”, not for this test
PACKS = packs_in(settings.BASE_DIR / "curriculum")


@pytest.mark.parametrize("folder", PACKS, ids=[folder.name for folder in PACKS])
def test_a_shipped_pack_has_nothing_to_mend(folder):
    started = time.process_time()
    found = check_pack(read_pack(folder), on=WRITTEN, folder=folder)
    spent = time.process_time() - started
    assert [problem.text() for problem in found] == []
    assert spent < 2, f"{spent:.2f} s; the aim is half a second on a quiet machine"
