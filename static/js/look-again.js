// While something is being made, looks at its page again every three seconds and shows what has changed. Without
// JavaScript there is the link "Look again".
const selector = "[data-look-again='yes']";

async function lookAgain() {
  const shown = document.querySelector(selector);
  if (!shown || document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-look-again]");
  if (!fresh || fresh.innerHTML === shown.innerHTML) return;
  const held = shown.contains(document.activeElement);
  shown.replaceWith(fresh);
  if (held) document.getElementById("main")?.focus();
  if (fresh.matches(selector)) return;
  clearInterval(timer);
  status.textContent = fresh.querySelector("h2")?.textContent ?? "";
}

// There from the beginning, so that a screen reader says what is put into it; the heading itself stays one.
const status = document.createElement("p");
status.setAttribute("role", "status");
status.className = "govuk-visually-hidden";
document.querySelector(selector)?.after(status);
const timer = document.querySelector(selector) ? setInterval(lookAgain, 3000) : 0;
