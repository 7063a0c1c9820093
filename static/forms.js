// Forms never lose what was typed: leaving with changes asks first, and a failed network keeps a draft on the device
// until the same form is opened again. A form is guarded when the server's form_head() stands in it.
import { say } from "./messages.js";
import { addRow, wait } from "./offline.js";

const GUARDED = "form:has([name=form_id])";
const NEVER_KEPT = "[type=password], [type=file], [type=hidden], [type=submit], [data-from-address]";
// Drafts name people: nobody else finds them who signs in at this browser.
const OWN = `draft:${document.body.dataset.user ?? ""}:`;
const RETURNS = ["next"];   // says where one goes afterwards, not what is written
/** The query says what the form is about, too: of which organisation, from which visit. */
function draftKey(form) {
  // getAttribute: a control named "action" would hide the property.
  return keyOf(form.getAttribute("action") || location.href);
}

function keyOf(address) {
  const { pathname, searchParams } = new URL(address, location.href);
  for (const name of RETURNS) searchParams.delete(name);
  searchParams.sort();
  return `${OWN}${pathname}?${searchParams}`;
}

const SENT = "sent";   // the draft of the form that the page was left by

// ---- The secret behind the # of an address ----------------------------------------------------------------------
// No browser sends it before the form is sent. Here it goes into its field and out of the address, so that it stands
// neither on the screen nor in the history.
const secret = document.querySelector("[data-from-address]");
if (secret && location.hash.length > 10) {
  secret.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname + location.search);
}
if (secret?.value && secret.getAttribute("aria-invalid") !== "true") secret.closest(".field").hidden = true;

// A form that only asks what to print has nothing to lose but what was typed into it.
const CHOICE = "[data-chooses] :is(select, [type=checkbox], [type=radio])";
document.addEventListener("input", (event) => {
  const form = event.target.closest(GUARDED);
  if (form && !event.target.matches(CHOICE)) form.dataset.dirty = "";
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

// ---- Sending ------------------------------------------------------------------------------------------------
// A slow connection answers the first press of a double click after the second: the same button is not sent twice.
// (A guarded form carries a one-time id, by which the server knows it again.)
const TWICE_MS = 1000;
const pressed = new WeakMap();
document.addEventListener("submit", (event) => {
  const button = event.submitter ?? event.target;
  if (event.target.getAttribute("method") !== "post" || event.target.matches(GUARDED)) return;
  if (event.timeStamp - pressed.get(button) < TWICE_MS) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else pressed.set(button, event.timeStamp);
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-sign-out]")) sessionStorage.clear();
  if (!form.matches(GUARDED)) return;
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopPropagation();
    keepOrQueue(form, event.submitter).then((queued) => { if (!queued) say("offline", "warn"); });
    return;
  }
  delete form.dataset.dirty;
  sessionStorage.removeItem(draftKey(form));
  if (!form.matches("[hx-post]")) {   // the answer is another page: only that one knows whether it was saved
    keep(form);
    sessionStorage.setItem(SENT, draftKey(form));
  }
}, true);

/** True when the form may wait in the queue and does; else what was typed is kept as a draft. */
async function keepOrQueue(form, submitter) {
  if (form.matches("[data-queue]") && await wait(form, submitter)) return true;
  form.dataset.dirty = "";
  keep(form);
  return false;
}

const failed = (event, told) => {
  const { sourceElement: source, sourceEvent } = event.detail.ctx ?? {};
  const form = source?.closest?.(GUARDED);
  if (!form) return;
  if (source.matches("[data-add-row]") && addRow(source)) return;
  const queued = source === form ? keepOrQueue(form, sourceEvent?.submitter) : Promise.resolve(false);
  queued.then((waits) => { if (!waits) say(told, "bad"); });
};
document.addEventListener("htmx:error", (event) => failed(event, navigator.onLine ? "failed" : "offline"));
// A proxy in front answers 502 to 504 for a product that it cannot reach: that, too, is no answer of ours.
document.addEventListener("htmx:response:error", (event) => {
  const { status } = event.detail.ctx.response;
  if ([502, 503, 504].includes(status)) failed(event, "failed");
  else if (status >= 500 || status === 401) keepDraft(event, status !== 401);   // 401: one leaves to sign in anew
});

function keepDraft(event, stays) {
  const form = event.detail.ctx.sourceElement?.closest?.(GUARDED);
  if (form) {
    form.dataset[stays ? "dirty" : "kept"] = "";
    keep(form);
  }
}

// A form with an error summary carries what was typed, and it is still unsaved.
function settle() {
  for (const form of document.querySelectorAll(GUARDED)) {
    if (form.querySelector(".errsum")) form.dataset.dirty = "";
    else if (form.dataset.dirty === undefined && form.dataset.kept === undefined) restore(form);
  }
}
document.addEventListener("htmx:after:swap", (event) => {
  setTimeout(goOn, 0, event.detail.ctx?.target?.id);   // app.js takes away what was said before
  settle();
});

// ---- Drafts -------------------------------------------------------------------------------------------------
function controls(form) {
  return [...form.elements].filter((control) => control.name && control.matches("input, select, textarea") && !control.matches(NEVER_KEPT));
}

