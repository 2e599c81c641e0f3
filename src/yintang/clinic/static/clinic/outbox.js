// Copying the text of a letter or of a secret address, and printing a letter.

for (const field of document.querySelectorAll("[data-select-all]")) {
  field.addEventListener("focus", () => field.select());
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const from = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copied]");
  button.addEventListener("click", async () => {
    const text = from.value ?? from.textContent;
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied.";
    } catch {
      // Without HTTPS the browser keeps the clipboard to itself.
      if (from.select) from.select();
      else window.getSelection().selectAllChildren(from);
      said.textContent = "Marked: copy it with your keyboard or by a long touch.";
    }
  });
}
