// A small encrypted store on this device. The key is made here, cannot be read out, and lies in the same database, so that
// a copied profile folder shows no names; clearing it at sign-out makes whatever is left unreadable.
const NAME = "bangfu";
let opened = null;
let key = null;

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function open() {
  opened ??= (() => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("drafts");
    };
    return done(request);
  })();
  return opened;
}

const shelf = async (name, mode) => (await open()).transaction(name, mode).objectStore(name);

async function ownKey() {
  if (key) return key;
  key = await done((await shelf("keys", "readonly")).get("drafts"));
  if (!key) {
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await done((await shelf("keys", "readwrite")).put(made, "drafts"));
    key = made;
  }
  return key;
}

export async function put(name, content) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(content));
  const text = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await ownKey(), plain);
  await done((await shelf("drafts", "readwrite")).put({ at: Date.now(), iv, text }, name));
}

/** What was put under this name, or null; what cannot be decrypted counts as absent. */
export async function get(name) {
  const found = await done((await shelf("drafts", "readonly")).get(name));
  if (!found) return null;
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: found.iv }, await ownKey(), found.text);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

export async function remove(name) {
  await done((await shelf("drafts", "readwrite")).delete(name));
}

/** Throws away what is older than `days`. */
export async function sweep(days) {
  const request = (await shelf("drafts", "readwrite")).openCursor();
  request.onsuccess = () => {
    const cursor = request.result;
    if (!cursor) return;
    if (Date.now() - cursor.value.at > days * 86400000) cursor.delete();
    cursor.continue();
  };
}

/** Everything, the key included: after this no draft of this device can be read by anybody. */
export async function clear() {
  const transaction = (await open()).transaction(["keys", "drafts"], "readwrite");
  transaction.objectStore("keys").clear();
  transaction.objectStore("drafts").clear();
  key = null;
  await new Promise((resolve) => { transaction.oncomplete = resolve; transaction.onerror = resolve; });
}
