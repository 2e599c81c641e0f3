// The plan editor: brings the parts together, each of which knows only the state.

import { adding as addNeedles } from "./adding.js";
import { ask, calmed } from "./asking.js";
import { needleCard } from "./card.js";
import { comparing } from "./comparing.js";
import { drawGhosts, drawGrips, drawGround, drawMarks, drawTether, gripsOf } from "./face.js";
import { bodyFigure } from "./figure.js";
import { followKeys } from "./keys.js";
import { panel } from "./panel.js";
import { followPointers } from "./pointer.js";
import { saving } from "./saving.js";
import { planState } from "./state.js";
import { needleTable } from "./table.js";
import { faceView } from "./view.js";
import { millimetres, naming } from "./words.js";

const facts = JSON.parse(document.getElementById("plan-facts").textContent);
const state = planState(facts);
const names = naming(facts.atlas);
const svg = document.getElementById("face");
const view = faceView(svg, state);
const layers = Object.fromEntries(
  ["ground", "ghosts", "rings", "marks", "grips"].map((id) => [id, document.getElementById(id)]),
);
const announcer = document.getElementById("announce");
const announce = (say) => {
  announcer.textContent = say;
};
const narrow = window.matchMedia("(max-width: 899px)"); // there the card lies over the page
const saver = saving(facts, state, names);
const add = addNeedles({ state, facts, names, view, announce });

const drawing = {
  all() {
    drawGround(layers.ground, state, view, facts.image);
    drawing.again();
  },
  again() {
    view.apply();
    svg.classList.toggle("zoomed", view.zoomed);
    drawMarks(layers, state, view, names);
    drawGhosts(layers.ghosts, state, view);
    drawGrips(layers.grips, state, view);
    unseen();
  },
  drag(key, X, Y) {
    layers.marks
      .querySelector(`[data-needle="${CSS.escape(key)}"]`)
      ?.setAttribute("transform", `translate(${X} ${Y}) scale(${view.perPixel()})`);
    layers.marks.querySelector(".called")?.remove();
    drawTether(layers.rings, state.needle(key), X, Y, state, view);
  },
  dragGrip(grip, X, Y) {
    layers.grips
      .querySelector(`[data-grip="${grip.name} ${grip.side}"]`)
      ?.setAttribute("transform", `translate(${X} ${Y}) scale(${view.perPixel()})`);
  },
};

// Needles that belong on the face and are not on this photograph.
function unseen() {
  const place = document.getElementById("unseen");
  const hidden = state.needles.filter((one) => one.area !== "body" && one.x === null);
  place.hidden = !hidden.length;
  place.textContent = hidden.length
    ? `In the plan, not visible on this photograph: ${hidden.map(names.called).join(", ")}.`
    : "";
}

const acts = {
  choose(key) {
    add.closeOffers();
    state.select(key);
    if (narrow.matches)
      document.querySelector(".stage:not([hidden])")?.scrollIntoView({ block: "start" });
  },
  async move(key, x, y) {
    const before = state.needle(key);
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return drawing.again();
    state.select(key);
    state.change(key, { x, y, moved_by: "practitioner" });
    const { ok, told } = await ask(facts.urls.act, {
      ...state.basis(),
      needles: [],
      needle: before,
      act: "move",
      x,
      y,
    });
    const now = state.needle(key);
    if (!ok) return announce(told.say ?? "");
    if (!now || now.x !== x || now.y !== y) return;
    state.amend(key, {
      u_mm: told.needle.u_mm,
      v_mm: told.needle.v_mm,
      position: told.needle.position,
    });
    announce(moved(before, told.needle, told.hint));
  },
  async putBack(key) {
    const needle = state.needle(key);
    const { ok, told } = await ask(facts.urls.act, {
      ...state.basis(),
      needles: [],
      needle,
      act: "put-back",
    });
    if (ok) state.change(key, told.needle, `${names.called(needle)} put back`);
    else announce(told.say ?? "Not put back.");
  },
  async free(key) {
    const { x, y } = state.needle(key);
    const { ok, told } = await ask(facts.urls.add, { ...state.basis(), x, y, free: true });
    if (!ok) return announce(told.say ?? "Not possible here.");
    const others = state.needles.filter((one) => one.key !== key);
    state.act(
      { needles: [...others, told.needle] },
      `${names.called(told.needle)}, a free needle now`,
    );
    state.select(told.needle.key);
  },
  async mirror(key) {
    const needle = state.needle(key);
    const { ok, told } = await ask(facts.urls.act, {
      ...state.basis(),
      needles: [],
      needle,
      act: "mirror",
    });
    if (!ok || !told.needle)
      return announce(told.say ?? `${names.called(needle)} lies on the midline.`);
    const twin = state.needles.find(
      (one) => one.code && one.code === told.needle.code && one.side === told.needle.side,
    );
    state.put(
      twin ? { ...told.needle, key: twin.key } : told.needle,
      `${names.called(needle)} mirrored to ${names.called(told.needle)}`,
    );
  },
  remove(key) {
    const needle = state.needle(key);
    state.remove(key, `${names.called(needle)} removed`);
  },
  tapped(X, Y) {
    if (add.closeOffers()) return;
    if (state.mayEdit && !state.gripping) add.offerAt(X, Y);
    else state.select(null);
  },
  async grip(grip, x, y) {
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return drawing.again();
    const { ok, told } = await ask(facts.urls.handle, {
      ...state.basis(),
      name: grip.name,
      side: grip.side,
      x,
      y,
    });
    if (!ok) {
      announce(told.say ?? "Not moved.");
      document.getElementById("saved").textContent = told.say ?? "";
      return drawing.again();
    }
    state.act(
      { handles: told.handles, needles: told.needles },
      `${grip.name.replaceAll("_", " ")} moved; what hangs on it moved with it`,
      told.face,
    );
  },
  leave() {
    if (add.closeOffers()) return;
    if (others.open) others.close();
    else state.select(null);
  },
};

