// Pressing play puts the video where its picture was. Until then nothing is asked of whoever holds it.
function play(figure) {
  const { video, file, captions, title } = figure.dataset;
  const frame = document.createElement(video ? "iframe" : "video");
  frame.className = "video__shown";
  frame.title = title;
  if (video) {
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin";  // they refuse to play for a page that does not say where it is
  } else {
    frame.controls = true;
    frame.autoplay = true;
    frame.playsInline = true;  // a phone would show it by itself, away from the page
    frame.setAttribute("aria-label", title);
    if (captions) frame.append(captionsOf(figure, captions));
  }
  frame.src = video ?? file;
  figure.querySelector(".video__frame").replaceChildren(frame);
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

for (const figure of document.querySelectorAll("[data-video], [data-file]")) {
  const link = figure.querySelector(".video__play a");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = `Play “${figure.dataset.title}”`;
  button.addEventListener("click", () => play(figure));
  if (figure.dataset.video) {
    const note = figure.querySelector(".video__note");
    link.textContent = link.textContent.replace(/^Watch “.*”/u, "Watch it");
    note?.append(" ", link, ".");
  } else {
    link.remove();
  }
  figure.querySelector(".video__play").append(button);
}
