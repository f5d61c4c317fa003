// Counts down the seconds that the server says are left. The clock of the phone is never asked: it may be wrong.
// When they are over it sends what is unsent and says so. It hands nothing in and leads nowhere by itself.

const box = document.querySelector("[data-clock]");
const part = (name) => box.querySelector(`[data-${name}]`);
const words = { end: part("end").textContent, ...box.dataset };
const arrived = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
let end = arrived + box.dataset.left * 1000, before = Infinity, ticking = 0;

// With units: 19.57 alone is a time of day in Indonesian, and stands beside one.
const inWords = (left) => {
  const parts = { hours: Math.floor(left / 3600), minutes: Math.floor(left / 60) % 60, seconds: left % 60 };
  const pattern = parts.hours ? words.hours : parts.minutes ? words.minutes : words.seconds;
  return pattern.replace(/{(\w+)}/g, (_, unit) => parts[unit]);
};
const show = (name, shown) => { if (part(name).hidden === shown) part(name).hidden = !shown; };
// What can no longer be answered is shown, but takes no more.
const close = (closed) => document.querySelectorAll("main > .ask, main > form").forEach((part) => { part.inert = closed; });
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const send = () => new Promise((done) => dispatchEvent(new CustomEvent("timeup", { detail: done })));

const tick = () => {
  const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
  part("shown").textContent = inWords(left);
  for (const [at, text] of [[300, words.five], [60, words.one]]) if (left <= at && before > at && before < Infinity) part("voice").textContent = text;
  before = left;
  if (!left) timeUp();
};
const timeUp = async () => {
  clearInterval(ticking);
  ticking = 0;
  show("running", false);
  show("over", true);
  const first = send();
  close(true);
  // An answer under way may still arrive within the grace: try until it is over.
  let left = await first;
  while (left && performance.now() < end + words.grace * 1000) {
    part("end").textContent = words.unsent;
    await pause(3000);
    left = await send();
  }
  part("end").textContent = words.end;
};
const start = (seconds) => {
  end = performance.now() + seconds * 1000;
  show("running", true);
  show("over", false);
  close(false);
  if (!ticking) ticking = setInterval(tick, 500);
  tick();
};

// A phone that slept did not count; more time may have been given meanwhile.
const ask = async () => {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(box.dataset.ask, { headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (said.open && said.left) start(said.left); else { end = Math.min(end, performance.now()); tick(); }
  } catch { /* no signal: it goes on with what it knows */ }
};
document.addEventListener("visibilitychange", ask);
if (Number(box.dataset.left)) start((end - performance.now()) / 1000);
