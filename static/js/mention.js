// Typing @ in a post offers the people of the cohort. It reads the box after each key and writes only when a name is taken,
// as typing would, so that undo and drafts know of it. Without the names nothing happens: they can be typed.
import { MentionList } from "./mention-list.js";
import { write } from "./toolbar.js";

// The last @ of the line, with no word right before it, and what is typed after it.
const BEGUN = /(?:^|[^\p{L}\p{N}@/\\_])@([^\n@]{0,80})$/u;
const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").replace(/\s+/gu, " ").toLowerCase();

let asked;
function people(address) {
  asked ??= fetch(address, { headers: { Accept: "application/json" }, redirect: "error" })
    .then(async (answer) => {
      if (!answer.ok) throw new Error(answer.statusText);
      return (await answer.json()).people.map((one) => ({ ...one, folded: fold(one.written), words: fold(one.name).split(" ") }));
    })
    .catch(() => { asked = undefined; return []; });
  return asked;
}

function goingOn(known, typed) {
  const begun = fold(typed);
  const first = known.filter((one) => one.folded.startsWith(begun));
  const later = begun.includes(" ") ? [] : known.filter((one) => !first.includes(one) && one.words.some((word) => word.startsWith(begun)));
  return [...first, ...later];
}

function put(area, from, to, person) {
  const behind = area.value.slice(to);
  area.setSelectionRange(from, to);
  const text = `@${person.written}${/^\s/u.test(behind) ? "" : " "}`;
  const end = from + person.written.length + 2;
  write(area, text, end, end);
}

for (const about of document.querySelectorAll("[data-names]")) {
  const area = about.closest("form").querySelector("textarea");
  const address = about.dataset.names;
  let [start, left] = [-1, -1]; // where the @ stands, and where the list of an @ was closed by Escape
  const list = new MentionList(area, (person) => {
    list.close();
    put(area, start, area.selectionStart, person);
  });
  const look = async () => {
    const here = area.selectionEnd;
    const found = area.selectionStart === here && BEGUN.exec(area.value.slice(0, here));
    if (!found) { list.close(); left = -1; return; }
    const typed = found[1];
    start = here - typed.length - 1;
    if (start === left) return;
    const fitting = goingOn(await people(address), typed);
    if (area.selectionEnd !== here || document.activeElement !== area) return; // more was typed meanwhile
    const isWhole = fitting.some((one) => one.folded === fold(typed));
    if (!fitting.length || (isWhole && fitting.length === 1)) list.close();
    else list.show(fitting, start, Boolean(typed) && !isWhole);
  };
  area.addEventListener("input", (event) => { if (!event.isComposing) look(); });
  area.addEventListener("compositionend", look);
  area.addEventListener("click", () => { if (list.isOpen) look(); });
  area.addEventListener("blur", () => list.close());
  area.addEventListener("keydown", (event) => {
    if (!list.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) list.move(step);
    else if (event.key === "Escape") { left = start; list.close(); }
    else if (["Enter", "Tab"].includes(event.key) && !event.shiftKey && list.at >= 0) list.pick(list.people[list.at]);
    else { if (["Enter", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) list.close(); return; }
    event.preventDefault();
    event.stopPropagation();
  });

  about.addEventListener("toggle", async () => {
    const link = about.querySelector("[data-names-link]");
    const known = about.open && link ? await people(address) : [];
    if (!known.length || !link.isConnected) return;
    const names = document.createElement("ul");
    names.className = "mention-names";
    names.setAttribute("role", "list");
    for (const person of known) {
      const [item, button] = [document.createElement("li"), document.createElement("button")];
      Object.assign(button, { type: "button", className: "button button--text", textContent: `@${person.written}` });
      button.addEventListener("click", () => put(area, area.selectionStart, area.selectionEnd, person));
      item.append(button);
      if (person.about && !person.written.includes(person.about)) item.append(` ${person.about}`);
      names.append(item);
    }
    link.replaceWith(names);
  });
}
