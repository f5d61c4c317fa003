"""JSON lines on standard error, UTC, with a request id; never a person's data (SECURITY 36)."""

from core.environment import read

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "core.logs.RequestFilter"}},
    "formatters": {"json": {"()": "core.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
    "root": {"handlers": ["stderr"], "level": read("LOG_LEVEL")},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": read("LOG_LEVEL"), "propagate": False},
        # One line per request is written by core.middleware.request_log, with the route instead of the path.
        "django.request": {"level": "CRITICAL"},
        "django.server": {"level": "CRITICAL"},
        "wagtail": {"level": "WARNING"},  # logs the title of whatever is edited
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        # They log the name in a signature, and each file from outside that is not what it should be.
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
        "pikepdf": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
