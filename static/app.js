// Start of the page's behaviour. Everything listens on document, so that nothing has to be set up again after htmx
// has swapped a part. Every page works without this file.
import { attach as board } from "./board.js";
import { attach as programme, attachGrid as timeGrid } from "./itinerary.js";
import { say } from "./messages.js";
import { attach as protocol } from "./protocol.js";
import "./keyboard.js";
import "./facts.js";
import "./forms.js";
import "./offline.js";
import "./readings.js";
import "./picks.js";
import "./choices.js";
import "./places.js";
import "./matching.js";
import "./arrange.js";
import "./few.js";

function dragging() {
  board();
  programme();
  timeGrid();
  protocol();
}

// ---- Menus (<details>) close on a click elsewhere, on choosing, and when another opens --------------------------
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    const chosen = event.target.closest(".menu-body a, .menu-body button:not([data-move])");
    if (!menu.contains(event.target) || chosen) menu.open = false;
  }
});

// ---- Dialogs ---------------------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  } else if (event.target.matches("dialog")) {
    event.target.close();   // a click on the backdrop lands on the dialog itself
  }
});

// ---- Paper: where a page shows a part of a list, all its rows are asked for before they are printed ------------------
document.addEventListener("keydown", (event) => {
  const whole = document.querySelector("[data-print-all]");
  if (!whole || event.key?.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  whole.click();
});
// Whoever prints by the browser's own menu gets them, too: nothing but a request that waits is over before the paper is.
let shownRows = null;
addEventListener("beforeprint", () => {
  const whole = document.querySelector("[data-print-all]"), table = document.querySelector(".listing table");
  if (!whole || !table) return;
  try {
    const asked = new XMLHttpRequest();
    asked.open("GET", whole.href, false);
    asked.send();
    const all = asked.status === 200 && new DOMParser().parseFromString(asked.responseText, "text/html").querySelector(".listing table");
    if (!all) return;
    shownRows = table;
    table.replaceWith(all);
  } catch { /* without the server the paper says how many rows it lacks */ }
});
addEventListener("afterprint", () => {
  if (shownRows) document.querySelector(".listing table").replaceWith(shownRows);
  shownRows = null;
});
if (location.hash === "#print") {
  addEventListener("load", () => {
    history.replaceState(null, "", location.pathname + location.search);   // who reloads reads on
    window.print();
  });
}

// ---- Messages --------------------------------------------------------------------------------------------------
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").remove();
});

// ---- Ticked rows: the head's box ticks all, the bar shows how many ------------------------------------------------
const ROW_TICKS = ".box input:not([data-tick-all])";

document.addEventListener("change", (event) => {
  const table = event.target.closest(".box") && event.target.closest("table, [data-ticks]");
  if (!table) return;
  const all = event.target.matches("[data-tick-all]");
  if (all) table.querySelectorAll(ROW_TICKS).forEach((box) => { box.checked = event.target.checked; });
  countTicks(table);
});

function countTicks(table) {
  const boxes = [...table.querySelectorAll(ROW_TICKS)];
  const count = boxes.filter((box) => box.checked).length;
  const all = table.querySelector("[data-tick-all]");
  if (all) {
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }
  const shown = (table.closest("form") ?? document).querySelector("[data-selected-count]");
  if (shown) shown.textContent = shown.textContent.replace(/[\d,]+/, String(count));
}

// ---- Filters that were left empty stay out of the address, which people copy and send --------------------------------
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("form.controls")) return;
  const { formData } = event;
  formData.delete("order");   // the order of the columns says it
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  for (const name of [...formData.keys()].filter((key) => key.endsWith("-typed"))) {
    const bare = name.slice(0, -6);
    if (formData.has(bare) && formData.get(name) === formData.get(`${bare}-shown`)) formData.delete(name);   // chosen: its id says it
    formData.delete(`${bare}-shown`);
  }
});

