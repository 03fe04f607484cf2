// A page that only asks to go on presses its own button; not when somebody comes back to it.
const came = performance.getEntriesByType("navigation")[0]?.type;
if (came === "navigate") document.querySelector("form[data-goes-on]")?.requestSubmit();
