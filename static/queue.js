// What was typed without a network waits on this device (IndexedDB: it survives a closed browser) and is sent in its
// order, each entry once: its form_id is made here, and the server answers a second sending from the first's receipt.
import { say, text } from "./messages.js";

const DATABASE = "musubi";
const STORE = "entries";
const LOCK = "musubi-queue";
const PATIENCE_MS = 60_000;
const AGAIN_MS = 20_000;
const MOST_TRIES = 3;   // of an entry at which the server itself fails: then it is for people to look at
const LATER = new Set([408, 425, 429, 502, 503, 504]);

const own = () => document.body.dataset.user ?? "";
const offlineUrl = () => document.body.dataset.offline ?? "";

// ---- The store ------------------------------------------------------------------------------------------------
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** Everything on this device in the order in which it was typed. */
export async function entries() {
  return (await within("readonly", (store) => store.getAll())).sort((a, b) => a.order - b.order);
}

export const entry = (key) => within("readonly", (store) => store.get(key));
const put = (changed) => within("readwrite", (store) => store.put(changed));

export async function discard(key) {
  await within("readwrite", (store) => store.delete(key));
  await show();
}

/** A name for one entry that no other has. */
export function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keeps what stands in the form; an entry with the same key is replaced and keeps its place. */
export async function keep(form, submitter) {
  stamp(form);
  const data = new FormData(form, submitter?.form === form && submitter.name ? submitter : undefined);
  const fields = [...data].filter(([name, value]) => name !== "csrf_token" && !(value instanceof File && !value.name));
  const key = data.get("form_id");
  const [before, all] = [await entry(key), await entries()];
  const order = before?.order ?? (all.at(-1)?.order ?? 0) + 1;
  const about = [...form.querySelectorAll("[data-about]")].map((field) => field.value ?? field.textContent);
  await put({
    key, order, fields, user: own(), state: "waiting", reason: "", tries: 0, at: before?.at ?? Date.now(),
    url: new URL(form.getAttribute("action") || location.href, location.href).href.split("#")[0],
    label: form.dataset.queue, about: about.find(Boolean) || form.dataset.queueAbout || "",
  });
  await show();
}

// "Empty: now" means the moment of typing, not the one at which the network came back.
function stamp(form) {
  for (const field of form.querySelectorAll("[data-now]")) {
    if (field.value) continue;
    const parts = new Intl.DateTimeFormat("sv", { timeZone: field.dataset.now, dateStyle: "short", timeStyle: "short" });
    field.value = parts.format(new Date()).replace(" ", "T");
  }
}

// ---- Sending ----------------------------------------------------------------------------------------------------
/** Sends what waits, one after the other; only one window of the browser does so at a time. */
export async function send() {
  if (!own()) return;
  const work = async (lock) => {
    if (!lock) return;
    tell("queue:sending", true);
    await sendAll().finally(() => tell("queue:sending", false));
  };
  await (navigator.locks ? navigator.locks.request(LOCK, { ifAvailable: true }, work) : work(true));
}

async function sendAll() {
  const waiting = (await entries()).filter((each) => each.state === "waiting" && each.user === own());
  if (!waiting.length) return;
  let sent = 0;
  try {
    let token = await freshToken();
    for (const each of waiting) {
      if (token === null) break;
      let answer = await post(each, token);
      if (answer.status === 400) {   // signed in anew meanwhile: the token belongs to the session before
        token = await freshToken();
        if (token === null) break;
        answer = await post(each, token);
      }
      if (answer.status === 401) { say("signed-out", "warn"); break; }
      if (!await settle(each, answer)) break;
      sent += answer.ok ? 1 : 0;
    }
  } catch { /* the network failed again: the entries stay, and are tried again */ }
  if (sent) say("sent", "good");
  await show();
}

/** null when nobody, or somebody else, is signed in: then the entries stay. */
async function freshToken() {
  const answer = await fetch(`${offlineUrl()}token`, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error("no token");
  const { user, token } = await answer.json();
  if (String(user) === own()) return token;
  say("signed-out", "warn");
  return null;
}

function post(each, token) {
  const body = new FormData();
  for (const [name, value] of each.fields) body.append(name, value);
  body.set("csrf_token", token);
  const headers = { "HX-Request": "true", "X-Kept": String(each.at) };   // when it was typed
  return fetch(each.url, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
}

/** What becomes of an entry after an answer; false when sending should be tried again later. */
async function settle(each, answer) {
  if (answer.status === 204 || (answer.ok && answer.redirected)) {
    await discard(each.key);
    tell("queue:sent", each);
    return true;
  }
  if (LATER.has(answer.status)) return false;
  const tries = each.tries + 1;
  if (answer.status >= 500 && tries < MOST_TRIES) {
    await put({ ...each, tries });
    return false;
  }
  const reason = answer.status >= 500 ? text("failed") : await reasonIn(answer);
  await put({ ...each, tries, state: "refused", reason });
  say("refused", "bad");
  return true;
}

async function reasonIn(answer) {
  const answered = new DOMParser().parseFromString(await answer.text(), "text/html");
  const lines = [...answered.querySelectorAll(".errsum li, .toast p, h1")].map((line) => line.textContent.trim());
  return lines.filter(Boolean).slice(0, 5).join(" ") || `${answer.status}`;
}

// ---- What is shown --------------------------------------------------------------------------------------------------
/** Tells on every page how many entries wait, and asks again in a while as long as some do. */
export async function show() {
  const all = await entries();
  const mine = own() ? all.filter((each) => each.user === own()) : all;
  for (const place of document.querySelectorAll("[data-waiting]")) {
    place.hidden = !mine.length;
    place.classList.toggle("bad", mine.some((each) => each.state === "refused"));
    const count = place.querySelector("[data-count]");
    count.textContent = count.textContent.replace(/[\d,]+/, String(mine.length));
  }
  tell("queue:changed", { all, mine });
}

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

export async function start() {
  await show();
  window.addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  setInterval(() => { if (!document.hidden) send(); }, AGAIN_MS);
  await send();
}
