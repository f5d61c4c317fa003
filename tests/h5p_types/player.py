"""A plain H5P host in one page: core, the libraries of one content, and an ear for its statements."""

from __future__ import annotations

import json
import mimetypes
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize

from lms.bootstrap.player import core_folder
from tests.h5p_types.places import RUNNABLE, SHIPPED, TYPES, read_json

HOST = "https://h5p.test"
PHONE: ViewportSize = {"width": 360, "height": 640}
NARROW: ViewportSize = {"width": 320, "height": 568}
PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Latihan</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/core/styles/h5p.css">
{styles}<style>body {{ margin: 0 }} h1 {{ margin: 0; padding: 8px; font-size: 1rem; background: Canvas; color: CanvasText }}
:root {{ color-scheme: light dark }}</style>
<script>window.H5PIntegration = {integration};</script><script src="/core/frame.bundle.js"></script>
<script>window.statements = [];
H5P.externalDispatcher.on("xAPI", (event) => statements.push(JSON.parse(JSON.stringify(event.data.statement))));</script>
{scripts}</head><body><main><h1>Pelajaran</h1><div class="h5p-content" data-content-id="7"></div></main></body></html>"""


def integration(library: str, params: dict[str, Any], state: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "library": library,
        "jsonContent": json.dumps(params),
        "url": f"{HOST}/h5p/7",
        "contentUrl": f"{HOST}/content",
        "metadata": {"title": "Latihan", "license": "U"},
        "displayOptions": {"frame": False},
    }
    if state is not None:
        entry["contentUserData"] = [{"state": json.dumps(state)}]
    return {
        "url": HOST,
        "siteUrl": HOST,
        "postUserStatistics": False,
        "saveFreq": 3600,
        "ajax": {"setFinished": "", "contentUserData": ""},
        "l10n": {"H5P": {}},
        "contents": {"cid-7": entry},
    }


class Player:
    """One content playing in a window of its own; what its page complains of stands in ``complaints``."""

    def __init__(
        self, context: BrowserContext, name: str, params: dict[str, Any] | None = None, *, state: Any = None
    ) -> None:
        self.params = SHIPPED[name].params if params is None else params
        self.media = SHIPPED[name].folder / "content"
        self.html = self._page(f"LMS.{name} 1.0", state)
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.route("**/*", self._answer)

    def _page(self, library: str, state: Any) -> str:
        """All our types are there, as where several contents share a page."""
        folders = [TYPES / f"LMS.{name}-1.0" for name in ("Kit", *RUNNABLE)]
        listed = [(folder, read_json(folder / "library.json")) for folder in folders]
        scripts = [f"/types/{folder.name}/{each['path']}" for folder, lib in listed for each in lib["preloadedJs"]]
        styles = [f"/types/{folder.name}/{each['path']}" for folder, lib in listed for each in lib["preloadedCss"]]
        return PAGE.format(
            integration=json.dumps(integration(library, self.params, state)).replace("<", "\\u003c"),
            scripts="".join(f'<script src="{path}"></script>' for path in scripts),
            styles="".join(f'<link rel="stylesheet" href="{path}">' for path in styles),
        )

    def _answer(self, route: Route) -> None:
        where = route.request.url.removeprefix(HOST).lstrip("/")
        roots = {"core": core_folder(), "types": TYPES, "content": self.media}
        root, _, rest = where.partition("/")
        if where == "":
            route.fulfill(body=self.html, content_type="text/html")
        elif where == "caged":
            route.fulfill(body='<iframe sandbox="allow-scripts" src="/"></iframe>', content_type="text/html")
        elif root in roots and (roots[root] / rest).is_file():
            route.fulfill(body=(roots[root] / rest).read_bytes(), content_type=mimetypes.guess_type(rest)[0])
        elif where != "favicon.ico":
            self.complaints.append(f"asked for {route.request.url}")
            route.abort()

    def start(self) -> Player:
        self.page.goto(f"{HOST}/")
        self.page.wait_for_selector(".lms-exercise")
        return self

    def ask(self, expression: str, argument: Any = None) -> Any:
        """The answer of the running content, which is called ``it``."""
        return self.page.evaluate(f"(given) => {{ const it = H5P.instances[0]; return {expression}; }}", argument)

    @property
    def statements(self) -> list[dict[str, Any]]:
        return list(self.page.evaluate("statements"))

    @property
    def verbs(self) -> list[str]:
        return [statement["verb"]["id"].rpartition("/")[2] for statement in self.statements]

    def last(self, verb: str) -> dict[str, Any]:
        return [one for one in self.statements if one["verb"]["id"].endswith(f"/{verb}")][-1]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, text: str) -> None:
        """Reach something by the Tab key only, as someone without a pointer does."""
        for _ in range(60):
            self.press("Tab")
            focused = self.page.evaluate(
                "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '').trim()"
            )
            if text in focused:
                return
        raise AssertionError(f"the Tab key never reached {text!r}")

    def result(self) -> str:
        return self.page.locator(".lms-result").inner_text()

    def violations(self) -> list[str]:
        return [found["id"] for found in Axe().run(self.page).response["violations"]]

    def another(self, name: str, params: dict[str, Any], expression: str, state: Any = None) -> Any:
        """The answer of a further content on this page, attached in ``box``; ``it`` again."""
        return self.page.evaluate(
            f"""([library, params, previousState]) => {{
                const box = document.body.appendChild(document.createElement("div"));
                const it = H5P.newRunnable({{library, params, metadata: {{}}}}, 7, H5P.jQuery(box), true, {{previousState}});
                return {expression};
            }}""",
            [f"LMS.{name} 1.0", params, state],
        )

    def sideways(self) -> int:
        """By how much anything is wider than the room it has; core cuts off what is too wide, so the page alone says nothing."""
        return int(
            self.page.evaluate(
                """Math.max(...[document.documentElement, ...document.querySelectorAll('.lms-exercise, .lms-exercise *')]
                .filter((one) => one.clientWidth > 1).map((one) => one.scrollWidth - one.clientWidth))"""
            )
        )

    def small_targets(self) -> list[str]:
        """What is to be touched and is less than 48 px high or wide."""
        return list(
            self.page.evaluate(
                """[...document.querySelectorAll('.lms-exercise button, .lms-exercise input')]
                .filter((one) => one.offsetParent && (one.offsetHeight < 48 || one.offsetWidth < 48))
                .map((one) => one.outerHTML)"""
            )
        )


def phone(browser: Browser, *, scheme: Any = "light", viewport: ViewportSize = PHONE, **options: Any) -> BrowserContext:
    context = browser.new_context(
        viewport=viewport, color_scheme=scheme, reduced_motion="reduce", has_touch=True, is_mobile=True, **options
    )
    context.set_default_timeout(5_000)
    return context
