// The tab of this page is in view where the row scrolls sideways. Browsers that know `scroll-initial-target` need no script.
for (const row of document.querySelectorAll(".tabs, .desk-nav__links")) {
  const here = row.querySelector("[aria-current]");
  // What has the focus is in view whole, not cut off at the edge.
  row.addEventListener("focusin", (event) => event.target.scrollIntoView({ block: "nearest", inline: "nearest" }));
  const end = here ? here.offsetLeft + here.offsetWidth : 0;
  if (end > row.scrollLeft + row.clientWidth) row.scrollLeft = end - row.clientWidth + 48;
}
