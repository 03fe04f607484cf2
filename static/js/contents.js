// In the margin of a desk the contents always stand open; what is folded on a phone says so to a screen reader.
const fold = document.querySelector(".contents__fold");
const wide = window.matchMedia("(min-width: 62rem)");
if (fold) {
  const fit = () => { fold.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
}
