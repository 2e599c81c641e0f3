// Check, prepare, adjunct and close: the steps around the needles.

import { $, $$, called, el, fill, say } from "./session-dom.js";
import { clockFace, now } from "./session-clock.js";
import { readCode } from "./session-gs1.js";

const SOON_DAYS = 60;

export function makePhases(room) {
  const { facts, tap, shown } = room;
  const session = () => shown().session;
  const answers = () => session().checks;

  // Check
  for (const ask of $$("[data-question]")) {
    for (const button of $$("[data-answer]", ask)) {
      button.addEventListener("click", () => tap(["check", { question: ask.dataset.question, answer: button.dataset.answer === "yes" }]));
    }
  }
  function drawCheck() {
    for (const ask of $$("[data-question]")) {
      const answer = answers()[ask.dataset.question];
      for (const button of $$("[data-answer]", ask)) {
        button.setAttribute("aria-pressed", String(answer !== undefined && (button.dataset.answer === "yes") === answer));
      }
      $("[data-when-yes]", ask).hidden = answer !== true;
    }
  }
  function toPrepare(button) {
    if (button.dataset.held === "yes") return say("See to what is marked above first."), $(".sheet[data-phase=check] .say.stop a")?.focus();
    const open = facts.questions.filter((id) => answers()[id] === undefined);
    if (open.length) {
      $(`[data-question="${open[0]}"] button`)?.focus();
      return say("Please ask this as well.");
    }
    return room.go("prepare");
  }

  // Prepare
  for (const button of $$("[data-ready]")) {
    button.addEventListener("click", () => tap(["check", { question: button.dataset.ready, answer: button.getAttribute("aria-pressed") !== "true" }]));
  }
  const packForm = $("#pack");
  const field = (name) => $(`[name="${name}"]`, packForm);
  const number = (text) => Number(text.replace(",", ".").replace(/\s*mm$/, ""));

  function days(expiry) { return (Date.parse(expiry) - Date.parse(facts.today)) / 86400000; }
  function age(expiry) {
    if (!expiry) return ["", ""];
    if (days(expiry) < 0) return ["stop", "Expired: take another pack"];
    return days(expiry) <= SOON_DAYS ? ["caution", "Use soon"] : ["done", "In date"];
  }
  function warn() {
    const [kind] = age(field("expiry").value);
    const place = $("#pack-say");
    place.className = `wide${kind === "stop" || kind === "caution" ? ` say ${kind}` : ""}`;
    place.textContent = kind === "stop" ? "This pack has expired. Take another one; if it was used, add it all the same, so that the record is true." : kind === "caution" ? "This pack expires within two months." : "";
  }
  function takePack(pack) { for (const [name, value] of Object.entries(pack)) if (field(name)) field(name).value = value; warn(); }
  $("#scan").addEventListener("change", () => {
    const read = readCode($("#scan").value);
    if (!read) { if ($("#scan").value.trim()) $("#pack-say").textContent = "No lot or use-by day in this code. Type them below."; return; }
    const alike = [...facts.packs, ...session().packs].find((pack) => pack.lot === read.lot);
    takePack({ ...(alike ?? {}), ...(read.lot && { lot: read.lot }), ...(read.expiry && { expiry: read.expiry }) });
    $("#scan").value = "";
    (["maker", "lot", "diameter_mm", "length_mm", "expiry"].map(field).find((one) => !one.value) ?? $("button[type=submit]", packForm)).focus();
  });
  $("#scan").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); $("#scan").dispatchEvent(new Event("change")); }
    // A scanner's separator comes as Ctrl and a bracket, which a field would not take.
    if (event.ctrlKey && event.key === "]") { event.preventDefault(); $("#scan").value += "\u001d"; }
  });
  field("expiry").addEventListener("input", warn);
  packForm.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const missing = ["maker", "lot", "diameter_mm", "length_mm", "expiry"].find((name) => !field(name).value.trim());
    const sizes = { diameter_mm: number(field("diameter_mm").value), length_mm: number(field("length_mm").value) };
    const odd = Object.entries(sizes).find(([, value]) => !(value > 0 && value <= 150));
    if (missing || odd) {
      $("#pack-say").textContent = missing ? `Please give the ${$(`label[for="${field(missing).id}"]`).textContent.toLowerCase().replace(", mm", "")}.` : "Diameter and length are millimetres, as 0.16 and 15.";
      return (field(missing ?? odd[0])).focus();
    }
    tap(["pack", { maker: field("maker").value.trim(), lot: field("lot").value.trim(), expiry: field("expiry").value, ...sizes }]);
    packForm.reset();
    warn();
    return $("#scan").focus();
  });
  const sizeOf = (one) => `${one.diameter_mm} × ${one.length_mm} mm`;

  function drawPrepare() {
    for (const button of $$("[data-ready]")) button.setAttribute("aria-pressed", String(answers()[button.dataset.ready] === true));
    const { packs } = session();
    const asked = Map.groupBy ? Map.groupBy(facts.needles, (one) => sizeOf(one.card)) : grouped(facts.needles, (one) => sizeOf(one.card));
    fill($("#sizes"), packs, () => [...asked].map(([size, all]) => {
      const there = packs.some((pack) => sizeOf(pack) === size);
      return el("li", {}, el(`span.tag${there ? ".done" : ""}`, {}, `${there ? "✓ " : ""}${size}: ${all.length} needed`));
    }));
    fill($("#packs"), packs, () => (packs.length ? packs.map(packRow) : [el("li.stone", {}, "No pack is noted yet. Its lot belongs on the record.")]));
    const known = facts.packs.filter((pack) => !packs.some((one) => one.lot === pack.lot));
    fill($("#suggested"), known, () => (known.length ? [el("p.stone", {}, "Used lately:"), el("div.chips", {}, known.map((pack) => el("button.small", { type: "button", onclick: () => { takePack(pack); $("button[type=submit]", packForm).focus(); } }, `${pack.maker} ${sizeOf(pack)}, lot ${pack.lot}`)))] : []));
  }
  function packRow(pack) {
    const [kind, words] = age(pack.expiry);
    return el("li", {}, el("span", {}, el("strong", {}, `${pack.maker} ${sizeOf(pack)}`), ` lot ${pack.lot}, use by ${pack.expiry}`), el(`span.tag.${kind}`, {}, words),
      el("button.quiet", { type: "button", "aria-label": `Take off ${pack.maker}, lot ${pack.lot}`, onclick: () => tap(["undo", { event: pack.event }]) }, "Take off"));
  }

  // Adjunct
  function drawAdjunct() {
    const done = session().adjuncts;
    const shows = [done, facts.adjuncts.length];
    fill($("#adjuncts"), shows, () => (facts.adjuncts.length ? facts.adjuncts.map((one) => adjunctCard(one, done.filter((event) => event.adjunct === one.id))) : [el("div.empty", {}, el("h3", {}, "No adjunct is planned"), el("p", {}, "Gua sha or cupping is chosen in the plan. Go on to close."))]));
    tick();
  }
  function adjunctCard(one, events) {
    const last = events.at(-1);
    const running = last && ["started", "step"].includes(last.state);
    const at = running ? (last.step ?? 1) : 0;
    const act = (state, more = {}) => () => tap(["adjunct", { adjunct: one.id, state, ...more }]);
    const started = events.filter((event) => event.state === "started").at(-1);
    return el("article.card.adjunct", { "data-started": running ? (started?.at ?? "") : "" },
      el("h3", {}, one.name, last && !running ? el("span.tag.done", {}, last.state === "done" ? "✓ done" : "left out or stopped") : null),
      one.against.length ? el("div.say.stop", {}, el("strong", {}, "Speaks against it:"), el("ul", {}, one.against.map((line) => el("li", {}, line)))) : el("p.say", {}, "Nothing that was told speaks against it."),
      running ? null : el("details", {}, el("summary", {}, "Ask and look once more"), el("ul", {}, one.ask.map((line) => el("li", {}, line)))),
      el("p.stone", {}, one.dose),
      running ? [el("p.step-n", {}, el("span.stone", {}, `Step ${at} of ${one.steps.length}`), el("span.adjunct-time", { role: "timer" }, "0:00")), el("p.step-now", {}, one.steps[at - 1])] : el("ol.stone", {}, one.steps.map((step) => el("li", {}, step))),
      el("p.stone", {}, one.stop),
      el("div.four", {}, running ? [
        at < one.steps.length ? el("button.done", { type: "button", "data-key": `${one.id}-step`, onclick: act("step", { step: at + 1 }) }, "Next line") : el("button.done", { type: "button", "data-key": `${one.id}-step`, onclick: act("done") }, "Done"),
        el("button", { type: "button", disabled: at <= 1, onclick: act("step", { step: at - 1 }) }, "Back"),
        el("button.alarm", { type: "button", onclick: act("stopped", { words: "stopped early" }) }, "Stop"),
      ] : [
        el("button.done", { type: "button", "data-key": `${one.id}-step`, onclick: act("started", { step: 1 }) }, last ? "Begin again" : `Begin ${one.name.toLowerCase()}`),
        last ? null : el("button", { type: "button", onclick: act("stopped", { words: "left out" }) }, "Leave it out"),
      ]));
  }
  function tick() {
    for (const card of $$("[data-started]")) {
      const place = $(".adjunct-time", card);
      if (place && card.dataset.started) place.textContent = clockFace(Math.floor((now() - Date.parse(card.dataset.started)) / 1000));
    }
  }

  // Close
  let kind = null;
  let severity = null;
  const adverse = $("#adverse");
  const SEVERITY = ["1 slight", "2 moderate", "3 severe", "4 grave"];
  function drawAdverseForm() {
    fill($("#adverse-kinds"), kind, () => Object.entries(facts.adverse).map(([id, words]) => el("button.pick", { type: "button", "data-key": id, "aria-pressed": String(kind === id), onclick: () => { kind = kind === id ? null : id; severity ??= 1; drawAdverseForm(); } }, words)));
    fill($("#adverse-severity"), severity, () => SEVERITY.map((words, n) => el("button.pick", { type: "button", "data-key": `s${n}`, "aria-pressed": String(severity === n + 1), onclick: () => { severity = n + 1; drawAdverseForm(); } }, words)));
    $("#adverse-rest").hidden = kind === null;
    const { needles } = session();
    fill($("#adverse-needle"), needles.map((one) => [one.key, one.label]), () => [el("option", { value: "" }, "No particular point"), ...needles.map((one) => el("option", { value: one.key }, called(one)))]);
  }
  $("#adverse-cancel").addEventListener("click", () => { kind = null; adverse.reset(); drawAdverseForm(); });
  adverse.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const body = { kind, severity, needle: $("#adverse-needle").value || undefined, action: $("#adverse-action").value.trim() || undefined, outcome: $("#adverse-outcome").value.trim() || undefined, words: $("#adverse-words").value.trim() || undefined };
    if (kind === "other" && !body.words) { $("#adverse-say").textContent = "Please say in words what it was."; return $("#adverse-words").focus(); }
    tap(["adverse", body]);
    kind = null; severity = 1;
    adverse.reset();
    $("#adverse-say").textContent = "";
    return drawAdverseForm();
  });
  function drawClose() {
    const { adverse: happened, felt, aftercare, needles } = session();
    drawAdverseForm();
    fill($("#adverse-list"), [happened, needles.length], () => (happened.length ? happened.map((one) => {
      const needle = needles.find((other) => other.key === one.needle);
      return el("li", {}, el("span", {}, el("strong", {}, facts.adverse[one.kind] ?? one.kind), needle ? ` at ${called(needle)}` : "", `, ${SEVERITY[one.severity - 1]}`, one.words ? `: ${one.words}` : "", one.action ? `. Done: ${one.action}` : "", one.outcome ? `. Then: ${one.outcome}` : ""),
        el("button.quiet", { type: "button", "aria-label": "Take this off", onclick: () => tap(["undo", { event: one.event }]) }, "Take off"));
    }) : [el("li.stone", {}, "Nothing is noted. Tap what happened, or leave it.")]));
    const rating = felt.at(-1)?.rating;
    fill($("#felt"), rating, () => Array.from({ length: 11 }, (_, n) => el("button.pick", { type: "button", "data-key": `f${n}`, "aria-pressed": String(rating === n), onclick: () => tap(["felt", { rating: n, words: $("#felt-words").value.trim() || undefined }]) }, String(n))));
    const hows = [...new Set(aftercare.map((one) => one.how))];
    if (hows.length) $("#aftercare-say").textContent = `✓ ${hows.includes("printed") ? "Printed" : ""}${hows.length > 1 ? ", and " : ""}${hows.includes("sent") ? (hows.length > 1 ? "in the outbox" : "In the outbox") : ""}.`;
    const { blocks } = shown();
    fill($("#close-say"), [blocks, session().closed_at], () => (session().closed_at ? el("p.say", {}, el("strong", {}, "Closed. "), el("a", { href: facts.urls.record }, "Read and sign the record")) : blocks.length ? el("div.say.stop", {}, el("strong", {}, "Not yet:"), el("ul", {}, blocks.map((line) => el("li", {}, line))), el("p", {}, el("button", { type: "button", onclick: () => room.go("remove") }, "Go to the count"))) : null));
    $('[data-act="close"]').textContent = session().closed_at ? "Read and sign" : "Close the session";
  }
  $("#felt-words").addEventListener("change", () => {
    const rating = session().felt.at(-1)?.rating;
    if (rating !== undefined) tap(["felt", { rating, words: $("#felt-words").value.trim() || undefined }]);
  });
  $("#aftercare-print").addEventListener("click", () => tap(["aftercare", { how: "printed" }]));

  async function sendAftercare(button) {
    const place = $("#aftercare-say");
    try {
      const answer = await fetch(button.dataset.url, { method: "POST", headers: { "x-csrftoken": JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"] } });
      const told = await answer.json();
      place.textContent = told.say;
      if (answer.ok) tap(["aftercare", { how: "sent" }]);
    } catch {
      place.textContent = "No connection. Print it, or try again in a moment.";
    }
  }

  const DRAW = { check: drawCheck, prepare: drawPrepare, adjunct: drawAdjunct, close: drawClose };
  return { render() { DRAW[session().phase]?.(); }, tick, toPrepare, sendAftercare };
}

function grouped(list, by) {
  const groups = new Map();
  for (const one of list) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
}
