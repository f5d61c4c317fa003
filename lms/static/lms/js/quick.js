// Shows what is understood of a text while it is written. Without this, the button “Check” does the same.
const text = document.querySelector("[data-quick]");
const place = document.getElementById("understood");
let waiting, running;

async function check() {
  running?.abort();
  running = new AbortController();
  const sent = new FormData(text.form);
  sent.set("act", "check");
  try {
    const answer = await fetch(location.href, { method: "POST", body: sent, signal: running.signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = page.getElementById("understood");
    if (told) place.replaceChildren(...told.childNodes);
  } catch (problem) {
    if (problem.name !== "AbortError" && !(problem instanceof TypeError)) throw problem; // no network: the button stays
  }
}

if (text) {
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(check, 500);
  });
  if (text.value.trim() && !place.querySelector("li")) check(); // the browser kept it
}
