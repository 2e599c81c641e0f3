// Draws the face: the muted photograph, search zones, needles, ghosts of another plan, handles.

import { UNIT } from "./view.js";

const GRIPS = /^(hair|ear|jaw)/; // the handles that a person can see better than a program
const XLINK = "http://www.w3.org/1999/xlink";
const CLEAR_PX = 20; // between the middles of two numbers
const NS = "http://www.w3.org/2000/svg";

export function kindOf(needle, state, names) {
  if (needle.line) return needle.heading ? "stroke" : "dot";
  if (needle.label) return "dot";
  if ((names.points.get(needle.code)?.risk ?? 1) >= 3) return "danger";
  const place = state.face.points[`${needle.code} ${needle.side}`];
  return !place || place[3] === "C" ? "zone" : "dot";
}

// The photograph under everything, with the page's colour laid over its rim.
export function drawGround(layer, state, view, image) {
  const lines = document.getElementById("drawn");
  layer.replaceChildren();
  if (!image) {
    if (lines) for (const one of [...lines.childNodes]) layer.append(one.cloneNode(true));
    return;
  }
  const [x0, y0] = view.drawn(0, 0);
  const [x1, y1] = view.drawn(1, 1);
  const mid = ((2.1 - 1.6) / 2) * UNIT;
  layer.innerHTML = `
    <defs><radialGradient id="fade-oval" gradientUnits="userSpaceOnUse" cx="0" cy="0" r="1"
      gradientTransform="translate(0 ${mid}) scale(${1.6 * UNIT} ${2.2 * UNIT})">
      <stop offset="0.62" class="veil" stop-opacity="0"/><stop offset="0.74" class="veil" stop-opacity="0.2"/>
      <stop offset="0.9" class="veil" stop-opacity="0.78"/><stop offset="1" class="veil" stop-opacity="1"/>
    </radialGradient></defs>
    <image class="portrait" x="${x0}" y="${y0}" width="${x1 - x0}" height="${y1 - y0}" preserveAspectRatio="none"/>
    <path fill="url(#fade-oval)" d="M${-9 * UNIT} ${-9 * UNIT}H${9 * UNIT}V${9 * UNIT}H${-9 * UNIT}Z"/>`;
  const picture = layer.querySelector("image");
  picture.setAttribute("href", image);
  picture.setAttributeNS(XLINK, "href", image);
}

export function drawMarks(layers, state, view, names) {
  const px = view.perPixel();
  const shown = state.needles.filter((one) => one.x !== null && one.area !== "body");
  const number = (one) => state.checked.numbers[one.key] ?? 999;
  shown.sort((a, b) => number(a) - number(b));
  const focused = document.activeElement?.dataset?.needle;
  layers.rings.innerHTML = shown.map((one) => ring(one, state, view, names)).join("");
  layers.marks.replaceChildren(...shown.map((one) => mark(one, state, view, names, px, shown)));
  const chosen = shown.find((one) => one.key === state.selected);
  if (chosen) layers.marks.append(called(chosen, shown, view, names, px));
  if (focused) layers.marks.querySelector(`[data-needle="${CSS.escape(focused)}"]`)?.focus();
}

// While a needle is dragged: a line back to where its point was placed, once it leaves the zone.
export function drawTether(layer, needle, X, Y, state, view) {
  layer.querySelector(".dragging")?.remove();
  const place = state.face.points[`${needle.code} ${needle.side}`];
  if (!place) return;
  const [px, py] = view.drawn(place[0], place[1]);
  if (Math.hypot(X - px, Y - py) <= place[2] * view.perMm()) return;
  const line = document.createElementNS(NS, "path");
  line.setAttribute("class", "tether dragging");
  line.setAttribute("vector-effect", "non-scaling-stroke");
  line.setAttribute("d", `M${px} ${py}L${X} ${Y}`);
  layer.append(line);
}

