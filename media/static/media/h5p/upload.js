// Shows how far an upload is. Without this, the form goes the ordinary way.
const form = document.querySelector("[data-upload]");
const { limit, tooLarge, sending, looking, failed } = form?.dataset ?? {};
const progress = form?.querySelector("[data-progress]");
const problem = form?.querySelector("[data-problem]");
const button = form?.querySelector("button");

function fail(text) {
  problem.textContent = text;
  problem.hidden = false;
  progress.hidden = true;
  button.disabled = false;
}

function tell(loaded, total) {
  const percent = Math.round((loaded / total) * 100);
  progress.querySelector("progress").value = percent;
  progress.querySelector("[data-told]").textContent = percent < 100 ? sending.replace("%s", `${percent} %`) : looking;
}

function answered(request) {
  if (request.status === 413) return fail(tooLarge);
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    return fail(failed); // a page: the session is over, or the server broke down
  }
  if (answer.url) return location.assign(answer.url);
  fail(answer.error ?? failed);
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const file = form.elements.file.files[0];
  problem.hidden = true;
  if (file && file.size > Number(limit)) return fail(tooLarge);
  const request = new XMLHttpRequest();
  request.open("POST", form.action || location.href);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (sent) => sent.lengthComputable && tell(sent.loaded, sent.total));
  request.addEventListener("load", () => answered(request));
  request.addEventListener("error", () => fail(failed));
  request.send(new FormData(form));
  button.disabled = true;
  progress.hidden = false;
  tell(0, 1);
});
