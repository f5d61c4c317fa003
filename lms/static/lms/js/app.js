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

// The queue of unsent answers: {url, body, person}; one entry per address and person, the latest wins.
// Where the phone has no room for it, this page remembers it.
let memory = null;
const readQueue = () => { if (memory) return memory; try { return JSON.parse(localStorage.getItem(QUEUE)) ?? []; } catch { return []; } };
const writeQueue = (rows) => {
  try { rows.length ? localStorage.setItem(QUEUE, JSON.stringify(rows)) : localStorage.removeItem(QUEUE); memory = null; } catch { memory = rows; }
};
// What was kept before this visitor became a guest belongs to the guest.
const mine = () => readQueue().filter((row) => row.person === person || !row.person);
const enqueue = (row) => writeQueue([...readQueue().filter((other) => other.url !== row.url || other.person !== row.person), row]);
const dequeue = (row) => writeQueue(readQueue().filter((other) => other.url !== row.url || other.body !== row.body));
// One question is a form, or a part of the form of all questions, whose names then begin with its number.
const addressOf = (part) => (part.dataset.to ? new URL(part.dataset.to, location).href : part.action).split("#")[0];
const fieldsOf = (part) => {
  const body = new URLSearchParams(), before = part.dataset.before ?? "";
  for (const [name, value] of new FormData(part.closest("form"))) if (name.startsWith(before)) body.append(name.slice(before.length), value);
  return body;
};
const rowOf = (form) => mine().find((row) => row.url === addressOf(form));

const token = () => $("input[name=csrfmiddlewaretoken]")?.value ?? document.body.dataset.token ?? "";
// Resolves with the answer's JSON; rejects with "offline", "busy", "signin" or "refused" (+ the server's words).
// What is no JSON does not come from our server, whatever it says: the page of a Wi-Fi that wants a login first.
const send = async (url, body) => {
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body: new URLSearchParams(body), headers: { Accept: "application/json", "X-CSRFToken": token() }, redirect: "manual", keepalive: body.length < 60000, signal: AbortSignal.timeout?.(30000) });
  } catch { throw { why: "offline" }; }
  if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) throw { why: "signin" };
  if (answer.status >= 500 || answer.status === 429) throw { why: "busy" };
  const data = await answer.json().catch(() => null);
  if (answer.ok && !data) throw { why: "offline" };
  if (!answer.ok) throw { why: "refused", data: data ?? {} };
  return data;
};

const show = (form, kind, text) => {
  const line = $("[data-state]", form);
  if (!line) return;
  line.hidden = false;
  line.classList.toggle("wait", kind === "wait");
  ($("span", line) ?? line).textContent = text;
};
// What became of an answer stands at its question, unless that was answered anew meanwhile; bad news, else, on top.
const tell = (row, kind, text, isNews, data) => {
  if (!dispatchEvent(new CustomEvent("queue:told", { cancelable: true, detail: { url: row.url, kind, text, data } }))) return;
  const form = $$("[data-autosave],form[data-check]").find((one) => addressOf(one) === row.url);
  if (form) { const now = rowOf(form); if (!now || now.body === row.body) show(form, kind, text); return; }
  if (!isNews) return;
  const box = element("div", text, "note warning");
  box.setAttribute("role", "status");
  $("main").prepend(box);
};
const waits = (row, why) => tell(row, "wait", why === "signin" ? say("signin") : say(memory ? "full" : "waiting"));
// Sends one; false when there is no way to the server for the others either.
const deliver = async (row) => {
  try {
    const data = await send(row.url, row.body);
    dequeue(row);
    tell(row, data.note ? "wait" : "", data.note ?? say("kept"), data.note, data);
  } catch (problem) {
    const { why, data } = problem;
    if (!why) throw problem;
    if (why === "refused") { dequeue(row); tell(row, "wait", data.problem ?? say("gone"), true); } // handed in already, or gone
    else (why === "busy" ? [row] : mine()).forEach((one) => waits(one, why));
    return why === "refused" || why === "busy";
  }
  return true;
};
let flushing = null;
const flush = () => (flushing ??= (async () => {
  const tried = new Set();
  await null; // else an empty queue ends before this is noted as under way, and nothing would ever be sent again
  try {
    for (let row; (row = mine().find((one) => !tried.has(one.body)));) {
      tried.add(row.body);
      if (!(await deliver(row))) break;
    }
  } finally { flushing = null; }
  return mine().length;
})());

// Other scripts of ours leave here what they have to send, and hear with “queue:told” what became of it.
addEventListener("queue:add", ({ detail: { url, fields } }) => {
  enqueue({ url, body: new URLSearchParams({ ...fields, key: newKey() }).toString(), person });
  flush();
});

