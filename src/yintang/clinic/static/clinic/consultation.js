// The consultation's page: what is tapped is saved, screened, and said beside the form.

import { keepSaved } from "./consultation-saving.js";

const form = document.getElementById("consultation");
const panel = document.getElementById("screening");
const both = document.getElementById("both");
const status = document.getElementById("saved");
const complete = document.getElementById("complete");

const saving = keepSaved(form, { onSaved, onBoth, say });

const spoken = document.getElementById("said");

// A screen reader hears what matters, not each save.
function speak(words) {
  if (spoken.textContent !== words) spoken.textContent = words;
}

function say(words, look) {
  if (status.textContent !== words) status.textContent = words;
  if (look === "unsaved") speak(words);
  else if (status.dataset.look === "unsaved" && words.startsWith("Saved")) speak(words);
  if (look === "unsaved" || words.startsWith("Saved")) status.dataset.look = look;
}

function onSaved(said, wasMerged) {
  if (wasMerged) {
    saving.forget();
    window.location.reload();
    return;
  }
  complete.elements.namedItem("revision").value = said.revision;
  document.getElementById("is-complete")?.remove();
  showFaults(said.faults);
  showWaiting(said.waiting);
  showScreening(said.screening);
  const herbs = document.getElementById("herb-cautions");
  if (herbs.innerHTML !== said.herbs) herbs.innerHTML = said.herbs;
}

function counts() {
  return [...panel.querySelectorAll(".counts span.tag")].map((tag) => tag.textContent.trim().replace(/^\S+ /, "")).join(", ");
}

// The new panel keeps open what was open, and a reason half written.
function showScreening(html) {
  const roomy = window.matchMedia("(min-width: 1000px)").matches;
  const had = panel.querySelector(".more");
  const open = [...panel.querySelectorAll("details[open] > summary")].map((one) => one.textContent);
  const typed = [...panel.querySelectorAll("textarea")].map((one) => [one.id, one.value]);
  const focused = panel.contains(document.activeElement) ? document.activeElement.id : "";
  const before = counts();
  panel.innerHTML = html;
  if (counts() !== before) speak(`Screening: ${counts()}`);
  for (const summary of panel.querySelectorAll("details > summary")) {
    if (open.includes(summary.textContent)) summary.parentElement.open = true;
  }
  const more = panel.querySelector(".more");
  if (more && !had) more.open = roomy;
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  if (focused) document.getElementById(focused)?.focus();
}

function showFaults(faults) {
  for (const old of form.querySelectorAll("[data-fault]")) {
    const field = form.elements.namedItem(old.dataset.fault);
    field?.removeAttribute?.("aria-invalid");
    field?.removeAttribute?.("aria-describedby");
    old.remove();
  }
  for (const [name, words] of Object.entries(faults)) {
    const field = form.elements.namedItem(name);
    if (!field?.after) continue;
    const fault = document.createElement("p");
    fault.className = "errors";
    fault.dataset.fault = name;
    fault.id = `fault-${name}`;
    fault.textContent = words;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", fault.id);
    field.after(fault);
  }
}

function showWaiting(waiting) {
  for (const dot of document.querySelectorAll("[data-waiting]")) {
    dot.hidden = !waiting.includes(dot.dataset.waiting);
  }
  const carried = document.getElementById("carried");
  if (carried) carried.hidden = waiting.length === 0;
}

function onBoth(said) {
  both.innerHTML = said.html;
  both.showModal();
  const choices = document.getElementById("both-form");
  choices?.addEventListener("submit", () => {
    const theirs = [...new FormData(choices).values()].filter(Boolean);
    saving.merge(said.revision, theirs);
  });
}
both.addEventListener("cancel", (event) => { if (both.querySelector("form")) event.preventDefault(); });

// --- Every change is saved, and confirms its section ---

// "None" and entries cannot both be so: the entries stand until they are removed.
form.addEventListener("change", (event) => {
  const none = event.target;
  if (!none.name?.startsWith("no-") || !none.checked) return;
  const entries = none.closest(".words")?.querySelector(".entry") ?? (none.name === "no-procedures"
    ? form.querySelector('[data-rows="procedure"] [data-row]') : null);
  if (!entries) return;
  none.checked = false;
  speak("Remove the entries first.");
});

