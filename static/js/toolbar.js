// Bold, italic, link, list and quote in Markdown. One stop for Tab; arrow keys move between the tools.
const MARKS = { bold: "**", italic: "_" };
const LINES = { list: "- ", quote: "> " };

export function write(area, text, from, to) {
  area.focus();
  // execCommand is the only way that keeps the browser's own undo.
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(from, to);
}

function use(area, tool) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  if (tool in MARKS) {
    const mark = MARKS[tool];
    const words = chosen || `${tool} text`;
    write(area, mark + words + mark, start + mark.length, start + mark.length + words.length);
  } else if (tool === "link") {
    const words = chosen || "words to press";
    const address = start + words.length + 3;
    write(area, `[${words}](https://)`, address, address + 8);
  } else {
    const top = value.lastIndexOf("\n", start - 1) + 1;
    area.setSelectionRange(top, end);
    const lines = value.slice(top, end).split("\n").map((line) => LINES[tool] + line).join("\n");
    write(area, lines, top + lines.length, top + lines.length);
  }
}

for (const composer of document.querySelectorAll("[data-composer]")) {
  const area = composer.querySelector("textarea");
  const bar = composer.querySelector(".composer__bar");
  const tools = [...composer.querySelectorAll("[data-tool]")];
  bar.hidden = false;
  tools.forEach((tool, n) => { tool.tabIndex = n ? -1 : 0; });
  bar.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-tool]");
    if (tool) use(area, tool.dataset.tool);
  });
  bar.addEventListener("keydown", (event) => {
    const now = tools.indexOf(event.target.closest("[data-tool]"));
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (now < 0 || !step) return;
    event.preventDefault();
    const next = tools[(now + step + tools.length) % tools.length];
    tools.forEach((tool) => { tool.tabIndex = tool === next ? 0 : -1; });
    next.focus();
  });
  area.addEventListener("keydown", (event) => {
    const tool = { b: "bold", i: "italic" }[event.key];
    if (!tool || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    use(area, tool);
  });
}
