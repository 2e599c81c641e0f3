// The page of the week: asks twice a minute how things stand, opens a visit over the page, and leads
// from an empty place to booking there.

import { columns, lane, minuteAt, snapped, wallOf } from "./week-place.js";
import { isMoving, say, send } from "./week-moving.js";

const EVERY = 30_000;
const TOLD_FOR = 12_000;
const facts = JSON.parse(document.getElementById("week-facts").textContent);
const week = document.getElementById("week");
const card = document.getElementById("card");
const toast = document.getElementById("toast");
let ahead = 0; // how far the server's clock is ahead of this device's, in milliseconds
let fading;

// --- How things stand ----------------------------------------------------------------------------

async function refresh(background) {
  const headers = { "HX-Request": "true" };
  if (background) headers["X-Yintang-Background"] = "1";
  try {
    const answer = await fetch(location.href, { headers, redirect: "manual" });
    if (!answer.ok || isMoving()) return;
    put(await answer.text());
  } catch {
    // No connection: the next time.
  }
}

function put(html) {
  const focused = document.activeElement?.dataset?.id;
  const sheet = week.querySelector(".sheet");
  const [left, top] = [sheet.scrollLeft, sheet.scrollTop];
  const opened = week.querySelector("details")?.open ?? false;
  week.innerHTML = html;
  week.querySelector(".sheet").scrollTo(left, top);
  if (opened && week.querySelector("details")) week.querySelector("details").open = true;
  if (focused) week.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  readClock();
}

setInterval(() => {
  if (!document.hidden && !isMoving() && !card.open) refresh(true);
}, EVERY);

function readClock() {
  const sheet = week.querySelector(".sheet");
  ahead = Date.parse(sheet.dataset.now) - Date.now();
  for (const line of week.querySelectorAll("[data-now-line]")) {
    line.dataset.first = getComputedStyle(line).getPropertyValue("--top");
    line.dataset.at = sheet.dataset.now;
  }
}

function tick() {
  for (const line of week.querySelectorAll("[data-now-line]")) {
    const gone = Math.floor((Date.now() + ahead - Date.parse(line.dataset.at)) / 60_000);
    line.style.setProperty("--top", Number(line.dataset.first) + gone);
  }
}
setInterval(tick, 20_000);

// --- What was done, and taking it back -----------------------------------------------------------

document.addEventListener("week:said", (event) => {
  const { said, back } = event.detail;
  const words = document.createElement("p");
  words.textContent = said;
  toast.replaceChildren(words);
  if (back) {
    const undo = document.createElement("button");
    undo.type = "button";
    undo.textContent = "Undo";
    undo.addEventListener("click", () => send(back.path, { ...back.where, overbook: "Put back where it was" }));
    toast.append(undo);
  }
  toast.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { toast.hidden = true; }, TOLD_FOR);
  say("");
  refresh(false);
});

// --- A visit over the page -----------------------------------------------------------------------

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.(".block > a");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || isMoving()) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, redirect: "manual" });
    if (!answer.ok) throw new Error("no card");
    card.innerHTML = await answer.text();
    card.showModal();
    card.addEventListener("close", () => week.querySelector(`[data-id="${CSS.escape(link.dataset.id)}"]`)?.focus(), { once: true });
  } catch {
    location.href = link.href;
  }
});
card.addEventListener("click", (event) => { if (event.target === card) card.close(); });

// --- An empty place ------------------------------------------------------------------------------

const hint = document.createElement("div");
hint.className = "hint-line";

function emptyAt(event) {
  const column = event.target.closest?.("[data-column]");
  if (!facts.book || !column || !event.target.closest("[data-lane]") || event.target.closest(".block")) return null;
  return { column, minute: snapped(column, minuteAt(column, event.clientY), facts.step, Math.floor) };
}

document.addEventListener("pointermove", (event) => {
  const found = event.pointerType === "mouse" && !isMoving() ? emptyAt(event) : null;
  if (!found) {
    hint.remove();
    return;
  }
  const { at, fold } = wallOf(found.column, found.minute);
  hint.textContent = `${at}${fold ? " again" : ""}`;
  hint.style.setProperty("--top", found.minute);
  lane(found.column).append(hint);
});

document.addEventListener("click", (event) => {
  const found = emptyAt(event);
  if (!found || event.defaultPrevented) return;
  const told = new URLSearchParams(wallOf(found.column, found.minute));
  const who = found.column.dataset.who || new URLSearchParams(location.search).get("who");
  if (who) told.set(facts.by, who);
  location.href = `${facts.book}?${told}`;
});

// --- The hours of now come into view -------------------------------------------------------------

function scrollToNow() {
  const sheet = week.querySelector(".sheet");
  if (sheet.scrollHeight <= sheet.clientHeight) return;
  const top = (one) => one.getBoundingClientRect().top - sheet.getBoundingClientRect().top;
  const line = columns().map((column) => column.querySelector("[data-now-line]")).find(Boolean);
  const blocks = [...week.querySelectorAll(".block")].map(top);
  if (line) sheet.scrollTop = top(line) - sheet.clientHeight / 3;
  else if (blocks.length) sheet.scrollTop = Math.min(...blocks) - columns()[0].querySelector("header").offsetHeight - 12;
}

readClock();
scrollToNow();
