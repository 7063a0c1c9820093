// The phone without a network: the pages of the day are kept by the service worker, forms that may wait go into the
// queue, and the day's page moves on by itself. Everything here needs a device; every page works without it.
import { say, text } from "./messages.js";
import * as queue from "./queue.js";
import { attach as waiting } from "./waiting.js";

const QUEUED = "form[data-queue]";
const WORKER_IS_POSSIBLE = "serviceWorker" in navigator;

// ---- Keeping pages ----------------------------------------------------------------------------------------------
async function keepPages() {
  const list = document.querySelector("[data-keep]");
  if (!list || !WORKER_IS_POSSIBLE) return;
  const parts = performance.getEntriesByType("resource").map((each) => each.name);
  await navigator.serviceWorker.register(document.body.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  const wanted = JSON.parse(list.dataset.keep);
  const faces = new Set([...list.querySelectorAll("img")].map((image) => image.src));
  active.postMessage({
    pages: [location.href.split("#")[0], ...wanted.map((page) => new URL(page, location.href).href), ...faces],
    parts: parts.filter((part) => part.includes("/static/")),
  });
  navigator.serviceWorker.onmessage = ({ data }) => {
    if (data.kept) document.querySelector("[data-kept-note]")?.removeAttribute("hidden");
  };
  sessionStorage.setItem("day", location.pathname);
}

// What was kept for one reader must not be shown to the next one who signs in on this phone.
function forgetPages() {
  if ("caches" in window) caches.delete("musubi-pages");
}

// ---- Forms that may wait ------------------------------------------------------------------------------------------
/** The key is made here, once a form as it stands on the screen: a kept page carries the same server's id each time. */
function name() {
  for (const form of document.querySelectorAll(`${QUEUED}:not([data-named])`)) {
    form.dataset.named = "";
    if (!form.querySelector(".errsum")) form.querySelector("[name=form_id]").value = queue.freshKey();
  }
}

/** Puts the form into the queue and leads on; false when this device cannot keep it. */
export async function wait(form, submitter) {
  try {
    await queue.keep(form, submitter);
  } catch {
    return false;
  }
  delete form.dataset.dirty;
  if (submitter?.name === "again" && !form.hasAttribute("data-queue-once")) {
    form.reset();
    form.querySelector("[name=form_id]").value = queue.freshKey();
    window.scrollTo(0, 0);
    say("queued", "warn");
  } else {
    location.assign(sessionStorage.getItem("day") ?? document.body.dataset.offline);
  }
  return true;
}

// A refused entry that was corrected and saved waits no longer.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx?.sourceElement?.matches?.(QUEUED) && ctx.response?.status === 204) {
    queue.discard(ctx.sourceElement.querySelector("[name=form_id]").value);
  }
});

/** "Add a row" asks the server, which is not there: repeat the last row, empty, under the next number. */
export function addRow(button) {
  const rows = button.closest("fieldset, [id^=rows-]").querySelectorAll(".entry-row");
  const last = rows[rows.length - 1];
  if (!last) return false;
  const copy = last.cloneNode(true);
  const next = (value) => value.replace(/-\d+(?=-|$)/, `-${rows.length}`);
  for (const each of copy.querySelectorAll("*")) {
    for (const attribute of ["id", "name", "for", "aria-describedby"]) {
      if (each.hasAttribute(attribute)) each.setAttribute(attribute, next(each.getAttribute(attribute)));
    }
    if (each.matches("input[type=text], textarea")) each.value = "";
  }
  last.after(copy);
  copy.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  return true;
}

// ---- The page of the day ---------------------------------------------------------------------------------------------
const SHOWN_ANEW_MS = 30_000;
const STALE_MS = 90_000;

function moveOn() {
  const now = Date.now();
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const format = { timeZone: clock.dataset.clock, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    clock.textContent = new Intl.DateTimeFormat("en-GB", format).format(now);
  }
  const stops = [...document.querySelectorAll("[data-until]")];
  for (const stop of stops) stop.hidden = Number(stop.dataset.until) < now;
  const first = stops.find((stop) => !stop.hidden);
  if (first?.matches("details") && stops[0] !== first && !first.dataset.shown) {
    first.dataset.shown = "";
    first.open = true;
  }
  const made = document.querySelector("[data-made]");
  if (made) made.hidden = now - Number(made.dataset.made) < STALE_MS;
}

// ---- Start ---------------------------------------------------------------------------------------------------------
document.addEventListener("htmx:after:swap", (event) => {
  name();
  if (event.detail.ctx?.target === document.body) arrive();
});
name();
setInterval(moveOn, SHOWN_ANEW_MS);
if (document.body.hasAttribute("data-gate")) forgetPages();
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  const waits = document.querySelector("[data-waiting]:not([hidden])");
  if (waits && !window.confirm(text("sign-out-waiting"))) event.preventDefault();
  else forgetPages();
}, true);
queue.start().catch(() => {});   // a browser that keeps nothing has nothing that waits
arrive();

/** A page stands there, loaded or brought by htmx. */
function arrive() {
  moveOn();
  queue.show().catch(() => {});
  keepPages().catch(() => {});
  if (document.querySelector("[data-waiting-list]")) waiting();
}
