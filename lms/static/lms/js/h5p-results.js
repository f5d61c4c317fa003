// What an H5P content says in its cage comes here as events of its player. It is put together per go, waits in the
// phone's queue like every answer (app.js), and what became of it is shown below the player. Without an account nothing
// is sent before something was really done: looking makes no guest of a visitor.

const SETTLED = 400, PLACE = 4000; // ms
const MOST_SCORED = 60, MOST_LATEST = 100;
const say = (name) => document.documentElement.dataset[name] ?? "";
const loaded = Date.now();

for (const box of document.querySelectorAll("[data-h5p]")) {
  const part = (name) => box.querySelector(`[data-${name}]`);
  const { report, place, version, rule } = box.dataset;
  const visitor = !document.body.dataset.person;
  const latest = new Map(), scored = [], states = new Map();
  let finished = "", opened = 0, last = 0, acted = false, asked = false;
  const timers = {};

  // A number that grows, comparable between devices (ADR 0026).
  const sequence = () => (last = Math.max(last + 1, Number(box.dataset.seq) + Math.max(0, Date.now() - loaded)));
  const send = (url, fields) => {
    dispatchEvent(new CustomEvent("queue:add", { detail: { url: new URL(url, location).href, fields: { version, seq: sequence(), ...fields } } }));
  };
  const tasks = {
    results: () => send(report, {
      seconds: Math.round((Date.now() - opened) / 1000),
      statements: JSON.stringify([...latest.values(), ...scored]),
      finished,
    }),
    place: () => send(place, { states: JSON.stringify([...states.values()]) }),
  };
  const due = (name, ms) => {
    if (visitor && !acted && rule !== "opened") return;
    show("", say("keeping"));
    clearTimeout(timers[name]);
    timers[name] = setTimeout(() => now(name), ms);
  };
  const now = (name) => {
    if (!timers[name]) return;
    clearTimeout(timers[name]);
    timers[name] = 0;
    tasks[name]();
  };
  const show = (kind, text) => {
    const line = part("state");
    line.hidden = false;
    line.classList.toggle("wait", kind === "wait");
    line.textContent = text;
  };

  // Only what is counted or shown goes over the air: neither the choices nor who it was.
  const short = ({ verb, object, result, context }) => {
    const { extensions, name, description } = object?.definition ?? {};
    const { parent } = context?.contextActivities ?? {};
    return {
      verb: { id: verb.id },
      object: { id: object?.id, definition: { extensions, name, description } },
      result,
      ...(parent && { context: { contextActivities: { parent: parent.map(({ id }) => ({ id })) } } }),
    };
  };
  box.addEventListener("h5p:statement", ({ detail }) => {
    const statement = short(detail.statement), verb = String(statement.verb.id).split("/").pop();
    acted ||= verb !== "attempted";
    if (statement.result?.score) scored.push(statement); else latest.set(`${verb} ${statement.object.id}`, statement);
    if (scored.length > MOST_SCORED) scored.shift();
    if (latest.size > MOST_LATEST) latest.delete(latest.keys().next().value);
    due("results", SETTLED);
  });
  // Where the learner is, also on another phone; asked once, then this page knows best.
  box.addEventListener("h5p:open", ({ detail }) => {
    opened ||= Date.now();
    if (visitor || asked) return;
    asked = true;
    const own = detail.state;
    detail.state = fetch(place, { headers: { Accept: "application/json" } }).then((answer) => answer.json()).then((kept) => {
      if (String(kept.version) !== version) return own; // renewed since this page was drawn
      if (kept.note) show("wait", kept.note);
      const found = {};
      for (const { sub, type, data } of kept.states) (found[sub || "0"] ??= {})[type] = data;
      return found;
    }).catch(() => own); // no signal: it begins at the start
  });
  box.addEventListener("h5p:started", () => {
    if (rule === "opened") due("results", SETTLED);
  });
  box.addEventListener("h5p:finished", ({ detail }) => {
    acted = true;
    finished = JSON.stringify({ score: detail.score, max: detail.maxScore });
    due("results", SETTLED);
  });
  box.addEventListener("h5p:state", ({ detail }) => {
    const state = { sub: detail.sub, type: detail.kind, data: detail.data ?? "" };
    states.set(`${state.sub} ${state.type}`, state);
    due("place", PLACE);
  });

  // The tab may be killed at any moment once it is out of sight.
  const leave = () => { now("results"); now("place"); };
  addEventListener("pagehide", leave);
  box.addEventListener("h5p:closed", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });

  addEventListener("queue:told", (event) => {
    const { url, kind, text, data } = event.detail;
    if (![report, place].some((mine) => url === new URL(mine, location).href)) return;
    event.preventDefault();
    show(kind, text);
    if (!data) return;
    if (data.said) part("said").textContent = data.said;
    if (data.done) part("done").hidden = false;
    const later = document.querySelector("a[data-later]");
    if (later && data.lesson_completed) {
      later.textContent = later.dataset.later;
      later.classList.remove("quiet");
      if (data.next) later.href = data.next;
    }
  });
}
