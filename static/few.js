// Long lists on the page of a record: a phone shows the first rows (static/css/record.css), and all at a press.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-all-rows]");
  if (!button) return;
  const list = button.previousElementSibling, first = [...list.children].find((row) => !row.offsetHeight);
  list.classList.add("whole");
  button.remove();
  first?.querySelector("a, button, summary")?.focus({ preventScroll: true });
});
