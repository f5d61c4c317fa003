// Fetches this page again when a part of it says so (data-renew: in how many seconds) and puts the new part in the place
// of the old one, without a flash. Without this the page renews itself, or “Look again” does.
const RETRY = 3; // seconds, where there is no network
const part = () => document.querySelector("[data-renew]");
const again = (seconds) => setTimeout(renew, seconds * 1000);

function renew() {
  const old = part();
  const asked = new XMLHttpRequest(); // gives a document that needs no trusted HTML
  asked.open("GET", location.href);
  asked.responseType = "document";
  asked.onloadend = () => {
    const next = asked.status === 200 ? asked.response?.getElementById(old.id) : null;
    if (asked.status && !next) return location.reload(); // signed out, say
    if (next) old.replaceWith(document.importNode(next, true));
    if (part()) again(next ? Number(part().dataset.renew) : RETRY);
  };
  asked.send();
}

if (part()) again(Number(part().dataset.renew));
if (part()?.id === "door") navigator.wakeLock?.request("screen").catch(() => {}); // a tablet stays awake, where it can
