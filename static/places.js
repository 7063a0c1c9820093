// Under a chooser of places: a place that is not in the list is found by typing (static/picks.js) and added to it without
// leaving the form. The server makes it an ordinary place and answers with its option.
import { say } from "./messages.js";

document.addEventListener("change", async (event) => {
  const adder = event.target.closest?.("[data-places]");
  if (!adder || !event.target.matches("[type=hidden]") || !event.target.value) return;
  const [chooser, box] = [document.getElementById(adder.dataset.places), adder.querySelector("[role=combobox]")];
  const body = new FormData();
  body.set("csrf_token", chooser.form.elements.csrf_token?.value ?? "");
  body.set("fact", event.target.value);
  body.set("q", adder.dataset.typed ?? "");
  body.set("option", "1");
  try {
    const answer = await fetch(adder.dataset.take, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    const made = document.createElement("template");
    made.innerHTML = (await answer.text()).trim();   // our own server's template, in which everything is escaped
    const option = made.content.querySelector("option");
    (chooser.querySelector(`option[value="${CSS.escape(option.value)}"]`) ?? chooser.appendChild(option)).selected = true;
    box.value = "";
    adder.open = false;
    chooser.focus();
    for (const kind of ["input", "change"]) chooser.dispatchEvent(new Event(kind, { bubbles: true }));
  } catch {
    say(navigator.onLine ? "failed" : "offline", "bad");
  }
});
// Choosing empties the box: what was typed to find the place is how the office writes it.
document.addEventListener("input", (event) => {
  const adder = event.target.closest?.("[data-places]");
  if (adder && event.target.matches("[role=combobox]")) adder.dataset.typed = event.target.value;
});
// Enter in the box chooses (static/picks.js) and never sends the form around it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.closest?.("[data-places] [role=combobox]")) event.preventDefault();
});
