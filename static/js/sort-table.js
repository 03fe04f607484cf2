// Press a column's heading to sort by it; press again to turn it round. Cells may carry data-value to sort by.
const collator = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
const valueOf = (row, n) => row.cells[n].dataset.value ?? row.cells[n].textContent.trim();

for (const table of document.querySelectorAll("table[data-sort]")) {
  const heads = [...table.tHead.rows[0].cells];
  const said = document.createElement("p");
  said.className = "govuk-visually-hidden";
  said.setAttribute("aria-live", "polite");
  table.after(said);
  heads.forEach((head, n) => {
    if (!head.dataset.kind) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "table__sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.ariaSort === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.ariaSort = down ? "descending" : "ascending";
      const body = table.tBodies[0];
      const rows = [...body.rows].sort((a, b) => collator.compare(valueOf(a, n), valueOf(b, n)) * (down ? -1 : 1));
      body.append(...rows);
      said.textContent = `Sorted by ${button.textContent}, ${down ? "last to first" : "first to last"}`;
    });
  });
}
