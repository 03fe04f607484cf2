// The editor's preview, beside the text on a wide window and behind a tab on a narrow one. The server makes it with the
// renderer that it will save with; what it sends is already safe.
const BLOCKS = "h2, h3, h4, p, li, td, th, dt, dd, figcaption, pre, summary";
const SIGNS = /^[\s>#*+:|-]+|\{[^}]*\}|!?\[|\]\([^)]*\)|[*_`|]/g;
const plain = (words) => words.replace(SIGNS, "").replace(/\s+/g, " ").trim();
const PAUSE = 600; // milliseconds without a key before it is made anew

for (const sheet of document.querySelectorAll("[data-editor]")) {
  const form = sheet.closest("form");
  const section = sheet.querySelector("[data-preview]");
  const pane = section.querySelector("[data-preview-pane]");
  const buttons = [...sheet.querySelectorAll("[data-show]")];
  const tools = [...sheet.querySelectorAll("[data-tool]")];
  const text = sheet.querySelector("textarea.editor__text");
  let timer;
  let asking;
  // The block of the preview that the cursor stands in: the one that begins with the same words, nearest to where it should be.
  const follow = () => {
    const lines = text.value.split("\n");
    let at = text.value.slice(0, text.selectionStart).split("\n").length - 1;
    while (at > 0 && !plain(lines[at])) at -= 1;
    const wanted = plain(lines[at]).slice(0, 40);
    if (!wanted) return;
    const blocks = [...pane.querySelectorAll(BLOCKS)].filter((block) => plain(block.textContent).includes(wanted) && !block.querySelector(BLOCKS));
    const due = (block) => Math.abs((block.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop) / pane.scrollHeight - at / lines.length);
    const [block] = blocks.sort((one, other) => due(one) - due(other));
    if (block) pane.scrollTop += block.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
  };
  const make = async () => {
    asking?.abort();
    asking = new AbortController();
    const body = new FormData(form);
    body.set("fragment", "1");
    try {
      const answer = await fetch(section.dataset.preview, { method: "POST", body, signal: asking.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      pane.innerHTML = await answer.text();
      follow();
    } catch (error) {
      if (error.name === "AbortError") return;
      pane.textContent = "The preview could not be made just now. What you wrote is still here.";
    }
  };
  const show = (what) => {
    sheet.dataset.editor = what;
    for (const button of buttons) button.ariaPressed = String(button.dataset.show === what);
    for (const tool of tools) tool.disabled = what === "preview" && window.innerWidth < 1152;
  };
  show("write");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      show(button.dataset.show);
      if (button.dataset.show === "preview") { make(); section.focus(); } else sheet.querySelector("textarea.editor__text").focus();
    });
  }
  window.addEventListener("resize", () => show(sheet.dataset.editor));
  for (const event of ["keyup", "click", "focus"]) text.addEventListener(event, follow);
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(make, PAUSE); });
  if (!pane.firstElementChild) make();
}
