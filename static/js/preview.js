// Write or Preview. The server makes the preview with the renderer it will use to save; what it sends back is already safe.
for (const button of document.querySelectorAll("[data-view='preview']")) {
  const composer = button.closest("[data-composer]");
  const area = composer.querySelector("textarea");
  const pane = composer.querySelector(".composer__preview");
  const back = composer.querySelector("[data-view='write']");
  const tools = composer.querySelectorAll("[data-tool]");
  const show = (preview) => {
    area.hidden = preview;
    pane.hidden = !preview;
    button.ariaPressed = String(preview);
    back.ariaPressed = String(!preview);
    for (const tool of tools) tool.disabled = preview;
  };
  back.addEventListener("click", () => { show(false); area.focus(); });
  button.addEventListener("click", async () => {
    const body = new FormData();
    body.set("text", area.value);
    body.set("csrf_token", composer.closest("form").elements.csrf_token?.value ?? "");
    pane.textContent = area.value.trim() ? "Making the preview…" : "Nothing to preview yet.";
    show(true);
    if (!area.value.trim()) return;
    try {
      const answer = await fetch(button.dataset.url, { method: "POST", body });
      if (!answer.ok) throw new Error(answer.statusText);
      pane.innerHTML = await answer.text();
    } catch {
      pane.textContent = "The preview could not be made just now. What you wrote is still here: press Write to go on.";
    }
    pane.focus();
  });
}
