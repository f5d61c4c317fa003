"""What a page costs on the line: requests and compressed bytes, as the browser's own network log counts them."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Page


@dataclass
class Request:
    path: str
    kind: str  # Document, Stylesheet, Script, Image, Manifest, Fetch, Other
    body: int = 0  # bytes, compressed, without headers
    cached: bool = False


@dataclass
class Line:
    """Records while it is entered: ``with Line(page) as line: page.goto(…)``. Pictures are counted apart."""

    page: Page
    requests: list[Request] = field(default_factory=list)

    def __enter__(self) -> Line:
        self._by_id: dict[str, Request] = {}
        self._headers: dict[str, int] = {}
        self.session: CDPSession = self.page.context.new_cdp_session(self.page)
        self.session.on("Network.responseReceived", self._received)
        self.session.on("Network.loadingFinished", self._finished)
        self.session.on("Network.requestServedFromCache", self._from_cache)
        self.session.send("Network.enable")
        self._cached: set[str] = set()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.session.detach()

    def slow(self, *, kilobits: int, latency_ms: int, cpu: int) -> None:
        speed = kilobits * 1000 / 8
        conditions = {"offline": False, "latency": latency_ms, "downloadThroughput": speed, "uploadThroughput": speed}
        self.session.send("Network.emulateNetworkConditions", conditions)
        self.session.send("Emulation.setCPUThrottlingRate", {"rate": cpu})

    def _from_cache(self, event: dict[str, Any]) -> None:
        self._cached.add(event["requestId"])

    def _received(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        if not answer["url"].startswith("http"):
            return
        cached = event["requestId"] in self._cached or bool(answer.get("fromDiskCache"))
        request = Request(urlsplit(answer["url"]).path, event["type"], cached=cached)
        self._by_id[event["requestId"]] = request
        self._headers[event["requestId"]] = int(answer["encodedDataLength"])
        self.requests.append(request)

    def _finished(self, event: dict[str, Any]) -> None:
        """Its length counts the headers as well; at the response only they had come."""
        if event["requestId"] in self._by_id:
            body = int(event["encodedDataLength"]) - self._headers[event["requestId"]]
            self._by_id[event["requestId"]].body = max(body, 0)

    def sent(self, *kinds: str) -> list[Request]:
        """What travelled, without pictures; only of these kinds where any are named."""
        travelled = [r for r in self.requests if not r.cached and (r.kind != "Image" or r.path.endswith("icon.svg"))]
        return [r for r in travelled if not kinds or r.kind in kinds]

    def weight(self, *kinds: str) -> int:
        return sum(request.body for request in self.sent(*kinds))
