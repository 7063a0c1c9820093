// The palette: Ctrl/Cmd+K, or a click into the search box on top. The text field keeps the focus and the arrow keys
// move through the list (WAI-ARIA combobox). While an input method composes, nothing is asked and nothing is opened.
import { choose, chosenIn, composes, move, optionsOf } from "./combobox.js";

const WAIT = 120;   // ms of rest before the server is asked
let timer = 0;
let asked = null;

const palette = () => document.getElementById("palette");
const field = () => palette().querySelector("input");
const list = () => palette().querySelector("[role=listbox]");

export function openPalette() {
  const dialog = palette();
  if (!dialog || dialog.open || document.querySelector("dialog:modal")) return Boolean(dialog?.open);
  dialog.showModal();
  const box = document.querySelector("[data-search]");
  if (box?.value) field().value = box.value;
  field().select();
  ask();
  return true;
}

async function ask() {
  asked?.abort();
  asked = new AbortController();
  const typed = field().value;
  try {
    const answer = await fetch(`${palette().dataset.url}?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
    if (answer.ok && field().value === typed) show(await answer.text(), typed);
  } catch (error) {
    if (error.name !== "AbortError") show("", typed);   // offline: Enter still opens the page of results
  }
}

// Our own server's template, in which everything a person typed is escaped.
function show(html, typed) {
  list().innerHTML = html;
  const found = optionsOf(list());
  choose(field(), list(), typed && found.length ? found[0] : null);
  field().setAttribute("aria-expanded", String(found.length > 0));
}

document.addEventListener("input", (event) => {
  if (!event.target.closest("#palette") || event.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT);
});
document.addEventListener("compositionend", (event) => {
  if (event.target.closest?.("#palette")) ask();
});
document.addEventListener("keydown", (event) => {
  if (!event.target.closest?.("#palette") || composes(event)) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(field(), list(), event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    event.preventDefault();   // a search field would only empty itself
    palette().close();
  } else if (event.key === "Enter" && chosenIn(list()) && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    chosenIn(list()).click();   // without a choice the form leads to the page of results
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-search]")) openPalette();
});
