"""Log lines as JSON in UTC with the request's id. They never carry a person's data (SECURITY 36)."""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="-")
logger = logging.getLogger("lms.error")
_PATH_OF_ADDRESS = re.compile(r"(https?://[^/\s]+/)\S+")
_ROW_OF_DATABASE = re.compile(r"^DETAIL:.*?(?=\n(?:HINT|CONTEXT):|\n\n|\Z)", re.MULTILINE | re.DOTALL)


class RequestFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(BaseJsonFormatter):
    """time, level, logger, request_id, message and what ``extra`` gives; one line each, always."""

    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(request_id)s %(message)s", rename_fields={"levelname": "level", "name": "logger"}
        )

    def add_fields(
        self, log_data: dict[str, object], record: logging.LogRecord, message_dict: dict[str, object]
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data["time"] = datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
        # Django hangs the request (path, body, user) on some records: none of it belongs into a log.
        if isinstance(request := log_data.get("request"), HttpRequest):
            log_data["message"] = _without_paths(str(log_data["message"]), request)
        for name in ("request", "response", "server_time", "sql", "params", "taskName"):
            log_data.pop(name, None)

    def formatException(  # noqa: N802 - its name in the standard library
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """Where and why, without the row of the database that PostgreSQL quotes."""
        return _ROW_OF_DATABASE.sub("DETAIL: …", str(super().formatException(ei)))


def _without_paths(message: str, request: HttpRequest) -> str:
    """Addresses hold codes and tokens; Django's security loggers quote them, and the referrer's, too."""
    return _PATH_OF_ADDRESS.sub(r"\1…", message.replace(request.path, "…"))


def log_cause(**kwargs: Any) -> None:
    """Why a request failed. Django's own line is off (``lms.settings.logs``): it holds the path."""
    logger.error("unexpected error", exc_info=True)
