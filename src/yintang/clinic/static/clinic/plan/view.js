// Which part of the face is seen: zoom and pan, and the way between screen, drawing and fractions.

export const UNIT = 216; // drawing units to one inter-pupillary distance
const SIDEWAYS = 1.55; // as the drawing room crops, in inter-pupillary distances
const ABOVE = 1.6;
const BELOW = 2.1;
const CLOSEST = 9;

export function faceView(svg, state) {
  let box = null; // middle x, middle y, drawing units to a pixel; null for the whole face
  const scale = () => UNIT / state.face.ipd;
  const size = () => {
    const rect = svg.getBoundingClientRect();
    return {
      w: Math.max(rect.width, 1),
      h: Math.max(rect.height, 1),
      left: rect.left,
      top: rect.top,
    };
  };

  const view = {
    // From fractions of the photograph to drawing units, and back.
    drawn: (x, y) => [
      (x * state.face.width - state.face.eyes[0]) * scale(),
      (y * state.face.height - state.face.eyes[1]) * scale(),
    ],
    fractions: (X, Y) => [
      (X / scale() + state.face.eyes[0]) / state.face.width,
      (Y / scale() + state.face.eyes[1]) / state.face.height,
    ],
    perMm: () => scale() / state.face.mm_per_px,
    seen() {
      const whole = home();
      return box ?? whole;
    },
    get zoomed() {
      return box !== null;
    },
    perPixel: () => view.seen().unit,
    at(event) {
      const { w, h, left, top } = size();
      const { x, y, unit } = view.seen();
      return [x + (event.clientX - left - w / 2) * unit, y + (event.clientY - top - h / 2) * unit];
    },
    onScreen(X, Y) {
      const { w, h } = size();
      const { x, y, unit } = view.seen();
      return [(X - x) / unit + w / 2, (Y - y) / unit + h / 2];
    },
    zoom(factor, X, Y) {
      const { x, y, unit } = view.seen();
      const whole = home();
      const next = Math.min(Math.max(unit / factor, whole.unit / CLOSEST), whole.unit);
      const [fx, fy] = X === undefined ? [x, y] : [X, Y];
      const share = next / unit;
      box =
        next >= whole.unit * 0.999
          ? null
          : { x: fx + (x - fx) * share, y: fy + (y - fy) * share, unit: next };
    },
    pan(dx, dy) {
      if (!box) return;
      const whole = home();
      const reachX = UNIT * 2;
      box.x = Math.min(Math.max(box.x - dx * box.unit, whole.x - reachX), whole.x + reachX);
      box.y = Math.min(Math.max(box.y - dy * box.unit, whole.y - reachX), whole.y + reachX);
    },
    middle(X, Y) {
      if (box) Object.assign(box, { x: X, y: Y });
    },
    whole() {
      box = null;
    },
    apply() {
      const { w, h } = size();
      const { x, y, unit } = view.seen();
      svg.setAttribute(
        "viewBox",
        `${x - (w * unit) / 2} ${y - (h * unit) / 2} ${w * unit} ${h * unit}`,
      );
    },
  };

  // The crop of the drawing room, more where a needle needs it.
  function home() {
    const { w, h } = size();
    const ys = state.needles
      .filter((one) => one.y !== null && one.area !== "body")
      .map((one) => view.drawn(one.x, one.y)[1]);
    const top = Math.min(-ABOVE * UNIT, ...ys.map((y) => y - 24));
    const bottom = Math.max(BELOW * UNIT, ...ys.map((y) => y + 24));
    const unit = Math.max((2 * SIDEWAYS * UNIT) / w, (bottom - top) / h);
    return { x: 0, y: (top + bottom) / 2, unit };
  }

  return view;
}
