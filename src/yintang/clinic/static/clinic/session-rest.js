// The rest: one countdown for all, shorter ones for zones that ask for it, and a quiet alarm. A zone
// whose time is up is counted out from here; the others rest on.

import { $, el, fill, plural, say } from "./session-dom.js";
import { askNumber, choice, open } from "./session-dialog.js";
import { allowSound, chime, clockFace, left, now, soundAllowed } from "./session-clock.js";

const AGAIN_MS = 20000;

/** @param needles what counts a zone out: countZone(zone) */
export function makeRest(room, needles) {
  const { facts, tap, shown } = room;
  let rung = 0;
  const wanted = new Map(); // zone -> minutes, said here before the rest begins
  const rests = () => shown().session.rests;
  const whole = () => rests().find((one) => one.zone === "");
  const going = () => rests().filter((one) => !one.stopped_at);
  const held = () => going().some((one) => one.left_s !== null);
  const minutesLeft = (seconds) => plural(Math.max(1, Math.round(seconds / 60)), "minute");

  function start() {
    tap(["rest", { minutes: facts.retention_min }], ...earlier().map(([zone, minutes]) => ["rest", { zone, minutes }]));
    wanted.clear();
    say(`Rest of ${plural(facts.retention_min, "minute")} begins.`);
  }

  const countOf = (id) => shown().session.zones.find((zone) => zone.zone === id);

  /** Zones with needles in that are to rest for less than all, in the order of counting. */
  function earlier() {
    const minutes = { ...shown().planned_rests, ...Object.fromEntries(wanted) };
    return Object.keys(facts.zones).filter((zone) => countOf(zone)?.still_in && minutes[zone] < facts.retention_min).map((zone) => [zone, minutes[zone]]);
  }

  /** Give a zone a time of its own: from the start, or from now on once the rest has begun. */
  function zoneTime() {
    const from = whole() ? "from now" : "from the start";
    const inside = shown().session.zones.filter((zone) => zone.still_in);
    const running = (zone) => going().some((one) => one.zone === zone.zone && (one.left_s ?? left(one)) > 0);
    const set = (zone) => askNumber(zone.name, `It comes out how many minutes ${from}?`, 10, 60, (minutes) => {
      if (!minutes) return;
      if (whole()) tap(["rest", { zone: zone.zone, minutes }]);
      else { wanted.set(zone.zone, minutes); tick(); }
      say(`${zone.name}: ${plural(minutes, "minute")} ${from}.`);
    }, [], "Set: ");
    open("A time of its own", inside.length ? el("p", {}, "Which zone comes out earlier?") : el("p", {}, "No needle is in."),
      inside.map((zone) => (running(zone)
        ? choice(`${zone.name}: 5 minutes longer`, () => tap(["extend", { zone: zone.zone, minutes: 5 }]), { note: "Has its own time" })
        : choice(zone.name, () => set(zone), { note: plural(zone.still_in, "needle"), stay: true }))));
  }

  /** The countdowns that are over while needles of theirs are still in. */
  function over() {
    const { zones, counts } = shown().session;
    return going().filter((one) => one.left_s === null && left(one) <= 0 && (one.zone === "" ? counts.still_in : zones.find((zone) => zone.zone === one.zone)?.still_in));
  }

  function drawZones(done) {
    if (!whole()) {
      const planned = earlier();
      return fill($("#zone-clocks"), planned, () => planned.map(([zone, minutes]) => el("li", {}, el("span", {}, facts.zones[zone]), el("b", {}, clockFace(minutes * 60)))));
    }
    const rows = going().filter((one) => one.zone);
    return fill($("#zone-clocks"), rows.map((one) => [one.zone, clockFace(left(one)), done.includes(one), countOf(one.zone)?.still_in]), () => rows.map((one) => {
      const zone = countOf(one.zone);
      if (done.includes(one)) return el("li.up", {}, el(`button${one === done[0] ? ".next" : ""}`, { type: "button", "data-key": one.zone, disabled: room.readsOnly, onclick: () => needles.countZone(zone) }, `${facts.zones[one.zone]}: time to take out`, el("small", {}, `${plural(zone.still_in, "needle")} in`)));
      return el("li", {}, el("span", {}, facts.zones[one.zone]), zone?.still_in ? el("b", {}, clockFace(left(one))) : el("b.clear", {}, "✓ out"));
    }));
  }

  function tick() {
    const done = over();
    document.body.classList.toggle("time-up", done.some((one) => one.zone === ""));
    if (done.length && now() - rung > AGAIN_MS) {
      rung = now();
      chime();
      say(done.some((one) => one.zone === "") ? "Time is up. Take the needles out." : `Time is up: ${facts.zones[done[0].zone]}.`);
    }
    if (shown().session.phase !== "rest") return;
    drawActs();
    const main = whole();
    const time = $("#time");
    const words = $("#time-say");
    if (!main) {
      time.textContent = `${facts.retention_min}:00`;
      words.textContent = `${plural(facts.retention_min, "minute")} by the plan. Start it once the last needle is in.`;
    } else {
      const seconds = left(main);
      time.textContent = clockFace(Math.min(seconds, main.minutes * 60));
      words.textContent = held() ? "Paused" : seconds <= 0 ? "Time is up. Take the needles out." : `${minutesLeft(seconds)} left of ${main.minutes}`;
    }
    drawZones(done);
  }

  function drawActs() {
    const started = Boolean(whole());
    const finished = over().some((one) => one.zone === "") || !shown().session.counts.still_in;
    const button = $("#rest-next");
    button.textContent = !started && !finished ? "Start the rest" : finished ? "Go on: remove" : "End the rest, remove";
    // While the countdown runs nothing is the next act: one stray Enter must not end the rest.
    button.classList.toggle("next", !started || finished);
    $('[data-act="zone-time"]').disabled = !shown().session.counts.still_in;
    $('[data-act="pause"]').textContent = held() ? "Go on counting" : "Pause";
    for (const name of ["pause", "longer"]) $(`[data-act="${name}"]`).disabled = !started;
  }

  return {
    render: tick, tick, zoneTime,
    next() { if (whole() || !shown().session.counts.still_in) room.go("remove"); else start(); },
    pause() { tap([held() ? "resume" : "pause", {}]); },
    longer() { tap(["extend", { minutes: 5 }]); rung = 0; },
    sound(button) {
      const wanted = !soundAllowed();
      allowSound(wanted);
      button.setAttribute("aria-pressed", String(wanted));
    },
  };
}
