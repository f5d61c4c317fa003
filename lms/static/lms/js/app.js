// Learner pages work without this. With it: answers are kept as they are given, wait for a signal when
// there is none, and are sent later. Nothing here ever hands in a quiz or leaves a page by itself.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const say = (name) => document.documentElement.dataset[name] ?? "";
const QUEUE = "antrean";
const person = document.body.dataset.person ?? "";

// The style came inside the first page; when all else is there, bring it into the cache, then say so.
const inline = $("style[data-href]");
const keepStyle = async () => {
  const answer = await fetch(inline.dataset.href, { priority: "low" });
  await answer.blob(); // to its end, or the cache holds half of it
  if (answer.ok) document.cookie = `${inline.dataset.cookie}; path=/; max-age=31536000; samesite=lax`;
};
if (inline && navigator.onLine) addEventListener("load", () => keepStyle().catch(() => {}), { once: true });

const newKey = () => {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
  const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

// The queue of unsent answers: {url, body, person}; one entry per address, the latest wins.
const readQueue = () => { try { return JSON.parse(localStorage.getItem(QUEUE)) ?? []; } catch { return []; } };
const writeQueue = (rows) => { try { rows.length ? localStorage.setItem(QUEUE, JSON.stringify(rows)) : localStorage.removeItem(QUEUE); return true; } catch { return false; } };
// What was kept before this visitor became a guest belongs to the guest.
const mine = () => readQueue().filter((row) => row.person === person || !row.person);
const enqueue = (row) => writeQueue([...readQueue().filter((other) => other.url !== row.url), row]);
const dequeue = (row) => writeQueue(readQueue().filter((other) => other.url !== row.url || other.body !== row.body));

const token = () => $("input[name=csrfmiddlewaretoken]")?.value ?? document.body.dataset.token ?? "";
// Resolves with the answer's JSON; rejects with "offline", "signin" or "refused" (+ the server's words).
const send = async (url, body) => {
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body: new URLSearchParams(body), headers: { Accept: "application/json", "X-CSRFToken": token() }, redirect: "manual", keepalive: true });
  } catch { throw { why: "offline" }; }
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw { why: "signin" };
  if (answer.status >= 500) throw { why: "offline" };
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw { why: "refused", data };
  return data;
};

let flushing = null;
const flush = () => (flushing ??= (async () => {
  for (const row of mine()) {
    try { await send(row.url, row.body); dequeue(row); } catch (problem) {
      if (problem.why === "refused") dequeue(row); // handed in already, or gone: nothing left to keep
      else break;
    }
  }
  flushing = null;
  return mine().length;
})());

const show = (form, kind, text) => {
  const line = $("[data-state]", form);
  if (!line) return;
  line.hidden = false;
  line.classList.toggle("wait", kind === "wait");
  ($("span", line) ?? line).textContent = text;
};

// Keep an answer as it is given. It waits in the queue until the server has said that it is kept, so a newer one always
// takes the place of an older one; of one form they are sent one after the other.
const onTheWay = new WeakMap();
const keep = async (form, goingAway = false) => {
  const body = new URLSearchParams(new FormData(form));
  body.set("act", "save"); body.set("key", newKey()); body.delete("csrfmiddlewaretoken");
  const row = { url: form.action || location.href, body: body.toString(), person };
  const stored = enqueue(row);
  show(form, "", say("keeping"));
  const before = goingAway ? null : onTheWay.get(form);
  const sent = Promise.resolve(before).catch(() => {}).then(() => send(row.url, row.body));
  onTheWay.set(form, sent);
  try {
    const data = await sent;
    dequeue(row);
    show(form, "", data.saved === false ? data.problem : say("kept"));
  } catch (problem) {
    if (problem.why === "refused") { dequeue(row); return show(form, "wait", problem.data.problem ?? say("again")); }
    show(form, "wait", problem.why === "signin" ? say("signin") : stored ? say("waiting") : say("again"));
  }
};
for (const form of $$("form[data-autosave]")) {
  let timer = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; keep(form); }, event.target.matches("[type=radio],[type=checkbox],select") ? 0 : 700);
  });
  form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; });
  const justTyped = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    keep(form, true);
  };
  addEventListener("pagehide", justTyped);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") justTyped(); });
}