// Every save carries a number that grows: the server's time when it drew the page, and the time since. So it knows which
// of two answers was given last, whichever comes first and from whichever phone (ADR 0026).
const loaded = Date.now();
let last = 0;
const note = (form) => {
  const body = fieldsOf(form);
  last = Math.max(last + 1, Number(form.dataset.seq) + Math.max(0, Date.now() - loaded));
  body.set("act", "save"); body.set("key", newKey()); body.set("seq", last); body.delete("csrfmiddlewaretoken");
  enqueue({ url: addressOf(form), body: body.toString(), person });
};
// An answer that still waits stands in its form again.
const fill = (form, said) => {
  for (const field of $$("input,select,textarea", form)) {
    const given = said.getAll(field.name.slice((form.dataset.before ?? "").length));
    if (/radio|checkbox/.test(field.type)) field.checked = given.includes(field.value);
    else if (/text|number|select/.test(field.type)) field.value = given[0] ?? "";
  }
  const ids = said.getAll("order"), place = (item) => ids.indexOf($("[name$=order]", item).value);
  for (const list of $$("[data-order] ol", form)) list.append(...[...list.children].sort((a, b) => place(a) - place(b)));
  for (const moved of $$("[name$=moved]", form)) moved.value = said.get("moved") ?? "";
};
for (const form of $$("[data-autosave]")) {
  let timer = 0;
  const stop = () => { const ran = timer; clearTimeout(timer); timer = 0; return ran; };
  form.addEventListener("input", (event) => {
    $("[name$=shown]", form)?.remove(); // no longer what the server drew
    note(form); // at once: a tab may be killed at any moment
    show(form, "", say("keeping"));
    stop();
    timer = setTimeout(() => { timer = 0; flush(); }, event.target.matches("[type=radio],[type=checkbox],select,[data-order]") ? 0 : 700);
  });
  form.closest("form").addEventListener("submit", (event) => {
    stop();
    const row = rowOf(form);
    if (navigator.onLine || !row) return;
    event.preventDefault(); // a browser's own page for “no network” would take the place of the question
    waits(row);
  });
  const justTyped = () => { const row = rowOf(form); if (stop() && row) deliver(row); };
  addEventListener("pagehide", justTyped);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") justTyped(); });
}
for (const form of $$("[data-autosave],form[data-check]")) {
  const row = rowOf(form), said = new URLSearchParams(row?.body);
  if (!row || said.get("seq") && Number(said.get("seq")) <= Number(form.dataset.has)) continue;
  $("[name$=shown]", form)?.remove();
  fill(form, said);
  waits(row);
}
// A page that comes back as it was left (“Back”) may be older than what is kept.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (navigator.onLine && $("[data-autosave]") && !mine().length) location.reload();
  else flush();
});

// What is put in order moves in place.
for (const set of $$("[data-order]")) set.addEventListener("click", (event) => {
  const button = event.target.closest("[name$=move]");
  if (!button) return;
  event.preventDefault();
  const item = button.closest("li"), up = button.value.endsWith(":up");
  if (up) item.previousElementSibling?.before(item); else item.nextElementSibling?.after(item);
  const items = [...item.parentNode.children];
  $("[name$=moved]", set).value = "1";
  $("[data-moved]", set).textContent = `${$("span", item).textContent}: ${items.indexOf(item) + 1} / ${items.length}`;
  const hidden = getComputedStyle(button).visibility === "hidden"; // at an end only the way back is left
  (hidden ? $$("[name$=move]", item).find((other) => other !== button) : button).focus();
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
    const box = element("div", "", data.correct || data.said ? "verdict right" : "verdict");
    box.setAttribute("role", "status");
    box.append(element("b", data.said ?? (data.correct ? say("right") : data.partly ? say("partly") : say("notyet"))));
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
    else { enqueue({ url: addressOf(form), body: body.toString(), person }); waits(rowOf(form), problem.why); }
  }
  button.removeAttribute("aria-busy");
});

// A double tap sends once. Handing in first sends what still waits of this attempt.
const waiting = () => mine().filter((row) => row.url.startsWith(location.href.match(/^.*\/(kuis|tes)\/[^/]+\//)?.[0]));
for (const form of $$("form[data-once]")) form.addEventListener("submit", async (event) => {
  if (form.dataset.sent) return event.preventDefault();
  if ("flush" in form.dataset && waiting().length) {
    event.preventDefault();
    await flush();
    return waiting().length ? show(form, "wait", say("unsent")) : form.requestSubmit();
  }
  form.dataset.sent = "1";
  $("button", form)?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => $$("form[data-once]").forEach((form) => { delete form.dataset.sent; $("button", form)?.removeAttribute("aria-busy"); }));

// Signing out: first send what is unsent, warn if that cannot be, then leave nothing behind.
const leaving = $("form[data-sign-out]");
if (leaving) {
  const unsent = async () => { if (mine().length) await flush(); const left = readQueue().length; $("[data-unsent]", leaving).hidden = !left; return left; };
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

// Reading aloud (ADR 0041): a recording of the whole lesson, else a voice that is on this phone. Voices come late on many.
const listen = $("[data-listen]");
if (listen) {
  const speech = globalThis.speechSynthesis, recording = $("audio[data-whole]"), button = $("button", listen);
  const ours = listen.dataset.lang === "id" ? /^i[dn](?![a-z])/i : RegExp(`^${listen.dataset.lang}(?![a-z])`, "i");
  const voice = () => speech?.getVoices().find((one) => one.localService && ours.test(one.lang));
  const offer = () => {
    if (listen.matches(".on")) return;
    button.hidden = !(recording || voice());
    $("details", listen).hidden = !button.hidden;
    listen.classList.add("told");
  };
  if (recording || voice() || !speech) offer(); else { speech.addEventListener?.("voiceschanged", offer); setTimeout(offer, 2000); }
  button.addEventListener("click", () => {
    if (recording) { recording.scrollIntoView({ block: "center" }); recording.focus(); recording.play().catch(() => {}); }
    else import(listen.dataset.listen).then((script) => script.listen(listen, voice), () => { $("[role=status]", listen).textContent = listen.dataset.failed; });
  });
}

// Errors are read first.
$("[data-focus]")?.focus();

// What waits goes as soon as it can; then a list of what is answered is an old one.
const retry = () => { if (!document.hidden && mine().length) flush(); };
addEventListener("online", retry);
setInterval(retry, 15000);
addEventListener("timeup", async (event) => event.detail(await flush())); // the clock wants to know how many are left
const review = $$("form[data-flush]").find((form) => !form.closest("[data-clock]"));
if (mine().length) flush().then(() => {
  if (review && waiting().length) show(review, "wait", say("unsent"));
  else if (review && !review.matches(":focus-within")) location.reload();
});
