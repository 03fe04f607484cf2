// A textarea as tall as what is in it, up to most of the window. Browsers that do it themselves are left to it.
const native = CSS.supports("field-sizing", "content");
const fit = (area) => {
  const most = Math.round(window.innerHeight * 0.7);
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 4, most)}px`;
};
if (!native) {
  for (const area of document.querySelectorAll("textarea[data-grow]")) {
    if (area.value) fit(area);
    area.addEventListener("input", () => fit(area));
  }
}
