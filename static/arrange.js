// Lines that are put into an order: by dragging, by their buttons, by Alt+↑ and Alt+↓. The form sends them as they
// stand. Without this file the same buttons ask the server for the lines in another order.
const lineOf = (event) => event.target.closest?.("[data-arrange] > [data-line]");
let dragged = null;

function settle(list) {
  const lines = [...list.children];
  lines.forEach((line, place) => {
    const [up, down] = line.querySelectorAll("[data-move]");
    up.disabled = place === 0;
    down.disabled = place === lines.length - 1;
  });
}

function move(line, step) {
  const list = line.parentElement;
  const beside = step < 0 ? line.previousElementSibling : line.nextElementSibling;
  if (!beside) return;
  if (step < 0) beside.before(line);
  else beside.after(line);
  settle(list);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-arrange] [data-move]");
  if (!button) return;
  event.preventDefault();
  move(button.closest("[data-line]"), Number(button.dataset.move));
  if (button.disabled) button.closest("[data-line]").querySelector("[data-move]:not(:disabled)")?.focus();
  else button.focus();
});

document.addEventListener("keydown", (event) => {
  const line = event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key) ? lineOf(event) : null;
  if (!line) return;
  event.preventDefault();
  const held = document.activeElement;
  move(line, event.key === "ArrowUp" ? -1 : 1);
  held.focus();
});

// Only what can be seen to be grabbed is draggable: text in a line stays selectable until the pointer is over it.
document.addEventListener("pointerover", (event) => {
  const line = lineOf(event);
  if (line && !line.draggable) line.draggable = true;
});
document.addEventListener("dragstart", (event) => {
  dragged = lineOf(event);
  if (!dragged) return;
  dragged.dataset.dragged = "";
  event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  const line = dragged && lineOf(event);
  if (!line || line.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  if (line === dragged) return;
  const box = line.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) line.before(dragged);
  else line.after(dragged);
});
document.addEventListener("dragend", () => {
  if (!dragged) return;
  delete dragged.dataset.dragged;
  settle(dragged.parentElement);
  dragged = null;
});
