// A matching table under the hand: talks are dragged to another cell (it sends the form of the talk's own page, with the
// same checks), the arrow keys walk through the grid of wishes, and cells copied from a sheet are pasted into as many.
const KEYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-talk]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  dragged.classList.add("dragged");
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  mark(null);
  dragged = null;
});

document.addEventListener("dragover", (event) => {
  const cell = dragged && event.target.closest("[data-place]");
  if (!cell || cell.contains(dragged)) return mark(null);
  event.preventDefault();
  mark(cell);
});

document.addEventListener("drop", (event) => {
  const cell = dragged && event.target.closest("[data-place]");
  const form = document.querySelector("[data-move-talk]");
  if (!cell || !form || cell.contains(dragged)) return;
  event.preventDefault();
  form.setAttribute("action", dragged.dataset.talk);
  form.elements.version.value = dragged.dataset.version;
  form.elements.to.value = cell.dataset.place;
  form.requestSubmit();
});

function mark(cell) {
  for (const marked of document.querySelectorAll("[data-place].over")) if (marked !== cell) marked.classList.remove("over");
  cell?.classList.add("over");
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("[data-grid] input");
  const step = KEYS[event.key];
  if (!field || !step || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const sideways = step[1] !== 0;
  const at = sideways ? field.selectionStart : null;
  if (sideways && at !== (step[1] < 0 ? 0 : field.value.length)) return;   // first the text, then the next cell
  const cell = field.closest("td");
  const row = step[0] ? (step[0] < 0 ? cell.parentElement.previousElementSibling : cell.parentElement.nextElementSibling) : cell.parentElement;
  const next = row?.children[cell.cellIndex + step[1]]?.querySelector("input");
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
});

// Cells that were copied from a sheet go into as many fields, from the one that is pasted into to the right and down.
document.addEventListener("paste", (event) => {
  const field = event.target.closest?.("[data-grid] input");
  const pasted = event.clipboardData?.getData("text/plain").replace(/\r?\n$/, "") ?? "";
  if (!field || !/[\t\n]/.test(pasted)) return;
  event.preventDefault();
  const [row, column] = [field.closest("tr"), field.closest("td").cellIndex];
  const rows = [...row.parentElement.children].slice(row.sectionRowIndex);
  let outside = false;
  pasted.split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((text, right) => {
    const cell = rows[down]?.children[column + right]?.querySelector("input");
    if (cell) {
      cell.value = text.trim().slice(0, cell.maxLength);
      cell.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (text.trim()) outside = true;
  }));
  for (const notice of document.querySelectorAll("[data-outside]")) notice.hidden = !outside;
});