// Where the point was placed with 95 % confidence, and a tether to a needle that left it.
function ring(needle, state, view, names) {
  const place = state.face.points[`${needle.code} ${needle.side}`];
  if (!place) return "";
  const [X, Y] = view.drawn(place[0], place[1]);
  const r = place[2] * view.perMm();
  const [nx, ny] = view.drawn(needle.x, needle.y);
  const apart = Math.hypot(nx - X, ny - Y);
  const out = apart > r ? " out" : "";
  const palpate = kindOf(needle, state, names) === "zone" ? " zone" : "";
  const chosen = needle.key === state.selected ? " chosen" : "";
  const tether =
    needle.moved_by && apart > r
      ? `<path class="tether" d="M${X} ${Y}L${nx} ${ny}" vector-effect="non-scaling-stroke"/>`
      : "";
  const under = palpate
    ? `<circle class="zone-under" cx="${X}" cy="${Y}" r="${r}" vector-effect="non-scaling-stroke"/>`
    : "";
  return `${under}<circle class="reach${out}${palpate}${chosen}" cx="${X}" cy="${Y}" r="${r}" vector-effect="non-scaling-stroke"/>${tether}`;
}

function mark(needle, state, view, names, px, others) {
  const [X, Y] = view.drawn(needle.x, needle.y);
  const kind = kindOf(needle, state, names);
  const selected = needle.key === state.selected;
  const group = document.createElementNS(NS, "g");
  const number = state.checked.numbers[needle.key] ?? "";
  const worst = (state.checked.remarks ?? []).find(
    (r) => r.needle === needle.key && r.severity !== "note",
  );
  group.setAttribute(
    "class",
    `mark ${kind}${selected ? " chosen" : ""}${worst ? ` has-${worst.severity}` : ""}`,
  );
  group.setAttribute("transform", `translate(${X} ${Y}) scale(${px})`);
  group.setAttribute("data-needle", needle.key);
  group.setAttribute("tabindex", "0");
  group.setAttribute("role", "button");
  group.setAttribute("aria-pressed", String(selected));
  group.setAttribute(
    "aria-label",
    `Needle ${number}: ${names.called(needle)}, ${needle.depth_mm} mm deep${worst ? `, ${worst.say}` : ""}`,
  );
  group.innerHTML = `<circle class="touch" r="22"/>${shape(needle, kind, number, around(needle, others, view, px))}${worst ? flag(worst.severity) : ""}`;
  return group;
}

function shape(needle, kind, number, near) {
  const text = (size) => `<text class="number" dy="3.6" font-size="${size}">${number}</text>`;
  if (kind === "zone") {
    const [dx, dy] = aside(near, number);
    return `<g transform="translate(${dx} ${dy})"><circle class="centre" r="8.5"/>${text(10)}</g>`;
  }
  if (kind === "danger") {
    return `<path class="danger-under" d="M-8-8h16v16h-16z"/><path class="danger" d="M-8-8h16v16h-16zM-8 8-3.5 3.5M8-8 3.5-3.5"/>${text(9.5)}`;
  }
  if (kind === "stroke") {
    const [hx, hy] = needle.heading;
    const line = `M${-11 * hx} ${-11 * hy}L${11 * hx} ${11 * hy}`;
    const [tx, ty] = clearest(
      [
        [-19 * hx, -19 * hy],
        [19 * hx, 19 * hy],
        [-13 * hy, 13 * hx],
        [13 * hy, -13 * hx],
      ],
      near,
      15,
      15,
    );
    return (
      `<path class="stroke-casing" d="${line}"/><path class="needle-stroke" d="${line}"/>` +
      `<text class="number beside" x="${tx}" y="${ty + 3.6}" font-size="10.5">${number}</text>`
    );
  }
  return `<circle class="disc" r="9"/>${text(10)}`;
}

function flag(severity) {
  return severity === "stop"
    ? '<path class="flag stop" d="M6-15h8l0 8h-8z"/><path class="flag-bar" d="M8-11h4"/>'
    : '<path class="flag caution" d="M10-16l5.5 9h-11z"/><path class="flag-bar" d="M10-13v3"/>';
}

