// Dragging in the programme of a mission. It is only another way to press the item's own hidden "move" button: the form
// that is sent, the checks and the answer are the same as with the menu and with "m" and a digit.
import { putBackUnlessDone } from "./board.js";
import Sortable from "./vendor/sortable.esm.js";

/** Makes every day of the page's programme that is not yet sortable sortable. Days: [data-day="2026-12-11"]. */
export function attach() {
  for (const day of document.querySelectorAll("[data-programme] [data-day]")) {
    if (Sortable.get(day)) continue;
    Sortable.create(day, {
      group: "programme", draggable: "[data-item]", filter: ".menu, a", preventOnFilter: false,
      delay: 200, delayOnTouchOnly: true, ghostClass: "sortable-ghost",
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      onEnd: dropped,
    });
  }
}

/** Makes the blocks of a time grid draggable: dropped on a cell, an item begins at the cell's clock. Grids: [data-grid]. */
export function attachGrid() {
  const grid = document.querySelector("[data-grid]:not([data-ready])");
  if (!grid) return;
  grid.dataset.ready = "";
  let held = null;
  const cell = (event) => (held ? event.target.closest("td[data-at]") : null);
  grid.addEventListener("dragstart", (event) => {
    held = event.target.closest?.("[data-item]");
    event.dataTransfer.effectAllowed = "move";
  });
  grid.addEventListener("dragover", (event) => { if (cell(event)) event.preventDefault(); });
  for (const [name, on] of [["dragenter", true], ["dragleave", false], ["drop", false]]) {
    grid.addEventListener(name, (event) => { cell(event)?.classList.toggle("over", on); });
  }
  grid.addEventListener("drop", (event) => {
    const there = cell(event);
    if (!there) return;
    event.preventDefault();
    const form = held.querySelector("[data-shift]");
    form.elements.drop.value = `at-${there.dataset.at}`;
    form.querySelector('button[value="drop"]').click();
  });
  grid.addEventListener("dragend", () => { held = null; });
}

function dropped({ item, from, to, oldDraggableIndex, newDraggableIndex }) {
  if (from === to && oldDraggableIndex === newDraggableIndex) return;
  const rows = () => [...from.querySelectorAll("[data-item]")].filter((row) => row !== item);
  const back = () => from.insertBefore(item, rows()[oldDraggableIndex] ?? null);
  const form = item.querySelector("[data-shift]");
  if (!form) {
    back();
    return;
  }
  const next = item.nextElementSibling?.dataset.item;
  form.elements.drop.value = from !== to ? `day-${to.dataset.day}` : next ? `before-${next}` : "last";
  putBackUnlessDone(item, back);
  form.querySelector('button[value="drop"]').click();
}