const isTicked = (control) => control.matches("[type=checkbox], [type=radio]");
const asText = (control) => (control.matches("input, textarea") ? control.value.trim() : "");

function keep(form) {
  sessionStorage.setItem(draftKey(form), JSON.stringify(valuesOf(controls(form))));
}

function valuesOf(fields) {
  return fields.map((control) => {
    const { name, value, checked } = control;
    if (isTicked(control)) return { name, value, checked, said: checked ? control.labels[0]?.textContent.trim() ?? "" : "" };
    if (control.multiple) return { name, value: [...control.selectedOptions].map((option) => option.value), said: "" };
    return { name, value, said: asText(control) };
  });
}

/** What is said in a form goes along to the same form about another visit, which has days and people of its own. */
const TAKEN = ":is(textarea, [type=text]:not([role=combobox]), [name=result], [name^=next_steps-], [name^=own_])";
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".chooser a");
  const form = link && document.querySelector(`main ${GUARDED}[data-dirty]`);
  if (!form || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const begun = JSON.parse(form.elements.as_begun?.value || "{}");   // {name: the choices that the form began with}
  const isTaken = (each) => (begun[each.name] ? isChosen(each, begun[each.name]) : each.matches(TAKEN) && isTyped(each));
  const typed = valuesOf(controls(form).filter(isTaken));
  sessionStorage.setItem(keyOf(link.href), JSON.stringify(typed.map((each) => ({ ...each, taken: true }))));
  delete form.dataset.dirty;
});

/** Also that somebody took a tick away. */
const isChosen = (control, begun) => (isTicked(control)
  ? control.checked !== begun.includes(control.value)
  : control.value !== (begun[0] ?? ""));

/** Not against the value that the page came with: a row that was added came with what had been typed. */
function isTyped(control) {
  if (isTicked(control)) return control.checked && control.value;
  const step = control.name.match(/^(next_steps-\d+-)/)?.[1];
  return step ? control.form.elements[`${step}text`]?.value.trim() : control.value.trim();
}

function restore(form) {
  const kept = sessionStorage.getItem(draftKey(form));
  if (!kept) return;
  sessionStorage.removeItem(draftKey(form));
  form.dataset.dirty = "";
  putBack(form, JSON.parse(kept));
}

/** A part of a draft whose row is not there yet waits for the row, which the server draws. */
const awaiting = new Map();   // {id of the rows: [what is still to be put back, how many rows there were]}
const rowsIn = (list) => list.querySelectorAll(".entry-row").length;

/** The rows that lack the one of this value, and that the server makes more of. */
function shortRows(form, { name }) {
  const [, list, number] = name.match(/^(.+?)-(\d+)(-|$)/) ?? [];
  const rows = list && form.querySelector(`[data-add-row][name="add-${CSS.escape(list)}"]`)?.closest("[id^=rows-]");
  return rows && Number(number) >= rowsIn(rows) ? rows : null;
}

function putBack(form, values) {
  const left = values.filter((each) => !fillIn(form, each));
  const rows = left.map((each) => shortRows(form, each)).find(Boolean);
  if (values.length) say(values[0].taken ? "taken-along" : "restored", "warn");
  if (!rows) return tell(left);
  awaiting.set(rows.id, [left, rowsIn(rows)]);
  setTimeout(() => rows.querySelector("[data-add-row]").click());   // later: htmx begins once the page stands
  return undefined;
}

function tell(left) {
  const lost = left.map((each) => each.said).filter(Boolean);
  if (lost.length) say("not-restored", "warn", lost.join(" · "));
}

/** The row came, or the server draws no more of them: then what is left is told. */
function goOn(id) {
  const [left, before] = awaiting.get(id) ?? [];
  const rows = document.getElementById(id);
  awaiting.delete(id);
  if (!left || !rows) return;
  if (rowsIn(rows) > before) putBack(rows.closest("form"), left);
  else tell(left);
}

/** Puts one value where it stood, and opens what that is folded into; false when there is no such place. */
function fillIn(form, { name, value, checked }) {
  const same = controls(form).filter((control) => control.name === name);
  const control = checked === undefined ? same[0] : same.find((each) => each.value === value);
  if (!control) return false;
  const before = isTicked(control) ? control.checked : asText(control) || control.value;
  if (checked !== undefined) control.checked = checked;
  else if (Array.isArray(value)) for (const option of control.options ?? []) option.selected = value.includes(option.value);
  else if (!control.options || [...control.options].some((option) => option.value === value)) control.value = value;
  else return false;
  if (before !== (checked ?? value)) {
    for (let fold = control.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }
  return true;
}

// ---- Opening a page -----------------------------------------------------------------------------------------
const sent = sessionStorage.getItem(SENT);
sessionStorage.removeItem(SENT);
if (sent && !document.querySelector("[data-refusal]")) sessionStorage.removeItem(sent);
if (!document.body.hasAttribute("data-gate")) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft:") && !key.startsWith(OWN)) sessionStorage.removeItem(key);
}
settle();
