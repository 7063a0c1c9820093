// The list of what waits on this device: sent, corrected or thrown away by the person who typed it.
import { text } from "./messages.js";
import * as queue from "./queue.js";

const list = () => document.querySelector("[data-waiting-list]");

function row(each) {
  const made = document.querySelector("[data-waiting-row]").content.cloneNode(true);
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  made.querySelector("[data-when]").textContent = at.format(each.at);
  made.querySelector("[data-label]").textContent = [each.label, each.about].filter(Boolean).join(" · ");
  const reason = made.querySelector("[data-reason]");
  reason.textContent = each.reason;
  reason.hidden = !each.reason;
  for (const button of made.querySelectorAll("button")) button.dataset.entry = each.key;
  made.querySelector("[data-correct]").hidden = each.state !== "refused";
  return made;
}

async function draw({ detail: { all, mine } }) {
  const place = list();
  if (!place) return;
  place.replaceChildren(...mine.map(row));
  place.closest("[data-some]").hidden = !mine.length;
  document.querySelector("[data-none]").hidden = mine.length > 0;
  document.querySelector("[data-others]").hidden = all.length === mine.length;
}

// Sent as a plain form: the server answers with the page, its errors beside the fields and everything that was typed.
async function correct(key) {
  const [each, answer] = [await queue.entry(key), await fetch(`${document.body.dataset.offline}token`)];
  const { token } = await answer.json();
  const form = document.createElement("form");
  form.method = "post";
  form.action = each.url;
  for (const [name, value] of [...each.fields, ["csrf_token", token]]) {
    if (typeof value !== "string") continue;   // a picture has to be chosen again
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

async function pages() {
  const place = document.querySelector("[data-kept-pages]");
  const cache = "caches" in window ? await caches.open("musubi-pages") : null;
  const days = cache ? (await cache.keys()).filter((each) => each.url.endsWith("/today")) : [];
  for (const day of days) {
    const link = document.createElement("a");
    const shown = new DOMParser().parseFromString(await (await cache.match(day, { ignoreVary: true })).text(), "text/html");
    link.href = day.url;
    link.textContent = shown.title.split(" · ").slice(0, -1).join(" · ");
    const line = document.createElement("li");
    line.append(link);
    place.append(line);
  }
  place.closest("section").hidden = !days.length;
}

let attached = false;

export function attach() {
  queue.show();
  pages();
  if (attached) return;
  attached = true;
  document.addEventListener("queue:changed", draw);
  document.addEventListener("queue:sending", ({ detail }) => {
    for (const button of document.querySelectorAll("[data-send-now]")) button.disabled = detail;
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-send-now]")) await queue.send();
    else if (button.matches("[data-correct]")) await correct(button.dataset.entry);
    else if (button.matches("[data-discard]") && window.confirm(text("throw-away"))) await queue.discard(button.dataset.entry);
  });
}
