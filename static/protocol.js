// Dragging in the delegation list. It is only another way to press the row's own "Move here" button: the form that is
// sent, the checks and the answer are the same as with the menu.
import Sortable from "./vendor/sortable.esm.js";

/** Makes the rows of every [data-protocol] body movable; each row has a form with an input named "place". */
export function attach() {
  for (const rows of document.querySelectorAll("[data-protocol]")) {
    if (Sortable.get(rows)) continue;
    Sortable.create(rows, {
      draggable: "[data-row]", filter: ".menu, a, button", preventOnFilter: false, delay: 200, delayOnTouchOnly: true,
      ghostClass: "sortable-ghost",
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      onEnd({ item, oldDraggableIndex, newDraggableIndex }) {
        const form = item.querySelector("form[data-place]");
        if (!form || oldDraggableIndex === newDraggableIndex) return;
        form.elements.place.value = String(newDraggableIndex + 1);
        form.requestSubmit(form.querySelector("[data-here]"));
      },
    });
  }
}