function moved(before, after, hint) {
  const u = after.u_mm - before.u_mm;
  const v = after.v_mm - before.v_mm;
  const outward = before.u_mm < 0 ? -u : u;
  const way =
    Math.abs(v) > Math.abs(u)
      ? v > 0
        ? "downward"
        : "upward"
      : outward > 0
        ? "outward"
        : "inward";
  const zone = state.face.points[`${after.code} ${after.side}`]
    ? hint
      ? `. ${hint}`
      : ", inside its zone"
    : hint
      ? `. ${hint}`
      : "";
  return `${names.called(after)} moved ${millimetres(Math.hypot(u, v))} ${way}${zone}`;
}

const check = calmed(150, async () => {
  const basis = state.basis();
  const { ok, told } = await ask(facts.urls.check, basis);
  if (!ok || basis.needles !== state.needles) return;
  state.checked = told;
  state.tell("checked");
});

state.watch((what, say) => {
  if (say) announce(say);
  if (what === "content") {
    saver.changed();
    check();
    for (const [id, can] of [
      ["undo", state.canUndo],
      ["redo", state.canRedo],
    ]) {
      const button = document.getElementById(id);
      if (button) button.disabled = !can;
    }
  }
  if (what === "amended") {
    saver.changed();
    check();
  }
  drawing.again();
});

const others = comparing({ state, facts, names, announce });
needleCard(document.getElementById("selected"), { state, facts, names, acts });
panel({ state, facts, names });
const table = needleTable(document.querySelector("#needle-table tbody"), { state, names, acts });
const figure = bodyFigure(document.getElementById("body"), {
  state,
  facts,
  names,
  acts,
  adding: add,
});
followPointers(svg, { state, view, drawing, acts, grips: () => gripsOf(state) });
followKeys({ state, view, acts, grips: () => gripsOf(state) });

function look(which) {
  for (const button of document.querySelectorAll("[data-view]"))
    button.setAttribute("aria-pressed", String(button.dataset.view === which));
  for (const stage of document.querySelectorAll("[data-stage]"))
    stage.hidden = stage.dataset.stage !== which;
  for (const one of document.querySelectorAll("[data-only]"))
    one.hidden = one.dataset.only !== which;
  if (which === "table") table.draw();
  if (which === "body") figure.draw();
  if (which === "face") drawing.again();
}

for (const button of document.querySelectorAll("[data-view]"))
  button.addEventListener("click", () => look(button.dataset.view));
document.getElementById("undo")?.addEventListener("click", state.undo);
document.getElementById("redo")?.addEventListener("click", state.redo);
document.getElementById("zoom-in").addEventListener("click", () => zoom(1.5));
document.getElementById("zoom-out").addEventListener("click", () => zoom(1 / 1.5));
document.getElementById("zoom-home").addEventListener("click", () => {
  view.whole();
  drawing.again();
});
document.getElementById("handles")?.addEventListener("click", (event) => {
  state.gripping = !state.gripping;
  event.currentTarget.setAttribute("aria-pressed", String(state.gripping));
  announce(state.gripping ? "Drag the diamonds to where hairline and ears are." : "");
  drawing.again();
});

function zoom(factor) {
  const needle = state.selected && state.needle(state.selected);
  view.zoom(factor);
  if (factor > 1 && needle && needle.x !== null && needle.area !== "body")
    view.middle(...view.drawn(needle.x, needle.y));
  drawing.again();
}

document.getElementById("confirm")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  if (!(await saver.flush())) {
    delete form.dataset.sent;
    return announce("Not confirmed: the plan is not saved yet.");
  }
  form.elements.revision.value = saver.revision;
  form.submit();
});

new ResizeObserver(() => drawing.again()).observe(svg);
drawing.all();
document.getElementById("plan").dataset.ready = "yes";