function confirmSection(from) {
  const box = from.closest("details.section")?.querySelector('input[name="confirmed"]');
  if (box) box.checked = true;
}

form.addEventListener("input", (event) => {
  if (!event.target.name) return;
  if (event.target.name !== "confirmed") confirmSection(event.target);
  const typed = event.target.matches('input:not([type="checkbox"], [type="radio"], [type="date"]), textarea');
  saving.changed(!typed);
  count(event.target.closest("details.section"));
});
form.addEventListener("change", (event) => {
  if (event.target.name && !saving.isSaved()) saving.flush();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  saving.changed(true);
});

function touch(element) {
  confirmSection(element);
  count(element.closest("details.section"));
  saving.changed(true);
}

document.querySelector("[data-confirm-all]")?.addEventListener("click", () => {
  for (const box of form.querySelectorAll('input[name="confirmed"]')) box.checked = true;
  saving.changed(true);
});

// --- Yes, no, not asked ---

for (const button of form.querySelectorAll("[data-rest-no]")) {
  button.addEventListener("click", () => {
    for (const unasked of button.parentElement.querySelectorAll('.unasked input:checked')) {
      unasked.closest(".three").querySelector('input[value="no"]').checked = true;
    }
    touch(button);
  });
}

function count(section) {
  const place = section?.querySelector("[data-count]");
  if (!place) return;
  // A list of medicines answers the questions by kind, so those are not counted as left.
  const left = section.querySelectorAll(".questions:not(.by-kind *) .unasked input:checked").length;
  const asked = section.querySelectorAll(".questions:not(.by-kind *) .question").length;
  const goals = section.querySelectorAll('input[name="goal"]:checked, input[name="complaint"]:checked').length;
  place.textContent = asked ? (left ? `${left} of ${asked} not asked` : "all asked") : goals ? `${goals} chosen` : "";
}
for (const section of form.querySelectorAll("details.section")) count(section);
const byKind = form.querySelector(".by-kind");
byKind.open = byKind.querySelector('.three label:not(.unasked) input:checked') !== null;

// --- Lists of words, and rows ---

function addWord(list) {
  const typed = list.querySelector("[data-add-word]");
  const name = list.dataset.words;
  const said = typed.value.split(/[,;]/).map((word) => word.trim()).filter(Boolean);
  for (const word of said) {
    const entry = document.createElement("li");
    entry.className = "entry";
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name, value: word });
    const shown = document.createElement("span");
    shown.textContent = word;
    const remove = document.createElement("button");
    Object.assign(remove, { type: "button", className: "quiet small", textContent: "×" });
    remove.dataset.remove = "";
    remove.setAttribute("aria-label", `Remove ${word}`);
    entry.append(hidden, shown, remove);
    list.querySelector("[data-entries]").append(entry);
  }
  typed.value = "";
  if (!said.length) return;
  const none = list.querySelector('input[type="checkbox"]');
  if (none) none.checked = false;
  touch(list);
}

for (const list of form.querySelectorAll("[data-words]")) {
  const typed = list.querySelector("[data-add-word]");
  list.querySelector("[data-add]").addEventListener("click", () => { addWord(list); typed.focus(); });
  typed.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    addWord(list);
  });
  // What was typed and left is not forgotten.
  typed.addEventListener("change", () => addWord(list));
  list.addEventListener("click", (event) => {
    const remove = event.target.closest("[data-remove]");
    if (!remove) return;
    remove.closest("li").remove();
    typed.focus();
    touch(list);
  });
}

