// The screen at the door: fetches the next code when this one ends, without a flash. Without this the page renews itself.
const again = (seconds) => setTimeout(renew, seconds * 1000);
async function renew() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null); // no network: in a moment
  const page = answer?.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const next = page?.getElementById("door");
  if (page && !next) return location.reload();
  if (next) document.getElementById("door").replaceWith(document.importNode(next, true));
  again(next ? Number(next.dataset.seconds) : 3);
}
again(Number(document.getElementById("door").dataset.seconds));
navigator.wakeLock?.request("screen").catch(() => {}); // the tablet stays awake, where it can
