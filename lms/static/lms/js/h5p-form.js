// Forms of H5P contents without page loads: each button posts what a plain post would, and its answer replaces the form.
// What is typed is kept as a draft after a pause, then the result is shown anew. Without this all buttons still work.
const PAUSE = 2500; // milliseconds without a key

let form = document.querySelector("[data-h5p-form]");
let waiting = 0, dirty = false, busy = false, leaving = false;
const look = document.querySelector("[data-look]");

const words = { id: { bold: "Tebal", slanted: "Miring", list: "Daftar", numbered: "Nomor", heading: "Judul", link: "Tautan", kept: "Draf disimpan", lost: "Tidak ada sambungan. Tulisan Anda tetap di layar ini." },
  en: { bold: "Bold", slanted: "Slanted", list: "List", numbered: "Numbers", heading: "Heading", link: "Link", kept: "Draft kept", lost: "No connection. What you wrote stays on this screen." } };
const say = words[document.documentElement.lang.slice(0, 2)] ?? words.id;

// Buttons above a formatted text put its marks around what is selected.
const MARKS = { bold: ["__", "__"], slanted: ["_", "_"], list: ["\n- ", ""], numbered: ["\n1. ", ""], heading: ["\n\n## ", "\n\n"], link: ["[", "](https://)"] };
function toolbar(area) {
  const bar = document.createElement("div");
  bar.className = "hf-rich";
  for (const name of area.dataset.rich.trim().split(" ").filter(Boolean)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say[name];
    button.addEventListener("click", () => {
      const [before, after] = MARKS[name], { selectionStart: from, selectionEnd: to, value } = area;
      const lead = from === 0 || value[from - 1] === "\n" ? before.replace(/^\n/, "") : before;
      area.setRangeText(lead + value.slice(from, to) + after, from, to, "end");
      if (from === to && after) area.setSelectionRange(from + lead.length, from + lead.length);
      area.focus();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
    bar.append(button);
  }
  if (bar.children.length) area.before(bar);
}

function colour(input) {
  const chooser = document.createElement("input");
  chooser.type = "color";
  chooser.value = input.dataset.colour;
  chooser.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  chooser.addEventListener("input", () => {
    input.value = chooser.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const place = document.createElement("div");
  place.className = "hf-colour";
  input.before(place);
  place.append(input, chooser);
}

// Parts that only some answers need. What is hidden is still sent, so nothing is lost.
const valueOf = (name) => {
  const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden])`)];
  if (!controls.length) return null;
  const box = controls.find((each) => each.type === "checkbox");
  return box ? (box.checked ? "1" : "") : controls[0].value;
};
function showWhat() {
  for (const part of form.querySelectorAll("[data-show-when]")) {
    const { all, rules } = JSON.parse(part.dataset.showWhen);
    const met = rules.map(([name, values]) => valueOf(name) === null || values.includes(valueOf(name)));
    part.hidden = !(all ? met.every(Boolean) : met.some(Boolean));
  }
}

function dress() {
  form.querySelectorAll("[data-rich]").forEach(toolbar);
  form.querySelectorAll("[data-colour]").forEach(colour);
  const kept = document.createElement("p");
  kept.className = "hf-kept";
  kept.setAttribute("role", "status");
  form.querySelector(".hf-bar")?.append(kept);
  showWhat();
}
const tell = (text) => { form.querySelector(".hf-kept").textContent = text; };

function show() {
  if (!look) return;
  look.hidden = false;
  const frame = look.querySelector("iframe");
  if (frame) frame.contentWindow.location.reload();
  else {
    const made = document.createElement("iframe");
    made.src = look.dataset.look;
    made.title = look.querySelector("h2").textContent;
    look.querySelector("[data-look-place]").append(made);
  }
}

const bodyOf = (act) => {
  const body = new FormData(form);
  body.set("act", act);
  return body;
};

async function keep() {
  clearTimeout(waiting);
  if (busy || !dirty) return true;
  busy = true;
  dirty = false;
  try {
    const body = bodyOf("keep");
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name); // sent once, by a button
    const answer = await fetch(form.dataset.address, { method: "POST", body, redirect: "error" });
    if (!answer.ok) throw new TypeError("refused");
    form.elements.revision.value = await answer.text();
    tell(say.kept);
    return true;
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    dirty = true;
    tell(say.lost);
    return false;
  } finally { busy = false; }
}

// The answer, or nothing where there is no network: what was typed stays.
async function send(act) {
  try {
    const answer = await fetch(form.dataset.address, { method: "POST", body: bodyOf(act) });
    return { answer, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    tell(say.lost);
    return {};
  }
}

async function post(act) {
  clearTimeout(waiting);
  busy = true;
  form.setAttribute("aria-busy", "true");
  const { answer, page } = await send(act);
  busy = false;
  form.removeAttribute("aria-busy");
  if (!answer) return;
  const fresh = page.querySelector("[data-h5p-form]");
  dirty = false;
  if (!answer.ok || !fresh) { leaving = true; location.assign(answer.url); return; }
  const open = [...form.querySelectorAll("details[open][id]")].map((each) => each.id);
  form.replaceWith(fresh);
  form = fresh;
  for (const place of ["h1", ".messages"]) {
    const old = document.querySelector(place), now = page.querySelector(place);
    if (old && now) old.replaceChildren(...now.childNodes);
  }
  document.title = page.title;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  dress();
  const address = new URL(answer.url);
  address.searchParams.delete("ke");
  history.pushState(null, "", address);
  arrive(form.dataset.focus, act);
  if (look && !look.hidden) show();
}

// To where the act was: the new item, the message, or the top of another screen.
function arrive(name, act) {
  const summary = document.getElementById("summary");
  if (summary) return summary.focus();
  const item = document.getElementById(`${name}-item`) ?? document.getElementById(name);
  if (!item || act.startsWith("open ") || act === "save") return window.scrollTo({ top: 0 });
  const first = act.startsWith("add ") || act.startsWith("copy ") ? item.querySelector("textarea, select, input:not([type=hidden], [type=checkbox], [type=file])") ?? item.querySelector(".hf-card button") : null;
  (first ?? item).focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

if (form) {
  dress();
  const changed = (event) => {
    if (event.target.form !== form) return;
    dirty = true;
    showWhat();
    clearTimeout(waiting);
    waiting = setTimeout(async () => { if (await keep() && look && !look.hidden) show(); }, PAUSE);
  };
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("submit", async (event) => {
    if (event.target !== form) return;
    const act = event.submitter?.value ?? "stay";
    if (act === "finish") { leaving = true; return; } // leads to another page
    event.preventDefault();
    if (busy) return;
    if (act === "look") {
      dirty = true;
      if (!await keep()) return;
      show();
      look.scrollIntoView({ block: "start" });
      return;
    }
    await post(act);
  });
  addEventListener("popstate", () => { leaving = true; location.reload(); });
  addEventListener("beforeunload", (event) => { if (dirty && !leaving) event.preventDefault(); });
}
