// Removing: needle by needle or by zone, the places asked for by name, the search, and what is
// written down when a needle is not found. Nothing here ever stands in the way of taking one out.

import { $, called, el, fill, plural } from "./session-dom.js";
import { askNumber, askWords, choice, open } from "./session-dialog.js";
import { dueOf } from "./session-zones.js";

/** @param hand what the hand holds: needles(), zones(), meant(), takeOut(key) */
export function makeRemoving(room, hand) {
  const { facts, tap, shown } = room;
  const { needles, zones, meant } = hand;
  const looked = (name) => shown().session.checks[`looked: ${name}`] === true;
  const asked = () => zones().filter((zone) => zone.in && zone.look.length).flatMap((zone) => zone.look);
  const owedZones = () => shown().session.emergency?.zones ?? [];

  /** Count what came out of a zone. After an emergency, or to correct, the whole zone is counted. */
  function countZone(zone, again = false) {
    const whole = again || owedZones().includes(zone.zone) || zone.excess > 0;
    const look = zone.look.length ? [el("p.say.caution", {}, `Look at and feel: ${zone.look.join(", ")}.`)] : [];
    if (whole) {
      askNumber(`${zone.name}: count again`, `${dueOf(zone)} went in. How many have come out in all, tapped ones included?`, zone.out, 300, (n) => tap(["reconcile", { zone: zone.zone, count: n }]), look);
    } else {
      askNumber(`${zone.name}: count out`, `${zone.still_in} still in. How many came out now?`, zone.still_in, 300, (n) => { if (n) tap(["out_zone", { zone: zone.zone, count: n }]); if (n !== zone.still_in) window.setTimeout(search, 0, zone.zone); }, look);
    }
  }

  /** The search: of one zone right after it was counted short, else of every zone not yet clear. */
  function search(only = null) {
    const missing = zones().filter((zone) => (zone.still_in || zone.excess) && (!only || zone.zone === only));
    const ticked = () => new Set(shown().session.searched);
    const items = facts.search.map((item) => {
      const button = el("button.tick", { type: "button", "aria-pressed": String(ticked().has(item)) }, el("span.box", { "aria-hidden": "true" }), item);
      button.addEventListener("click", () => { if (button.getAttribute("aria-pressed") === "true") return; button.setAttribute("aria-pressed", "true"); tap(["search", { item }]); });
      return button;
    });
    open("Search",
      missing.length ? missing.map((zone) => el("p.say.stop", {}, zone.still_in ? `${zone.name}: ${plural(zone.still_in, "needle")} to be accounted for.` : `${zone.name}: ${zone.excess} more counted out than went in.`)) : el("p.say", {}, "Every needle is accounted for."),
      el("div.ready", {}, items),
      missing.flatMap((zone) => [
        zone.still_in ? choice(`Found: ${zone.name}`, () => askWords("Found", "It counts as out.", [{ name: "where", label: "Where it was" }], "Found", (told) => tap(["found", { ...which(zone), ...told }])), { className: "done" }) : null,
        choice(`Count again: ${zone.name}`, () => countZone(zone, true), { stay: true }),
        choice(`Not found, record an incident: ${zone.name}`, () => askWords(`Incident: ${zone.name}`, "Only after the whole list above. The patient must know about it, and what to do when the needle is found.", [{ name: "what", label: "What happened, what was searched, what the patient was told" }], "Record the incident", (told) => tap(["incident", { ...which(zone), ...told }]), "alarm"), { className: "alarm" }),
      ]));
  }

  /** The needle itself where the zone has exactly one in; else one needle of the zone. */
  function which(zone) {
    const inside = needles().filter((one) => one.zone === zone.zone && one.status === "in");
    return inside.length === 1 ? { needle: inside[0].key } : { zone: zone.zone };
  }

  /** What the big button says and does, in the order in which a removal goes. */
  function next() {
    const [owed] = owedZones();
    const one = meant();
    const unlooked = asked().find((name) => !looked(name));
    if (owed) return [`Count: ${facts.zones[owed]}`, () => countZone(zones().find((zone) => zone.zone === owed))];
    if (one) return [`Out: ${called(one)}`, () => hand.takeOut(one.key)];
    if (zones().some((zone) => zone.still_in || zone.excess)) return ["Search", () => search()];
    if (unlooked) return [`Looked: ${unlooked} clear`, () => tap(["check", { question: `looked: ${unlooked}`, answer: true }])];
    return facts.adjuncts.length ? ["Go on: adjunct", () => room.go("adjunct")] : ["Go on: close", () => room.go("close")];
  }

  function drawLook() {
    fill($("#look"), [asked(), asked().map(looked)], () => (asked().length ? [el("h2", {}, "Looked at by name"), el("div.ready", {}, asked().map(lookButton))] : []));
  }

  function lookButton(name) {
    const act = () => tap(["check", { question: `looked: ${name}`, answer: !looked(name) }]);
    return el("button.tick", { type: "button", "data-key": name, "aria-pressed": String(looked(name)), onclick: act },
      el("span.box", { "aria-hidden": "true" }), `${name[0].toUpperCase()}${name.slice(1)}: no needle left`);
  }

  function drawSay() {
    const { counts } = shown().session;
    const owed = owedZones().length;
    const excess = zones().some((zone) => zone.excess);
    const clear = counts.still_in === 0 && !owed && !excess;
    fill($("#remove-say"), [owed, excess, clear, counts], () => [
      owed ? el("p.say.stop", {}, el("strong", {}, "All out now. "), "Take every needle out, see to the patient, then count zone by zone.") : null,
      excess ? el("p.say.stop", {}, "More came out than was recorded in. Count again, or add what was not tapped.") : null,
      clear ? el("p.say", {}, el("strong", {}, [`In ${counts.in} = out ${counts.out}`, counts.retained && `${counts.retained} left in on purpose`, counts.incident && `${counts.incident} recorded as an incident`].filter(Boolean).join(" + ")), ". Every needle is accounted for.") : null]);
  }

  return {
    countZone,
    search: () => search(),
    act() { next()[1](); },
    render() {
      const n = shown().session.counts.still_in;
      $("[data-remove-words]").textContent = n === 1 ? "needle still in" : "needles still in";
      drawSay();
      drawLook();
      [$("#out-next").textContent] = next();
    },
  };
}
