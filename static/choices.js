// Long choices of a filter: what is typed into the box over one leaves the options that say so, and the first of them is
// chosen. The arrows go on from there, Enter shows the list. Without this file the whole list stays to choose from.
import { composes } from "./combobox.js";

const ROWS = 6;   // of the choice that are seen while something is typed
const whole = new WeakMap();   // {choice: all of its options}
const folded = (text) => text.normalize("NFKC").toLowerCase().trim();
const choiceOf = (box) => document.getElementById(box.dataset.narrows);
const boxOf = (event) => (event.target.matches?.("[data-narrows]") ? event.target : null);

function narrow(box) {
  const choice = choiceOf(box);
  if (!whole.has(choice)) whole.set(choice, [...choice.options]);
  const words = folded(box.value);
  const all = whole.get(choice);
  const found = words ? all.filter((option) => option.value && folded(option.text).includes(words)) : all;
  choice.replaceChildren(...found);
  choice.size = words ? Math.max(2, Math.min(ROWS, found.length)) : 0;
  choice.selectedIndex = found.length ? 0 : -1;
}

for (const kind of ["input", "compositionend"]) {
  document.addEventListener(kind, (event) => {
    const box = boxOf(event);
    if (box && !event.isComposing) narrow(box);
  });
}

document.addEventListener("keydown", (event) => {
  const box = boxOf(event);
  if (!box || composes(event) || !box.value) return;
  const choice = choiceOf(box);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") {
    box.value = "";
    narrow(box);
    event.preventDefault();
    event.stopPropagation();
  } else if (step && choice.options.length) {
    choice.selectedIndex = (choice.selectedIndex + step + choice.options.length) % choice.options.length;
    event.preventDefault();
  }
}, true);
