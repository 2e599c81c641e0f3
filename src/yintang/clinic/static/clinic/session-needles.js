// Insert and remove: which needle is meant, the big button, and the panel beside the face.

import { $, called, el, fill, say } from "./session-dom.js";
import { statusOf } from "./session-face.js";
import { makeNeedleActs } from "./session-needle-acts.js";
import { makeRemoving } from "./session-removing.js";
import { drawZones } from "./session-zones.js";

const OPEN = new Set(["planned", "discarded"]);

export function makeNeedles(room) {
  const { facts, tap, shown } = room;
  let chosen = null;
  let otherSite = false;

  const needles = () => shown().session.needles;
  const zones = () => shown().session.zones;
  const phase = () => shown().session.phase;
  const byKey = (key) => needles().find((one) => one.key === key);
  const cardOf = (key) => facts.needles.find((one) => one.key === key);
  const isOpen = (one) => OPEN.has(one.status);
  const wanted = () => (phase() === "remove" ? new Set(["in"]) : OPEN);
  const removing = () => phase() === "remove";

  /** Needles in the order in which the hand meets them: removal goes by zone. */
  function line() {
    const zoneOrder = Object.keys(facts.zones);
    const found = needles().filter((one) => wanted().has(one.status));
    if (!removing()) return found;
    return found.sort((a, b) => zoneOrder.indexOf(a.zone) - zoneOrder.indexOf(b.zone));
  }

  function meant() {
    const found = byKey(chosen);
    if (found && wanted().has(found.status)) return found;
    chosen = null;
    return line()[0] ?? null;
  }

  function choose(step) {
    const found = line();
    if (!found.length) return;
    const at = Math.max(0, found.indexOf(meant()));
    chosen = found[(at + step + found.length) % found.length].key;
    say(`${called(byKey(chosen))}, ${statusOf(byKey(chosen))}`);
    room.render();
  }

  function putIn(key) {
    chosen = null;
    tap(["in", { needle: key }]);
    say(`In: ${called(byKey(key))}. ${shown().session.counts.in} in.`);
  }

  function takeOut(key) {
    chosen = null;
    tap(["out", { needle: key }]);
    say(`Out: ${called(byKey(key))}. ${shown().session.counts.still_in} still in.`);
  }

  /** A finger on the face: the needle it meant, or a needle somewhere else. */
  function touched(key, at) {
    if (room.readsOnly) return;
    if (otherSite) return elsewhere(at);
    if (!key) return say(removing() ? "No needle is there." : "No needle is planned there. Other site records one.");
    tapped(key);
  }

  function tapped(key) {
    const one = byKey(key);
    if (room.readsOnly || !one) return;
    if (!removing() && isOpen(one)) putIn(key);
    else if (removing() && one.status === "in") takeOut(key);
    else acts.openNeedle(one);
  }

  function drawCard(place, one) {
    fill(place, one && [one.key, one.status], () => {
      if (!one) return [];
      const { card } = cardOf(one.key) ?? { card: null };
      return [el("h2", {}, [one.label, card?.pinyin, card?.hanzi].filter(Boolean).join(" "), one.side === "M" ? "" : `, ${one.side === "L" ? "left" : "right"}`),
        card ? el("p", {}, [card.needle, card.depth, card.direction].filter(Boolean).join(", ") + ".") : null,
        card?.hazards.length ? el("p.hazard", {}, el("strong", {}, "Mind: "), `${card.hazards.join("; ")}.`) : null];
    });
  }

  function drawInsert() {
    const one = meant();
    const { counts } = shown().session;
    const onward = one ? `In: ${called(one)}` : counts.in ? "Go on: rest" : "Go on";
    $("#in-next").textContent = otherSite ? "Other site: name it" : onward;
    $('[data-act="other-site"]').setAttribute("aria-pressed", String(otherSite));
    const hint = $("#hint");
    hint.hidden = !otherSite;
    hint.textContent = otherSite ? "Tap the place where the needle went." : "";
  }

  function elsewhere(at) {
    otherSite = false;
    acts.placeElsewhere(at);
    room.render();
  }

  function inNext() {
    const one = meant();
    if (otherSite) elsewhere({ view: "list" });
    else if (one) putIn(one.key);
    else room.go("rest");
  }

  const hand = { needles, zones, meant, byKey, putIn, takeOut, isOpen };
  const acts = makeNeedleActs(room, hand);
  const remove = makeRemoving(room, hand);

  return {
    touched, tapped, choose, inNext,
    search: remove.search,
    countZone: remove.countZone,
    outNext: remove.act,
    wholeZone: acts.wholeZone,
    more() { if (removing()) acts.moreRemoving(remove.countZone); else acts.moreInserting(); },
    otherSite() { otherSite = !otherSite; say(otherSite ? "Tap the place." : "Back to the plan."); room.render(); },
    render() {
      if (!removing() && phase() !== "insert") { otherSite = false; return; }
      drawZones(shown(), (zone) => remove.countZone(zone));
      drawCard(removing() ? $("#remove-card") : $("#insert-card"), meant());
      if (removing()) remove.render();
      else drawInsert();
      room.face.draw({ needles: needles(), chosen: meant()?.key ?? null, wanted: wanted() });
    },
  };
}
