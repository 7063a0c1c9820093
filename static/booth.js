// Booth mode: a phone without an account. The page is kept by the service worker, each lead goes into the queue
// (queue.js) and from there to the server, once and in order; what arrived is gone from the phone.
import { contactIn } from "./badge.js";
import * as draft from "./draft.js";
import { hush, say, text } from "./messages.js";
import * as queue from "./queue.js";

const EDGE = 1600;           // pixels of the longest edge: what the server keeps of a card
const QUALITY = 0.85;
const LARGEST = 12_000_000;  // bytes that the server takes of a picture that this browser could not make smaller
const INSIDE = /MicroMessenger|Line\/|KAKAOTALK|FBAN|FBAV|Instagram|DingTalk|AlipayClient/i;

// What is said of the visitor who stands there, or of their picture: it is over with the next one.
const OF_VISITOR = ["nothing", "too-large", "unreadable", "no-contact", "contact", "again", "aside"];

const page = document.body.dataset.booth;
const form = document.querySelector("[data-booth-form]");
const one = (selector, within = document) => within.querySelector(selector);

// ---- What this browser can do ---------------------------------------------------------------------------------
async function check() {
  const found = new Set();
  if (INSIDE.test(navigator.userAgent)) found.add("inside");
  if (!window.isSecureContext) found.add("insecure");
  else if (!("serviceWorker" in navigator) || !await keeps()) found.add("offline");
  const cameras = await navigator.mediaDevices?.enumerateDevices?.().catch(() => null);
  if (!detects() && !await loadReader()) found.add("codes");
  if (cameras && !cameras.some((each) => each.kind === "videoinput")) found.add("camera");
  return found;
}

async function keeps() {
  try {
    await queue.entries();
    return "caches" in window;
  } catch {
    return false;   // a private window
  }
}

const CHECKING = new Set(["checking"]);

function tell(found) {
  one("[data-checks]").hidden = false;
  for (const line of document.querySelectorAll("[data-check]")) line.hidden = !found.has(line.dataset.check);
}

