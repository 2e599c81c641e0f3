// What may happen to one needle beside going in and coming out: hurt, thrown away, left out, placed
// elsewhere, left in on purpose, gone in unnoted.

import { called, el, plural, say, uuid } from "./session-dom.js";
import { askWords, choice, close, open } from "./session-dialog.js";
import { retain } from "./session-retaining.js";
import { statusOf, zoneNear } from "./session-face.js";

/** @param hand what the hand holds: needles(), zones(), meant(), byKey(key), takeOut(key), putIn(key) */
export function makeNeedleActs(room, hand) {
  const { facts, tap, shown } = room;
  const { needles, zones, meant, byKey, putIn, takeOut, isOpen } = hand;
  const otherKey = () => `other-${uuid().slice(0, 8)}`;

  function openNeedle(one) {
    const acts = [];
    if (one.status === "planned" || one.status === "discarded") {
      acts.push(choice(`In: ${called(one)}`, () => putIn(one.key)));
      acts.push(choice("Thrown away, take another", () => discard(one), { note: "The needle did not go in; the place is still to be done." }));
      acts.push(choice("Leave it out", () => leaveOut(one)));
    }
    if (one.status === "in") {
      acts.push(choice(`Out: ${called(one)}`, () => takeOut(one.key)));
      acts.push(choice("It hurt", () => tap(["hurt", { needle: one.key }]), { note: "Kept on the record" }));
      acts.push(choice("Out at once and thrown away", () => { tap(["out", { needle: one.key }], ["discard", { needle: one.key, reason: "taken out at once" }]); }));
      acts.push(choice("Left in on purpose", () => retain(room, one), { note: "Only with its own consent", stay: true }));
    }
    if (one.status === "out") acts.push(choice(`In again: ${called(one)}`, () => putIn(one.key)));
    if (one.status === "skipped") acts.push(choice(`In after all: ${called(one)}`, () => putIn(one.key)));
    if (one.status === "retained") acts.push(choice(`Out: ${called(one)}`, () => takeOut(one.key)), el("a.button", { href: facts.urls["needle-consents"], target: "_blank", rel: "noopener" }, "Print her consent"));
    if (one.status === "incident") acts.push(choice("It was found", () => askWords("Found", "", [{ name: "where", label: "Where it was" }], "Found", (told) => tap(["found", { needle: one.key, ...told }]))));
    open(called(one), el("p.stone", {}, statusOf(one)), acts);
  }

  function discard(one) { tap(["discard", { needle: one.key, reason: "did not go in" }]); }

  function leaveOut(one) {
    askWords(`Leave out ${called(one)}`, "", [{ name: "reason", label: "Why" }], "Leave it out", (told) => tap(["skip", { needle: one.key, ...told }]));
  }

  function placeElsewhere(at) {
    const instead = meant();
    const zone = at.view === "face" ? zoneNear(facts, at) : "body";
    const side = at.view === "face" ? sideOf(at) : "M";
    const order = [zone, ...Object.keys(facts.zones).filter((one) => one !== zone && one !== "unknown")];
    const label = el("input", { id: "elsewhere-label", maxlength: 100, value: "Other site" });
    const record = (to, instead_of) => tap(["elsewhere", { needle: otherKey(), zone: to, side, label: label.value.trim() || "Other site", x: at.x, y: at.y, instead_of }]);
    const zoneChoice = (to, className = "") => choice(facts.zones[to], () => record(to), { className });
    open("A needle at another site", el("div.field", {}, el("label", { for: "elsewhere-label" }, "What it is called"), label),
      el("p", {}, "It is in, and counts from now on. In which zone?"),
      zoneChoice(order[0], "done"),
      instead ? choice(`Instead of ${called(instead)}`, () => record(zone, instead.key), { note: facts.zones[zone] }) : null,
      order.slice(1).map((one) => zoneChoice(one)));
  }

  /** The patient's right is on the left of the picture; the middle is a finger wide. */
  function sideOf(at) {
    const [x, , w] = facts.ground.shown;
    const across = (at.x * facts.ground.size[0] - x) / w - 0.5;
    return Math.abs(across) < 0.03 ? "M" : across < 0 ? "R" : "L";
  }

  function wholeZone() {
    const waiting = zones().map((zone) => [zone, needles().filter((one) => one.zone === zone.zone && isOpen(one))]).filter(([, all]) => all.length);
    open("Whole zone in", waiting.length ? el("p", {}, "Only once every needle of the zone is in. Undo takes the whole tap back.") : el("p", {}, "Every planned needle is in or left out."),
      waiting.map(([zone, all]) => choice(`All in: ${zone.name}`, () => { tap(...all.map((one) => ["in", { needle: one.key }])); say(`${all.length} in.`); }, { note: plural(all.length, "needle") })));
  }

  /** More, while needles go in: about the last one placed and the next one. */
  function moreInserting() {
    const one = meant();
    const lastIn = [...shown().recent].reverse().find((event) => ["in", "elsewhere"].includes(event.kind));
    const last = lastIn && byKey(lastIn.body.needle);
    open("More", [
      last?.status === "in" ? choice(`It hurt: ${called(last)}`, () => tap(["hurt", { needle: last.key }]), { note: "The last one placed" }) : null,
      one ? choice(`Thrown away: ${called(one)}`, () => discard(one), { note: "The needle did not go in; the place is still to be done" }) : null,
      one ? choice(`Leave out: ${called(one)}`, () => leaveOut(one), { stay: true }) : null,
      choice("A needle was thrown away elsewhere", () => tap(["discard", { reason: "unused" }]), { note: "Dropped, bent, touched" }),
    ]);
  }

  /** More, while they come out. */
  function moreRemoving(countZone) {
    const inside = needles().filter((needle) => needle.status === "in");
    open("More", [
      inside.length ? choice("A needle stays in on purpose", () => pick("Which one stays in?", inside, (needle) => retain(room, needle)), { stay: true }) : null,
      choice("A needle came out that was never tapped in", unnoted, { stay: true }),
      choice("Count a zone again", () => pickZone("Which zone?", (zone) => countZone(zone, true)), { stay: true }),
    ]);
  }

  function pick(title, list, act) { open(title, list.map((one) => choice(called(one), () => act(one), { stay: true }))); }
  function pickZone(title, act) { open(title, zones().map((zone) => choice(zone.name, () => act(zone), { stay: true }))); }

  function unnoted() {
    const places = needles().filter((one) => isOpen(one) || one.status === "skipped");
    open("It had gone in unnoted", el("p", {}, "Which place was it? It is recorded in and out."),
      places.map((one) => choice(called(one), () => tap(["in", { needle: one.key, earlier: true }], ["out", { needle: one.key }]))),
      choice("None of these: another site", () => pickZone("In which zone?", (zone) => {
        close();
        const key = otherKey();
        tap(["elsewhere", { needle: key, zone: zone.zone, side: "M", label: "Other site" }], ["out", { needle: key }]);
      }), { stay: true }));
  }

  return { openNeedle, placeElsewhere, wholeZone, moreInserting, moreRemoving };
}
