// Runs the upgrade steps of H5P libraries on one content: main content first, then whatever lies inside it.
"use strict";
var H5PUpgrades = {};
var H5P = { createUUID: () => crypto.randomUUID?.() ?? uuid(), cloneObject: (value) => structuredClone(value), jQuery: { extend: extend, isArray: Array.isArray } };

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function extend(...values) {
  const deep = values[0] === true;
  const [target, ...sources] = deep ? values.slice(1) : values;
  for (const source of sources) {
    for (const [key, value] of Object.entries(source ?? {})) {
      if (["__proto__", "constructor"].includes(key)) continue;
      const copied = deep && value && typeof value === "object";
      target[key] = copied ? extend(true, Array.isArray(value) ? [] : { ...target[key] }, value) : value;
    }
  }
  return target;
}

const version = (name) => name.match(/^(\S+) (\d+)\.(\d+)$/).slice(1).map((part, index) => (index ? Number(part) : part));
const isAfter = (a, b) => a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
const numbers = (table) => Object.keys(table).map(Number).filter(Number.isInteger).sort((a, b) => a - b);

// A script that breaks off, or a step that does so later, throws at nobody who waits for it.
let broken = null, whenBroken = () => {};
addEventListener("error", ({ message }) => {
  broken ??= new Error(message);
  whenBroken(broken);
});
addEventListener("unhandledrejection", ({ reason }) => whenBroken(reason));

function load(text) {
  const script = document.createElement("script");
  script.textContent = text;
  document.head.append(script);
  if (broken) throw broken;
}

function run(step, params, extras) {
  return new Promise((resolve, reject) => {
    whenBroken = reject;
    const act = typeof step === "function" ? step : step.contentUpgrade;
    act(params, (problem, upgraded, more) => (problem ? reject(new Error(String(problem))) : resolve([upgraded ?? params, more ?? extras])), extras);
  });
}

async function upgrade(from, to, params, extras) {
  const [name, ...old] = version(from);
  const wanted = version(to).slice(1);
  const table = H5PUpgrades[name] ?? {};
  for (const major of numbers(table)) {
    for (const minor of numbers(table[major])) {
      if (isAfter([major, minor], old) && !isAfter([major, minor], wanted)) {
        [params, extras] = await run(table[major][minor], params, extras);
      }
    }
  }
  return [params, extras];
}

async function walk(value, inside, allowed) {
  if (!value || typeof value !== "object") return;
  if (typeof value.library === "string" && /^\S+ \d+\.\d+$/.test(value.library) && "params" in value) {
    const target = inside[value.library.split(" ")[0]];
    if (target && isAfter(version(target).slice(1), version(value.library).slice(1))) {
      const [params, extras] = await upgrade(value.library, target, value.params, { metadata: value.metadata });
      Object.assign(value, { library: target, params }, extras?.metadata ? { metadata: extras.metadata } : {});
    }
    return walk(value.params, allowed[value.library] ?? {}, allowed);
  }
  for (const inner of Object.values(value)) await walk(inner, inside, allowed);
}

addEventListener("message", async ({ source, data }) => {
  if (source !== parent || !data?.job) return;
  const { job, key } = data;
  try {
    job.scripts.forEach(load);
    const [params] = await upgrade(job.from, job.to, job.params, { metadata: job.metadata });
    await walk(params, job.allowed[job.to] ?? {}, job.allowed);
    parent.postMessage({ key, params: JSON.stringify(params) }, "*");
  } catch (problem) {
    parent.postMessage({ key, problem: String(problem?.message ?? problem).slice(0, 300) }, "*");
  }
});
parent.postMessage({ ready: true }, "*");
