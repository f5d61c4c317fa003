"""The tests we ship can be drawn twice without a question in common, and take no longer than they say."""

from __future__ import annotations

from django.conf import settings

from courses.management.commands.load_curriculum import packs_in
from courses.packs.questions import WITHOUT_KEY
from courses.packs.read import read_pack
from courses.packs.track_tests import read_tests

_CURRICULUM = settings.BASE_DIR / "curriculum"
_SECONDS = 40  # a question, as the minutes were planned


def test_every_cell_of_every_blueprint_has_enough_for_both_forms():
    tests = read_tests(_CURRICULUM)
    banks = {pack.id: pack for pack in map(read_pack, packs_in(_CURRICULUM))}
    assert set(tests.packs) <= banks.keys()
    assert {one.track for one in tests.paths} == {banks[pack].track for one in tests.paths for pack in one.courses}
    for path in tests.paths:
        bank = [question for pack in path.courses for question in banks[pack].bank]
        assert not [question.id for question in bank if question.kind in WITHOUT_KEY]
        total = sum(cell.count for cell in path.blueprint)
        assert total * _SECONDS <= path.minutes * 60
        for cell in path.blueprint:
            fits = [one for one in bank if cell.pillar in one.pillars and one.difficulty == cell.difficulty]
            assert len(fits) >= 2 * cell.count, (path.track, cell)
        assert {cell.pillar for cell in path.blueprint} == {"cakap", "aman", "budaya", "etika"}
    for placement in tests.placements:
        assert 2 <= sum(rung.count for rung in placement.ladder) <= 9
        for rung in placement.ladder:
            assert sum(one.difficulty == rung.difficulty for one in banks[rung.course].bank) >= 2 * rung.count, rung
        assert placement.beyond not in {rung.course for rung in placement.ladder}
