from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from lms.bootstrap.player import core_folder, is_there
from tests.h5p_types.player import Player, phone


@pytest.fixture
def play(browser: Browser) -> Iterator[Callable[..., Player]]:
    """``play("FindClues", params, state=…, scheme="dark")``: a content of a type, started; complaints fail the test."""
    assert is_there(core_folder()), f"The H5P core is missing in {core_folder()}: python3 manage.py up, or set H5P_CORE"
    windows: list[BrowserContext] = []
    players: list[Player] = []

    def start(name: str, params: dict[str, Any] | None = None, *, state: Any = None, **window: Any) -> Player:
        windows.append(phone(browser, **window))
        players.append(Player(windows[-1], name, params, state=state))
        return players[-1].start()

    yield start
    complaints = [complaint for player in players for complaint in player.complaints]
    for window in windows:
        window.close()
    assert complaints == []
