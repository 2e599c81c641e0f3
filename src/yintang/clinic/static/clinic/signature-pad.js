// A signature drawn with finger, pen or mouse: strokes of [x, y] as fractions of the field.

/** Take ink on a canvas; `changed` gets the strokes after each. */
export function makePad(pad, changed) {
  const strokes = [];
  let stroke = null;

  function draw() {
    const scale = window.devicePixelRatio || 1;
    const { width, height } = pad.getBoundingClientRect();
    pad.width = Math.round(width * scale);
    pad.height = Math.round(height * scale);
    const ink = pad.getContext("2d");
    ink.strokeStyle = "#1d2b2a";
    ink.lineWidth = 2.2 * scale;
    ink.lineCap = ink.lineJoin = "round";
    for (const line of strokes) {
      ink.beginPath();
      for (const [x, y] of line) ink.lineTo(x * pad.width, y * pad.height);
      ink.stroke();
    }
    changed(strokes);
  }

  function place(event) {
    const box = pad.getBoundingClientRect();
    const within = (value) => Math.round(1e4 * Math.min(1, Math.max(0, value))) / 1e4;
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
  }

  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    stroke = [place(event)];
    strokes.push(stroke);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    for (const one of event.getCoalescedEvents?.() ?? [event]) stroke.push(place(one));
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { stroke = null; });

  return { draw, clear() { strokes.length = 0; draw(); } };
}
