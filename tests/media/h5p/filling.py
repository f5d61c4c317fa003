"""A form as a browser without a script sends it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

_VOID = {"input", "img", "br", "hr", "meta", "link"}


class Filled(HTMLParser):
    """``sent``: name → values of the successful controls; ``labels``: id → text; ``texts``: all that is read."""

    def __init__(self, html: str, *, form: str = "data-h5p-form") -> None:
        super().__init__(convert_charrefs=True)
        self.sent: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self.ids: list[str] = []
        self.described: list[str] = []
        self.errors: dict[str, str] = {}
        self._area: str | None = None
        self._select: tuple[str, list[str], bool] | None = None
        self._error: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at: dict[str, Any] = dict(attrs)
        name = at.get("name")
        if "id" in at:
            self.ids.append(at["id"])
        self.described += (at.get("aria-describedby") or "").split()
        if tag == "p" and str(at.get("id", "")).endswith(":error"):
            self._error = at["id"].removesuffix(":error")
            self.errors[self._error] = ""
        if tag == "button" and name == "act":
            self.buttons.append(at["value"])
        if tag == "input" and name and at.get("type") != "file":
            if at.get("type") not in ("checkbox", "radio") or "checked" in at:
                self._send(name, (at.get("value") or "").replace("\n", "").replace("\r", ""))
        elif tag == "textarea" and name:
            self._area, self._text = name, ""
        elif tag == "select" and name:
            self._select = (name, [], False)
        elif tag == "option" and self._select:
            name, values, _chosen = self._select
            if "selected" in at or not values:
                values[:] = [at.get("value", "")]
            self._option = "value" not in at and ("selected" in at or not values[0])

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data
        elif self._select and getattr(self, "_option", False) and data.strip():
            self._select[1][:] = [data.strip()]
            self._option = False
        if self._error is not None:
            self.errors[self._error] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            text = self._text.replace("\r\n", "\n").replace("\r", "\n")
            self._send(self._area, text.removeprefix("\n").replace("\n", "\r\n"))
            self._area = None
        elif tag == "select" and self._select:
            self._send(self._select[0], self._select[1][0])
            self._select = None
        elif tag == "p":
            self._error = None

    def _send(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)
