// Looks every two seconds how far the import is. Without this, “Look again” does.
async function look() {
  const answer = await fetch(location.href).catch(() => null); // no network: later
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const told = page?.getElementById("run");
  if (page && !told?.matches("[data-running]")) return location.reload();
  const now = document.getElementById("progress");
  const next = told?.querySelector("progress");
  if (next?.max && next.hasAttribute("value")) {
    now.max = next.max;
    now.value = next.value;
    document.querySelector("label[for=progress]").textContent = told.querySelector("label").textContent.trim();
  }
  setTimeout(look, 2000);
}
if (document.querySelector("#run[data-running]")) setTimeout(look, 2000);
