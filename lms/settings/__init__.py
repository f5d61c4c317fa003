"""Django's settings, one file per concern. What a host changes: core/environment.py."""

from lms.settings.base import *  # noqa: F403
from lms.settings.database import *  # noqa: F403
from lms.settings.identity import *  # noqa: F403
from lms.settings.logs import *  # noqa: F403
from lms.settings.security import *  # noqa: F403
from lms.settings.wagtail import *  # noqa: F403
