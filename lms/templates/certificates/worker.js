{# Service worker of /s/ and /periksa/. Context: version, shell, script, list. Comments are not sent. #}
const CACHE = "periksa-{{ version }}", SHELL = "{{ shell|escapejs }}", SCRIPT = "{{ script|escapejs }}", LIST = "{{ list|escapejs }}";
{# Nobody's cookies: what is kept on a phone must not name who was signed in. #}
const fetchPlain = (url) => fetch(new Request(url, { credentials: "omit", cache: "no-cache" })).then((answer) => answer.ok ? answer : Promise.reject(answer.status));
const keep = async (url) => (await caches.open(CACHE)).put(url, await fetchPlain(url));
const kept = (url) => caches.match(url, { cacheName: CACHE });
addEventListener("install", (event) => event.waitUntil(Promise.all([SHELL, SCRIPT, LIST].map(keep)).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("periksa-") && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));
{# Once an hour is enough, and only when the network has just answered. #}
let refreshed = 0;
const refresh = async () => {
  if (Date.now() - refreshed < 3600000) return;
  refreshed = Date.now();
  await Promise.all([SHELL, LIST].map(keep)).catch(() => { refreshed = 0; });
};
const slow = () => new Promise((_, fail) => setTimeout(fail, 6000));
const page = async (event) => {
  try {
    const answer = await Promise.race([fetch(event.request), slow()]);
    if (answer.status < 500) { event.waitUntil(refresh()); return answer; }
  } catch { }
  return await kept(SHELL) ?? Response.error();
};
addEventListener("fetch", (event) => {
  const { request } = event, { pathname } = new URL(request.url);
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(page(event));
  else if (pathname === LIST) event.respondWith(fetchPlain(LIST).then(async (answer) => { await (await caches.open(CACHE)).put(LIST, answer.clone()); return answer; }).catch(() => kept(LIST)));
  else if (request.url === new URL(SCRIPT, location).href) event.respondWith(kept(SCRIPT).then((answer) => answer ?? fetch(request)));
});
