// Takes contents one by one into a cage of their own, and what comes out back to the server.
const form = document.getElementById("upgrade");
const PATIENCE = 60_000;

/** Params as JSON text; rejects with what went wrong inside. The frame has no origin: only its window tells it apart. */
function inCage(job) {
  const frame = document.createElement("iframe");
  const key = crypto.randomUUID?.() ?? String(Math.random());
  frame.sandbox = "allow-scripts";
  frame.hidden = true;
  frame.src = form.dataset.cage;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(form.dataset.silent)), PATIENCE);
    function hear({ source, data }) {
      if (source !== frame.contentWindow) return;
      if (data?.ready === true) return frame.contentWindow.postMessage({ job, key }, "*");
      if (data?.key !== key) return;
      if (typeof data.params === "string") resolve(data.params);
      else reject(new Error(String(data.problem ?? "").slice(0, 300)));
    }
    addEventListener("message", hear);
    frame.addEventListener("error", reject);
    const end = () => (clearTimeout(late), removeEventListener("message", hear), frame.remove());
    frame.end = end;
    document.body.append(frame);
  }).finally(() => frame.end());
}

async function upgradeOne(row) {
  const told = row.querySelector("[data-told]");
  const words = form.dataset;
  told.textContent = words.waiting;
  try {
    const answer = await fetch(row.dataset.content).catch(() => { throw new Error(words.offline); });
    if (!answer.ok || answer.redirected) throw new Error(words.stale);
    const job = await answer.json();
    const sent = new FormData();
    sent.set("params", new Blob([await inCage(job)], { type: "application/json" }), "content.json");
    sent.set("version", job.version);
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const taken = await fetch(row.dataset.content, { method: "POST", body: sent, headers })
      .catch(() => { throw new Error(words.offline); });
    const said = await taken.json().catch(() => ({ error: words.stale }));
    if (!taken.ok || said.error) throw new Error(said.error);
    told.textContent = `→ ${job.to}: ${words.done}`;
    told.classList.remove("lms-unread");
    delete row.dataset.content;
  } catch (problem) {
    told.textContent = `${words.failed} ${problem.message}`;
    told.classList.add("lms-unread");
  }
}

const button = form?.querySelector("button");
if (button) button.hidden = false;
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  for (const row of form.querySelectorAll("[data-content]")) await upgradeOne(row);
  const left = form.querySelectorAll("[data-content]").length;
  form.querySelector("[data-status]").textContent = left ? form.dataset.some : form.dataset.all;
  button.disabled = !left;
});
