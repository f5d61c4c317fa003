/* Reports a course to a learning system, by the SCORM 1.2 Run-Time Environment (ADL, 2001).
   The pages lie in a frame and tell what happens there (soal.js); this window stays, so that one session lasts from
   LMSInitialize to LMSFinish. Without an API, or when it fails, the pages are what they are from a folder. */
"use strict";
(() => {
  const MOST_PARENTS = 7; // RTE 3.3.6.1 asks to look that far
  const FULL = 9; // marks are kept as one digit each
  const started = Date.now();
  const frame = document.querySelector("iframe");
  const about = document.body.dataset;
  const pages = JSON.parse(about.pages);
  const seen = pages.map(() => false);
  const questions = JSON.parse(about.questions); // numbers of those that earn something
  const marks = questions.map(() => null);

  function findApi(from) {
    try {
      let place = from;
      for (let step = 0; place && step <= MOST_PARENTS; step += 1) {
        if (place.API) return place.API;
        if (place.parent === place) return null;
        place = place.parent;
      }
    } catch {
      // a window of another site
    }
    return null;
  }

  function opener() {
    try {
      return window.top.opener;
    } catch {
      return window.opener;
    }
  }

  let api = findApi(window) ?? findApi(opener());
  function call(name, ...values) {
    try {
      return api ? String(api[name](...values)) : "";
    } catch {
      return ""; // a failing system must not take the lesson away
    }
  }
  if (api && call("LMSInitialize", "") !== "true") api = null;

  const read = (name) => call("LMSGetValue", `cmi.core.${name}`);
  const write = (name, value) => call("LMSSetValue", `cmi.core.${name}`, String(value));
  const mode = read("lesson_mode");
  const counts = mode === "" || mode === "normal";
  let status = read("lesson_status");
  let best = Number(read("score.raw") || -1);
  let place = read("lesson_location");

  /* “1|0110|9-4”: version, pages seen, marks. */
  function restore(kept) {
    const [version, visited = "", given = ""] = kept.split("|");
    if (version !== "1" || visited.length !== seen.length || given.length !== marks.length) return;
    [...visited].forEach((mark, at) => (seen[at] = mark === "1"));
    [...given].forEach((mark, at) => (marks[at] = /\d/.test(mark) ? Number(mark) : null));
  }
  const kept = () => `1|${seen.map(Number).join("")}|${marks.map((mark) => mark ?? "-").join("")}`;

  const isDone = () => seen.every(Boolean) && marks.every((mark) => mark !== null);
  const percent = () => Math.round((100 * marks.reduce((sum, mark) => sum + mark, 0)) / (FULL * marks.length));

  /* Only a whole score is told: systems compare what they have with the mastery score at every LMSFinish. */
  function judge() {
    if (!counts || !isDone()) return;
    if (!marks.length) {
      status = "completed";
    } else {
      best = Math.max(best, percent());
      write("score.min", 0);
      write("score.max", 100);
      write("score.raw", best);
      status = best >= Number(about.pass) ? "passed" : "failed";
    }
    write("lesson_status", status);
  }

  function keep() {
    if (!api) return;
    call("LMSSetValue", "cmi.suspend_data", kept());
    write("lesson_location", place);
    if (!["passed", "completed"].includes(status)) judge();
    call("LMSCommit", "");
  }

  /* HHHH:MM:SS.SS (RTE 3.4.2, CMITimespan). */
  function timespan(milliseconds) {
    const hundredths = Math.floor(milliseconds / 10);
    const two = (number) => String(Math.floor(number)).padStart(2, "0");
    const hours = String(Math.min(9999, Math.floor(hundredths / 360000))).padStart(4, "0");
    return `${hours}:${two((hundredths / 6000) % 60)}:${two((hundredths / 100) % 60)}.${two(hundredths % 100)}`;
  }

  let finished = false;
  function finish() {
    if (finished || !api) return;
    finished = true;
    write("session_time", timespan(Date.now() - started));
    write("exit", isDone() ? "" : "suspend");
    call("LMSCommit", "");
    call("LMSFinish", "");
  }

  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.data?.edition !== about.edition) return;
    const { page, answered, fraction } = event.data;
    if (typeof page === "string") {
      const at = pages.indexOf(page);
      if (at >= 0) {
        seen[at] = true;
        place = page;
        keep();
      }
      const marked = marks.flatMap((mark, number) => (mark === null ? [] : [questions[number]]));
      event.source.postMessage({ edition: about.edition, marked }, "*");
    } else if (questions.includes(answered) && fraction >= 0 && fraction <= 1) {
      const at = questions.indexOf(answered);
      marks[at] = Math.max(marks[at] ?? 0, Math.floor(fraction * FULL));
      keep();
    }
  });

  if (api) {
    restore(call("LMSGetValue", "cmi.suspend_data"));
    if (counts && (status === "not attempted" || status === "")) {
      status = "incomplete";
      write("lesson_status", status);
    }
    call("LMSCommit", "");
    if (pages.includes(place)) frame.src = `${place}.html`;
  }
  window.addEventListener("pagehide", finish);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload(); // back from memory: the session has ended, a new one begins
  });
})();
