// Show or hide what is typed in a password field; always hidden again before it is sent.
for (const input of document.querySelectorAll("input[data-password]")) {
  const box = document.createElement("div");
  const button = document.createElement("button");
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? "Hide" : "Show";
    button.ariaLabel = shown ? "Hide password" : "Show password";
  };
  box.className = "password";
  button.type = "button";
  button.className = "button button--quiet button--small";
  input.replaceWith(box);
  box.append(input, button);
  show(false);
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
}
