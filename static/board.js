// Dragging on the board. It is only another way to press the card's own "move to" button: the form that is sent,
// the checks and the answer are the same as with the menu and with "m" and a digit.
import Sortable from "./vendor/sortable.esm.js";
import { say } from "./messages.js";

/** Makes every column of the page's board that is not yet sortable sortable. Columns: [data-column="stage code"]. */
export function attach() {
  for (const column of document.querySelectorAll("[data-board] [data-column]")) {
    if (Sortable.get(column)) continue;
    Sortable.create(column, {
      group: "board", draggable: "[data-card]", filter: ".move", preventOnFilter: false, sort: false,
      delay: 200, delayOnTouchOnly: true, ghostClass: "sortable-ghost",
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      onAdd: dropped,
    });
  }
}

function dropped({ item, from, to, oldDraggableIndex }) {
  const button = item.querySelector(`.move button[value="${CSS.escape(to.dataset.column)}"]:enabled`);
  const back = () => from.insertBefore(item, from.querySelectorAll("[data-card]")[oldDraggableIndex] ?? null);
  if (!button) {
    back();
    say("moved", "warn");
    return;
  }
  putBackUnlessDone(item, back);
  button.click();
}

/** Puts a dropped item back when the server refuses or cannot be reached; when it accepts, its answer replaces it. */
export function putBackUnlessDone(item, back) {
  const failed = (event) => { if (item.contains(event.detail.ctx?.sourceElement)) back(); };
  const forget = (event) => {
    if (!item.contains(event.detail.ctx?.sourceElement) && item.isConnected) return;
    document.removeEventListener("htmx:response:error", failed);
    document.removeEventListener("htmx:error", failed);
    document.removeEventListener("htmx:finally:request", forget);
  };
  document.addEventListener("htmx:response:error", failed);
  document.addEventListener("htmx:error", failed);
  document.addEventListener("htmx:finally:request", forget);
}
