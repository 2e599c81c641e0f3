// The session page: one room of modules around the queue of taps and the state it leads to.

import { $, $$, el, fill, plural, say, told, uuid } from "./session-dom.js";
import { setClock } from "./session-clock.js";
import { makeFace } from "./session-face.js";
import { ahead } from "./session-ledger.js";
import { makeNeedles } from "./session-needles.js";
import { makePhases } from "./session-phases.js";
import { makeQueue } from "./session-queue.js";
import { makeRest } from "./session-rest.js";

const HOLD_MS = 5000;

const facts = told("session-facts");
let state = told("session-state");
let current = state;
let closing = null;
let armed = 0;

const queue = makeQueue(facts.urls, {
  clock: setClock,
  state(next) { state = next; refresh(); },
  pending: refresh,
  acknowledged(ids) {
    if (closing && ids.includes(closing)) { closing = null; if (state.session.closed_at) window.location.assign(facts.urls.record); }
  },
  refused(event, words) {
    if (event.kind === "close") {
      closing = null;
      say(`The session stays open. ${words}`);
      $("#close-say").scrollIntoView({ block: "center" });
      return;
    }
    $("#trouble").append(el("div.say.stop", { role: "alert" }, el("strong", {}, "This was not taken down: "), words, " ",
      el("button.small", { type: "button", onclick: (click) => click.target.parentElement.remove() }, "I have read this")));
  },
  line: banner,
});

const room = {
  facts,
  readsOnly: $("main").classList.contains("reads-only"),
  shown: () => current,
  tap,
  go(phase) { tap(["phase", { to: phase }]); },
  render: draw,
};
room.face = makeFace(facts, { tapped: (key) => needles.tapped(key), touched: (key, at) => needles.touched(key, at) });
const needles = makeNeedles(room);
const phases = makePhases(room);
const rest = makeRest(room, needles);

/** Each [kind, body] becomes an event; those of one tap share `made_at`, so that one Undo takes all. */
function tap(...acts) {
  if (room.readsOnly) return [];
  const made_at = new Date().toISOString();
  const events = acts.map(([kind, body]) => ({ id: uuid(), kind, body: JSON.parse(JSON.stringify(body)), made_at }));
  queue.add(...events);
  return events;
}

function refresh() {
  current = ahead(state, queue.waiting, facts.zones);
  draw();
}

/** What went in against what came out, for all to see before the session closes. */
function drawBalance(counts) {
  const rest = [[counts.retained, "left in on purpose"], [counts.incident, "recorded as an incident"]].filter(([n]) => n);
  const even = counts.in === counts.out + counts.retained + counts.incident;
  fill($("#balance"), counts, () => [
    el(`p.count${even ? ".even" : ".uneven"}`, {}, el("b", {}, String(counts.in)), el("span", {}, "in"),
      el("b.sign", { "aria-label": even ? "equals" : "is not" }, even ? "=" : "≠"),
      el("b", {}, String(counts.out)), el("span", {}, "out"),
      rest.flatMap(([n, words]) => [el("b.sign", { "aria-label": "and" }, "+"), el("b", {}, String(n)), el("span", {}, words)])),
  ]);
}

let lastPhase = null;
function draw() {
  const { session } = current;
  const { phase } = session;
  document.body.dataset.phase = phase;
  for (const part of $$("[data-phase]", $("main"))) part.hidden = part.dataset.phase !== phase;
  $("#stage").hidden = !["insert", "remove"].includes(phase);
  for (const place of $$("[data-count]")) place.textContent = String(session.counts[place.dataset.count]);
  drawBalance(session.counts);
  drawSteps(phase);
  if (phase !== lastPhase) arrive(phase);
  needles.render();
  phases.render();
  if (phase === "rest") rest.render();
  for (const button of $$('[data-act="undo"]')) button.disabled = current.recent.length === 0;
  const alarm = $("#emergency");
  if (alarm) alarm.hidden = !session.counts.still_in || Boolean(session.emergency?.zones.length);
}

function arrive(phase) {
  room.face.home();
  window.scrollTo(0, 0);
  const step = facts.steps.find(([id]) => id === phase);
  if (lastPhase !== null) { say(`${step[1]}.`); $("#main").focus({ preventScroll: true }); }
  lastPhase = phase;
}

