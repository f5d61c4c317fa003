// The first script in the cage. The page it stands in is the same for everybody and has no origin: it can reach neither
// cookies nor storage nor the page around it. What plays, and what was saved, comes in one message from that page; what
// happens goes back in messages that it checks. Names of files, limits and meanings: lms/static/lms/js/h5p.js.
(() => {
  "use strict";
  const outside = window.parent;
  const nonce = location.hash.slice(1);
  const origin = new URL(location.href).origin;
  if (outside === window || !nonce) return; // opened by itself: the words in the page stay
  const post = outside.postMessage.bind(outside);
  const send = (type, body) => post({ h5p: nonce, type, ...body }, origin);

  // Libraries keep little things in a storage that a page without origin does not have: here, until it is closed.
  const memory = () => {
    const kept = new Map();
    const methods = {
      getItem: (name) => kept.get(String(name)) ?? null,
      setItem: (name, value) => void kept.set(String(name), String(value)),
      removeItem: (name) => void kept.delete(String(name)),
      clear: () => kept.clear(),
      key: (number) => [...kept.keys()][number] ?? null,
    };
    return new Proxy(kept, {
      get: (_, name) => (name === "length" ? kept.size : methods[name] ?? kept.get(String(name))),
      set: (_, name, value) => { kept.set(String(name), String(value)); return true; },
      has: (_, name) => name in methods || kept.has(String(name)),
      deleteProperty: (_, name) => { kept.delete(String(name)); return true; },
      ownKeys: () => [...kept.keys()],
      getOwnPropertyDescriptor: (_, name) => kept.has(String(name)) ? { value: kept.get(String(name)), enumerable: true, configurable: true, writable: true } : undefined,
    });
  };
  for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { value: memory() });
  Object.defineProperty(document, "cookie", { get: () => "", set: () => {} });

  const integration = window.H5PIntegration = JSON.parse(document.getElementById("h5p-integration").textContent);
  const [content] = Object.values(integration.contents);
  const from = document.getElementById("h5p-from"); // what a script that asks where it comes from gets to see

  const run = (bundle) => {
    for (const part of bundle.split(/^\/\*h5p: (?=\S+\*\/$)/m).slice(1)) {
      const end = part.indexOf("*/"), script = document.createElement("script");
      from.src = `${origin}${integration.urlLibraries}/${part.slice(0, end)}`;
      script.textContent = `${part.slice(end + 3)}\n//# sourceURL=${part.slice(0, end)}`;
      document.head.append(script); // each by itself: one that breaks does not take the others along
      script.remove();
    }
  };

  const tellOutside = (H5P) => {
    const saved = content.contentUserData;
    H5P.getUserData = (_id, kind, done, sub) => {
      const text = saved[sub || 0]?.[kind];
      let value, problem;
      try { value = text === undefined ? undefined : JSON.parse(text); } catch (error) { problem = error; }
      done(problem, value);
    };
    H5P.setUserData = (_id, kind, value, extras) => {
      const sub = String(extras?.subContentId || 0), data = JSON.stringify(value);
      if (data === undefined || saved[sub]?.[kind] === data) return;
      (saved[sub] ??= {})[kind] = data;
      send("state", { sub, kind, data });
    };
    H5P.deleteUserData = (_id, kind, sub) => {
      delete saved[sub || 0]?.[kind];
      send("state", { sub: String(sub || 0), kind, data: null });
    };
    H5P.setFinished = (id, score, maxScore, time) => {
      const seconds = (date) => Math.round(date / 1000);
      const [opened, finished] = [seconds(H5P.opened[id] ?? Date.now()), seconds(Date.now())];
      send("finished", { score: Number(score) || 0, maxScore: Number(maxScore) || 0, opened, finished, time: Number(time) || 0 });
    };
    H5P.externalDispatcher.on("xAPI", (event) => {
      send("statement", { statement: JSON.parse(JSON.stringify(event.data.statement)) });
      if (/\/(answered|completed|progressed|interacted)$/.test(event.data.statement.verb?.id ?? "")) setTimeout(save, 500);
    });
  };
  const save = () => {
    for (const instance of window.H5P?.instances ?? []) {
      if (typeof instance.getCurrentState !== "function") continue;
      const state = instance.getCurrentState();
      if (state !== undefined) window.H5P.setUserData(instance.contentId, "state", state, {});
    }
  };

  const each = (...events) => window.H5P?.instances.forEach((instance) => events.forEach((name) => window.H5P.trigger(instance, name)));
  let height = 0, asked = 0;
  const tellHeight = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      const now = Math.ceil(document.body.scrollHeight);
      if (now !== height) send("height", { height: (height = now) });
    });
  };
  const watchSize = () => {
    const watch = new ResizeObserver(tellHeight);
    [document.body, document.querySelector(".h5p-content")].forEach((part) => watch.observe(part));
    let width = innerWidth;
    addEventListener("resize", () => { // the height is ours to ask for: answering to it would never end
      if (innerWidth !== width || window.H5P.isFullscreen) { width = innerWidth; each("resize"); }
    });
    tellHeight();
  };

  const answers = {
    ping: () => send("pong"),
    save,
    full: ({ on }) => {
      window.H5P.isFullscreen = on;
      document.documentElement.classList.toggle("full", on);
      document.querySelector(".h5p-container")?.classList.toggle("h5p-fullscreen", on);
      each("resize", on ? "enterFullScreen" : "exitFullScreen", "focus");
      tellHeight();
    },
    start: ({ styles, scripts, state }) => {
      delete answers.start;
      content.contentUserData = state;
      for (const text of styles) document.head.append(Object.assign(document.createElement("style"), { textContent: text }));
      scripts.forEach(run);
      const { H5P } = window;
      if (!H5P?.externalDispatcher) return send("failed");
      H5P.preventInit = true;
      H5P.communicator = undefined; // its way to size a frame asks nobody who sent a message
      tellOutside(H5P);
      H5P.jQuery(() => { // after the core has had its turn
        try {
          H5P.init(document.body);
        } catch (error) {
          console.error(error);
          return send("failed");
        }
        document.getElementById("h5p-words").remove();
        watchSize();
        send("started");
      });
    },
  };
  addEventListener("message", (event) => {
    if (event.source === outside && event.data?.h5p === nonce) answers[event.data.type]?.(event.data);
  });
  addEventListener("securitypolicyviolation", (event) => {
    if (/^https?:/.test(event.blockedURI)) send("blocked", { host: new URL(event.blockedURI).hostname });
  });
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !/^https?:$/.test(link.protocol) || link.getAttribute("href").startsWith("#") || event.defaultPrevented) return;
    event.preventDefault(); // the frame may not go anywhere; the page around it may offer to
    send("link", { url: link.href });
  });
  send("ready");
})();
