// Checks a certificate without a network: the statement behind the # of its address, with keys kept on this phone
// (ADR 0033). Where there is a network, it only has the page kept for the day there is none.

const $ = (selector) => document.querySelector(selector);
const PREFIX = new TextEncoder().encode("lms-certificate-1\0");
const LONGEST = 900;

const bytesOf = (text) => {
  if (!/^[\w-]*$/.test(text)) throw Error("letters");
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  if (btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") !== text) throw Error("padding");
  return bytes;
};
const joined = (...parts) => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
};

// Ed25519 (RFC 8032, §5.1.7) for browsers whose WebCrypto lacks it. Only public things are computed with.
const P = 2n ** 255n - 19n, L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (a, m = P) => { const r = a % m; return r < 0n ? r + m : r; };
const power = (base, exponent) => { let r = 1n; for (let b = mod(base), e = exponent; e; e >>= 1n) { if (e & 1n) r = r * b % P; b = b * b % P; } return r; };
const D = mod(-121665n * power(121666n, P - 2n)), I = power(2n, (P - 1n) / 4n);
const numberOf = (bytes) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const add = ([x1, y1, z1, t1], [x2, y2, z2, t2]) => {
  const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2)), c = mod(2n * t1 * t2 * D), d = mod(2n * z1 * z2);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
};
const twice = ([x, y, z]) => {
  const a = mod(x * x), b = mod(y * y), c = mod(2n * z * z), h = a + b, e = h - mod((x + y) * (x + y)), g = a - b, f = c + g;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
};
const pointOf = (bytes) => {
  const sign = bytes[31] >> 7, y = numberOf(bytes) & ((1n << 255n) - 1n);
  if (y >= P) throw Error("point");
  const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  if (mod(v * x * x) !== u) x = mod(x * I);
  if (mod(v * x * x) !== u || (x === 0n && sign)) throw Error("point");
  if (Number(x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
};
const BASE = pointOf(Uint8Array.from({ length: 32 }, (_, n) => (n ? 0x66 : 0x58)));
const NONE = [0n, 1n, 1n, 0n];
const negative = ([x, y, z, t]) => [mod(-x), y, z, mod(-t)];
// a·A + b·B, both at once, so that the doublings are done once (Straus).
const sum = (a, A, b, B) => {
  const both = add(A, B);
  let r = NONE;
  for (let bit = 252n; bit >= 0n; bit--) {
    r = twice(r);
    const one = (a >> bit) & 1n, other = (b >> bit) & 1n;
    if (one && other) r = add(r, both); else if (one) r = add(r, A); else if (other) r = add(r, B);
  }
  return r;
};
export const verifySlowly = async (key, signature, message) => {
  try {
    const s = numberOf(signature.subarray(32));
    if (signature.length !== 64 || key.length !== 32 || s >= L) return false;
    const A = pointOf(key), R = pointOf(signature.subarray(0, 32));
    const digest = await crypto.subtle.digest("SHA-512", joined(signature.subarray(0, 32), key, message));
    const k = mod(numberOf(new Uint8Array(digest)), L);
    const [x, y, z] = sum(s, BASE, k, negative(A));
    return mod(x - R[0] * z) === 0n && mod(y - R[1] * z) === 0n;
  } catch { return false; }
};
const verify = async (key, signature, message) => {
  let native;
  try { native = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]); } catch { return verifySlowly(key, signature, message); }
  return crypto.subtle.verify({ name: "Ed25519" }, native, signature, message);
};

const has = (distances, place) => { let at = 0; return distances.some((step) => (at += step) === place); };
// What the page says: state, and the fields of the statement where its signature is right.
export const examine = async (text, list) => {
  try {
    if (!text) return { state: "nothing" };
    const signed = bytesOf(text.slice(0, LONGEST + 1)), payload = signed.subarray(0, -64);
    if (text.length > LONGEST || signed.length <= 64) return { state: "forged" };
    const said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    const [version, kid, number, edition, name, title, jp, date, issuer, place] = said;
    if (version !== 1 || said.length !== 10) return { state: "forged" };
    const [key, stolen] = Object.hasOwn(list.keys, kid) ? list.keys[kid] : [];
    if (!key) return { state: "unknown" };
    if (!(await verify(bytesOf(key), signed.subarray(-64), joined(PREFIX, payload)))) return { state: "forged" };
    const state = has(list.merged ?? [], place) ? "merged" : has(list.revoked, place) ? "revoked" : has(list.replaced, place) ? "replaced" : stolen ? "stolen" : "valid";
    return { state, fields: { number, edition, name, title, jp, date, issuer } };
  } catch { return { state: "forged" }; }
};

const when = (text, options) => new Intl.DateTimeFormat(document.documentElement.lang, options).format(new Date(text));
const show = ({ state, fields }, list) => {
  for (const part of document.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
  if (fields) {
    const said = { ...fields, jp: `${fields.jp} JP`, date: when(`${fields.date}T12:00:00`, { dateStyle: "long" }) };
    for (const part of document.querySelectorAll("[data-field]")) if (said[part.dataset.field] != null) part.textContent = said[part.dataset.field];
    $("[data-field=name]").hidden = fields.name === null || state === "replaced";
    $("[data-hidden-name]").hidden = fields.name !== null || state === "replaced";
  }
  const asOf = $("[data-as-of]");
  asOf.textContent = when(list.as_of, { dateStyle: "long", timeStyle: "short" });
  $("[data-old]").hidden = Date.now() - Date.parse(list.as_of) < 30 * 86400000;
  $("[data-result]").hidden = false;
};

const offline = $("[data-offline]");
const look = async () => {
  const list = await (await fetch(offline.dataset.offline)).json();
  show(await examine(location.hash.slice(1), list), list);
};
if (offline) {
  let pasted = false;
  const again = async () => {
    await look().catch(() => { $("[data-broken]").hidden = false; });
    if (pasted) $("[data-result]").focus();
  };
  addEventListener("hashchange", again);
  again();
  // An address that was typed or pasted, as a QR reader without a browser gives it.
  $("form[data-paste]").addEventListener("submit", (event) => {
    event.preventDefault();
    pasted = true;
    const text = $("#address").value.trim();
    const hash = text.slice(text.indexOf("#") + 1);
    if (location.hash.slice(1) === hash) again(); else location.hash = hash;
  });
}

const worker = $("[data-worker]")?.dataset.worker;
if (worker && "serviceWorker" in navigator) {
  const policy = window.trustedTypes?.createPolicy("worker", { createScriptURL: (url) => url });
  const address = policy?.createScriptURL(worker) ?? worker;
  // Not at once: whoever has come to look at the result gets it first.
  addEventListener("load", () => { for (const scope of ["/s/", "/periksa/"]) navigator.serviceWorker.register(address, { scope }).catch(() => {}); });
}
