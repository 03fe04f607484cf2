// Tells the site which heading its reader has come to, so that they can go on there. Nobody else sees it, and it is safe to lose.
const text = document.querySelector("[data-place]");
const token = document.querySelector("input[name='csrf_token']")?.value;
const headings = text ? [...text.querySelectorAll("h2[id^='s-']:not([class]), h3[id^='s-']:not([class])")] : [];
const EVERY = 10_000;
if (headings.length && token) {
  let told = null;
  let toldAt = -EVERY;
  let timer = 0;
  const now = () => headings.findLast((heading) => heading.getBoundingClientRect().top < window.innerHeight / 3)?.id ?? "";
  const tell = () => {
    clearTimeout(timer);
    timer = 0;
    const heading = now();
    if (heading === told) return;
    told = heading;
    toldAt = performance.now();
    const body = new URLSearchParams({ csrf_token: token, heading });
    fetch(text.dataset.place, { method: "POST", body, keepalive: true }).catch(() => {});
  };
  let moved = false;
  window.addEventListener("scroll", () => {
    if (!moved) {  // where the page opened is known already
      moved = true;
      if (!window.scrollY) told = "";
    }
    timer ||= setTimeout(tell, Math.max(500, toldAt + EVERY - performance.now()));
  }, { passive: true });
  const leave = () => { if (moved) tell(); };
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
}
