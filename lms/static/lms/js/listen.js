// Reads a lesson aloud with a voice of the phone (ADR 0041): block by block, sentence by sentence. A pause stops the voice
// and remembers the sentence, because Android's speech cannot pause. Fetched at the first press of “Listen”, see app.js.

const SKIP = "script,style,noscript,svg,button,input,select,textarea,audio,video,iframe,summary,.hide,.saved,.hint,details:not([open]),[hidden],[data-listen]";
const ENDS = /^(P|LI|H\d|DT|DD|TR|TH|TD|FIGCAPTION|CAPTION|LABEL|LEGEND|DIV|SECTION|FIELDSET|BR)$/;
const LATE_MS = 8000; // without a sound after so long, the voice does not work

const $ = (selector, root) => root.querySelector(selector);
const place = (part) => [...part.parentNode.children].indexOf(part) + 1;

// What stands before a part when it is read: its number, or the heading of its column.
const before = (part, words) => {
  if (part.matches(".steps > li")) return `${words.step} ${place(part)}: `;
  if (part.matches("ol > li")) return `${place(part)}: `;
  if (part.matches(".opt")) return `${words.choice} ${[...part.parentNode.querySelectorAll(":scope > .opt")].indexOf(part) + 1}: `;
  if (part.matches("tbody td")) {
    const heading = part.closest("table").querySelectorAll("thead th")[place(part) - 1]?.textContent;
    return heading?.trim() ? `${clean(heading).trim()}: ` : "";
  }
  return "";
};
const clean = (text) => text.replace(/[\u00ad\u2060\u200b]/g, "").replace(/\s+/g, " "); // what only breaks lines
const textOf = (node, words) => {
  if (node.nodeType === 3) return clean(node.data);
  if (node.nodeType !== 1 || node.matches(SKIP)) return "";
  if (node.tagName === "IMG") return node.alt ? `\n${words.picture}: ${clean(node.alt)}\n` : "";
  const text = [...node.childNodes].map((child) => textOf(child, words)).join("");
  const said = text.trim() ? before(node, words) + text.trim() : "";
  return ENDS.test(node.tagName) ? `\n${said}\n` : text && said + text.match(/\s*$/)[0];
};
// “go.id” is one word: a sentence ends where a space follows.
export const sentencesOf = (block, words) => textOf(block, words).replace(/([.!?…]["”’)]*)\s+/g, "$1\n")
  .split("\n").map((text) => text.trim()).filter((text) => /[\p{L}\d]/u.test(text));

// Steps are read one by one; everything else as it stands in the lesson.
const blocksOf = (lesson) => [...lesson.children].flatMap((part) => {
  const steps = [...part.querySelectorAll(":scope > .steps > li")];
  return steps.length ? [...part.querySelectorAll(":scope > h2"), ...steps] : [part];
});

export const listen = (box, voiceOf) => {
  const words = box.dataset, lesson = box.parentNode, start = $("button", box), status = $("[role=status]", box);
  const blocks = blocksOf(lesson).filter((block) => sentencesOf(block, words).length);
  let at = 0, sentence = 0, turn = 0, playing = true, slow = false, marked = null, spoken = null, timer = 0;

  const hush = () => { turn++; clearTimeout(timer); speechSynthesis.cancel(); };
  const mark = (block) => {
    if (marked === block) return;
    marked?.classList.remove("reading");
    marked = block ?? null;
    if (!block) return;
    block.classList.add("reading");
    const { top, bottom } = block.getBoundingClientRect();
    if (top >= bar.getBoundingClientRect().bottom && bottom <= innerHeight - 90) return;
    block.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  };
  const end = (said = "") => {
    hush();
    mark(null);
    removeEventListener("pagehide", leave);
    document.removeEventListener("keydown", escape);
    const held = bar.contains(document.activeElement);
    bar.remove();
    box.classList.remove("on");
    start.hidden = false;
    if (held) start.focus();
    status.textContent = said;
  };
  const leave = () => end();
  const escape = (event) => { if (event.key === "Escape") end(); };
  const speak = () => {
    const mine = ++turn, block = blocks[at];
    clearTimeout(timer);
    if (!block) return end(words.finished);
    mark(block);
    const text = sentencesOf(block, words)[sentence];
    if (text === undefined) { at++; sentence = 0; return speak(); }
    spoken = new SpeechSynthesisUtterance(text); // kept: Chrome forgets one that nobody holds, and never ends it
    spoken.voice = voiceOf();
    spoken.lang = spoken.voice?.lang ?? words.lang;
    spoken.rate = slow ? 0.7 : 1;
    const current = (what) => (event) => { if (mine === turn) what(event); };
    spoken.onstart = current(() => clearTimeout(timer));
    spoken.onend = current(() => { sentence++; speak(); });
    spoken.onerror = current(() => end(words.failed));
    timer = setTimeout(current(() => end(words.failed)), LATE_MS);
    speechSynthesis.speak(spoken);
  };
  const go = () => { hush(); if (playing) speak(); else mark(blocks[at]); };
  const button = (word, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = word;
    made.addEventListener("click", act);
    bar.append(made);
    return made;
  };

  const bar = document.createElement("div");
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", start.textContent.trim());
  button(words.back, () => { if (!sentence) at = Math.max(0, at - 1); sentence = 0; go(); });
  const pause = button(words.pause, () => { playing = !playing; pause.textContent = playing ? words.pause : words.resume; go(); });
  button(words.next, () => { if (at < blocks.length - 1) { at++; sentence = 0; go(); } else end(words.finished); });
  const slower = button(words.slower, () => { slow = !slow; slower.setAttribute("aria-pressed", slow); go(); });
  slower.setAttribute("aria-pressed", "false");
  button(words.stop, () => end());

  start.hidden = true;
  status.textContent = "";
  box.classList.add("on");
  box.append(bar);
  pause.focus({ preventScroll: true });
  addEventListener("pagehide", leave);
  document.addEventListener("keydown", escape);
  hush();
  speak();
};
