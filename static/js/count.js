// How many characters are left: seen at once, spoken after a pause.
for (const area of document.querySelectorAll("textarea[data-count]")) {
  const most = Number(area.dataset.count);
  const seen = document.getElementById(`${area.id}-count`);
  const spoken = document.createElement("p");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  seen.after(spoken);
  let timer;
  const say = () => {
    const left = most - area.value.replace(/\r?\n/g, "\r\n").length;
    const size = Math.abs(left).toLocaleString("en-GB");
    seen.textContent = `${size} ${Math.abs(left) === 1 ? "character" : "characters"} ${left < 0 ? "too many" : "left"}`;
    seen.classList.toggle("count--over", left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => { spoken.textContent = seen.textContent; }, 1000);
  };
  area.addEventListener("input", say);
  if (area.value) say();
}
