// The needles by zone: how many went in, how many came out, and the one they are counted by.

import { $$, el, fill } from "./session-dom.js";

/** Draw the zones of both panels; `count` is called with the zone whose button was tapped. */
export function drawZones(shown, count) {
  const owed = shown.session.emergency?.zones ?? [];
  for (const place of $$("[data-zones]")) {
    const out = place.dataset.zones === "out";
    const list = shown.session.zones.filter((zone) => (out ? zone.in || zone.out : true));
    fill(place, [list, owed], () => list.map((zone) => el("li", {}, out ? zoneOut(zone, owed.includes(zone.zone), count) : zoneIn(zone))));
  }
}

export const dueOf = (zone) => zone.in - zone.retained - zone.incident;

function bar(done, of) {
  const width = of ? Math.min(100, (100 * done) / of) : 0;
  return el("span.bar-line", { "aria-hidden": "true" }, el("span", { style: `width:${width}%` }));
}

const zoneIn = (zone) => [el("span.zone-name", {}, zone.name), el("span.zone-n", {}, `${zone.in} of ${Math.max(zone.expected, zone.in)}`), bar(zone.in, Math.max(zone.expected, zone.in))];

function zoneOut(zone, owed, count) {
  const due = dueOf(zone);
  const fine = zone.still_in === 0 && zone.excess === 0 && !owed;
  const words = owed ? "count it" : zone.excess ? `${zone.excess} too many` : fine ? "✓ clear" : `${zone.still_in} still in`;
  return el(`button.zone-out${fine ? ".clear" : owed || zone.excess ? ".wrong" : ""}`, { type: "button", "data-key": zone.zone, onclick: () => count(zone) },
    el("span.zone-name", {}, zone.name), el("span.zone-n", {}, `${zone.out} of ${due} out`),
    el("span.zone-words", {}, words, zone.concealed && !fine ? `; look: ${zone.look.join(", ")}` : ""), bar(zone.out, due));
}
