// A box in which a record is named: the list under it fills in while typing. Choosing writes the id and the text into
// the two hidden fields beside the box; a text that nobody chose is looked up by the server when the form is sent.
import { choose, chosenIn, composes, move, optionsOf } from "./combobox.js";

const WAIT = 150;   // ms of rest before the server is asked
let timer = 0;
let asked = null;

const partsOf = (box) => {
  const picker = box.closest("[data-picker]");
  const [shown, id] = picker.querySelectorAll("input[type=hidden]");
  return { picker, shown, id, list: picker.querySelector("[role=listbox]") };
};
const boxOf = (event) => event.target.closest?.("[data-picker] [role=combobox]");

function close(box) {
  const { list } = partsOf(box);
  list.hidden = true;
  choose(box, list, null);
  box.setAttribute("aria-expanded", "false");
}

async function ask(box) {
  const { picker, list } = partsOf(box);
  asked?.abort();
  asked = new AbortController();
  const typed = box.value;
  if (!typed.trim()) return close(box);
  const address = new URL(picker.dataset.picker, location.href);
  address.searchParams.set("q", typed);
  address.searchParams.set("list", list.id);
  try {
    const answer = await fetch(address, { signal: asked.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok || box.value !== typed || document.activeElement !== box) return;
    list.innerHTML = await answer.text();   // our own server's template, in which everything typed is escaped
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    const found = optionsOf(list);
    choose(box, list, found.find((each) => each.dataset.id !== "new") ?? null);   // nothing is added by a hasty Enter
  } catch (error) {
    if (error.name !== "AbortError") close(box);   // offline: the server will look it up
  }
}

function take(box, option) {
  const { picker, shown, id } = partsOf(box);
  picker.querySelector("fieldset")?.remove();   // the candidates of the text before
  id.disabled = false;
  id.value = option.dataset.id;
  box.value = shown.value = option.dataset.label;
  close(box);
  for (const kind of ["input", "change"]) id.dispatchEvent(new Event(kind, { bubbles: true }));
}

document.addEventListener("input", (event) => {
  const box = boxOf(event);
  if (!box || event.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT, box);
});
document.addEventListener("compositionend", (event) => {
  const box = boxOf(event);
  if (box) ask(box);
});
document.addEventListener("keydown", (event) => {
  const box = boxOf(event);
  if (!box || composes(event)) return;
  const { list } = partsOf(box);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) ask(box);
    else move(box, list, event.key === "ArrowDown" ? 1 : -1);
  } else if (list.hidden) {
    return;
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();   // only the list closes, not the dialog around it
    close(box);
  } else if (event.key === "Enter" && chosenIn(list) && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    take(box, chosenIn(list));
  }
}, true);
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.("[data-picker] [role=listbox]")) event.preventDefault();   // the box keeps the focus
});
document.addEventListener("click", (event) => {
  const option = event.target.closest?.("[data-picker] [role=option][data-id]");
  if (option) take(option.closest("[data-picker]").querySelector("[role=combobox]"), option);
});
document.addEventListener("focusout", (event) => {
  const box = boxOf(event);
  if (box) close(box);
});
document.addEventListener("change", (event) => {
  const box = boxOf(event);
  if (box && box.value === partsOf(box).shown.value) event.stopPropagation();   // told when it was chosen, and is no news
}, true);
