"""System checks that say what the set-up has left out."""

from __future__ import annotations

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, register

from lms.bootstrap.player import is_there


@register
def h5p_core(**kwargs: object) -> list[CheckMessage]:
    """Without it the site works; H5P contents say that they are not set up."""
    if is_there(settings.H5P_CORE):
        return []
    return [
        checks.Warning(
            f"The core of the H5P player is not in {settings.H5P_CORE}, so H5P contents cannot be played.",
            hint="With a network: manage.py fetch_h5p_core",
            id="lms.W001",
        )
    ]
