// Pressing play puts the film where its picture was. Until then nothing is asked of whoever holds it.
function play(figure) {
  const { film, file, captions, title } = figure.dataset;
  const frame = document.createElement(film ? "iframe" : "video");
  frame.className = "film__shown";
  frame.title = title;
  if (film) {
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin";  // they refuse to play for a page that does not say where it is
  } else {
    frame.controls = true;
    frame.autoplay = true;
    frame.playsInline = true;  // a phone would show it by itself, away from the page
    frame.setAttribute("aria-label", title);
    if (captions) frame.append(captionsOf(figure, captions));
  }
  frame.src = film ?? file;
  figure.querySelector(".film__frame").replaceChildren(frame);
  frame.focus();
}

// Shown from the start: whoever does not want them turns them off in the player.
function captionsOf(figure, address) {
  const track = document.createElement("track");
  track.kind = "captions";
  track.label = "Captions";
  track.srclang = figure.closest("[lang]").lang;
  track.default = true;
  track.src = address;
  return track;
}

for (const figure of document.querySelectorAll("[data-film], [data-file]")) {
  const link = figure.querySelector(".film__play a");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = `Play “${figure.dataset.title}”`;
  button.addEventListener("click", () => play(figure));
  if (figure.dataset.film) {
    const note = figure.querySelector(".film__note");
    link.textContent = link.textContent.replace(/^Watch “.*”/u, "Watch it");
    note?.append(" ", link, ".");
  } else {
    link.remove();
  }
  figure.querySelector(".film__play").append(button);
}
