// A word's meaning beside the word. Without JavaScript, or with Ctrl pressed, its link leads to the glossary.
const terms = document.querySelectorAll("a.term");
let glossary;
let open;

const meanings = (address) => {
  glossary ??= fetch(address, { headers: { Accept: "text/html" } }).then(async (answer) => {
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  });
  return glossary;
};

function close(refocus) {
  if (!open) return;
  const { term, note } = open;
  open = undefined;
  note.remove();
  term.setAttribute("aria-expanded", "false");
  if (refocus) term.focus();
}

function put(term, note) {
  const word = [...term.getClientRects()].at(-1);
  const around = note.offsetParent.getBoundingClientRect();
  note.style.insetBlockStart = `${word.bottom - around.top + 6}px`;
}

async function show(term) {
  close();
  const note = document.createElement("span");
  const said = document.createElement("span");
  note.className = "meaning";
  said.setAttribute("role", "status");  // there before it is filled, so that it is said
  note.append(said);
  term.after(note);
  term.setAttribute("aria-expanded", "true");
  open = { term, note };
  put(term, note);
  try {
    const page = await meanings(term.href.split("#")[0]);
    const found = page.getElementById(decodeURIComponent(term.hash.slice(1)));
    const told = found.querySelector("dd").cloneNode(true);
    for (const inner of told.querySelectorAll("[id]")) inner.removeAttribute("id");
    const name = document.createElement("b");
    name.textContent = found.querySelector("dt").textContent;
    said.append(name, ...[...told.childNodes].filter((node) => !node.classList?.contains("glossary__place")));
    const shut = document.createElement("button");
    shut.type = "button";
    shut.className = "button button--quiet button--small";
    shut.textContent = "Close";
    shut.addEventListener("click", () => close(true));
    note.append(shut);
  } catch {
    location.assign(term.href);
  }
}

for (const term of terms) {
  term.setAttribute("aria-expanded", "false");
  term.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (open?.term === term) close();
    else show(term);
  });
}
if (terms.length) {
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(open?.note.contains(document.activeElement)); });
  document.addEventListener("click", (event) => { if (open && !open.note.contains(event.target) && event.target !== open.term) close(); });
}
