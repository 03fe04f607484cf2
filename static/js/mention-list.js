// The people whose names go on as the box does after its @, as a listbox below the line that is being written. The box
// keeps the focus; it names the chosen person to a screen reader by aria-activedescendant.
const SHOWN = 6;
const MIRRORED = ["font", "letterSpacing", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "borderTopWidth", "whiteSpace", "overflowWrap", "textIndent", "tabSize"];

// How far below the top of the box the line with this place in its text ends, in pixels.
function endOfLine(area, place) {
  const mirror = document.createElement("div");
  const [style, mark] = [getComputedStyle(area), document.createElement("span")];
  for (const name of MIRRORED) mirror.style[name] = style[name];
  Object.assign(mirror.style, { position: "absolute", visibility: "hidden", width: `${area.clientWidth}px`, boxSizing: "border-box" });
  mark.textContent = "@";
  mirror.append(area.value.slice(0, place), mark);
  area.after(mirror);
  const end = mark.offsetTop + mark.offsetHeight - area.scrollTop;
  mirror.remove();
  return Math.min(end, area.offsetHeight);
}

export class MentionList {
  constructor(area, pick) {
    this.area = area;
    this.pick = pick;
    this.people = [];
    this.at = -1;
    this.list = document.createElement("ul");
    this.list.className = "mention-list";
    this.list.id = `${area.id}-names`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "People to name");
    this.aloud = document.createElement("span");
    this.aloud.className = "govuk-visually-hidden";
    this.aloud.setAttribute("aria-live", "polite");
    area.after(this.list, this.aloud);
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-haspopup", "listbox");
    // The box keeps the focus, whatever presses the list.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pick(this.people[[...this.list.children].indexOf(option)]);
    });
  }

  get isOpen() { return !this.list.hidden; }

  // isSure: whether the first of them is what Enter takes, before an arrow has chosen.
  show(people, place, isSure) {
    this.people = people.slice(0, SHOWN);
    this.list.replaceChildren(...this.people.map((person, n) => this.option(person, n)));
    this.list.style.insetBlockStart = `${this.area.offsetTop + endOfLine(this.area, place)}px`;
    this.list.hidden = false;
    this.area.setAttribute("aria-controls", this.list.id);
    this.choose(isSure ? 0 : -1);
    const count = people.length === 1 ? "1 person" : `${people.length} people`;
    this.say(`${count} to name. Up and down choose, Enter takes, Escape closes.`);
  }

  option(person, n) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${n}`;
    option.setAttribute("role", "option");
    const name = document.createElement("b");
    name.textContent = person.written;
    option.append(name);
    if (person.about && !person.written.includes(person.about)) {
      const about = document.createElement("span");
      about.textContent = person.about;
      option.append(" ", about);
    }
    return option;
  }

  choose(at) {
    this.at = at;
    [...this.list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    if (at < 0) this.area.removeAttribute("aria-activedescendant");
    else this.area.setAttribute("aria-activedescendant", this.list.children[at].id);
  }

  move(step) {
    const count = this.people.length;
    this.choose(this.at < 0 ? (step > 0 ? 0 : count - 1) : (this.at + step + count) % count);
  }

  say(words) { if (this.aloud.textContent !== words) this.aloud.textContent = words; }

  close() {
    if (!this.isOpen) return;
    this.list.hidden = true;
    this.choose(-1);
    this.area.removeAttribute("aria-controls");
    this.say("");
  }
}
