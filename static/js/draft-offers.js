// Drafts that this device kept are offered beside those of the server, in one notice, the newest first.
import { checksum, oneLineEnd } from "./draft-checksum.js";

const SAME = 15000; // milliseconds: kept here and sent there so close together, they are one draft
const A_LINE = 110; // characters
const plain = (text) => oneLineEnd(text ?? "").trim();

const firstWords = (fields) => {
  const words = [fields.body, fields.title, ...Object.values(fields)].find((text) => plain(text)) ?? "";
  const line = plain(words).replace(/\s+/g, " ");
  return line.length > A_LINE ? `${line.slice(0, A_LINE)}…` : line;
};

// card: <li> of the notice. acts: [[words, function]].
const cardFor = (key, copy, words, acts) => {
  const card = document.createElement("li");
  card.className = "draft-offer";
  card.dataset.draftOffered = key;
  card.dataset.at = new Date(copy.at).toISOString();
  const said = document.createElement("p");
  said.textContent = words;
  const start = document.createElement("p");
  start.className = "draft-offer__words";
  start.textContent = firstWords(copy.fields);
  const buttons = document.createElement("div");
  buttons.className = "buttons";
  for (const [text, act] of acts) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet button--small";
    button.textContent = text;
    button.addEventListener("click", act);
    buttons.append(button);
  }
  card.append(said, start, buttons);
  return card;
};

export class Offers {
  constructor(notice) { this.notice = notice; }

  get cards() { return [...this.notice.querySelectorAll("[data-draft-offered]")]; }

  // The server may have the same draft. One line stands for both, and says which is the newer.
  add(key, copy, { goOn, drop }) {
    const there = this.cards.find((card) => card.dataset.draftOffered === key);
    if (there?.dataset.checksum === checksum(copy.fields)) return;
    const later = there ? copy.at - new Date(there.dataset.at) : 0;
    if (there && later < -SAME) {
      there.querySelector("p").append(" It is newer than the one kept on this device.");
      return;
    }
    there?.remove();
    const when = new Date(copy.at).toLocaleString("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    const words = `This device has a draft of ${when} that was not saved.${later > SAME ? " It is newer than the one on the server." : ""}`;
    const without = (act) => () => { card.remove(); this.order(); act(); };
    const card = cardFor(key, copy, words, [["Go on with the draft", without(goOn)], ["Throw it away", without(drop)]]);
    this.notice.querySelector("ul").append(card);
  }

  // Several drafts stand with the newest first, which says so.
  order() {
    const cards = this.cards.sort((one, other) => new Date(other.dataset.at) - new Date(one.dataset.at));
    this.notice.hidden = !cards.length;
    for (const [number, card] of cards.entries()) {
      this.notice.querySelector("ul").append(card);
      card.querySelector("[data-newest]")?.remove();
      if (number || cards.length < 2) continue;
      const mark = document.createElement("span");
      mark.dataset.newest = "";
      mark.textContent = " It is the newest.";
      card.querySelector("p").append(mark);
    }
  }
}

// What a box said when the page came. A select or radios have no default of their own, but their choices do.
const cameAs = (box) => {
  const choices = [...(box.options ?? (box instanceof RadioNodeList ? box : []))];
  if (!choices.length) return box.defaultValue;
  return (choices.find((one) => one.defaultSelected || one.defaultChecked) ?? choices[0]).value;
};

// Whether the page as it came says the same already: the copy's text was saved.
export const isSavedHere = (form, names, copy) => {
  const boxes = names.filter((name) => name !== "note" && form.elements[name]).map((name) => [name, cameAs(form.elements[name])]);
  return boxes.some(([, came]) => plain(came)) && boxes.every(([name, came]) => plain(copy.fields[name]) === plain(came));
};
