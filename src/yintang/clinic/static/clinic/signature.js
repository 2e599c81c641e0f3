// Signing a consent, and printing one.

import { makePad } from "./signature-pad.js";

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

const form = document.querySelector("[data-signing]");
if (form) {
  const pad = form.querySelector("[data-pad]");
  const field = form.querySelector("[data-strokes]");
  const ifYes = form.querySelector("[data-if-yes]");
  const drawn = makePad(pad, (strokes) => { field.value = strokes.length ? JSON.stringify(strokes) : ""; });

  form.querySelector("[data-clear]").addEventListener("click", drawn.clear);

  const answered = () => { ifYes.hidden = form.elements.answer.value === "no"; if (!ifYes.hidden) drawn.draw(); };
  form.addEventListener("change", (event) => { if (event.target.name === "answer") answered(); });
  window.addEventListener("resize", drawn.draw);
  answered();
  drawn.draw();
}
