// Dragging on the board. It is only another way to press the card's own "move to" button: the form that is sent,
// the checks and the answer are the same as with the menu and with "m" and a digit.
import { say } from "./messages.js";

const script = new URL("vendor/sortable.min.js", import.meta.url).href;
let loading;

export function load() {
  loading ??= new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = script;
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });
  return loading;
}

/** Makes every column of the page's board that is not yet sortable sortable. Columns: [data-column="stage code"]. */
export async function attach() {
  await load();
  for (const column of document.querySelectorAll("[data-board] [data-column]")) {
    if (window.Sortable.get(column)) continue;
    window.Sortable.create(column, {
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
