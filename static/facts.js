// Facts of a record that are changed in place: one at a time. What follows a saved fact is the whole page, and another
// addition takes the place of the first: what was typed and not saved would be gone, so both ask first.
import { text } from "./messages.js";

const OPENS = "a[href*='facts=']:is(.pen, .adds a)";
const shown = new WeakMap();   // what stood where a form is now

// On window: before the forms (forms.js) and htmx hear of it.
window.addEventListener("click", (event) => {
  const link = event.target.closest?.(OPENS);
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const open = [...document.querySelectorAll("form.fact")];
  if (open.some((form) => form.dataset.dirty !== undefined) && !window.confirm(text("discard"))) return stop(event);
  open.forEach(shut);
  const value = link.closest("dd");
  if (value) shown.set(value, value.cloneNode(true));
  return undefined;
}, true);

window.addEventListener("submit", (event) => {
  if (!event.target.matches("form.fact")) return;
  const typed = [...document.querySelectorAll("form[data-dirty]")].some((form) => form !== event.target);
  if (typed && !window.confirm(text("discard"))) stop(event);
}, true);

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function shut(form) {
  const place = form.parentElement;
  place.replaceChildren(...(shown.get(place)?.cloneNode(true).childNodes ?? []));
  window.htmx.process(place);
}
