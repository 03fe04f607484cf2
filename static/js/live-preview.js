// The editor's preview, beside the text on a wide window and behind a tab on a narrow one. The server makes it with the
// renderer that it will save with; what it sends is already safe.
const PAUSE = 600; // milliseconds without a key before it is made anew

for (const sheet of document.querySelectorAll("[data-editor]")) {
  const form = sheet.closest("form");
  const section = sheet.querySelector("[data-preview]");
  const pane = section.querySelector("[data-preview-pane]");
  const buttons = [...sheet.querySelectorAll("[data-show]")];
  const tools = [...sheet.querySelectorAll("[data-tool]")];
  let timer;
  let asking;
  const make = async () => {
    asking?.abort();
    asking = new AbortController();
    const body = new FormData(form);
    body.set("fragment", "1");
    try {
      const answer = await fetch(section.dataset.preview, { method: "POST", body, signal: asking.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      pane.innerHTML = await answer.text();
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
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(make, PAUSE); });
  if (!pane.firstElementChild) make();
}
