// H5P contents play in a cage: a frame without an origin, which gets everything from here in one message and answers in
// messages that are checked here. Bundles are fetched by this page, because a browser keeps nothing for such a frame.
// Other scripts hear of it on the element .h5p-player: h5p:open (its detail.state may be set, also to a promise),
// h5p:started, h5p:statement {statement}, h5p:state {sub, kind, data}, h5p:finished {score, maxScore, …}, h5p:closed.

const TICK = 2000; // between two calls to the frame
const SILENT_TICKS = 4; // as long as this without an answer, and it counts as stuck
const START_MS = 60000; // to get everything and begin, on a slow line and a slow phone
const BURST = 150, PER_SECOND = 25; // messages
const MOST_BYTES = 400000; // in one message
const MOST_HEIGHT = 20000; // pixels

const whole = (value, most) => Number.isFinite(value) && value >= 0 && value <= most;
const text = (value, shape) => typeof value === "string" && shape.test(value);
// What the frame may say: its keys, and what they may hold. Anything else ends the exercise.
const MESSAGES = {
  ready: {},
  started: {},
  failed: {},
  pong: {},
  height: { height: (value) => whole(value, 1e6) },
  statement: { statement: (value) => value !== null && typeof value === "object" && typeof value.verb?.id === "string" },
  state: {
    sub: (value) => text(value, /^(0|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i),
    kind: (value) => text(value, /^[\w-]{1,60}$/),
    data: (value) => value === null || typeof value === "string",
  },
  finished: {
    score: (value) => whole(value, 1e9), maxScore: (value) => whole(value, 1e9),
    opened: (value) => whole(value, 1e11), finished: (value) => whole(value, 1e11), time: (value) => whole(value, 1e9),
  },
  blocked: { host: (value) => text(value, /^[\w.:[\]-]{1,253}$/) },
  link: { url: (value) => text(value, /^https?:\/\/.{1,2000}$/i) },
};
const isSound = (message) => {
  const fields = Object.hasOwn(MESSAGES, message.type) && MESSAGES[message.type];
  const names = Object.keys(message).filter((name) => name !== "h5p" && name !== "type");
  if (!fields || names.length !== Object.keys(fields).length) return false;
  try {
    return names.every((name) => Object.hasOwn(fields, name) && fields[name](message[name])) && JSON.stringify(message).length <= MOST_BYTES;
  } catch { return false; } // what goes round in circles
};

const player = (root) => {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const words = root.dataset;
  const saved = JSON.parse(words.saved || "{}");
  let frame = null, nonce = "", silent = 0, phase = "shut", clock = 0, limit = 0, room = BURST, checked = 0, loads = 0, files = null, start = null;

  const tell = (name, detail) => root.dispatchEvent(new CustomEvent(`h5p:${name}`, { detail, bubbles: true, cancelable: false }));
  const post = (type, body) => frame?.contentWindow?.postMessage({ h5p: nonce, type, ...body }, "*"); // it has no origin to name
  const say = (message, kind = "") => {
    part("say").textContent = message;
    part("say").hidden = !message;
    part("say").classList.toggle("wait", kind === "trouble");
  };
  const is = (now) => {
    root.dataset.phase = phase = now;
    part("front").hidden = now === "open";
    part("stage").hidden = now === "shut";
    part("bar").hidden = now !== "open";
    part("open").toggleAttribute("aria-busy", now === "loading");
  };

  const shut = (message = "", again = false) => {
    clearInterval(clock);
    clearTimeout(limit);
    files?.abort();
    if (isFull()) leaveFull();
    const had = frame !== null && root.contains(document.activeElement);
    frame?.remove();
    frame = files = null;
    part("notes").replaceChildren();
    is("shut");
    say(message, message ? "trouble" : "");
    part("label").textContent = again ? words.again : words.label;
    if (had) part("open").focus();
    tell("closed", { message });
  };

  const fetched = async (address, signal) => {
    const answer = await fetch(address, { credentials: "omit", signal });
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return answer.text();
  };
  const agreed = () => [...root.querySelectorAll("[data-host]:checked")].map((box) => box.value);
  const load = (name) => words[name].split(" ").filter(Boolean).map((address) => fetched(address, files.signal));

  const open = () => {
    if (phase !== "shut") return;
    is("loading");
    say(words.loading);
    files = new AbortController();
    nonce = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    [room, checked, silent, loads] = [BURST, performance.now(), 0, 0];
    const asked = { state: saved };
    tell("open", asked);
    const all = Promise.all([Promise.all(load("styles")), Promise.all(load("scripts")), asked.state]);
    const hosts = agreed().map((host) => `host=${encodeURIComponent(host)}`).join("&");
    frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.setAttribute("allow", "");
    frame.referrerPolicy = "no-referrer";
    frame.title = words.title;
    frame.src = `${words.frame}${hosts && `?${hosts}`}#${nonce}`;
    const mine = frame;
    frame.addEventListener("load", () => { // a second time: it went somewhere else, or began anew by itself
      if (frame === mine && ++loads > 1) shut(words.left, true);
    });
    const fail = (problem) => {
      if (frame === mine) shut(navigator.onLine ? words.failed : words.offline, true);
      if (problem.name !== "AbortError") console.warn(problem);
    };
    all.catch(fail);
    start = () => all.then(([styles, scripts, state]) => {
      if (frame !== mine) return;
      Object.assign(saved, state);
      post("start", { styles, scripts, state: saved });
    }, () => {});
    limit = setTimeout(() => shut(navigator.onLine ? words.failed : words.offline, true), START_MS);
    part("place").append(frame);
  };

  const started = () => {
    clearTimeout(limit);
    is("open");
    say("");
    frame.focus();
    clock = setInterval(() => {
      silent = document.hidden ? 0 : silent + 1; // a page in the background is hardly given any time
      if (silent > SILENT_TICKS) shut(words.stuck, true);
      else post("ping");
    }, TICK);
    tell("started", {});
  };
  const note = (...parts) => {
    const line = document.createElement("p");
    line.append(...parts);
    part("notes").replaceChildren(line);
  };
  const offer = (url) => {
    const link = Object.assign(document.createElement("a"), { href: url, target: "_blank", rel: "noopener noreferrer", textContent: url });
    note(`${words.link} `, link);
  };

  const begin = () => {
    if (!start) return shut(words.left, true); // a second time: it began anew by itself
    start();
    start = null;
    return undefined;
  };
  const hear = (message) => {
    silent = 0;
    const { type, h5p, ...detail } = message;
    if (type === "ready") return begin();
    if (type === "started") return phase === "loading" ? started() : undefined;
    if (type === "failed") return shut(words.failed, true);
    if (type === "height") frame.style.blockSize = `${Math.min(detail.height, MOST_HEIGHT)}px`;
    else if (type === "blocked") note(words.blocked.replace("%s", detail.host));
    else if (type === "link") offer(detail.url);
    else if (type === "state") {
      saved[detail.sub] = { ...saved[detail.sub], [detail.kind]: detail.data };
      if (detail.data === null) delete saved[detail.sub][detail.kind];
    }
    if (["state", "statement", "finished"].includes(type)) tell(type, detail);
    return undefined;
  };
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.data?.h5p !== nonce) return;
    const now = performance.now();
    room = Math.min(BURST, room + ((now - checked) / 1000) * PER_SECOND) - 1;
    checked = now;
    if (room < 0 || !isSound(event.data)) shut(words.unsound, true);
    else hear(event.data);
  });

  // The stage goes full screen, with the button that leads back; a phone whose browser cannot gets a fixed stage.
  const stage = part("stage");
  const isFull = () => document.fullscreenElement === stage || stage.classList.contains("fixed");
  const shown = () => {
    part("full").setAttribute("aria-pressed", String(isFull()));
    post("full", { on: isFull() });
  };
  const leaveFull = () => {
    stage.classList.remove("fixed");
    if (document.fullscreenElement === stage) document.exitFullscreen();
    else shown();
  };
  const goFull = async () => {
    try { await stage.requestFullscreen(); } catch { stage.classList.add("fixed"); shown(); }
  };
  stage.addEventListener("fullscreenchange", shown);
  stage.addEventListener("keydown", (event) => { if (event.key === "Escape" && isFull()) leaveFull(); });

  part("open").addEventListener("click", open);
  part("full").addEventListener("click", () => (isFull() ? leaveFull() : goFull()));
  part("close").addEventListener("click", () => { post("save"); setTimeout(() => phase === "open" && shut(), 150); });
  document.addEventListener("visibilitychange", () => document.hidden && post("save"));
  part("instead").open = false;
  is("shut");
  part("open").hidden = false;
};

for (const root of document.querySelectorAll(".h5p-player[data-frame]")) player(root);
