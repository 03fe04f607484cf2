// The copies on this device: one for each form, under the person's own name, written at each key. A copy is
// { at, version, fields, was, there, sent }: when it was typed, what it was based on, its words, the checksum of what the
// server last had of it, whether the server has exactly this, and the checksum of what was sent off to be saved.
const store = (() => { try { return window.localStorage; } catch { return null; } })();

export const keepCopy = (name, copy) => {
  try {
    store.setItem(name, JSON.stringify(copy));
    return true;
  } catch {
    return false; // full, or not allowed
  }
};
export const readCopy = (name) => {
  try {
    const copy = JSON.parse(store.getItem(name));
    return copy?.fields ? copy : null;
  } catch {
    return null;
  }
};
export const dropCopy = (name) => { try { store.removeItem(name); } catch { /* not allowed: nothing is there */ } };
export const namesOf = (prefix) => Object.keys(store ?? {}).filter((name) => name.startsWith(prefix));

// On signing out, what the server holds too leaves the device. What only the device has stays, for its owner.
for (const form of document.querySelectorAll("form[action$='/sign-out']")) {
  form.addEventListener("submit", () => {
    for (const name of namesOf("draft:")) if (readCopy(name)?.there) dropCopy(name);
  });
}
