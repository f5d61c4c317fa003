from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client, SimpleTestCase
from hypothesis import HealthCheck, settings

from accounts.models import User
from core import kept
from core.kept import forget_all
from courses.domain import outlines, rendering
from quizzes.domain import checks, pictures
from tests.browsers import browser, playwright_driver
from tests.database import share_among_workers

__all__ = ["browser", "playwright_driver"]

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)  # 12.00 WIB


# How long an example takes says something about the machine only, which may be busy.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

_DATABASE = {"db", "transactional_db"}


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """What touches no database says the same on each: it runs once.

    Of two workers the second, which gets the second half, begins with these, while the first makes the database.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        case = getattr(item, "cls", None)
        in_database = fixtures & _DATABASE or item.get_closest_marker("django_db")
        if not in_database and not (case and issubclass(case, SimpleTestCase)):
            item.add_marker("no_database")
    yield
    without = [item for item in items if item.get_closest_marker("no_database")]
    others = [item for item in items if not item.get_closest_marker("no_database")]
    half = len(items) // 2
    items[:] = [*others[:half], *without, *others[half:]]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    share_among_workers(tmp_path_factory.getbasetemp().parent)


@pytest.fixture(autouse=True)
def nothing_kept_from_another_test(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Databases roll back, so ids come again; what a process keeps by id must not.

    Within a test it is kept to the end: a second that passes on a slow machine would be a query more.
    """
    monkeypatch.setattr(kept, "SECONDS_KEPT", 3600)
    yield
    outlines._read.clear()
    checks.version_content.cache_clear()
    pictures.picture_html.cache_clear()
    rendering._rendered.clear()
    forget_all()
    cache.clear()


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def sign_in(client: Client):
    """The client as this person; staff with their second step done."""

    def as_person(person: User, *, second_factor: bool = True) -> Client:
        client.force_login(person)
        if person.is_staff and second_factor:
            session = client.session
            session["account_authentication_methods"] = [{"method": "mfa", "at": NOON.timestamp(), "type": "totp"}]
            session["account_authentication_methods_user"] = str(person.pk)
            session.save()
        return client

    return as_person