// How far the number of a search zone steps aside, in pixels: the zone has no exact place, and two
// numbers over each other cannot be read.
function aside(near, number) {
  let [dx, dy] = [0, 0];
  for (const [x, y] of near) {
    const away = Math.hypot(x, y);
    if (away >= CLEAR_PX) continue;
    const push = (CLEAR_PX - away) / 2;
    const [ux, uy] = away > 1 ? [x / away, y / away] : [0, number % 2 ? 1 : -1];
    dx -= push * ux;
    dy -= push * uy;
  }
  return [dx, dy];
}

// The first of the places that covers the fewest other marks.
function clearest(places, near, across, down) {
  const covered = ([x, y]) =>
    near.filter(([ax, ay]) => Math.abs(ax - x) < across && Math.abs(ay - y) < down).length;
  return places.reduce((best, one) => (covered(one) < covered(best) ? one : best));
}

// Where the other marks lie, in pixels from this one.
function around(needle, others, view, px) {
  const [X, Y] = view.drawn(needle.x, needle.y);
  return others
    .filter((one) => one !== needle)
    .map((one) => {
      const [x, y] = view.drawn(one.x, one.y);
      return [(x - X) / px, (y - Y) / px];
    });
}

// The name beside the chosen needle: above, or where it covers the fewest others.
function called(needle, others, view, names, px) {
  const [X, Y] = view.drawn(needle.x, needle.y);
  const text = document.createElementNS(NS, "text");
  text.textContent = names.called(needle);
  const half = 4.4 * text.textContent.length;
  const places = [
    [0, -21],
    [0, 22],
    [half + 16, 0],
    [-half - 16, 0],
  ];
  const [x, y] = clearest(places, around(needle, others, view, px), half + 9, 17);
  text.setAttribute("class", "called");
  text.setAttribute("aria-hidden", "true");
  text.setAttribute("transform", `translate(${X} ${Y}) scale(${px}) translate(${x} ${y + 5})`);
  return text;
}

// Where the needles of another plan are, hollow and quiet.
export function drawGhosts(layer, state, view) {
  const px = view.perPixel();
  const same = (one) =>
    state.needles.some(
      (now) =>
        now.key === one.key && now.x !== null && Math.hypot(now.x - one.x, now.y - one.y) < 1e-4,
    );
  const others = (state.ghosts ?? []).filter(
    (one) => one.x !== null && one.area !== "body" && !same(one),
  );
  layer.innerHTML = others
    .map((one) => {
      const [X, Y] = view.drawn(one.x, one.y);
      const ring = `r="${12 * px}" cx="${X}" cy="${Y}" vector-effect="non-scaling-stroke"`;
      return `<circle class="ghost-under" ${ring}/><circle class="ghost" ${ring}/>`;
    })
    .join("");
}

export function gripsOf(state) {
  return state.face.handles.filter((one) => GRIPS.test(one.name));
}

export function drawGrips(layer, state, view) {
  const px = view.perPixel();
  const focused = document.activeElement?.dataset?.grip;
  layer.innerHTML = !state.gripping
    ? ""
    : gripsOf(state)
        .map((one) => {
          const [X, Y] = view.drawn(one.x, one.y);
          const name = one.name.replaceAll("_", " ");
          const side = { R: ", right", L: ", left", M: "" }[one.side];
          return `<g class="grip${one.marked ? " marked" : ""}" data-grip="${one.name} ${one.side}" tabindex="0" role="button"
      aria-label="Handle: ${name}${side}. Arrow keys move it." transform="translate(${X} ${Y}) scale(${px})">
      <circle class="touch" r="22"/><path d="M0-10 10 0 0 10-10 0z"/><title>${name}${side}</title></g>`;
        })
        .join("");
  if (focused) layer.querySelector(`[data-grip="${CSS.escape(focused)}"]`)?.focus();
}
