// A second press within three seconds does nothing. The button stays enabled, so its name and value are sent and a
// screen reader keeps its place; the server knows a repeat by the form's own key.
for (const form of document.querySelectorAll("form[data-once]")) {
  let sentAt = 0;
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sentAt < 3000 && sentAt) {
      event.preventDefault();
      return;
    }
    sentAt = event.timeStamp;
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => event.submitter?.removeAttribute("aria-disabled"), 3000);
  });
  window.addEventListener("pageshow", () => {
    sentAt = 0;
    form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  });
}
