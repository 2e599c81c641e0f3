// The keyboard: arrows move the chosen needle, Delete removes it, M mirrors, Ctrl+Z undoes.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP_MM = 0.5;
const STRIDE_MM = 2;

export function followKeys({ state, view, acts, grips }) {
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, dialog")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      if (event.shiftKey) state.redo();
      else state.undo();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y") {
      event.preventDefault();
      state.redo();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return acts.leave();
    const grip = event.target.closest?.("[data-grip]");
    if (grip) return onGrip(event, grip.dataset.grip);
    const mark = event.target.closest?.("[data-needle]");
    if (mark && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      acts.choose(mark.dataset.needle);
      return;
    }
    onNeedle(event, mark?.dataset.needle ?? (isFree(event.target) ? state.selected : null));
  });

  function isFree(target) {
    return target === document.body || target.closest?.(".stage, main") !== null;
  }

  function onNeedle(event, key) {
    const needle = key && state.needle(key);
    if (!needle || !state.mayEdit) return;
    const arrow = ARROWS[event.key];
    if (
      arrow &&
      needle.x !== null &&
      event.target.closest?.("#face, body") &&
      !event.target.closest("button, a, [role=listbox]")
    ) {
      event.preventDefault();
      acts.move(key, ...stepped(needle, arrow, event.shiftKey));
    } else if (
      event.key === "Delete" ||
      (event.key === "Backspace" && event.target.closest?.("svg"))
    ) {
      event.preventDefault();
      const next = event.target.closest("[data-needle]")?.nextElementSibling?.dataset.needle;
      acts.remove(key);
      if (next)
        document.querySelector(`.stage:not([hidden]) [data-needle="${CSS.escape(next)}"]`)?.focus();
    } else if (event.key.toLowerCase() === "m" && !event.target.closest?.("button, a")) {
      event.preventDefault();
      acts.mirror(key);
    }
  }

  function onGrip(event, name) {
    const arrow = ARROWS[event.key];
    const grip = grips().find((one) => `${one.name} ${one.side}` === name);
    if (!arrow || !grip) return;
    event.preventDefault();
    acts.grip(grip, ...stepped(grip, arrow, event.shiftKey));
  }

  function stepped(place, [dx, dy], far) {
    const mm = (far ? STRIDE_MM : STEP_MM) * view.perMm();
    const [X, Y] = view.drawn(place.x, place.y);
    return view.fractions(X + dx * mm, Y + dy * mm);
  }
}
