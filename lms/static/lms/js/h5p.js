// H5P contents play in a cage: a frame without an origin, which gets everything from here, the core first, and answers in
// messages that are checked here. Bundles are fetched by this page, because a browser keeps nothing for such a frame.
// Other scripts hear of it on the element .h5p-player, and around it: h5p:open (detail.state may be set, also to a
// promise: sub-content, "0" for the whole → kind → text), h5p:started, h5p:statement {statement}, h5p:state
// {sub, kind, data}, h5p:finished {score, maxScore, opened, finished, time}, h5p:closed {message}.

const TICK = 2000; // between two looks at whether the frame still speaks
const SILENT_TICKS = 4; // so many without a word, and it counts as stuck
const START_MS = 60000; // to get everything and begin, on a slow line and a slow phone
const LATE_MS = 3000; // then the button that opened it stops it; sooner, a double tap would
const HEAD_START_MS = 250; // of the core before the other files
const CLOSING_MS = 1000; // to hand over what is not saved
const BURST = 150, PER_SECOND = 25; // messages
const MOST_LETTERS = 400000; // in one message
const MOST_HEIGHT = 20000; // pixels
const MOST_STATES = 200; // that this page remembers of one content; the server keeps fewer

const amount = (most) => (value) => Number.isFinite(value) && value >= 0 && value <= most;
const text = (shape) => (value) => typeof value === "string" && shape.test(value);
const bool = (value) => typeof value === "boolean";
const short = text(/^[^]{0,500}$/);
// What the frame may say, and what that may hold. Anything else ends the exercise.
const KINDS = {
  hello: {},
  ready: { height: amount(1e6) },
  beat: { n: amount(1e9) },
  resize: { height: amount(1e6) },
  fullscreen: { on: bool },
  error: { message: short, fatal: bool },
  blocked: { host: text(/^[\w.:[\]-]{1,253}$/) },
  link: { url: text(/^https?:\/\/\S{1,2000}$/i) },
  xapi: { statement: (value) => value !== null && typeof value === "object" && typeof value.verb?.id === "string" },
  state: {
    content: text(/^\d{1,9}$/),
    sub: text(/^(0|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i),
    id: text(/^[\w.:-]{1,64}$/),
    data: (value) => value === null || typeof value === "string",
    asked: (value) => value === undefined || value === true,
  },
  finished: {
    content: text(/^\d{1,9}$/), score: amount(1e9), max: amount(1e9), opened: amount(1e11), finished: amount(1e11),
    time: (value) => value === null || amount(1e9)(value),
  },
};
const isSound = ({ v, nonce: _nonce, kind, ...data }) => {
  const fields = v === 1 && Object.hasOwn(KINDS, kind) && KINDS[kind];
  try {
    return fields && Object.keys(data).every((name) => Object.hasOwn(fields, name))
      && Object.keys(fields).every((name) => fields[name](data[name])) && JSON.stringify(data).length <= MOST_LETTERS;
  } catch { return false; } // what goes round in circles
};

const player = (root) => {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const words = root.dataset, stage = part("stage"), button = part("open");
  let phase = "shut", frame = null, nonce = "", files = null, start = null, states = {};
  let silent = 0, clock = 0, limit = 0, late = 0, mayStop = false, room = BURST, heardAt = 0, loads = 0;

  const tell = (name, detail) => root.dispatchEvent(new CustomEvent(`h5p:${name}`, { detail, bubbles: true }));
  const post = (kind, data) => frame?.contentWindow?.postMessage({ v: 1, nonce, kind, ...data }, "*"); // it has no origin to name
  const say = (message, isTrouble) => {
    part("say").textContent = message;
    part("say").hidden = !message;
    part("say").classList.toggle("wait", Boolean(isTrouble));
  };
  const enter = (now) => {
    words.phase = phase = now;
    part("front").hidden = now === "open";
    stage.hidden = now === "shut" || now === "closing";
    button.toggleAttribute("aria-busy", now === "loading");
    clearTimeout(late);
    mayStop = false;
  };
  const note = (...parts) => {
    const line = document.createElement("p");
    line.append(...parts);
    part("notes").replaceChildren(line);
  };

  const shut = (message = "") => {
    const hadFocus = root.contains(document.activeElement) || phase === "closing";
    clearInterval(clock);
    clearTimeout(limit);
    files?.abort();
    leaveFull();
    frame?.remove();
    frame = files = start = null;
    part("notes").replaceChildren();
    enter("shut");
    say(message, true);
    part("label").textContent = words.again;
    if (hadFocus) button.focus();
    tell("closed", { message });
  };
  const fail = () => shut(navigator.onLine ? words.failed : words.offline);

  const answered = async (address) => {
    const answer = await fetch(address, { credentials: "omit", signal: files.signal });
    if (!answer.ok) throw new Error(`${answer.status} ${address}`);
    return answer;
  };
  const all = (addresses) => Promise.all(addresses.map(async (address) => (await answered(address)).text()));
  const listed = (name) => words[name].split(" ").filter(Boolean);

  const open = () => {
    if (mayStop) return shut();
    if (phase !== "shut") return;
    enter("loading");
    late = setTimeout(() => { mayStop = true; part("label").textContent = words.stop; }, LATE_MS);
    say(words.loading);
    files = new AbortController();
    nonce = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    [room, heardAt, silent, loads] = [BURST, performance.now(), 0, 0];
    const asked = { state: states };
    tell("open", asked);
    // The core has the line for itself for a moment, so that it runs while the rest is on its way.
    const [first, ...others] = listed("scripts"), coming = answered(first);
    const core = coming.then((answer) => answer.text());
    const soon = coming.then(() => new Promise((done) => { setTimeout(done, HEAD_START_MS); }));
    const rest = Promise.race([core, soon]).then(() => Promise.all([all(listed("styles")), all(others), asked.state]));
    const arrived = Promise.all([rest, core]);
    const hosts = [...root.querySelectorAll("[data-host]:checked")].map((box) => `host=${encodeURIComponent(box.value)}`);
    const mine = frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.setAttribute("allow", "");
    frame.referrerPolicy = "no-referrer";
    frame.title = words.title;
    frame.src = `${words.frame}${hosts.length ? `?${hosts.join("&")}` : ""}#${nonce}`;
    frame.addEventListener("load", () => { // a second time: it went somewhere else, or began anew by itself
      if (frame === mine && ++loads > 1) shut(words.left);
    });
    arrived.catch((problem) => {
      if (frame !== mine) return;
      fail();
      if (navigator.onLine) console.warn(problem);
    });
    start = async () => {
      try {
        const script = await core;
        if (frame === mine) post("script", { script });
        const [[styles, scripts, kept]] = await arrived;
        if (frame !== mine) return;
        states = Object.fromEntries(Object.entries(kept ?? {}).map(([sub, data]) => [sub || "0", { ...data }]));
        post("start", { styles, scripts, states });
      } catch { /* told above */ }
    };
    limit = setTimeout(fail, START_MS);
    part("place").append(frame);
  };

  const resize = ({ height }) => { frame.style.blockSize = `${Math.min(height, MOST_HEIGHT)}px`; };
  const heard = {
    hello: () => {
      if (!start) return shut(words.left);
      start();
      start = null;
      return undefined;
    },
    ready: (data) => {
      if (phase !== "loading") return shut(words.left);
      clearTimeout(limit);
      enter("open");
      say("");
      resize(data);
      frame.focus();
      clock = setInterval(() => {
        silent = document.hidden ? 0 : silent + 1; // a page in the background is hardly given any time
        if (silent > SILENT_TICKS) shut(words.stuck);
      }, TICK);
      return tell("started", {});
    },
    beat: () => {},
    resize,
    fullscreen: ({ on }) => {
      if (!on) leaveFull();
      else if (navigator.userActivation?.isActive ?? true) goFull();
      else post("fullscreen", { on: false }); // nobody asked for it
    },
    error: ({ fatal }) => fatal && fail(),
    blocked: ({ host }) => note(words.blocked.replace("HOST", host)),
    link: ({ url }) => note(`${words.link} `, Object.assign(document.createElement("a"), { href: url, target: "_blank", rel: "noopener noreferrer", textContent: url })),
    xapi: ({ statement }) => tell("statement", { statement }),
    state: ({ sub, id, data, asked }) => {
      if (Object.values(states).reduce((sum, kept) => sum + Object.keys(kept).length, 0) >= MOST_STATES) return shut(words.unsound);
      states[sub] = { ...states[sub], [id]: data };
      if (data === null) delete states[sub][id];
      tell("state", { sub, kind: id, data });
      if (asked && phase === "closing") shut();
    },
    finished: ({ score, max, opened, finished, time }) => tell("finished", { score, maxScore: max, opened, finished, time }),
  };
  addEventListener("message", ({ source, data }) => {
    if (!frame || source !== frame.contentWindow || data?.nonce !== nonce) return;
    const now = performance.now();
    room = Math.min(BURST, room + ((now - heardAt) / 1000) * PER_SECOND) - 1;
    heardAt = now;
    silent = 0;
    if (room < 0 || !isSound(data)) shut(words.unsound);
    else heard[data.kind](data);
  });

  // The stage goes full screen, with the button that leads back; where a browser cannot, it covers the window.
  const isFull = () => document.fullscreenElement === stage || stage.classList.contains("fixed");
  const shown = () => {
    part("full").setAttribute("aria-pressed", String(isFull()));
    part("full").textContent = isFull() ? words.small : words.full;
    post("fullscreen", { on: isFull() });
  };
  const leaveFull = () => {
    if (document.fullscreenElement === stage) document.exitFullscreen();
    else if (stage.classList.contains("fixed")) { stage.classList.remove("fixed"); shown(); }
  };
  const goFull = async () => {
    if (isFull()) return;
    try { await stage.requestFullscreen(); } catch { stage.classList.add("fixed"); shown(); }
  };
  stage.addEventListener("fullscreenchange", shown);
  stage.addEventListener("keydown", ({ key }) => { if (key === "Escape") leaveFull(); });

  button.addEventListener("click", open);
  part("full").addEventListener("click", () => (isFull() ? leaveFull() : goFull()));
  part("close").addEventListener("click", () => { // out of sight at once; what is not saved yet comes within a moment
    leaveFull();
    enter("closing");
    post("state");
    limit = setTimeout(shut, CLOSING_MS);
  });
  document.addEventListener("visibilitychange", () => document.hidden && post("state"));
  enter("shut");
  button.hidden = false;
};

for (const root of document.querySelectorAll(".h5p-player")) player(root);
