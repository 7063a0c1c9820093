// Keys of the whole product. Nothing acts while an input method is composing: there Enter, Escape and the
// letters belong to the person choosing kanji. Single letters are off wherever text is typed.
import { text } from "./messages.js";
import { openPalette } from "./palette.js";

const typing = (element) => Boolean(element?.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]"));
const OPENED = "details:is(.menu, .chooser)[open]";
const modalOpen = () => document.querySelector("dialog:modal");

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;   // 229: Safari ends a composition with a plain keydown
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === "k" && !event.altKey) return act(event, () => openPalette() || focusSearch());
  if (command && event.key === "Enter") return act(event, () => save(event.target, event.altKey));
  if (event.key === "Escape") return escape(event);
  if (event.altKey && !command && (event.key === "ArrowLeft" || event.key === "ArrowRight")) return neighbour(event);
  // People who speak to their computer can switch the single letters off (data-keys="off").
  if (command || event.altKey || typing(event.target) || modalOpen() || document.body.dataset.keys === "off") return undefined;
  return letter(event);
});

function act(event, action) {
  event.preventDefault();
  action();
}

function letter(event) {
  if (event.key === "?") return act(event, () => document.getElementById("keys")?.showModal());
  if (event.key === "/") return act(event, () => focusSearch("[data-list-search]"));
  if (event.key === "j") return act(event, () => row(1));
  if (event.key === "k") return act(event, () => row(-1));
  const menu = document.querySelector("details.move[open]");
  if (menu && /^[1-9]$/.test(event.key)) return act(event, () => menu.querySelector(`[data-digit="${event.key}"]:enabled`)?.click());
  const card = event.key === "m" && event.target.closest("[data-card]");
  if (card) return act(event, () => openMenu(card.querySelector("details.move")));
  if (!/^[a-z]$/.test(event.key)) return undefined;
  const control = document.querySelector(`[data-key="${event.key}"]`);
  if (control) act(event, () => (control.matches("summary") ? openMenu(control.parentElement) : control.click()));
  return undefined;
}

function focusSearch(preferred = "[data-search]") {
  const field = document.querySelector(preferred) ?? document.querySelector("[data-search]");
  field?.focus();
  field?.select();
}

function openMenu(menu) {
  menu.open = true;
  menu.querySelector(".menu-body a, .menu-body button:enabled")?.focus();
}

// Moves the focus to the first link of the next or previous row, or to the next card.
function row(step) {
  const rows = [...document.querySelectorAll("[data-rows] > *, [data-card]")].filter((each) => each.checkVisibility());
  if (!rows.length) return;
  const here = rows.findIndex((each) => each.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, here + step))];
  (next.matches("[data-card]") ? next : next.querySelector("a[href]"))?.focus();
}

function neighbour(event) {
  const link = document.querySelector(event.key === "ArrowLeft" ? "a[rel~=prev]" : "a[rel~=next]");
  if (link && !typing(event.target)) act(event, () => link.click());
}

function save(from, again) {
  const form = from.closest("form") ?? document.querySelector("main form:has([name=form_id])");
  const button = form?.querySelector(again ? "[name=again]" : "[data-save]");
  if (button) button.click();
  else if (form && !again) form.requestSubmit();
}

// Escape closes what lies on top: a menu, then (natively) a dialog, then leaves a form whose Cancel link is on the page.
function escape(event) {
  const menu = event.target.closest(OPENED) ?? document.querySelector(OPENED);
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return;
  }
  if (modalOpen()) return;
  const cancel = event.target.closest("form")?.querySelector("[data-cancel]");
  if (!cancel) return;
  const changed = cancel.closest("form").dataset.dirty !== undefined;
  if (changed && !window.confirm(text("discard"))) return;
  delete cancel.closest("form").dataset.dirty;
  cancel.click();
}
