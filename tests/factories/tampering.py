"""Somebody with all rights on the database, who takes its guard away first."""

from django.db import connection


def take_the_guard_away() -> None:
    """Until the test ends: its transaction is rolled back."""
    table = " ON core_auditevent" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER IF EXISTS core_auditevent_no_update{table}")
