// Fingers, pens, mice: tap to choose, drag to move, pinch or wheel to zoom, drag the ground to pan.

const REACH = 24; // pixels from a mark within which it is meant
const SLIP = { mouse: 3, pen: 5, touch: 9 }; // pixels before a tap becomes a drag

export function followPointers(svg, { state, view, drawing, acts, grips }) {
  const fingers = new Map();
  let held = null; // { key | grip, started, X, Y }
  let pinch = null;
  let ground = null;

  svg.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, event);
    svg.setPointerCapture(event.pointerId);
    if (fingers.size === 2) return beginPinch();
    const [X, Y] = view.at(event);
    const grip = state.gripping && state.mayEdit ? nearest(grips(), X, Y) : null;
    const needle = grip ? null : nearest(shown(), X, Y);
    if (grip) held = { grip, from: event, moved: false };
    else if (needle) held = { key: needle.key, from: event, moved: false };
    else ground = { from: event, last: event, moved: false };
  });

  // A finger on a mark drags the mark; elsewhere on the whole face it scrolls the page. The style
  // touch-action cannot say so for shapes within a drawing.
  svg.addEventListener(
    "touchstart",
    (event) => {
      const [X, Y] = view.at(event.touches[0]);
      const marks = state.gripping ? [...grips(), ...shown()] : shown();
      if (event.touches.length > 1 || nearest(marks, X, Y)) event.preventDefault();
    },
    { passive: false },
  );

  svg.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event);
    if (pinch) return movePinch();
    const begun = held ?? ground;
    if (!begun) return;
    if (!begun.moved && !slipped(begun.from, event)) return;
    begun.moved = true;
    if (ground) {
      view.pan(event.clientX - ground.last.clientX, event.clientY - ground.last.clientY);
      ground.last = event;
      drawing.again();
    } else if (state.mayEdit) {
      event.preventDefault();
      const [X, Y] = view.at(event);
      if (held.grip) drawing.dragGrip(held.grip, X, Y);
      else drawing.drag(held.key, X, Y);
    }
  });

  const end = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (pinch) {
      if (fingers.size < 2) pinch = null;
      held = ground = null;
      return;
    }
    const [X, Y] = view.at(event);
    const stopped = event.type === "pointercancel";
    if (held && stopped) drawing.again();
    else if (held) release(X, Y);
    else if (ground && !ground.moved && !stopped) acts.tapped(X, Y, event);
    held = ground = null;
  };
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", end);

  svg.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      view.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0018)), ...view.at(event));
      drawing.again();
    },
    { passive: false },
  );

  function release(X, Y) {
    if (held.grip) {
      if (held.moved) acts.grip(held.grip, ...view.fractions(X, Y));
    } else if (held.moved && state.mayEdit) acts.move(held.key, ...view.fractions(X, Y));
    else acts.choose(held.key);
  }

  function slipped(from, to) {
    const far = Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY);
    return far > (SLIP[to.pointerType] ?? 5);
  }

  function shown() {
    return state.needles.filter((one) => one.x !== null && one.area !== "body");
  }

  // The mark whose middle lies nearest, so that two close ones can both be had.
  function nearest(marks, X, Y) {
    let best = null;
    let least = REACH * view.perPixel();
    for (const one of marks) {
      const [x, y] = view.drawn(one.x, one.y);
      const away = Math.hypot(x - X, y - Y);
      if (away < least) [best, least] = [one, away];
    }
    return best;
  }

  function beginPinch() {
    if (held?.moved) drawing.again();
    held = ground = null;
    pinch = spread();
  }

  function movePinch() {
    const now = spread();
    const middle = { clientX: now.x, clientY: now.y };
    view.zoom(now.apart / pinch.apart, ...view.at(middle));
    view.pan(now.x - pinch.x, now.y - pinch.y);
    pinch = now;
    drawing.again();
  }

  function spread() {
    const [a, b] = [...fingers.values()];
    return {
      apart: Math.max(Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY), 1),
      x: (a.clientX + b.clientX) / 2,
      y: (a.clientY + b.clientY) / 2,
    };
  }
}
