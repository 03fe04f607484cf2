// Ask before leaving a page with text that has changed and was not sent.
const forms = [...document.querySelectorAll("form[data-unsaved]")];
const sent = new WeakSet();
const changed = (form) => [...form.elements].some((field) =>
  (field.matches("textarea, input[type='text'], input[type='email']") && !field.readOnly && field.value !== field.defaultValue));
if (forms.length) {
  for (const form of forms) {
    form.addEventListener("submit", (event) => { if (!event.defaultPrevented) sent.add(form); });
  }
  window.addEventListener("beforeunload", (event) => {
    if (forms.some((form) => !sent.has(form) && changed(form))) event.preventDefault();
  });
  window.addEventListener("pageshow", () => forms.forEach((form) => sent.delete(form)));
}
