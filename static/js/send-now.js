// After signing in again, finish by itself what was being sent: on arriving, not on a reload and not on coming Back.
const form = document.querySelector("form[data-send-now]");
if (form && performance.getEntriesByType("navigation")[0]?.type === "navigate") {
  form.requestSubmit();
}