// ---- htmx: after a refused or invalid answer the reader is taken to the reason -----------------------------------
document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx?.target === document.body) arrive();
  if (ctx?.response?.status === 422) document.querySelector(".errsum")?.focus();
  if (ctx?.sourceEvent?.target?.closest?.("[data-add-row]")) focusLastRow(ctx.target.getAttribute?.("id"));
  if (ctx?.response?.status < 400) document.querySelectorAll("[data-key-text]").forEach((toast) => toast.remove());   // over now
  dragging();
});

// A part that is drawn anew leaves open what its reader has opened, and as they stand the choices made in it meanwhile.
const opened = new Set();
const chosen = new Map();
document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.("details[data-stays]")) opened[target.open ? "add" : "delete"](target.id);
}, true);
document.addEventListener("change", ({ target }) => {
  const { id, name, value, checked } = target;
  if (id && target.closest("details[data-stays]")) chosen.set(id, { name, value, checked });
}, true);
document.addEventListener("htmx:before:request", () => chosen.clear());   // what was chosen before is sent along
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx?.target === document.body) opened.clear();
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  for (const { name, value, checked } of chosen.values()) {
    for (const control of document.getElementsByName(name)) {
      if (control.type !== "checkbox") control.value = value;
      else if (control.value === value) control.checked = checked;
    }
  }
});

// HX-Location has brought a new page into this document: begin at its top, as after a full load, and let the
// messages enter their live region a moment later, or a screen reader would not read them.
function arrive() {
  window.scrollTo(0, 0);
  document.getElementById("main")?.focus();
  showMiddles();
  const region = document.getElementById("messages");
  const toasts = [...(region?.children ?? [])];
  region?.replaceChildren();
  setTimeout(() => region?.append(...toasts), 150);
}

// A drawing that is wider than the screen and whose middle matters: first guest, first host and door of a table.
function showMiddles() {
  for (const box of document.querySelectorAll("[data-middle]")) box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2;
}

// An answer that the server sends elsewhere (an error to the messages) is not the part that this element selects.
document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.hx?.retarget) event.detail.ctx.select = null;
});

// A part that follows what is chosen elsewhere: until its answer is there it is busy, and looks so, since it still tells
// of what was chosen before. Quick choices replace each other's requests: it is busy until the last one is over.
const asking = new WeakMap();   // part: how many requests
function busy({ detail: { ctx } }, more) {
  if (!ctx.sourceElement?.matches?.('[hx-sync="this:replace"]') || !ctx.target?.setAttribute) return;
  const number = Math.max(0, (asking.get(ctx.target) ?? 0) + more);
  asking.set(ctx.target, number);
  if (number) ctx.target.setAttribute("aria-busy", "true");
  else ctx.target.removeAttribute("aria-busy");
}
document.addEventListener("htmx:before:request", (event) => busy(event, 1));
document.addEventListener("htmx:finally:request", (event) => busy(event, -1));

function focusLastRow(id) {
  document.getElementById(id)?.querySelector(".entry-row:last-of-type :is(input:not([type=hidden]), select, textarea)")?.focus();
}

// The network failed, or the proxy in front answered instead of us (htmx does not swap 502–504). forms.js tells it of
// forms, some of which may wait.
const ofForm = (event) => event.detail.ctx?.sourceElement?.closest?.("form:has([name=form_id])");
document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx && !ofForm(event)) say(navigator.onLine ? "failed" : "offline", "bad");
});
document.addEventListener("htmx:response:error", (event) => {
  if ([502, 503, 504].includes(event.detail.ctx.response.status) && !ofForm(event)) say("failed", "bad");
});

// The browser keeps ticks on reload and on the way back, where it puts them in after this has run.
window.addEventListener("pageshow", () => document.querySelectorAll("table:has(tbody .box :checked), [data-ticks]:has(.rows .box :checked)").forEach(countTicks));
showMiddles();
dragging();