// ---- Keeping the page -----------------------------------------------------------------------------------------
async function keepPage() {
  await navigator.serviceWorker.register(document.body.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  const at = new URL(page, location.href).href;
  const parts = performance.getEntriesByType("resource").map((each) => each.name);
  const kept = new Promise((resolve) => {
    navigator.serviceWorker.onmessage = ({ data }) => resolve(data.kept);
  });
  active.postMessage({
    shelf: "booth",
    pages: [at, ...document.body.dataset.languages.split(" ").map((code) => `${at}?lang=${code}`)],
    parts: parts.filter((part) => part.includes("/static/")),
  });
  navigator.storage?.persist?.().catch(() => {});
  return kept;
}

// ---- The picture ----------------------------------------------------------------------------------------------
const camera = one("[data-picture]");
let making = null;   // while a picture is made small, Next waits for it

async function small(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height].map((edge) => Math.round(edge * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  if (!blob) throw new Error("more pixels than this browser draws");
  return new File([blob], "card.jpg", { type: "image/jpeg" });
}

async function take() {
  const [file] = camera.files;
  hush(...OF_VISITOR);
  show(null);
  if (!file) return;
  let made = null;
  try {
    made = await small(file);
  } catch {   // HEIC in a browser that cannot read it: what the server cannot read either stays in the queue
    if (file.size > LARGEST) camera.value = "";
    say(file.size > LARGEST ? "too-large" : "unreadable", "bad");
    return;
  }
  const held = new DataTransfer();
  held.items.add(made);
  camera.files = held.files;
  show(made);
  await badge(made);
}

function show(file) {
  const preview = one("[data-preview]");
  if (preview.src.startsWith("data:")) preview.removeAttribute("src");
  preview.hidden = true;
  if (!file) return;
  const reader = new FileReader();
  reader.onload = () => { preview.src = reader.result; preview.hidden = false; };
  reader.readAsDataURL(file);
}

/** A badge or card with a QR code fills the fields that are still empty, where the browser can read one. */
async function badge(file) {
  const said = await readCode(file);
  if (said === null) return;
  const contact = contactIn(said);
  if (contact === null) {
    const note = form.elements.note;
    note.value = [note.value, said.slice(0, 500)].filter(Boolean).join("\n");
    say("no-contact", "warn");
    return;
  }
  for (const [name, value] of Object.entries(contact)) {
    const field = form.elements[name];
    if (value && !field.value) field.value = value.slice(0, field.maxLength > 0 ? field.maxLength : 200);
  }
  say("contact", "good");
}

const detects = () => "BarcodeDetector" in window;
let reader = null;   // of QR codes, for a browser that has none; it is kept with the page

function loadReader() {
  reader ??= import(new URL(document.body.dataset.qr, location.href).href).catch(() => { reader = null; });
  return reader;
}

async function readCode(file) {
  try {
    const picture = await createImageBitmap(file);
    if (detects()) {
      const found = await new window.BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
      return found[0]?.rawValue ?? null;
    }
    return (await loadReader())?.codeIn(pixels(picture)) ?? null;
  } catch {
    return null;
  }
}

function pixels(picture) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  drawing.drawImage(picture, 0, 0);
  return drawing.getImageData(0, 0, canvas.width, canvas.height);
}

// ---- Next -----------------------------------------------------------------------------------------------------
const typed = () => ["raw_name", "raw_organisation", "raw_contact", "note"].some((name) => form.elements[name].value.trim());

async function next() {
  hush(...OF_VISITOR, "queued", "sent", "refused", "failed");
  await making;   // what it says of a picture that got lost stays
  if (!typed() && !camera.files.length) {
    say("nothing", "bad");
    return;
  }
  try {
    await queue.keep(form);
  } catch {
    say("not-kept", "warn");
    form.submit();
    return;
  }
  await begin();
  await queue.send();
  if ((await queue.entries()).length) say("queued", "good");
}

/** The next visitor: the one who had been begun before a refused lead was corrected, or nobody yet. */
async function begin() {
  const before = aside.pop();
  if (before) await restore(before);
  else empty();
  window.scrollTo(0, 0);
  await keepDraft();
}

function empty() {
  form.reset();
  for (const [name, value] of Object.entries(here)) form.elements[name].value = value;
  show(null);
  one("details", form).open = false;
  form.elements.form_id.value = queue.freshKey();
  form.dataset.queueAbout = "";
}

/** The form as it was: a draft, or what waits and was refused. */
function fill(fields) {
  empty();
  const held = new DataTransfer();
  for (const [name, value] of fields) {
    if (value instanceof File) held.items.add(value);
    else for (const field of form.querySelectorAll(`[name="${name}"]`)) {
      if (!["radio", "checkbox"].includes(field.type)) field.value = value;
      else if (field.value === value) field.checked = true;
    }
  }
  if (held.files.length) {
    camera.files = held.files;
    show(held.files[0]);
  }
  one("details", form).open = ["raw_name", "raw_organisation", "raw_contact"].some((name) => form.elements[name].value);
}

// ---- What is half typed ---------------------------------------------------------------------------------------
const PLUMBING = ["form_id", "by", "notice_version", "notice_language"];
const here = form && Object.fromEntries(PLUMBING.slice(1).map((name) => [name, form.elements[name].value]));
let aside = [];   // visitors who had been begun when a refused lead was taken up, the last one last

function fieldsNow() {
  return [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && (value instanceof File ? value.name : value));
}

const begun = (fields) => fields.some(([name]) => !PLUMBING.includes(name));
const keyOf = (fields) => fields.find(([name]) => name === "form_id")?.[1];

/** Nothing of a visitor is lost by a reload, another language or a closed browser. */
async function keepDraft() {
  const fields = fieldsNow();
  await draft.keep(page, begun(fields) || aside.length ? { fields, aside } : null).catch(() => {});
}

async function findDraft() {
  const kept = await draft.find(page).catch(() => null);
  if (!kept) return;
  aside = kept.aside;
  if (!begun(kept.fields)) return;
  await restore(kept.fields);
  say("again", "good");
}

/** A draft reads the notice of the page as it is now; what was sent already keeps the one that was read. */
async function restore(fields) {
  const sent = await queue.entry(keyOf(fields));
  fill(sent ? fields : fields.filter(([name]) => !name.startsWith("notice_")));
}

// ---- The queue, as it stands --------------------------------------------------------------------------------
const SENT = `booth-sent-${page}`;

function counted(more = 0) {
  const sent = Number(localStorage.getItem(SENT) ?? 0) + more;
  if (more) localStorage.setItem(SENT, String(sent));
  const place = one("[data-sent]");
  place.textContent = place.textContent.replace(/[\d,]+/, String(sent));
}

function row(each) {
  const made = one("[data-booth-row]").content.cloneNode(true);
  const at = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  one("[data-when]", made).textContent = at.format(each.at);
  one("[data-label]", made).textContent = each.about || text("card");
  one("[data-reason]", made).textContent = each.reason;
  one("[data-refused]", made).hidden = each.state !== "refused";
  for (const button of made.querySelectorAll("button")) button.dataset.entry = each.key;
  return made;
}

const MOST_SHOWN = 30;   // all 200 of a day need not be drawn for each that is added

const NAMES = "booth-fairs";   // how the fairs are called whose page was open on this phone
const namesOfFairs = () => JSON.parse(localStorage.getItem(NAMES) ?? "{}");

/** What waits for another fair is sent from the page of that fair alone: this one leads there. */
function drawElsewhere({ detail: { all } }) {
  const others = new Map();
  for (const each of all) {
    if (!each.user.startsWith("booth-") || each.user === document.body.dataset.user) continue;
    others.set(each.user, [...others.get(each.user) ?? [], each]);
  }
  const lines = [...others].map(([user, waiting]) => {
    const [line, link] = [document.createElement("li"), document.createElement("a")];
    link.href = new URL(waiting[0].url).pathname;
    link.textContent = `${namesOfFairs()[user] ?? link.pathname} (${waiting.length})`;
    line.append(link);
    return line;
  });
  one("[data-elsewhere-list]").replaceChildren(...lines);
  one("[data-elsewhere]").hidden = !lines.length;
}

function draw({ detail: { mine } }) {
  const first = [...mine].sort((a, b) => (b.state === "refused") - (a.state === "refused"));
  one("[data-booth-list]").replaceChildren(...first.slice(0, MOST_SHOWN).map(row));
  one("[data-some]").hidden = !mine.length;
  hushQueue(mine);
}

/** What was said of the queue holds no longer: nothing waits, or nothing of it was refused. */
function hushQueue(mine) {
  if (!mine.some((each) => each.state === "refused")) hush("refused");
  if (!mine.length) hush("queued", "failed", "signed-out");
  else hush("sent");
}

/** A refused lead comes back into the form, to be sent anew; it keeps its place. Who was begun there comes after it. */
async function correct(key) {
  hush(...OF_VISITOR);
  await making;
  const each = await queue.entry(key), fields = fieldsNow();
  if (each && keyOf(fields) !== key) {   // pressed again, it is the one in the form
    if (begun(fields)) {
      aside.push(fields);
      say("aside", "good");
    }
    const changed = aside.find((visitor) => keyOf(visitor) === key);
    aside = aside.filter((visitor) => visitor !== changed);
    fill(changed ?? each.fields);
    await keepDraft();
  }
  one("details", form).open = true;
  window.scrollTo(0, 0);
}

// ---- Start ----------------------------------------------------------------------------------------------------
async function startPage() {
  form.elements.form_id.value = queue.freshKey();
  form.addEventListener("input", () => { hush("nothing", "queued", "sent", "again", "aside", "contact"); keepDraft(); });
  form.addEventListener("change", keepDraft);
  camera.addEventListener("change", () => { making = take().finally(keepDraft); });
  localStorage.setItem(NAMES, JSON.stringify({ ...namesOfFairs(), [document.body.dataset.user]: one("[data-fair]").textContent }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    next();
  });
  document.addEventListener("queue:changed", draw);
  document.addEventListener("queue:sent", () => counted(1));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (button?.matches("[data-dismiss]")) button.closest("[data-toast]").remove();
    else if (button?.matches("[data-send-now]")) await queue.send();
    else if (button?.matches("[data-correct]")) await correct(button.dataset.entry);
    else if (button?.matches("[data-discard]") && window.confirm(text("throw-away"))) await queue.discard(button.dataset.entry);
  });
  counted();
  tell(CHECKING);
  await findDraft();
  const found = await check();
  tell(found);
  if (!found.has("insecure") && !found.has("offline")) {
    const kept = await keepPage().catch(() => false);
    if (kept) tell(found.add("ready"));
  }
  await queue.start().catch(() => {});
}

/** The link carries the code behind its #: it goes into its field, and out of the address. */
async function startDoor() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (code) {
    one("[name=code]").value = code;
    one("[name=name]").focus();
    history.replaceState(null, "", location.pathname + location.search);
  }
  for (const link of document.querySelectorAll("[data-language]")) {
    link.addEventListener("click", () => { link.hash = one("[name=code]").value; });
  }
  tell(CHECKING);
  tell(await check());
  await queue.show().catch(() => {});
}

document.addEventListener("queue:changed", drawElsewhere);
if (form) startPage();
else startDoor();
