// The service worker: keeps the pages of the day readable when there is no network. The network always comes first;
// what is kept here is only shown when it fails, goes at sign-out (phones are shared), and is too old after a week.
const PAGES = "musubi-pages";
const PARTS = "musubi-parts";
// Booth mode has shelves of its own: its page tells nothing of anybody, and outlasts whoever signs out on this phone.
const BOOTH = /\/booths\/(\d+\/)?$/;
const BOOTH_PAGES = "musubi-booth-pages";
const BOOTH_PARTS = "musubi-booth-parts";
const KEPT_AT = "x-kept-at";
const TOO_OLD_MS = 7 * 24 * 60 * 60 * 1000;
const MOST_PAGES = 60;
const PATIENCE_MS = 8000;   // in a taxi a network often neither answers nor fails
let reachable = true;   // whether the last page came from the network
let generation = 0;   // what was asked for before a sign-out must not be kept after it

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { pages = [], parts = [], shelf = "" } = event.data ?? {};
  event.waitUntil(keepAll(pages, parts, shelf === "booth" ? BOOTH_PARTS : PARTS).then((kept) => event.source?.postMessage({ kept })));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname.endsWith("/users/sign-out")) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (url.pathname.includes("/static/")) event.respondWith(part(request));
  else if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.destination === "image") event.respondWith(picture(request));
});

function forget() {
  generation += 1;
  return caches.delete(PAGES);
}

async function keepAll(pages, parts, shelf) {
  const asked = generation;
  for (const url of pages.slice(0, MOST_PAGES)) {
    try {
      const answer = await fetch(url, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected && asked === generation) await keep(url, answer);
    } catch { return false; }   // no network: what is kept already stays
  }
  const cache = await caches.open(shelf);
  const used = new Set(parts.map(folder));
  await Promise.all((await cache.keys()).filter((part) => !used.has(folder(part.url))).map((part) => cache.delete(part)));
  await Promise.all(parts.map(async (url) => { if (!await cache.match(url)) await cache.add(url).catch(() => {}); }));
  return asked === generation;
}

/** The second step of its path: parts of an older version of the product have another one. */
function folder(url) {
  return new URL(url).pathname.split("/static/")[1]?.split("/")[0];
}

async function keep(url, answer) {
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  const cache = await caches.open(isBooth(url) ? BOOTH_PAGES : PAGES);
  await cache.put(new Request(url), new Response(await answer.blob(), { status: 200, headers }));
}

const isBooth = (url) => BOOTH.test(new URL(url).pathname);

async function page(request) {
  const asked = generation;
  const copy = await kept(request.url);
  try {
    // Without a copy the reader waits as long as the browser does.
    const answer = await fetch(request, copy ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {});
    reachable = true;
    if (copy && answer.ok && asked === generation) await keep(request.url, answer.clone());
    return answer;
  } catch (failure) {
    reachable = false;
    const found = copy ?? (isBooth(request.url) ? await boothInstead(new URL(request.url)) : await listOfWhatWaits());
    if (found) return found;
    throw failure;
  }
}

/** Who is on a portrait never changes under its address, so a kept one is as good as the server's. */
async function picture(request) {
  return await kept(request.url) ?? fetch(request);
}

async function listOfWhatWaits() {
  const list = (await (await caches.open(PAGES)).keys()).find((each) => each.url.endsWith("/offline/"));
  return list && kept(list.url);
}

/**
 * The door of the booth is opened by its link, also where there is no network to open it: then the page of the fair is
 * shown that the link names, else of the one that was open last, in the language asked for, else in that of the phone.
 */
async function boothInstead(asked) {
  const cache = await caches.open(BOOTH_PAGES);
  const fair = asked.pathname.match(BOOTH)[1] ?? (asked.searchParams.has("fair") ? `${asked.searchParams.get("fair")}/` : "");
  const found = [];
  for (const { url } of await cache.keys()) {
    const copy = await cache.match(url, { ignoreVary: true }), { pathname, searchParams } = new URL(url);
    found.push({ url, copy, pathname, language: searchParams.get("lang"), at: Number(copy.headers.get(KEPT_AT)) });
  }
  found.sort((a, b) => b.at - a.at);
  const wanted = fair ? asked.pathname.replace(BOOTH, `/booths/${fair}`) : found[0]?.pathname;
  const copies = found.filter((each) => each.pathname === wanted);
  const best = (language) => copies.find((each) => each.language === language);
  return (best(asked.searchParams.get("lang")) ?? best(null) ?? copies[0])?.copy;
}

async function kept(url) {
  const booth = isBooth(url), cache = await caches.open(booth ? BOOTH_PAGES : PAGES);
  const found = await cache.match(url, { ignoreVary: true });
  if (!found || booth) return found;
  if (Date.now() - Number(found.headers.get(KEPT_AT)) < TOO_OLD_MS) return found;
  await cache.delete(url, { ignoreVary: true });
  return undefined;
}

/** Style sheets and scripts belong to the page: a page from here gets its parts from here, without trying each. */
async function part(request) {
  const cache = await caches.open(PARTS), own = await cache.match(request);
  const copy = own ?? await (await caches.open(BOOTH_PARTS)).match(request);
  if (copy && !reachable) return copy;
  try {
    const answer = await fetch(request, copy ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {});
    if (own && answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (failure) {
    if (copy) return copy;
    throw failure;
  }
}
