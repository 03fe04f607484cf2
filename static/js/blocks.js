// The menu of blocks: puts one where the cursor stands, on lines of its own, with a prompt id that the text does not use yet.
import { write } from "./toolbar.js";

const freshId = (text, stem, kind) => {
  for (let n = 1; ; n += 1) {
    const id = `${stem}-${kind}${n > 1 ? `-${n}` : ""}`;
    if (!new RegExp(`#${id}(?![a-z0-9-])`).test(text)) return id;
  }
};

for (const menu of document.querySelectorAll("[data-block-menu]")) {
  const area = menu.closest("[data-composer]").querySelector("textarea");
  const close = (event) => {
    if (event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target)) {
      if (menu.open && event.type === "keydown") menu.querySelector("summary").focus();
      menu.open = false;
    }
  };
  document.addEventListener("click", close);
  menu.addEventListener("keydown", close);
  menu.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pattern]");
    if (!button) return;
    const { value, selectionStart: start, selectionEnd: end } = area;
    const pattern = button.dataset.pattern;
    const kind = /\.(reflect|discuss|try) /.exec(pattern)?.[1] ?? "";
    const block = pattern.replace("{id}", freshId(value, menu.dataset.promptStem, kind));
    const before = value.slice(0, start);
    const after = value.slice(end);
    const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const tail = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    menu.open = false;
    // What is to be written over is chosen: the first line inside the block.
    const lines = block.split("\n");
    const at = start + lead.length + (lines.length > 1 ? lines[0].length + 1 : 0);
    const length = lines.length > 1 ? lines[1].length : block.length;
    write(area, lead + block + tail, at, at + length);
  });
}
