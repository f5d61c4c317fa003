// Looks every two seconds whether the work on a file is done. Without this, “Look again” does.
async function look() {
  const answer = await fetch(location.href).catch(() => null); // no network: later
  if (answer?.redirected) return location.assign(answer.url);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  if (page && !page.querySelector("#run[data-running]")) return location.reload();
  setTimeout(look, 2000);
}
if (document.querySelector("#run[data-running]")) setTimeout(look, 2000);