let nextRow = Date.now();
for (const button of form.querySelectorAll("[data-add-row]")) {
  button.addEventListener("click", () => {
    const name = button.dataset.addRow;
    const template = form.querySelector(`template[data-template="${name}"]`);
    const holder = document.createElement("ul");
    nextRow += 1;
    holder.innerHTML = template.innerHTML
      .replaceAll("-new\"", `-${nextRow}"`).replaceAll("value=\"new\"", `value="${nextRow}"`);
    const row = holder.firstElementChild;
    form.querySelector(`[data-rows="${name}"]`).append(row);
    const none = form.elements.namedItem(`no-${name}s`);
    if (none) none.checked = false;
    row.querySelector("select, input:not([type=hidden])").focus();
  });
}
form.addEventListener("click", (event) => {
  const remove = event.target.closest("[data-remove-row]");
  if (!remove) return;
  const list = remove.closest("[data-rows]");
  remove.closest("[data-row]").remove();
  form.querySelector(`[data-add-row="${list.dataset.rows}"]`).focus();
  touch(list);
});

// --- Goals: by region of the face, or by a word ---

const concerns = [...form.querySelectorAll(".concern")];
const find = form.querySelector("[data-find]");
let region = "";

function filterConcerns() {
  const words = find.value.trim().toLowerCase();
  let shown = 0;
  for (const one of concerns) {
    const chosen = one.querySelector('input[name="goal"]').checked;
    const fits = (!region || one.dataset.regions.split(" ").includes(region)) && one.dataset.name.includes(words);
    one.hidden = !(fits || chosen);
    one.classList.toggle("aside-of-filter", chosen && !fits);
    if (fits) shown += 1;
  }
  form.querySelector("[data-found]").textContent = region || words
    ? `${shown} ${shown === 1 ? "concern" : "concerns"} shown${shown ? "" : ": try another word or region"}` : "";
  for (const button of form.querySelectorAll("[data-region-button]")) {
    button.setAttribute("aria-pressed", String(button.dataset.regionButton === region));
  }
  const wanted = concerns.filter((one) => one.querySelector('input[name="goal"]').checked)
    .flatMap((one) => one.dataset.regions.split(" "));
  for (const shape of form.querySelectorAll(".region")) {
    shape.classList.toggle("wanted", wanted.includes(shape.dataset.region));
    shape.classList.toggle("chosen", shape.dataset.region === region);
  }
}

function chooseRegion(id) {
  region = region === id ? "" : id;
  filterConcerns();
}

find.addEventListener("input", filterConcerns);
form.addEventListener("change", (event) => { if (event.target.name === "goal") filterConcerns(); });
filterConcerns();
for (const button of form.querySelectorAll("[data-region-button]")) {
  button.addEventListener("click", () => chooseRegion(button.dataset.regionButton));
}
document.getElementById("face").addEventListener("click", (event) => {
  const shape = event.target.closest(".region");
  if (shape && !form.querySelector("fieldset.whole").disabled) chooseRegion(shape.dataset.region);
});

// --- Finding one's way ---

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  for (let at = target; at; at = at.parentElement.closest("details")) {
    if (at.matches("details")) at.open = true;
    if (!at.parentElement) break;
  }
  // After the browser has gone there, which takes the focus away.
  setTimeout(() => {
    const field = target.querySelector("input:checked, input:not([type=hidden]), summary");
    field?.focus({ preventScroll: true });
  });
});

const links = new Map([...document.querySelectorAll("[data-index]")].map((one) => [one.dataset.index, one]));
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    for (const [id, link] of links) {
      if (id === entry.target.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
}, { rootMargin: "-15% 0px -75% 0px" });
for (const section of form.querySelectorAll("details.section")) seen.observe(section);

if (window.matchMedia("(min-width: 1000px)").matches) {
  const more = panel.querySelector(".more");
  if (more) more.open = true;
}
if (window.matchMedia("(max-width: 600px)").matches && !window.location.hash) {
  for (const section of [...form.querySelectorAll("details.section")].slice(1)) section.open = false;
}
if (window.location.hash) {
  const target = document.getElementById(window.location.hash.slice(1));
  target?.scrollIntoView();
}

// Completing, and deciding in the panel, wait for what is still on its way.
document.addEventListener("submit", async (event) => {
  const other = event.target;
  if (other === form || other.method === "dialog" || saving.isSaved()) return;
  event.preventDefault();
  event.stopPropagation();
  await saving.flush();
  if (saving.isSaved() && other.isConnected) other.requestSubmit();
}, { capture: true });
