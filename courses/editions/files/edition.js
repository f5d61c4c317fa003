/* Check questions of pages that open from a folder: graded here, for oneself, by the rules of quizzes/kinds.
   Inside a learning system's frame it also says which page is open and what an answer earned; see scorm.js. */
"use strict";
(() => {
  const said = document.body.dataset;
  const framed = window.parent !== window;

  function tell(message) {
    // "*": a page from a folder has no origin to name. What is told is no secret: a page and a mark.
    if (framed) window.parent.postMessage({ edition: said.edition, ...message }, "*");
  }

  const normal = (text, { case: capitals = false, spaces = true } = {}) => {
    const words = (capitals ? text : text.toLowerCase()).normalize("NFKC").split(/\s+/).filter(Boolean);
    return words.join(spaces ? " " : "");
  };

  function fitsText(typed, accepted, rules) {
    const given = normal(typed, rules);
    return accepted.some((one) => {
      const spelling = normal(one, rules);
      if (!rules.wildcards) return given === spelling;
      const parts = spelling.split(/(?<!\\)\*/).map((part) => part.replaceAll("\\*", "*"));
      if (parts.length === 1) return given === parts[0];
      const first = parts.shift();
      const last = parts.pop();
      if (given.length < first.length + last.length || !given.startsWith(first) || !given.endsWith(last)) return false;
      let rest = given.slice(first.length, given.length - last.length);
      return parts.every((part) => {
        const at = rest.indexOf(part);
        rest = rest.slice(at + part.length);
        return at >= 0;
      });
    });
  }

  /* “27.800”, “Rp 27.800,-”, “0,5”: as quizzes.kinds.number reads them. */
  function readNumber(text, unit) {
    let typed = text.trim();
    if (unit && typed.toLowerCase().endsWith(unit.toLowerCase())) typed = typed.slice(0, -unit.length);
    typed = typed.replace(/rp\.?|\s|%/gi, "").replace(/,[-–—]$/, "");
    if (typed.includes(",")) typed = typed.replaceAll(".", "").replace(",", ".");
    else if (/^[+-]?(?!0)\d{1,3}(\.\d{3})+$/.test(typed)) typed = typed.replaceAll(".", "");
    return /^[+-]?\d+(\.\d+)?$/.test(typed) ? Number(typed) : null;
  }

  /* Each: the fraction earned, 0 to 1; null when nothing was answered. */
  const grades = {
    choice(ask, key) {
      const chosen = [...ask.querySelectorAll("input:checked")].map((input) => input.value);
      if (!chosen.length) return null;
      const fitting = chosen.filter((value) => key.right.includes(value)).length;
      const others = ask.querySelectorAll("input").length - key.right.length;
      if (!key.several) return fitting;
      return Math.max(0, fitting / key.right.length - (others ? (chosen.length - fitting) / others : 0));
    },
    blanks(ask, key) {
      const given = values(ask);
      if (!given.some(Boolean)) return null;
      const right = given.filter((value, at) => {
        if (!value) return false;
        return key.typed[at] ? fitsText(value, key.fits[at], key.rules) : key.fits[at].includes(value);
      });
      return right.length / given.length;
    },
    order(ask, key) {
      const given = values(ask);
      if (!given.some(Boolean)) return null;
      if (new Set(given).size < given.length || given.includes("")) return 0;
      const order = given.map((value, at) => [Number(value), Number(key.fits[at][0])]).sort((a, b) => a[0] - b[0]);
      const places = order.map((pair) => pair[1]);
      const followed = places.filter((place, at) => at && place === places[at - 1] + 1).length;
      const whole = followed === places.length - 1;
      return key.rules.whole ? Number(whole) : followed / (places.length - 1);
    },
    number(ask, key) {
      const [typed] = values(ask);
      if (!typed) return null;
      const number = readNumber(typed, key.rules.unit);
      return Number(number !== null && Math.abs(number - Number(key.fits[0][0])) <= Number(key.rules.tolerance) + 1e-9);
    },
    compare: () => 1,
  };

  const values = (ask) => [...ask.querySelectorAll("[data-blank]")].map((field) => field.value.trim());

  function reasons(ask, key, fraction) {
    const answer = ask.querySelector("[data-answer]");
    const found = [];
    for (const input of ask.querySelectorAll("input:checked")) found.push(...answer.querySelectorAll(`[data-why="${input.value}"]`));
    if (key.scheme === "number" && fraction < 1) {
      const number = readNumber(values(ask)[0], key.rules.unit);
      found.push(...[...answer.querySelectorAll("[data-trap]")].filter((trap) => Number(trap.dataset.trap) === number));
    }
    if (!found.length) found.push(...answer.querySelectorAll(`[data-if="${fraction === 1 ? "right" : "not"}"]`));
    return [...found, ...answer.querySelectorAll("[data-always]")];
  }

  function show(ask, key, fraction) {
    const verdict = ask.querySelector("[data-verdict]");
    const words = document.createElement("b");
    verdict.hidden = false;
    verdict.classList.toggle("right", fraction === 1);
    if (fraction === null) {
      words.textContent = said.empty;
      verdict.replaceChildren(words);
      return;
    }
    words.textContent = fraction === 1 ? said.right : fraction ? said.partly : said.not;
    const told = reasons(ask, key, fraction).map((reason) => {
      const copy = reason.cloneNode(true);
      copy.hidden = false;
      return copy;
    });
    verdict.replaceChildren(words, ...told);
  }

  function answer(ask, key) {
    if (key.scheme === "compare") {
      ask.querySelector("[data-answer]").open = true;
      return;
    }
    const fraction = grades[key.scheme](ask, key);
    show(ask, key, fraction);
    if (fraction !== null) tell({ answered: Number(ask.dataset.number), fraction });
  }

  for (const ask of document.querySelectorAll("[data-check]")) {
    const key = JSON.parse(ask.dataset.check);
    const button = ask.querySelector("[data-grade]");
    button.hidden = false;
    button.addEventListener("click", () => answer(ask, key));
    ask.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("input[data-blank]")) answer(ask, key);
    });
  }

  if (framed) {
    // Another site would refuse to open inside the frame.
    for (const link of document.querySelectorAll('a[href^="http"]')) Object.assign(link, { target: "_blank", rel: "noopener" });
    window.addEventListener("message", (event) => {
      if (event.source !== window.parent || event.data?.edition !== said.edition) return;
      for (const number of event.data.marked ?? []) {
        const verdict = document.querySelector(`#soal-${Number(number)} [data-verdict]`);
        if (verdict?.hidden) {
          verdict.textContent = said.before;
          verdict.hidden = false;
        }
      }
    });
    tell({ page: said.page });
  }
})();
