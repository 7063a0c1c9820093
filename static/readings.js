// A Japanese input method is given kana and turns them into characters: the kana it was given are the reading. They go
// into the reading field beside the name, piece by piece, as long as nobody has written there. Fields that have a
// reading carry data-reads; the reading is the field of that name in the same group or row.
const KANA = /^[ぁ-ゖァ-ヺーヽヾゝゞ・]+$/;
let composed = "";   // the last state of the running composition in which all was kana

document.addEventListener("compositionstart", () => { composed = ""; });

document.addEventListener("compositionupdate", (event) => {
  if (!event.target.matches?.("[data-reads]")) return;
  const text = event.data.normalize("NFKC");
  const letters = text.match(/[a-z]*$/i)[0];   // たなk: the next kana is half typed; a single n becomes ん on its own
  const kana = text.slice(0, text.length - letters.length) + (letters.toLowerCase() === "n" ? "ん" : "");
  if (KANA.test(kana)) composed = kana;
});

document.addEventListener("compositionend", (event) => {
  const source = event.target;
  if (!source.matches?.("[data-reads]") || !event.data || !composed) return;
  const piece = composed.replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
  composed = "";
  const group = source.closest(".entry-row, fieldset, [data-name]");
  const reading = group?.querySelector("input[name=reading], input[name$='-reading']");
  if (!reading || reading.value !== (reading.dataset.filled ?? "")) return;   // someone has written there
  // A field emptied and typed anew is read anew.
  source.dataset.read = (source.value.length > event.data.length ? source.dataset.read ?? "" : "") + piece;
  const read = [...group.querySelectorAll("[data-reads]")].map((field) => (field.value ? field.dataset.read : ""));
  reading.value = reading.dataset.filled = read.filter(Boolean).join(" ");
  reading.dispatchEvent(new Event("input", { bubbles: true }));
});
