// The one dialog of the session page: a title, what it holds, and buttons large enough for a glove.

import { $, el } from "./session-dom.js";

const dialog = () => $("#dialog");

/** Close it; the keyboard is back at the page, where Enter is the next act. */
export function close() {
  dialog().close();
  $("#main").focus({ preventScroll: true });
}

/** Open the dialog; `build` gives what stands under the title. */
export function open(title, ...content) {
  dialog().replaceChildren(
    el("div.dialog-head", {}, el("h2", { id: "dialog-title" }, title),
      el("button.quiet", { type: "button", onclick: close, "aria-label": "Close this" }, "✕")),
    ...content.flat().filter(Boolean));
  if (!dialog().open) dialog().showModal();
  $(".tick, .choice-button", dialog())?.focus({ preventScroll: true });
  dialog().scrollTop = 0;
}

/** A large button that does something and closes the dialog. */
export const choice = (words, act, { className = "", note = "", stay = false } = {}) =>
  el(`button.choice-button${className ? `.${className}` : ""}`, { type: "button", onclick: () => { if (!stay) close(); act(); } },
    el("span", {}, words), note ? el("small", {}, note) : null);

/** Ask for a number from 0 to `most`, beginning at `first`: by steps, or typed. */
export function askNumber(title, help, first, most, act, extra = [], word = "Counted: ") {
  const shown = el("input.stepper-n", { type: "number", inputmode: "numeric", min: 0, max: most, value: first, "aria-label": "How many" });
  const ok = el("button.done.choice-button", { type: "submit" });
  const count = () => Math.max(0, Math.min(most, Math.round(Number(shown.value)) || 0));
  const label = () => { ok.textContent = `${word}${count()}`; };
  const step = (by) => () => { shown.value = Math.max(0, Math.min(most, count() + by)); label(); };
  const form = el("form", {}, el("p", {}, help), ...extra,
    el("div.stepper", {},
      el("button", { type: "button", onclick: step(-1), "aria-label": "One fewer" }, "−"), shown,
      el("button", { type: "button", onclick: step(1), "aria-label": "One more" }, "+")), ok);
  shown.addEventListener("input", label);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    close();
    act(count());
  });
  label();
  open(title, form);
}

/** Ask for words; the button stays shut until every required field has some. */
export function askWords(title, help, fields, button, act, className = "done") {
  const inputs = fields.map((field) => {
    const input = el("input", { id: `ask-${field.name}`, maxlength: 1000, value: field.value ?? "" });
    return { field, input, row: el("div.field", {}, el("label", { for: `ask-${field.name}` }, field.label), input) };
  });
  const ok = el(`button.${className}.choice-button`, { type: "submit" }, button);
  const check = () => { ok.disabled = inputs.some(({ field, input }) => !field.optional && !input.value.trim()); };
  const form = el("form", {}, help ? el("p", {}, help) : null, inputs.map((one) => one.row), ok);
  form.addEventListener("input", check);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (ok.disabled) return;
    close();
    act(Object.fromEntries(inputs.map(({ field, input }) => [field.name, input.value.trim()])));
  });
  check();
  open(title, form);
  inputs[0]?.input.focus();
}
