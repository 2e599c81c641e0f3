// Moving a visit by pointer or by keys: a ghost shows where it would stand and whom it would meet,
// the server is asked while it hovers, and nothing is moved before somebody confirms.

import { columnAt, columns, lane, minuteAt, snapped, wallOf } from "./week-place.js";

const LOOK_AFTER = 130;
const HOLD_MS = 380;
const SLACK = 6;

const facts = JSON.parse(document.getElementById("week-facts").textContent);
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
let moving = null; // {link, from, column, minute, grip, ghost, seen, timer, byKey, dropped}
let pressed = null; // a pointer that may become a drag

export const isMoving = () => moving !== null;

/** Say something to a screen reader. */
export function say(words) {
  document.getElementById("moving-said").textContent = words;
}

export async function post(url, told) {
  const body = new URLSearchParams(told);
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  const answer = await fetch(url, { method: "POST", body, headers });
  const json = answer.headers.get("content-type")?.includes("json");
  return { ok: answer.ok, told: json ? await answer.json() : { no: "That did not work. Load the page again." } };
}

function begin(link, byKey) {
  const column = link.closest("[data-column]");
  const minute = Number(link.dataset.top);
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  ghost.style.setProperty("--long", link.dataset.long);
  moving = { link, from: { column, minute }, column, minute, ghost, byKey, seen: null };
  link.closest(".block").classList.add("lifted");
  document.body.classList.toggle("moving", !byKey);
  show();
}

function show() {
  const { ghost, column, minute, link } = moving;
  ghost.style.setProperty("--top", minute);
  if (ghost.parentElement !== lane(column)) lane(column).append(ghost);
  const { at, fold } = wallOf(column, minute);
  ghost.textContent = `${at}${fold ? " again" : ""} ${link.dataset.name}`;
  ghost.classList.remove("meets");
  moving.seen = null;
  clearTimeout(moving.timer);
  moving.timer = setTimeout(look, LOOK_AFTER);
  if (moving.byKey) ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Where the visit would stand, in the words of the server's form. */
function place() {
  const { column, minute, link } = moving;
  const across = facts.view === "day" ? column.dataset.who : "";
  return {
    ...wallOf(column, minute),
    practitioner: (facts.by === "practitioner" && across) || link.dataset.practitioner,
    room: (facts.by === "room" && across) || "",
    sequence: link.dataset.sequence,
  };
}

/** Ask whom it would meet there; the answer of an earlier place is thrown away. */
async function look() {
  const asked = moving;
  if (!asked) return null;
  clearTimeout(asked.timer);
  const at = `${asked.column.dataset.name} ${asked.minute}`;
  asked.seen ??= post(`${asked.link.pathname}look/`, place()).then(({ told }) => told);
  const seen = await asked.seen;
  if (moving !== asked || at !== `${asked.column.dataset.name} ${asked.minute}`) return seen;
  const words = told(seen);
  asked.ghost.querySelector("small")?.remove();
  if (words) {
    const small = document.createElement("small");
    small.textContent = words;
    asked.ghost.append(small);
  }
  asked.ghost.classList.toggle("meets", Boolean(words));
  if (asked.byKey) say(`${seen.when ?? ""}. ${words || "Free"}`);
  return seen;
}

function told(seen) {
  if (seen.no) return seen.no;
  const met = seen.met.map((one) => `${one.at} ${one.who}`).join(", ");
  return [met && `Overlaps ${met}`, seen.outside].filter(Boolean).join(". ");
}

function end() {
  if (!moving) return;
  clearTimeout(moving.timer);
  moving.ghost.remove();
  moving.link.closest(".block")?.classList.remove("lifted");
  document.body.classList.remove("moving");
  moving = null;
}

function giveUp() {
  const { link } = moving;
  end();
  say("Left where it was.");
  link.focus();
}

/** Let go: ask for a confirmation, and for a reason where it overlaps. */
async function drop() {
  const { from, column, minute, link } = moving;
  if (from.column === column && from.minute === minute) return giveUp();
  const where = place();
  const seen = await look();
  if (!moving) return undefined;
  if (seen.no) {
    document.dispatchEvent(new CustomEvent("week:said", { detail: { said: seen.no } }));
    return giveUp();
  }
  return confirmed(link, where, seen);
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter(Boolean));
  return made;
}

