// Needles drawn on her face and on the figure, and which of them a finger meant.

import { $, $$, called, el, fill } from "./session-dom.js";

const SVG = "http://www.w3.org/2000/svg";
const REACH_PX = 44;

const STATUS = {
  planned: "planned", in: "in", out: "out", skipped: "left out", retained: "left in on purpose",
  incident: "not found", discarded: "thrown away, still to be placed",
};
export const statusOf = (needle) =>
  (needle.planned || needle.status !== "in" ? STATUS[needle.status] : "in, placed elsewhere") + (needle.hurt ? ", hurt" : "");

function shape(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const path = (d, className) => shape("path", { d, class: className });
const circle = (r, className) => shape("circle", { r, class: className });

/** The mark of one needle in screen pixels around 0, 0. Shape and colour both tell the state. */
function mark(needle) {
  const { status, planned } = needle;
  if (status === "in" && !planned) return [shape("rect", { x: -11, y: -11, width: 22, height: 22, rx: 4, class: "m-in" }), path("M-5 0l4 4 7-8", "m-tick")];
  if (status === "in") return [circle(13, "m-in"), path("M-5.5 0.5l4 4 7-8.5", "m-tick")];
  if (status === "out" && !planned) return [shape("rect", { x: -9, y: -9, width: 18, height: 18, rx: 4, class: "m-out" })];
  if (status === "out") return [circle(11, "m-out")];
  if (status === "retained") return [circle(13, "m-kept"), path("M-4 -5v10M4 -5v10", "m-tick")];
  if (status === "incident") return [path("M0 -14L14 11H-14Z", "m-lost"), path("M0 -5v7M0 6v1", "m-tick")];
  if (status === "discarded") return [circle(13, "m-planned m-again"), path("M-5 -5L5 5M5 -5L-5 5", "m-cross")];
  if (status === "skipped") return [path("M-6 -6L6 6M6 -6L-6 6", "m-skip")];
  return [circle(13, "m-planned")];
}

function chosenMark(needle) {
  const over = needle.status === "in" ? "m-chosen-in" : "m-chosen";
  return [circle(21, "m-halo"), circle(16, over), ...(needle.status === "in" ? [path("M-6 0.5l4.5 4.5 8-9.5", "m-tick")] : [])];
}

export function makeFace(facts, on) {
  const [width, height] = facts.ground.size;
  const [figureWidth, figureHeight] = facts.figure;
  const places = new Map(facts.needles.map((one) => [one.key, one]));
  const views = { face: $("#face"), body: $("#body"), list: $("#list") };
  const marks = { face: $("#face-marks"), body: $("#body-marks") };
  // Without its photograph the places mean nothing: the list does.
  const usual = facts.ground.photo && !$("#photograph") ? "list" : null;
  let chosenView = usual;
  let view = "face";
  let latest = null;
  fade(facts.ground.shown);

  /** Where a needle is drawn: on which picture, and at what place of it; null for the list alone. */
  function placeOf(needle) {
    const planned = places.get(needle.key);
    if (planned?.place) return ["face", planned.place[0] * width, planned.place[1] * height];
    if (planned?.figure) return ["body", planned.figure[0] * figureWidth, planned.figure[1] * figureHeight];
    if (needle.x === null || needle.x === undefined) return null;
    if (needle.zone === "body") return ["body", needle.x * figureWidth, needle.y * figureHeight];
    return ["face", needle.x * width, needle.y * height];
  }

  const homeOf = (needle) => placeOf(needle)?.[0] ?? "list";

  function show(wanted) {
    view = wanted;
    for (const [name, place] of Object.entries(views)) place.toggleAttribute("hidden", name !== wanted);
    for (const button of $$("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === wanted));
  }

  function draw(state) {
    latest = state;
    const { needles, chosen } = state;
    const meant = needles.find((one) => one.key === chosen);
    show(chosenView ?? (meant ? homeOf(meant) : view));
    if (view !== "list") drawMarks(view, needles, meant);
    drawList(needles, chosen);
  }

  function drawMarks(name, needles, meant) {
    const scale = views[name].getScreenCTM()?.a || 1;
    const small = Math.min(1, Math.max(0.72, views[name].clientWidth / 720));
    const shown = needles.map((one) => [one, placeOf(one)]).filter(([, at]) => at?.[0] === name);
    shown.sort(([a], [b]) => (a === meant) - (b === meant));
    marks[name].replaceChildren(...shown.flatMap(([one, at]) => {
      const group = shape("g", { transform: `translate(${at[1]} ${at[2]}) scale(${small / scale})` });
      group.append(...(one === meant ? chosenMark(one) : mark(one)));
      // Places that were never needled stay faintly in sight while needles come out.
      if (latest.wanted.has("in") && one.status === "planned") group.setAttribute("opacity", "0.35");
      if (one.hurt) group.append(shape("circle", { cx: 11, cy: -11, r: 5, class: "m-hurt" }));
      if (one === meant) group.append(label(one, name === "face" ? at[1] / width : at[1] / figureWidth));
      return [group];
    }));
  }

  function label(needle, across) {
    const left = across < 0.5;
    const made = shape("text", { x: left ? -28 : 28, y: 6, "text-anchor": left ? "end" : "start", class: "m-label" });
    made.textContent = needle.label;
    return made;
  }

  function drawList(needles, chosen) {
    fill(views.list, [needles, chosen], () => needles.map((one) => el("li", {},
      el("button", { type: "button", "data-key": one.key, "aria-current": one.key === chosen ? "true" : null, onclick: () => on.tapped(one.key) },
        el(`span.dot.s-${one.status}`, { "aria-hidden": "true" }),
        el("span.who", {}, called(one)),
        el("span.what", {}, statusOf(one))))));
  }

  /** The needle nearest to a place on the screen, within a finger's reach. */
  function nearest(event) {
    const at = point(event);
    const scale = views[view].getScreenCTM()?.a || 1;
    let best = null;
    for (const one of latest.needles) {
      const place = placeOf(one);
      if (place?.[0] !== view) continue;
      const away = Math.hypot(place[1] - at.x, place[2] - at.y) * scale - (latest.wanted.has(one.status) ? 12 : 0);
      if (away < REACH_PX && (!best || away < best.away)) best = { key: one.key, away };
    }
    return best?.key ?? null;
  }

  function point(event) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(views[view].getScreenCTM().inverse());
  }

  for (const name of ["face", "body"]) {
    views[name].addEventListener("click", (event) => {
      const at = point(event);
      const [w, h] = name === "face" ? [width, height] : [figureWidth, figureHeight];
      on.touched(nearest(event), { view: name, x: at.x / w, y: at.y / h });
    });
  }
  for (const button of $$("[data-view]")) {
    button.addEventListener("click", () => { chosenView = button.dataset.view; draw(latest); });
  }
  new ResizeObserver(() => { if (latest && view !== "list") draw(latest); }).observe($("#stage"));

  return { draw, home() { chosenView = usual; } };
}

/** The photograph fades into the page, so that points stand out on every skin. */
function fade([x, y, w, h]) {
  const box = { x: x - 0.2 * w, y: y - 0.06 * h, width: 1.4 * w, height: 1.12 * h };
  for (const place of ["#fade", "#fade-box"]) {
    for (const [key, value] of Object.entries(box)) $(place)?.setAttribute(key, value);
  }
}

/** The likeliest zone of a place on the face: that of the nearest planned needle. She confirms it. */
export function zoneNear(facts, at) {
  const [w, h] = facts.ground.size;
  let best = { zone: "unknown", away: Infinity };
  for (const one of facts.needles) {
    if (!one.place) continue;
    const away = Math.hypot((one.place[0] - at.x) * w, (one.place[1] - at.y) * h);
    if (away < best.away) best = { zone: one.zone, away };
  }
  return best.zone;
}
