// Insert and remove: the big button, groups, other sites, counting by zone, the search and what is
// written down when a needle is not found.

import { $, $$, called, el, fill, plural, say, uuid } from "./session-dom.js";
import { askNumber, askWords, choice, close, open } from "./session-dialog.js";
import { statusOf, zoneNear } from "./session-face.js";

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
    if (otherSite) return placeElsewhere(at);
    if (!key) return say(removing() ? "No needle is there." : "No needle is planned there. Other site records one.");
    tapped(key);
  }

  function tapped(key) {
    const one = byKey(key);
    if (room.readsOnly || !one) return;
    if (!removing() && OPEN.has(one.status)) putIn(key);
    else if (removing() && one.status === "in") takeOut(key);
    else openNeedle(one);
  }

  function openNeedle(one) {
    const acts = [];
    if (one.status === "planned" || one.status === "discarded") {
      acts.push(choice(`In: ${called(one)}`, () => putIn(one.key)));
      acts.push(choice("Thrown away, take another", () => discard(one), { note: "The needle did not go in; the place is still to be done." }));
      acts.push(choice("Leave it out", () => askWords(`Leave out ${called(one)}`, "", [{ name: "reason", label: "Why" }], "Leave it out", (told) => tap(["skip", { needle: one.key, ...told }]))));
    }
    if (one.status === "in") {
      acts.push(choice(`Out: ${called(one)}`, () => takeOut(one.key)));
      acts.push(choice("It hurt", () => tap(["hurt", { needle: one.key }]), { note: "Kept on the record" }));
      acts.push(choice("Out at once and thrown away", () => { tap(["out", { needle: one.key }], ["discard", { needle: one.key, reason: "taken out at once" }]); }));
      acts.push(choice("Left in on purpose", () => retain(one), { note: "Only with its own consent" }));
    }
    if (one.status === "out") acts.push(choice(`In again: ${called(one)}`, () => putIn(one.key)));
    if (one.status === "skipped") acts.push(choice(`In after all: ${called(one)}`, () => putIn(one.key)));
    if (one.status === "retained") acts.push(choice(`Out: ${called(one)}`, () => takeOut(one.key)));
    if (one.status === "incident") acts.push(choice("It was found", () => askWords("Found", "", [{ name: "where", label: "Where it was" }], "Found", (told) => tap(["found", { needle: one.key, ...told }]))));
    open(called(one), el("p.stone", {}, statusOf(one)), acts);
  }

  function discard(one) { tap(["discard", { needle: one.key, reason: "did not go in" }]); }

  function retain(one) {
    askWords(`Leave ${called(one)} in on purpose`, "A needle that stays in when she leaves needs her own consent to it, and a time at which it comes out.", [
      { name: "agreed", label: "What she agreed to, in words" },
      { name: "name", label: "Her name, as her signature" },
      { name: "until", label: "When it comes out, and who takes it out" },
    ], "Record it", (told) => tap(["retain", { needle: one.key, consent: `${told.agreed} Signed: ${told.name}.`, until: told.until }]), "alarm");
  }

  function placeElsewhere(at) {
    otherSite = false;
    const instead = byKey(chosen);
    const zone = at.view === "face" ? zoneNear(facts, at) : "body";
    const side = at.view === "face" ? sideOf(at) : "M";
    const order = [zone, ...Object.keys(facts.zones).filter((one) => one !== zone && one !== "unknown")];
    const label = el("input", { id: "elsewhere-label", maxlength: 100, value: "Other site" });
    const record = (to, instead_of) => tap(["elsewhere", { needle: `other-${uuid().slice(0, 8)}`, zone: to, side, label: label.value.trim() || "Other site", x: at.x, y: at.y, instead_of }]);
    open("A needle at another site", el("div.field", {}, el("label", { for: "elsewhere-label" }, "What it is called"), label),
      el("p", {}, "It is in, and counts from now on. In which zone?"),
      order.map((one, n) => choice(facts.zones[one], () => record(one), { className: n === 0 ? "done" : "" })),
      instead && OPEN.has(instead.status) ? choice(`${facts.zones[zone]}, instead of ${called(instead)}`, () => record(zone, instead.key)) : null);
    room.render();
  }

  /** The patient's right is on the left of the picture; the middle is a finger wide. */
  function sideOf(at) {
    const [x, , w] = facts.ground.shown;
    const across = (at.x * facts.ground.size[0] - x) / w - 0.5;
    return Math.abs(across) < 0.03 ? "M" : across < 0 ? "R" : "L";
  }

  function wholeZone() {
    const waiting = zones().map((zone) => [zone, needles().filter((one) => one.zone === zone.zone && OPEN.has(one.status))]).filter(([, all]) => all.length);
    open("Whole zone in", waiting.length ? el("p", {}, "Only once every needle of the zone is in. Undo takes the whole tap back.") : el("p", {}, "Every planned needle is in or left out."),
      waiting.map(([zone, all]) => choice(`All in: ${zone.name}`, () => { tap(...all.map((one) => ["in", { needle: one.key }])); say(`${all.length} in.`); }, { note: plural(all.length, "needle") })));
  }

  function more() {
    const one = meant();
    const lastIn = [...shown().recent].reverse().find((event) => ["in", "elsewhere"].includes(event.kind));
    const last = lastIn && byKey(lastIn.body.needle);
    const acts = removing() ? [] : [
      last?.status === "in" ? choice(`It hurt: ${called(last)}`, () => tap(["hurt", { needle: last.key }]), { note: "The last one placed" }) : null,
      one ? choice(`Thrown away: ${called(one)}`, () => discard(one), { note: "The needle did not go in; the place is still to be done" }) : null,
      one ? choice(`Leave out: ${called(one)}`, () => askWords(`Leave out ${called(one)}`, "", [{ name: "reason", label: "Why" }], "Leave it out", (told) => tap(["skip", { needle: one.key, ...told }]))) : null,
      choice("A needle was thrown away elsewhere", () => tap(["discard", { reason: "unused" }]), { note: "Dropped, bent, touched" }),
    ];
    const inside = needles().filter((needle) => needle.status === "in");
    if (removing()) {
      if (inside.length) acts.push(choice("A needle stays in on purpose", () => pick("Which one stays in?", inside, retain), { stay: true }));
      acts.push(choice("A needle came out that was never tapped in", () => unnoted(), { stay: true }));
      acts.push(choice("Count a zone again", () => pickZone("Which zone?", (zone) => countZone(zone, true)), { stay: true }));
    }
    open("More", acts);
  }

  function pick(title, list, act) { open(title, list.map((one) => choice(called(one), () => act(one), { stay: true }))); }
  function pickZone(title, act) { open(title, zones().map((zone) => choice(zone.name, () => act(zone), { stay: true }))); }

  function unnoted() {
    const places = needles().filter((one) => OPEN.has(one.status) || one.status === "skipped");
    open("It had gone in unnoted", el("p", {}, "Which place was it? It is recorded in and out."),
      places.map((one) => choice(called(one), () => tap(["in", { needle: one.key, earlier: true }], ["out", { needle: one.key }]))),
      choice("None of these: another site", () => pickZone("In which zone?", (zone) => {
        close();
        const key = `other-${uuid().slice(0, 8)}`;
        tap(["elsewhere", { needle: key, zone: zone.zone, side: "M", label: "Other site" }], ["out", { needle: key }]);
      }), { stay: true }));
  }

  /** Count what came out of a zone. After an emergency, or to correct, the whole zone is counted. */
  function countZone(zone, again = false) {
    const due = zone.in - zone.retained - zone.incident;
    const whole = again || shown().session.emergency?.zones.includes(zone.zone) || zone.excess > 0;
    const look = zone.look.length ? [el("p.say.caution", {}, `Look at and feel: ${zone.look.join(", ")}.`)] : [];
    if (whole) {
      askNumber(`${zone.name}: count again`, `${due} went in. How many have come out in all, tapped ones included?`, zone.out, 300, (n) => tap(["reconcile", { zone: zone.zone, count: n }]), look);
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
        choice(`Not found, record an incident: ${zone.name}`, () => askWords(`Incident: ${zone.name}`, "Only after the whole list above. She must know about it, and what to do if she finds the needle.", [{ name: "what", label: "What happened, what was searched, what she was told" }], "Record the incident", (told) => tap(["incident", { ...which(zone), ...told }]), "alarm"), { className: "alarm" }),
      ]));
  }

  /** The needle itself where the zone has exactly one in; else one needle of the zone. */
  function which(zone) {
    const inside = needles().filter((one) => one.zone === zone.zone && one.status === "in");
    return inside.length === 1 ? { needle: inside[0].key } : { zone: zone.zone };
  }

  function drawZones() {
    for (const place of $$("[data-zones]")) {
      const out = place.dataset.zones === "out";
      const list = zones().filter((zone) => (out ? zone.in || zone.out : true));
      fill(place, [list, shown().session.emergency?.zones], () => list.map((zone) => el("li", {}, out ? zoneOut(zone) : zoneIn(zone))));
    }
  }

  function bar(done, of) {
    const width = of ? Math.min(100, (100 * done) / of) : 0;
    return el("span.bar-line", { "aria-hidden": "true" }, el("span", { style: `width:${width}%` }));
  }

  const zoneIn = (zone) => [el("span.zone-name", {}, zone.name), el("span.zone-n", {}, `${zone.in} of ${Math.max(zone.expected, zone.in)}`), bar(zone.in, Math.max(zone.expected, zone.in))];

  function zoneOut(zone) {
    const due = zone.in - zone.retained - zone.incident;
    const owed = shown().session.emergency?.zones.includes(zone.zone);
    const fine = zone.still_in === 0 && zone.excess === 0 && !owed;
    const words = owed ? "count it" : zone.excess ? `${zone.excess} too many` : fine ? "✓ clear" : `${zone.still_in} still in`;
    return el(`button.zone-out${fine ? ".clear" : owed || zone.excess ? ".wrong" : ""}`, { type: "button", "data-key": zone.zone, onclick: () => countZone(zone) },
      el("span.zone-name", {}, zone.name), el("span.zone-n", {}, `${zone.out} of ${due} out`),
      el("span.zone-words", {}, words, zone.concealed && !fine ? `; look: ${zone.look.join(", ")}` : ""), bar(zone.out, due));
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

  function drawRemove() {
    const { session } = shown();
    const { counts } = session;
    const owed = session.emergency?.zones.length ?? 0;
    const excess = zones().some((zone) => zone.excess);
    const clear = counts.still_in === 0 && !owed && !excess;
    $("[data-remove-words]").textContent = counts.still_in === 1 ? "needle still in" : "needles still in";
    fill($("#remove-say"), [owed, excess, clear, counts], () => [
      owed ? el("p.say.stop", {}, el("strong", {}, "All out now. "), "Take every needle out, see to her, then count zone by zone.") : null,
      excess ? el("p.say.stop", {}, "More came out than was recorded in. Count again, or add what was not tapped.") : null,
      clear ? el("p.say", {}, el("strong", {}, `In ${counts.in}, out ${counts.out}. `), counts.retained || counts.incident ? `${counts.retained} left in on purpose, ${counts.incident} recorded as an incident.` : "Every needle is accounted for.") : null]);
    const asked = zones().filter((zone) => zone.in && zone.look.length).flatMap((zone) => zone.look);
    const looked = (one) => session.checks[`looked: ${one}`] === true;
    fill($("#look"), [asked, asked.map(looked), counts.still_in], () => (asked.length ? [el("h3", {}, "Looked at by name"),
      el("div.ready", {}, asked.map((one) => {
        const button = el("button.tick", { type: "button", "data-key": one, "aria-pressed": String(looked(one)) }, el("span.box", { "aria-hidden": "true" }), `${one[0].toUpperCase()}${one.slice(1)}: no needle left`);
        button.addEventListener("click", () => tap(["check", { question: `looked: ${one}`, answer: !looked(one) }]));
        return button;
      }))] : []));
    const button = $("#out-next");
    const one = meant();
    const unlooked = asked.filter((name) => !looked(name));
    if (owed) button.textContent = `Count: ${facts.zones[session.emergency.zones[0]]}`;
    else if (one) button.textContent = `Out: ${called(one)}`;
    else if (!clear) button.textContent = "Search";
    else if (unlooked.length) button.textContent = `Looked: ${unlooked[0]} clear`;
    else button.textContent = facts.adjuncts.length ? "Go on: adjunct" : "Go on: close";
  }

  function outNext() {
    const { session } = shown();
    const owed = zones().find((zone) => zone.zone === session.emergency?.zones[0]);
    if (owed) return countZone(owed);
    const one = meant();
    if (one) return takeOut(one.key);
    if (zones().some((zone) => zone.still_in || zone.excess)) return search();
    const unlooked = zones().filter((zone) => zone.in).flatMap((zone) => zone.look).find((name) => session.checks[`looked: ${name}`] !== true);
    if (unlooked) return tap(["check", { question: `looked: ${unlooked}`, answer: true }]);
    return room.go(facts.adjuncts.length ? "adjunct" : "close");
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

  return {
    render() {
      if (!removing() && phase() !== "insert") { otherSite = false; return; }
      drawZones();
      drawCard(removing() ? $("#remove-card") : $("#insert-card"), meant());
      if (removing()) drawRemove();
      else drawInsert();
      room.face.draw({ needles: needles(), chosen: meant()?.key ?? null, wanted: wanted() });
    },
    touched, tapped, choose, search, wholeZone, more, outNext, countZone,
    inNext() {
      const one = meant();
      if (otherSite) placeElsewhere({ view: "list" });
      else if (one) putIn(one.key);
      else room.go("rest");
    },
    otherSite() { otherSite = !otherSite; say(otherSite ? "Tap the place." : "Back to the plan."); room.render(); },
  };
}