function confirmed(link, where, seen) {
  const dialog = document.getElementById("card");
  const reason = element("input", { id: "why", name: "overbook", maxlength: "200", required: "" });
  const form = element(
    "form", { method: "dialog", class: "stack" },
    element("h2", {}, `Move ${link.dataset.name}?`),
    element("p", {}, seen.when),
    seen.outside && element("p", { class: "say caution" }, seen.outside),
    seen.met.length && element("div", { class: "say caution" }, element("p", {}, "It would overlap"),
      element("ul", {}, ...seen.met.map((one) => element("li", {}, `${one.at} ${one.who} (${one.shares})`)))),
    seen.met.length && element("div", { class: "field" },
      element("label", { for: "why" }, "Why it is to be placed there all the same"), reason),
    element("div", { class: "row" }, element("button", { class: "next", value: "move" }, "Move"),
      element("button", { value: "", formnovalidate: "", class: "quiet" }, "Leave it")));
  dialog.replaceChildren(form);
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    const yes = dialog.returnValue === "move";
    end();
    if (yes) send(link.pathname, { ...where, overbook: seen.met.length ? reason.value : "" });
    else link.focus();
  }, { once: true });
  dialog.showModal();
  form.querySelector("#why, .next").focus();
}

/** Move it; whatever the answer, the page then shows how things stand. */
export async function send(path, where) {
  const { ok, told: answer } = await post(`${path}drop/`, where);
  const back = ok && answer.back ? { path, where: answer.back } : null;
  document.dispatchEvent(new CustomEvent("week:said", { detail: { said: answer.said ?? answer.no, back } }));
}

// --- Pointer -------------------------------------------------------------------------------------

function follow(event) {
  const { grip } = moving;
  moving.column = columnAt(event.clientX);
  const minute = snapped(moving.column, minuteAt(moving.column, event.clientY) - grip, facts.step);
  if (minute === moving.minute && moving.ghost.parentElement === lane(moving.column)) return;
  moving.minute = minute;
  show();
}

function lift() {
  const { link, event, id } = pressed;
  begin(link, false);
  moving.grip = minuteAt(moving.column, event.clientY) - moving.minute;
  moving.pointer = id;
}

document.addEventListener("pointerdown", (event) => {
  const link = event.target.closest?.("[data-movable]");
  if (!link || event.button !== 0 || moving) return;
  pressed = { link, event, id: event.pointerId };
  // A finger that rests lifts the visit; one that moves at once scrolls the page.
  if (event.pointerType === "touch") pressed.timer = setTimeout(() => { lift(); navigator.vibrate?.(15); }, HOLD_MS);
});

document.addEventListener("pointermove", (event) => {
  if (moving && !moving.byKey && !moving.dropped && event.pointerId === moving.pointer) {
    follow(event);
    return;
  }
  if (!pressed || pressed.id !== event.pointerId || moving) return;
  const far = Math.hypot(event.clientX - pressed.event.clientX, event.clientY - pressed.event.clientY) > SLACK;
  if (!far) return;
  if (event.pointerType === "touch") { clearTimeout(pressed.timer); pressed = null; } else lift();
});

document.addEventListener("touchmove", (event) => { if (moving && !moving.byKey) event.preventDefault(); }, { passive: false });

document.addEventListener("pointerup", (event) => {
  clearTimeout(pressed?.timer);
  pressed = null;
  if (moving && !moving.byKey && !moving.dropped && event.pointerId === moving.pointer) {
    moving.dropped = true;
    drop();
  }
});
document.addEventListener("pointercancel", () => {
  clearTimeout(pressed?.timer);
  pressed = null;
  if (moving && !moving.byKey && !moving.dropped) giveUp();
});
// A finger that rests on a link would open its menu.
document.addEventListener("contextmenu", (event) => {
  if ((moving || pressed?.event.pointerType === "touch") && event.target.closest?.("[data-movable]")) event.preventDefault();
});
// The click that ends a drag opens nothing.
document.addEventListener("click", (event) => {
  if (!moving && !document.querySelector("dialog[open]")) return;
  if (event.target.closest?.("[data-movable], [data-lane]")) { event.preventDefault(); event.stopPropagation(); }
}, true);

// --- Keys ----------------------------------------------------------------------------------------

const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

function step(key) {
  const [sideways, down] = STEPS[key];
  const all = columns();
  const next = all[all.indexOf(moving.column) + sideways];
  if (!next) return;
  const round = down < 0 ? Math.ceil : Math.floor;
  moving.column = next;
  moving.minute = snapped(next, moving.minute + down * facts.step, facts.step, down ? round : Math.round);
  show();
}

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  const link = document.activeElement?.closest?.("[data-movable]");
  if (event.key in STEPS && (moving?.byKey || link) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    if (!moving) {
      begin(link, true);
      say(`Moving ${link.dataset.name}. Enter confirms, Escape gives up.`);
    }
    if (moving.byKey && !moving.dropped) step(event.key);
  } else if (moving && event.key === "Escape") {
    event.preventDefault();
    giveUp();
  } else if (moving?.byKey && event.key === "Enter") {
    event.preventDefault();
    if (!moving.dropped) drop();
    if (moving) moving.dropped = true;
  } else if (moving?.byKey && event.key === "Tab") {
    giveUp();
  }
});
