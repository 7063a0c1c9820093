// The sentences come from the page (<template id="texts">), so that they are in its language.

/** The translated sentence of a key; the key itself when the page has none. */
export function text(key) {
  const found = document.getElementById("texts")?.content.querySelector(`[data-text="${key}"]`);
  return found ? found.textContent : key;
}

/** Takes sentences away whose moment is over: those of some keys, or all. */
export function hush(...keys) {
  for (const toast of document.querySelectorAll("#messages [data-key-text]")) {
    if (!keys.length || keys.includes(toast.dataset.keyText)) toast.remove();
  }
}

/** Shows a sentence in the live region #messages. kind: "", "good", "warn" or "bad". The same sentence stands there once.
 *  told: what it is about, as it was typed. */
export function say(key, kind = "", told = "") {
  const region = document.getElementById("messages");
  if (!region) return;
  region.querySelector(`[data-key-text="${key}"]`)?.remove();
  const toast = document.createElement("div");
  toast.className = `toast ${kind}`;
  toast.dataset.toast = "";
  toast.dataset.keyText = key;
  const words = document.createElement("p");
  words.textContent = [text(key), told].filter(Boolean).join(" ");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-quiet";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", text("dismiss"));
  close.textContent = "×";
  toast.append(words, close);
  region.append(toast);
}
