// The same plan as a table: everything the picture does, for a screen reader and the keyboard.

import { RANKS, SIDES, button, element } from "./words.js";

export function needleTable(body, { state, names, acts }) {
  function draw() {
    const focused = body.contains(document.activeElement)
      ? document.activeElement.dataset.focus
      : "";
    const number = (one) => state.checked.numbers[one.key] ?? 999;
    const rows = [...state.needles].sort((a, b) => number(a) - number(b)).map(row);
    body.replaceChildren(
      ...(rows.length
        ? rows
        : [
            element(
              "tr",
              {},
              element(
                "td",
                { colspan: "8", class: "stone" },
                "No needles yet. Add a point beside this table.",
              ),
            ),
          ]),
    );
    if (focused) body.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  }

  function row(needle) {
    const point = names.points.get(needle.code);
    const said = state.checked.remarks.filter((one) => one.needle === needle.key);
    const chosen = needle.key === state.selected;
    return element(
      "tr",
      { "data-needle": needle.key, class: chosen ? "chosen" : null },
      element(
        "td",
        { class: "number", "data-column": "No." },
        String(state.checked.numbers[needle.key] ?? ""),
      ),
      element(
        "th",
        { scope: "row" },
        button(names.title(needle), () => state.select(needle.key), {
          class: "quiet small",
          "data-focus": `${needle.key} select`,
          "aria-label": `Select ${names.called(needle)}`,
          "aria-pressed": String(chosen),
        }),
        point && element("span", { class: "stone small" }, ` ${point.pinyin} ${point.hanzi}`),
      ),
      element("td", { "data-column": "Side" }, SIDES[needle.side]),
      element(
        "td",
        { "data-column": "Depth, mm" },
        field(needle, "depth_mm", "Depth", 0.5, 0.5, 60),
      ),
      element("td", { class: "number", "data-column": "Angle" }, `${needle.angle_deg}°`),
      element(
        "td",
        { class: "small nowrap", "data-column": "Needle, mm" },
        `${needle.diameter_mm} × ${needle.length_mm}`,
      ),
      element(
        "td",
        { class: "small why" },
        [needle.direction, needle.technique].filter(Boolean).join("; "),
        element("span", { class: "block" }, needle.reason),
        ...said.map((one) =>
          element(
            "p",
            { class: `remark-line ${one.severity}` },
            `${RANKS[one.severity]}: ${one.say}`,
          ),
        ),
        needle.area !== "body" && needle.x === null
          ? element("p", { class: "stone" }, "Not visible on this photograph.")
          : null,
      ),
      element(
        "td",
        { class: "row-acts" },
        state.mayEdit &&
          element(
            "div",
            { class: "row tight" },
            button("Remove", () => acts.remove(needle.key), {
              class: "small",
              "data-focus": `${needle.key} remove`,
              "aria-label": `Remove ${names.called(needle)}`,
            }),
          ),
      ),
    );
  }

  function field(needle, name, title, step, min, max) {
    const input = element("input", {
      type: "number",
      step,
      min,
      max,
      value: needle[name],
      disabled: !state.mayEdit,
      inputmode: "decimal",
      "aria-label": `${title} of ${names.called(needle)}`,
      "data-focus": `${needle.key} ${name}`,
    });
    input.addEventListener("change", () => {
      const value = Number(input.value);
      if (input.value === "" || !(value >= min && value <= max)) input.value = needle[name];
      else
        state.change(
          needle.key,
          { [name]: value },
          `${names.called(needle)}: ${title.toLowerCase()} ${value}`,
        );
    });
    return input;
  }

  state.watch((what) => {
    if (!body.closest("[data-stage]").hidden && what !== "ghosts") draw();
  });
  return { draw };
}
