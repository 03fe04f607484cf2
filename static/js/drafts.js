// The editor's drafts: on this device at once, on the server every few seconds. One goes only when its text has been
// saved, and nothing that is typed is ever overwritten: a draft found again is offered, never put in by itself.
const PAUSE = 2000; // milliseconds without a key before it is sent
const LONGEST_WAIT = 8000; // and the longest that steady typing keeps it waiting

const SAME = 15000; // milliseconds: kept here and sent there so close together, they are one draft

const store = (() => { try { return window.localStorage; } catch { return null; } })();
const FIELDS = "input[type='text'], textarea[name]";
const plain = (text) => (text ?? "").replace(/\r\n/g, "\n").trim();

for (const sheet of document.querySelectorAll("[data-draft]")) {
  const form = sheet.closest("form");
  const fields = [...form.querySelectorAll(FIELDS)].filter((field) => !field.readOnly);
  const said = sheet.querySelector("[data-saved]");
  const others = document.querySelector("[data-others]");
  const { submission, version } = form.elements;
  const prefix = sheet.dataset.draftKey;
  const values = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));
  const say = (words) => { if (said.textContent !== words) said.textContent = words; };
  let timer;
  let firstWait = 0;
  let sending;
  let isLeaving = false;

  const keepHere = () => {
    const kept = { at: Date.now(), version: version.value, fields: values() };
    try { store?.setItem(prefix + submission.value, JSON.stringify(kept)); } catch { /* full, or not allowed: the server has it */ }
  };
  const send = async () => {
    firstWait = 0;
    sending?.abort();
    sending = new AbortController();
    try {
      const answer = await fetch(sheet.dataset.draft, { method: "POST", body: new FormData(form), signal: sending.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const told = await answer.json();
      say(`Draft saved ${told.saved}`);
      if (others.textContent !== told.others) others.textContent = told.others;
    } catch (error) {
      if (error.name !== "AbortError" && !isLeaving) say("Draft kept on this device, not on the server yet");
    }
  };
  form.addEventListener("input", () => {
    keepHere();
    clearTimeout(timer);
    firstWait ||= Date.now();
    timer = setTimeout(send, Math.max(0, Math.min(PAUSE, firstWait + LONGEST_WAIT - Date.now())));
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    isLeaving = true;
    clearTimeout(timer);
    sending?.abort();
  });
  window.addEventListener("pageshow", () => { isLeaving = false; });

  const isHere = (kept) => fields.every((field) => field.name === "note" || plain(kept.fields[field.name]) === plain(field.defaultValue));
  // The server may have the same draft. One notice stands for both, and says which is the newer.
  const offer = (key, kept) => {
    const there = document.querySelector(`[data-draft-offered="${key.slice(prefix.length)}"]`);
    const later = there ? kept.at - new Date(there.dataset.at) : 0;
    if (there && later < -SAME) {
      there.querySelector("p").append(" It is newer than the one kept on this device.");
      return;
    }
    there?.remove();
    const card = document.createElement("div");
    card.className = "card editor__draft";
    const words = document.createElement("p");
    const when = new Date(kept.at).toLocaleString("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    words.textContent = `This device has a draft of ${when} that was not saved.${later > SAME ? " It is newer than the one on the server." : ""}`;
    card.dataset.at = new Date(kept.at).toISOString();
    const buttons = document.createElement("div");
    buttons.className = "buttons";
    for (const [text, act] of [
      ["Go on with the draft", () => {
        for (const field of fields) if (field.name in kept.fields) field.value = kept.fields[field.name];
        submission.value = key.slice(prefix.length);
        version.value = kept.version;
        form.dispatchEvent(new Event("input", { bubbles: true }));
        form.querySelector("textarea.editor__text").focus();
      }],
      ["Throw it away", () => {
        store.removeItem(key);
        const body = new FormData();
        body.set("csrf_token", form.elements.csrf_token.value);
        body.set("draft", key.slice(prefix.length));
        fetch(`${sheet.dataset.draft}/drop`, { method: "POST", body, redirect: "manual" });
        form.querySelector("textarea.editor__text").focus();
      }],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--quiet button--small";
      button.textContent = text;
      button.addEventListener("click", () => { card.remove(); act(); });
      buttons.append(button);
    }
    card.append(words, buttons);
    form.before(card);
  };
  // Several drafts stand with the newest first, which says so.
  const putInOrder = () => {
    const cards = [...document.querySelectorAll(".editor__draft")].sort((one, other) => new Date(other.dataset.at) - new Date(one.dataset.at));
    if (cards.length < 2) return;
    for (const [number, card] of cards.entries()) {
      form.before(card);
      card.querySelector("[data-newest]")?.remove();
      if (number) continue;
      const mark = document.createElement("b");
      mark.dataset.newest = "";
      mark.textContent = "The newest: ";
      card.querySelector("p").prepend(mark);
    }
  };
  for (const key of Object.keys(store ?? {}).filter((name) => name.startsWith(prefix) && name !== prefix + submission.value)) {
    let kept;
    try { kept = JSON.parse(store.getItem(key)); } catch { kept = null; }
    if (!kept?.fields || isHere(kept)) store.removeItem(key);
    else offer(key, kept);
  }
  putInOrder();
}
