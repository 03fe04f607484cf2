// Drafts of what is being written: on this device at once, on the server every few seconds. One goes only when its text has
// been saved, and nothing that is typed is ever overwritten: a draft found again is offered, never put in by itself.
import { checksum, oneLineEnd } from "./draft-checksum.js";
import { dropCopy, keepCopy, namesOf, readCopy } from "./draft-device.js";
import { isSavedHere, Offers } from "./draft-offers.js";
import { Saver } from "./draft-saver.js";

const CONTROLS = ["csrf_token", "submission", "version", "draft_kind", "draft_target", "draft_based_on", "draft_was", "draft_writer", "draft_turn"];
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const newWriter = () => Array.from(crypto.getRandomValues(new Uint8Array(13)), (byte) => LETTERS[byte & 31]).join("");
const newKey = () => `0${newWriter().slice(1)}`; // an id of the server's has 63 bits

for (const sheet of document.querySelectorAll("[data-draft]")) {
  const form = sheet.closest("form");
  const inputs = form.elements;
  const said = form.querySelector("[data-saved]");
  const aloud = form.querySelector("[data-draft-aloud]");
  const others = document.querySelector("[data-others]");
  const prefix = sheet.dataset.draftKey;
  const known = sheet.dataset.draftFields.split(" ");
  const names = known.filter((name) => inputs[name]);
  const version = inputs.version ?? inputs.draft_based_on;
  const nameHere = () => prefix + inputs.submission.value;
  let isCopied = true;

  const values = () => {
    const sent = new FormData(form);
    return Object.fromEntries(names.filter((name) => typeof sent.get(name) === "string").map((name) => [name, oneLineEnd(sent.get(name))]));
  };
  const keepHere = (more = {}) => {
    const copy = { at: Date.now(), version: version.value, fields: values(), was: inputs.draft_was.value, there: false, ...more };
    isCopied = keepCopy(nameHere(), copy);
  };
  const sameCopy = (copy) => copy && checksum(copy.fields) === checksum(values());
  const send = (fields, turn, options) => {
    const body = new URLSearchParams(fields);
    inputs.draft_turn.value = turn;
    for (const name of CONTROLS) if (inputs[name]) body.set(name, inputs[name].value);
    return fetch(sheet.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", ...options });
  };
  const saver = new Saver({
    values,
    send,
    key: () => inputs.submission.value,
    times: sheet.dataset,
    words: sheet.dataset.draftWords,
    hasCopy: () => isCopied,
    moved: (key) => {
      const before = nameHere();
      inputs.submission.value = key;
      inputs.draft_was.value = "";
      keepHere();
      // Under the old name another page may keep other words.
      if (isCopied && sameCopy(readCopy(before))) dropCopy(before);
    },
    settled: (told, isExact) => {
      inputs.draft_was.value = told.outcome === "nothing" ? "" : told.checksum;
      if (isExact) keepHere({ there: true });
      if (others && told.others !== undefined && others.textContent !== told.others) others.textContent = told.others;
    },
    say: (words, isUrgent = false) => {
      if (said.textContent !== words) said.textContent = words;
      if (aloud.textContent !== (isUrgent ? words : "")) aloud.textContent = isUrgent ? words : "";
    },
  });
  saver.turn = Number(inputs.draft_turn.value) || 0;

  const typed = () => {
    inputs.draft_writer.value ||= newWriter();
    keepHere();
    saver.typed();
  };
  form.addEventListener("input", (event) => { if (names.includes(event.target.name)) typed(); });
  form.addEventListener("change", (event) => { if (names.includes(event.target.name) && event.target.matches("select, [type=checkbox], [type=radio]")) typed(); });
  form.addEventListener("submit", (event) => {
    // A preview, or a draft kept by its button, saves nothing: only the form's own address does.
    if (event.defaultPrevented || event.submitter?.hasAttribute("formaction")) return;
    saver.stop();
    if (inputs.draft_writer.value) keepHere({ sent: checksum(values()) });
  });
  window.addEventListener("online", () => saver.again());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") saver.leave(); });

  const offers = new Offers(document.querySelector(`[data-draft-offers="${CSS.escape(prefix)}"]`));
  const goOn = (key, copy) => {
    // What the draft says and this form has no box for goes along: a post that was to have no name is not sent with it unasked.
    for (const name of known.filter((one) => !inputs[one] && copy.fields[one] !== undefined)) {
      const kept = Object.assign(document.createElement("input"), { type: "hidden", name, value: copy.fields[name] });
      sheet.append(kept);
      names.push(name);
    }
    for (const name of names) {
      const [box, text] = [inputs[name], copy.fields[name]];
      if (box.type === "checkbox") {
        box.checked = text !== undefined;
        if (box.checked && box.closest("details")) box.closest("details").open = true;
      } else if (box.type === "hidden") box.value = text ?? "";
      else if (text !== undefined) box.value = text;
    }
    const answers = form.querySelector("[data-draft-answers]");
    if (answers) {
      answers.hidden = !inputs.reply_to?.value;
      const link = answers.querySelector("a");
      link.textContent = "the post that it answers";
      link.href = answers.dataset.draftAnswers.replace("{key}", inputs.reply_to?.value ?? "");
    }
    inputs.submission.value = key;
    inputs.draft_was.value = copy.was ?? "";
    version.value = copy.version;
    typed();
    form.querySelector("textarea").focus();
  };
  const drop = (key) => {
    dropCopy(prefix + key);
    const body = new URLSearchParams({ csrf_token: inputs.csrf_token.value });
    fetch(sheet.dataset.draftDrop.replace("{key}", key), { method: "POST", body, redirect: "manual" });
    form.querySelector("textarea").focus();
  };
  // What was saved, whatever page it was written on, leaves the device: its own words, and no later ones.
  const finished = new Set(sheet.dataset.draftFinished.split(" "));
  for (const name of namesOf(prefix.split(":", 2).join(":"))) {
    const copy = readCopy(name);
    const isFinished = finished.has(name.slice(name.lastIndexOf(":") + 1));
    if (!copy || (isFinished && (copy.there || copy.sent === checksum(copy.fields)))) dropCopy(name);
  }
  // A draft that was opened from the server, where this device has other words of it that never got there: they are a draft
  // of their own, before the first key is written over them.
  const unsent = readCopy(nameHere());
  if (unsent && !unsent.there && !sameCopy(unsent) && keepCopy(prefix + newKey(), { ...unsent, was: "" })) dropCopy(nameHere());
  for (const name of namesOf(prefix).filter((one) => one !== nameHere())) {
    const [key, copy] = [name.slice(prefix.length), readCopy(name)];
    const isWords = ([field, text]) => inputs[field] && !["hidden", "checkbox"].includes(inputs[field].type) && text.trim();
    const isEmpty = !Object.entries(copy.fields).some(isWords);
    if (isEmpty || isSavedHere(form, names, copy)) dropCopy(name);
    else offers.add(key, copy, { goOn: () => goOn(key, copy), drop: () => drop(key) });
  }
  offers.order();
}
