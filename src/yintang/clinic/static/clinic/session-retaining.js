// A needle left in on purpose: her own consent to it, signed here and kept apart from the ledger.

import { $, called, el, say, uuid } from "./session-dom.js";
import { close, open } from "./session-dialog.js";
import { makePad } from "./signature-pad.js";

const ASKED = [
  ["agreed", "What was agreed to, in words", 1000],
  ["until", "When it comes out, and who takes it out", 1000],
  ["signed_name", "Name of whoever signs", 200],
];

/** Ask for the consent; the needle counts as left in only once the consent is on the server. */
export function retain(room, one) {
  const id = uuid();
  const fields = ASKED.map(([name, words, most]) => el("div.field", {}, el("label", { for: `keep-${name}` }, words), el("input", { id: `keep-${name}`, name, maxlength: most, required: true, autocomplete: "off" })));
  const canvas = el("canvas.pad", { role: "img", "aria-label": "Signature" });
  const typed = el("input", { type: "checkbox", name: "typed", value: "on" });
  const trouble = el("p", { role: "alert" });
  const ok = el("button.alarm.choice-button", { type: "submit" }, "Record it");
  let strokes = [];
  const form = el("form", { novalidate: true }, el("p", {}, "A needle that stays in after the visit needs a consent of its own, and a time at which it comes out."),
    fields, el("p.label", {}, "Signature"), canvas,
    el("div.row.spread", {}, el("label.choice", {}, typed, " The typed name is my signature"), el("button.quiet", { type: "button", onclick: () => pad.clear() }, "Clear the field")),
    trouble, ok);
  const pad = makePad(canvas, (made) => { strokes = made; });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    ok.disabled = true;
    const given = new FormData(form);
    for (const [name, value] of [["id", id], ["needle", one.key], ["called", called(one)], ["signature", strokes.length ? JSON.stringify(strokes) : ""]]) given.set(name, value);
    const said = await sent(room.facts.urls["needle-consent-sign"], given);
    ok.disabled = false;
    if (said) { trouble.className = "say stop"; trouble.textContent = said; return; }
    close();
    room.tap(["retain", { needle: one.key, consent: `${given.get("agreed").trim()} Signed: ${given.get("signed_name").trim()}.`, until: given.get("until").trim() }]);
    say(`${called(one)} is left in on purpose.`);
  });
  open(`Leave ${called(one)} in on purpose`, form);
  pad.draw();
  $("input", form).focus();
}

/** "" once it is kept, else what was wrong. */
async function sent(url, given) {
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
  try {
    const answer = await fetch(url, { method: "POST", body: given, headers: { "x-csrftoken": token } });
    if (answer.ok && !answer.redirected) return "";
    if (answer.redirected || answer.status === 401) return "You are signed off. Sign in again in a new tab, then record it.";
    const told = await answer.json();
    return told.say;
  } catch {
    return "No connection: the consent is not kept yet. Try again in a moment, or take the needle out.";
  }
}
