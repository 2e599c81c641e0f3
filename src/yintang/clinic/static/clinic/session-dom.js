// Small tools of the session page: elements, announcements, ids made on the device.

export const $ = (selector, within = document) => within.querySelector(selector);
export const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
export const told = (id) => JSON.parse(document.getElementById(id).textContent);

/** An element with attributes and children; text is always text. */
export function el(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key === "onclick") made.addEventListener("click", value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== ""));
  return made;
}

/** Fill a place anew only if what it shows has changed; the focus stays where it was. */
export function fill(place, shows, build) {
  const key = JSON.stringify(shows) ?? "nothing";
  if (!place || place.shows === key) return;
  place.shows = key;
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  place.replaceChildren(...[build()].flat().filter(Boolean));
  if (focused) $(`[data-key="${CSS.escape(focused)}"]`, place)?.focus();
}

/** Say something to a screen reader. */
export function say(words) {
  const place = $("#said");
  place.textContent = "";
  window.setTimeout(() => { place.textContent = words; }, 30);
}

/** A random UUID; browsers keep randomUUID for https and localhost. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const SIDES = { L: " left", R: " right", M: "" };
export const called = (needle) => (needle ? needle.label + (SIDES[needle.side] ?? "") : "");
export const plural = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
