// The rest: one countdown for all, shorter ones for zones that ask for it, and a quiet alarm.

import { $, el, fill, plural, say } from "./session-dom.js";
import { allowSound, chime, clockFace, left, now, soundAllowed } from "./session-clock.js";

const AGAIN_MS = 20000;

export function makeRest(room) {
  const { facts, tap, shown } = room;
  let rung = 0;
  const rests = () => shown().session.rests;
  const whole = () => rests().find((one) => one.zone === "");
  const going = () => rests().filter((one) => !one.stopped_at);
  const held = () => going().some((one) => one.left_s !== null);
  const minutesLeft = (seconds) => plural(Math.max(1, Math.round(seconds / 60)), "minute");

  function start() {
    const planned = Object.entries(shown().planned_rests);
    tap(["rest", { minutes: facts.retention_min }], ...planned.filter(([, minutes]) => minutes < facts.retention_min).map(([zone, minutes]) => ["rest", { zone, minutes }]));
    say(`Rest of ${plural(facts.retention_min, "minute")} begins.`);
  }

  /** The countdowns that are over while needles of theirs are still in. */
  function over() {
    const { zones, counts } = shown().session;
    return going().filter((one) => one.left_s === null && left(one) <= 0 && (one.zone === "" ? counts.still_in : zones.find((zone) => zone.zone === one.zone)?.still_in));
  }

  function tick() {
    const done = over();
    document.body.classList.toggle("time-up", done.length > 0);
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
    const rows = going().filter((one) => one.zone);
    fill($("#zone-clocks"), rows.map((one) => [one.zone, clockFace(left(one)), done.includes(one)]), () => rows.map((one) => el(`li${done.includes(one) ? ".up" : ""}`, {}, el("span", {}, facts.zones[one.zone]), el("b", {}, left(one) <= 0 ? "0:00, take out" : clockFace(left(one))))));
  }

  function drawActs() {
    const started = Boolean(whole());
    const finished = over().length > 0 || !shown().session.counts.still_in;
    const button = $("#rest-next");
    button.textContent = !started && !finished ? "Start the rest" : finished ? "Go on: remove" : "End the rest, remove";
    // While the countdown runs nothing is the next act: one stray Enter must not end the rest.
    button.classList.toggle("next", !started || finished);
    $('[data-act="pause"]').textContent = held() ? "Go on counting" : "Pause";
    for (const name of ["pause", "longer"]) $(`[data-act="${name}"]`).disabled = !started;
  }

  return {
    render: tick, tick,
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