// What is put in order moves in place.
for (const set of $$("[data-order]")) set.addEventListener("click", (event) => {
  const button = event.target.closest("[name=move]");
  if (!button) return;
  event.preventDefault();
  const item = button.closest("li"), up = button.value.endsWith(":up");
  if (up) item.previousElementSibling?.before(item); else item.nextElementSibling?.after(item);
  const items = [...item.parentNode.children];
  $("[name=moved]", set).value = "1";
  $("[data-moved]", set).textContent = `${$("span", item).textContent}: ${items.indexOf(item) + 1} / ${items.length}`;
  const hidden = getComputedStyle(button).visibility === "hidden"; // at an end only the way back is left
  (hidden ? $$("[name=move]", item).find((other) => other !== button) : button).focus();
  set.dispatchEvent(new Event("input", { bubbles: true }));
});

// Places in a picture show what is chosen in their list.
for (const set of $$("[data-places]")) {
  const mark = () => $$(".spot", set).forEach((spot, n) => { spot.classList.toggle("on", $$("input", set)[n].checked); spot.classList.remove("fits"); });
  set.addEventListener("change", mark);
  addEventListener("pageshow", () => { if ($("input:enabled", set)) mark(); });
}

// A check question answers in place.
const element = (name, text, cls) => { const e = document.createElement(name); if (text) e.textContent = text; if (cls) e.className = cls; return e; };
for (const form of $$("form[data-check]")) form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = $(".go", form);
  button.setAttribute("aria-busy", "true");
  const body = new URLSearchParams(new FormData(form));
  body.delete("csrfmiddlewaretoken");
  try {
    const data = await send(form.action, body);
    $(".verdict", form)?.remove();
    const box = element("div", "", data.correct ? "verdict right" : "verdict");
    box.setAttribute("role", "status");
    box.append(element("b", data.correct ? say("right") : data.partly ? say("partly") : say("notyet")));
    for (const text of data.feedback) box.append(element("p", text));
    if (data.right.length) {
      const list = element("ul");
      list.append(...data.right.map((text) => element("li", text)));
      box.append(element("p", say("fits")), list);
    }
    if (data.explanation) box.append(element("p", data.explanation));
    $$(".spot", form).forEach((spot, n) => { const option = $$(".opt", form)[n]; spot.classList.toggle("fits", data.correct ? $("input", option).checked : data.right.includes($("span", option).textContent)); });
    button.before(box);
    $("[name=key]", form).value = newKey();
    button.textContent = say("once");
    $("[data-state]", form).hidden = true;
    box.scrollIntoView({ block: "nearest" });
  } catch (problem) {
    if (problem.why === "refused" && problem.data.problem) show(form, "wait", problem.data.problem);
    else if (problem.why === "signin") form.submit();
    else { enqueue({ url: form.action, body: body.toString(), person }); show(form, "wait", say("waiting")); }
  }
  button.removeAttribute("aria-busy");
});

// A double tap sends once. Handing in first sends what still waits.
for (const form of $$("form[data-once]")) form.addEventListener("submit", async (event) => {
  if (form.dataset.sent) return event.preventDefault();
  if ("flush" in form.dataset && mine().length && !form.dataset.tried) {
    event.preventDefault();
    form.dataset.tried = "1";
    if (await flush()) return show(form, "wait", say("unsent"));
    return form.requestSubmit();
  }
  form.dataset.sent = "1";
  $("button", form)?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => $$("form[data-once]").forEach((form) => { delete form.dataset.sent; $("button", form)?.removeAttribute("aria-busy"); }));

// Signing out: first send what is unsent, warn if that cannot be, then leave nothing behind.
const leaving = $("form[data-sign-out]");
if (leaving) {
  const unsent = async () => { const left = mine().length ? await flush() : 0; $("[data-unsent]", leaving).hidden = !left; return left; };
  unsent();
  leaving.addEventListener("submit", async (event) => {
    if (leaving.dataset.sure) return;
    event.preventDefault();
    const shown = !$("[data-unsent]", leaving).hidden;
    if ((await unsent()) && !shown) return;
    leaving.dataset.sure = "1";
    leaving.submit();
  });
}
if ($("[data-wipe]")) {
  try { localStorage.clear(); sessionStorage.clear(); } catch { /* no storage, nothing to wipe */ }
  globalThis.caches?.keys().then((names) => names.forEach((name) => caches.delete(name)));
}

// The QR of a recovery card carries name and words behind the “#”.
const card = $("form[data-card]");
if (card && location.hash.includes("w=")) {
  const fields = new URLSearchParams(location.hash.slice(1));
  $("[name=identifier]", card).value = fields.get("n") ?? "";
  $("[name=words]", card).value = (fields.get("w") ?? "").replaceAll("-", " ");
  history.replaceState(null, "", location.pathname);
  $("[name=secret]", card).focus();
}

// What was sent while signed out goes on by itself.
const later = $("form[data-send-now]");
if (later) later.submit();

// Errors are read first.
$("[data-focus]")?.focus();

addEventListener("online", flush);
if (mine().length) flush();
