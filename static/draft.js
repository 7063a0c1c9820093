// What is half typed on a page of booth mode, with its picture (IndexedDB): one draft a page, gone with its last visitor.
const DATABASE = "musubi-drafts";
const STORE = "drafts";
let opened = null;   // kept open, so that the last letter before a reload is written at once

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function within(mode, act) {
  const transaction = (await open()).transaction(STORE, mode);
  const request = act(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

/** Keeps the draft of a page instead of the one before; null keeps none. */
export const keep = (page, made) => within("readwrite", (store) => (made ? store.put(made, page) : store.delete(page)));

export const find = (page) => within("readonly", (store) => store.get(page));