function drawSteps(phase) {
  if (phase === lastPhase) return;
  const at = facts.steps.findIndex(([id]) => id === phase);
  fill($("#phases"), phase, () => facts.steps.map(([id, name], n) => el(`li${n < at ? ".done" : ""}`, {},
    el("button", { type: "button", "data-key": id, "aria-current": n === at ? "step" : null, disabled: room.readsOnly, onclick: () => n !== at && room.go(id) },
      n < at ? [el("span", { "aria-hidden": "true" }, "✓ "), el("span.visually-hidden", {}, "done: ")] : null, name))));
  $("#phases [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
}

function banner(trouble) {
  const place = $("#banner");
  document.body.classList.toggle("signed-off", Boolean(trouble?.off));
  fill(place, trouble, () => {
    if (!trouble) return [];
    const kept = trouble.waiting ? `${plural(trouble.waiting, "tap is", "taps are")} kept here and will be sent. Do not close this page.` : "What you tap is kept here and sent later.";
    const { still_in } = current.session.counts;
    if (trouble.off) return [el("strong", {}, "You are signed off. "), `${still_in ? `Needles in: ${still_in}. ` : ""}${kept} `, el("a.button", { href: facts.urls.login, target: "_blank" }, "Sign in again in a new tab")];
    return [el("strong", {}, trouble.status >= 400 ? "The server does not answer as it should. " : "No connection. "), kept, " ", el("button.small", { type: "button", onclick: () => queue.retry() }, "Try now")];
  });
  place.hidden = !trouble;
}

/** Take back the last tap; a group tap as a whole. */
function undo() {
  const last = current.recent.at(-1);
  if (!last) return;
  const group = current.recent.filter((one) => one === last || (one.made_at && one.made_at === last.made_at));
  tap(...group.reverse().map((one) => ["undo", { event: one.id }]));
  say(group.length > 1 ? `${group.length} taken back.` : "Taken back.");
}

/** Two taps within five seconds: all needles out now, the count afterwards. */
function emergency(button) {
  if (Date.now() - armed < HOLD_MS) {
    armed = 0;
    button.textContent = "Emergency";
    button.classList.remove("armed");
    tap(["emergency", {}], ["phase", { to: "remove" }]);
    return;
  }
  armed = Date.now();
  button.textContent = "Tap again: all out now";
  button.classList.add("armed");
  say("Tap again within five seconds: all needles out now.");
  window.setTimeout(() => { if (Date.now() - armed >= HOLD_MS) { button.textContent = "Emergency"; button.classList.remove("armed"); } }, HOLD_MS + 50);
}

function close() {
  if (current.session.closed_at) return window.location.assign(facts.urls.record);
  [{ id: closing }] = tap(["close", {}]);
  return undefined;
}

const ACTS = {
  "to-prepare": (button) => phases.toPrepare(button),
  "to-insert": () => room.go("insert"),
  "to-close": () => room.go("close"),
  "in-next": () => needles.inNext(),
  "out-next": () => needles.outNext(),
  "other-site": () => needles.otherSite(),
  group: () => needles.wholeZone(),
  more: () => needles.more(),
  search: () => needles.search(),
  undo,
  pause: () => rest.pause(),
  longer: () => rest.longer(),
  "zone-time": () => rest.zoneTime(),
  sound: (button) => rest.sound(button),
  "rest-next": () => rest.next(),
  "aftercare-send": (button) => phases.sendAftercare(button),
  close,
};
for (const button of $$("[data-act]")) button.addEventListener("click", () => ACTS[button.dataset.act](button));
$("#emergency")?.addEventListener("click", (event) => emergency(event.currentTarget));

const STEP = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
document.addEventListener("keydown", (event) => {
  if ($("#dialog").open || event.altKey || event.metaKey) return;
  if (event.ctrlKey) {
    if (event.key === "z" && !event.target.closest("input, textarea")) { event.preventDefault(); undo(); }
    return;
  }
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === "Enter" && !event.target.closest("button, a, summary")) {
    event.preventDefault();
    $$("[data-phase]:not([hidden]) .next", $("main")).find((one) => !one.closest("[hidden]"))?.click();
  }
  if (STEP[event.key] && ["insert", "remove"].includes(current.session.phase)) {
    event.preventDefault();
    needles.choose(STEP[event.key]);
  }
});

if (room.readsOnly) for (const one of $$("main button:not([data-view]), main input, main select")) one.disabled = true;
queue.start(state);
refresh();
window.setInterval(() => { rest.tick(); phases.tick(); }, 500);
