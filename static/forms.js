// Forms never lose what was typed: leaving with changes asks first, and a failed network keeps a draft on the device
// until the same form is opened again. A form is guarded when the server's form_head() stands in it.
import { say } from "./messages.js";

const GUARDED = "form:has([name=form_id])";
const NEVER_KEPT = "[type=password], [type=file], [type=hidden], [type=submit]";
// getAttribute: a control named "action" would hide the property.
const draftKey = (form) => `draft:${new URL(form.getAttribute("action") || "", location.href).pathname}`;

document.addEventListener("input", (event) => {
  const form = event.target.closest(GUARDED);
  if (form) form.dataset.dirty = "";
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-dirty]")) event.preventDefault();
});

// ---- Sending ------------------------------------------------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-sign-out]")) sessionStorage.clear();   // drafts name people: they go with the session
  if (!form.matches(GUARDED)) return;
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopPropagation();
    keep(form);
    say("offline", "warn");
    return;
  }
  delete form.dataset.dirty;
  sessionStorage.removeItem(draftKey(form));
}, true);

const failed = (event) => {
  const form = event.detail.ctx?.sourceElement?.closest?.(GUARDED);
  if (!form) return;
  form.dataset.dirty = "";
  keep(form);
};
document.addEventListener("htmx:error", failed);
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) failed(event);
});

// A form with an error summary carries what was typed, and it is still unsaved.
function settle() {
  for (const form of document.querySelectorAll(GUARDED)) {
    if (form.querySelector(".errsum")) form.dataset.dirty = "";
    else if (form.dataset.dirty === undefined) restore(form);
  }
}
document.addEventListener("htmx:after:swap", settle);

// ---- Drafts -------------------------------------------------------------------------------------------------
function controls(form) {
  return [...form.elements].filter((control) => control.name && control.matches("input, select, textarea") && !control.matches(NEVER_KEPT));
}

function keep(form) {
  const values = controls(form).map((control) => {
    if (control.matches("[type=checkbox], [type=radio]")) return [control.name, control.value, control.checked];
    if (control.multiple) return [control.name, [...control.selectedOptions].map((option) => option.value)];
    return [control.name, control.value];
  });
  sessionStorage.setItem(draftKey(form), JSON.stringify(values));
}

function restore(form) {
  const kept = sessionStorage.getItem(draftKey(form));
  if (!kept) return;
  sessionStorage.removeItem(draftKey(form));
  const fields = controls(form);
  for (const [name, value, checked] of JSON.parse(kept)) {
    const same = fields.filter((control) => control.name === name);
    if (checked !== undefined) same.filter((control) => control.value === value).forEach((control) => { control.checked = checked; });
    else if (Array.isArray(value)) for (const option of same[0]?.options ?? []) option.selected = value.includes(option.value);
    else if (same.length) same[0].value = value;
  }
  form.dataset.dirty = "";
  say("restored", "warn");
}

settle();
if (document.body.hasAttribute("data-gate")) sessionStorage.clear();
