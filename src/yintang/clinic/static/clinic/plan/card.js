// The chosen needle's card: what it is, where, how deep, what to beware of, and why.

import { ask, calmed } from "./asking.js";
import { SIDES, button, element, millimetres } from "./words.js";

const GRADES = {
  A: "Grade A: the photograph determines it",
  B: "Grade B: estimated from the photograph",
  C: "Grade C: the photograph cannot determine it; palpate",
};

export function needleCard(place, { state, facts, names, acts }) {
  let known = null; // the server's card of the needle shown
  const fetchCard = calmed(120, async () => {
    const needle = state.needle(state.selected ?? "");
    if (!needle) return;
    const { ok, told } = await ask(facts.urls.card, { ...state.basis(), needles: [], needle });
    if (ok && told.key === state.selected) {
      known = told;
      draw();
    }
  });

  // What is being typed stays: the card is drawn anew once the field is left.
  const typing = () =>
    place.contains(document.activeElement) &&
    document.activeElement.matches("input") &&
    place.dataset.key === state.selected;

  function draw() {
    if (typing()) return;
    const needle = state.needle(state.selected ?? "");
    place.dataset.key = needle?.key ?? "";
    const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...place.querySelectorAll("details[open]")].map((one) => one.className);
    place.classList.toggle("open", needle !== null);
    place.replaceChildren(...(needle ? shown(needle) : empty()));
    for (const one of place.querySelectorAll("details")) one.open = open.includes(one.className);
    if (focused) document.getElementById(focused)?.focus();
  }

  function empty() {
    const needs = state.needles.length
      ? "Tap a needle for its card. Drag it to move it."
      : "No needles yet. Tap the face where one should go, or look for a point below.";
    return [element("p", { class: "stone hint-empty" }, needs)];
  }

  function shown(needle) {
    const told = known && known.key === needle.key ? known : null;
    const point = names.points.get(needle.code);
    const second = point
      ? `${/\d/.test(needle.code) ? point.pinyin : ""} ${point.hanzi}`.trim()
      : "";
    return [
      element(
        "div",
        { class: "row spread card-head" },
        element(
          "h2",
          {},
          element("span", { class: "no" }, String(state.checked.numbers[needle.key] ?? "")),
          ` ${names.title(needle)}`,
          second && element("span", { lang: "zh-Latn", class: "stone" }, ` ${second}`),
          `, ${SIDES[needle.side]}`,
        ),
        button("✕", () => state.select(null), {
          class: "quiet small",
          "aria-label": "Close the card",
        }),
      ),
      ...hint(needle),
      ...remarks(needle),
      point &&
        element(
          "p",
          { class: "small" },
          element("em", {}, point.english),
          told?.location ? ` · ${told.location}` : "",
        ),
      !point && told?.location && element("p", { class: "small" }, told.location),
      settings(needle, told),
      manner(needle),
      told?.hazards.length
        ? element(
            "p",
            { class: "small hazards" },
            element("strong", {}, "Beware: "),
            told.hazards.join("; "),
            ".",
          )
        : null,
      element("p", { class: "small" }, needle.reason),
      told && more(told, needle),
      state.mayEdit && buttons(needle),
    ].filter(Boolean);
  }

  function hint(needle) {
    const said = state.checked.hints[needle.key];
    if (!said) return [];
    return [
      element(
        "div",
        { class: "say caution" },
        element("p", { class: "small" }, said),
        state.mayEdit &&
          element(
            "div",
            { class: "row" },
            needle.code &&
              button("Put back", () => acts.putBack(needle.key), {
                class: "small",
                id: "put-back",
              }),
            button("Make it a free needle", () => acts.free(needle.key), {
              class: "small",
              id: "make-free",
            }),
          ),
      ),
    ];
  }

  function remarks(needle) {
    return (state.checked.remarks ?? [])
      .filter(
        (one) =>
          (one.needle === needle.key || one.other === needle.key) &&
          one.severity !== "note" &&
          !state.checked.hints[needle.key]?.startsWith(one.say.slice(0, 12)),
      )
      .map((one) => element("p", { class: `say small ${one.severity}` }, one.say));
  }

  function settings(needle, told) {
    const line = needle.line || needle.label;
    const [low, high] = told?.depth_range_mm ?? [0.5, line ? 5 : needle.depth_mm];
    const usual = told?.default_depth_mm;
    const deepest = Math.max(high, usual ?? 0, needle.depth_mm);
    const [flat, steep] = told?.angle_range_deg ?? [5, 90];
    const ranged = told?.depth_range_mm
      ? `textbook ${low}–${high} mm${usual < low ? `, careful default ${usual} mm` : ""}`
      : usual
        ? `usual ${usual} mm`
        : "";
    return element(
      "div",
      { class: "settings" },
      stepper(
        "Depth",
        "depth",
        needle,
        "depth_mm",
        needle.depth_mm >= 10 ? 1 : 0.5,
        0.5,
        deepest,
        "mm",
        ranged,
      ),
      stepper(
        "Angle",
        "angle",
        needle,
        "angle_deg",
        5,
        Math.min(flat, told?.default_angle_deg ?? flat, needle.angle_deg),
        Math.max(steep, needle.angle_deg),
        "°",
        told?.angle_range_deg ? `${flat}–${steep}°` : "",
      ),
      sizes(needle),
    );
  }

  function stepper(title, id, needle, field, step, low, high, unit, range) {
    const value = needle[field];
    const set = (next) =>
      state.change(
        needle.key,
        { [field]: Math.round(Math.min(Math.max(next, low), high) * 10) / 10 },
        `${names.called(needle)}: ${title.toLowerCase()} ${next} ${unit}`,
      );
    const push = (word, sign, by, off) =>
      button(sign, () => set(value + by), {
        id: `${id}-${word}`,
        disabled: off || !state.mayEdit,
        "aria-label": `${title} ${word}`,
      });
    return element(
      "div",
      { class: "stepper", role: "group", "aria-label": title },
      element(
        "span",
        { class: "stepper-name" },
        title,
        range && element("small", { class: "stone" }, range),
      ),
      push("less", "−", -step, value <= low),
      element("output", {}, unit === "°" ? `${value}°` : `${value} ${unit}`),
      push("more", "+", step, value >= high),
    );
  }

  function sizes(needle) {
    const fits = (one) => one.diameter === needle.diameter_mm && one.length === needle.length_mm;
    const body = needle.area === "body";
    const offered = facts.atlas.needles.filter(
      (one) => one.length >= 25 === body || fits(one) || /fold/i.test(one.use),
    );
    const unique = [
      ...new Map(offered.reverse().map((one) => [`${one.diameter} ${one.length}`, one])).values(),
    ].reverse();
    if (!unique.some(fits))
      unique.unshift({ diameter: needle.diameter_mm, length: needle.length_mm, use: "as planned" });
    const select = element(
      "select",
      { id: "needle-size", disabled: !state.mayEdit, "aria-label": "Needle" },
      ...unique.map((one) =>
        element(
          "option",
          { value: `${one.diameter} ${one.length}`, selected: fits(one) },
          `${one.diameter} × ${one.length} mm, ${one.use.toLowerCase()}`,
        ),
      ),
    );
    select.addEventListener("change", () => {
      const [diameter, length] = select.value.split(" ").map(Number);
      state.change(
        needle.key,
        { diameter_mm: diameter, length_mm: length },
        `${names.called(needle)}: needle ${diameter} × ${length} mm`,
      );
    });
    return select;
  }

  function more(told, needle) {
    const rows = [
      told.grade && [
        `Place`,
        `${GRADES[told.grade]}, within ${millimetres(told.radius_mm)}: ${told.basis}.`,
      ],
      told.not_visible && ["Place", `Not on this photograph: ${told.not_visible}.`],
      needle.moved_by && ["Placed", "by the practitioner"],
      told.serves_words.length && ["For", told.serves_words.join(", ")],
      told.alternatives.length && ["Also found", told.alternatives.join("; ")],
      ["Ground", told.strength_words],
    ].filter(Boolean);
    const sources = told.sources.map((one) =>
      element(
        "li",
        {},
        [one.author, one.year, one.title].filter(Boolean).join(", "),
        one.page_read ? "" : " (background knowledge: verify)",
      ),
    );
    return element(
      "details",
      { class: "ground-of-it" },
      element("summary", {}, "Place, ground and sources"),
      element(
        "dl",
        { class: "facts small" },
        ...rows.flatMap(([name, text]) => [element("dt", {}, name), element("dd", {}, text)]),
      ),
      element("ul", { class: "small sources" }, ...sources),
    );
  }

  // Direction, technique and the needle's own rest: said in a line, changed underneath.
  function manner(needle) {
    const rest = needle.retention_min ? `rests ${needle.retention_min} minutes` : "";
    const said = [needle.direction, needle.technique, rest].filter(Boolean).join("; ");
    const line = element("p", { class: "small stone" }, said);
    if (!state.mayEdit) return line;
    return element(
      "details",
      { class: "manner" },
      element("summary", {}, said || "Direction, technique and rest"),
      written(needle, "direction", "Direction", 200),
      written(needle, "technique", "Technique", 300),
      ownRest(needle),
    );
  }

  function written(needle, field, title, longest) {
    const input = element("input", {
      id: `needle-${field}`,
      type: "text",
      maxlength: longest,
      value: needle[field],
    });
    input.addEventListener("change", () =>
      state.change(
        needle.key,
        { [field]: input.value.trim() },
        `${names.called(needle)}: ${title.toLowerCase()} ${input.value.trim()}`,
      ),
    );
    return element(
      "div",
      { class: "field" },
      element("label", { for: `needle-${field}` }, title),
      input,
    );
  }

  function ownRest(needle) {
    const input = element("input", {
      id: "needle-rest",
      type: "number",
      inputmode: "numeric",
      min: 1,
      max: facts.atlas.longest_retention,
      value: needle.retention_min,
      placeholder: `${state.content.retention_min}, as all`,
      "aria-describedby": "needle-rest-help",
    });
    input.addEventListener("change", () => {
      const minutes = input.value === "" ? null : Math.round(Number(input.value));
      if (minutes !== null && !(minutes >= 1 && minutes <= facts.atlas.longest_retention))
        input.value = needle.retention_min ?? "";
      else
        state.change(
          needle.key,
          { retention_min: minutes },
          `${names.called(needle)}: ${minutes ? `rests ${minutes} minutes` : "rests as long as all"}`,
        );
    });
    return element(
      "div",
      { class: "field" },
      element("label", { for: "needle-rest" }, "Rest of its own, minutes"),
      input,
      element(
        "p",
        { class: "help", id: "needle-rest-help" },
        "Its zone is called at the shortest rest of its needles.",
      ),
    );
  }

  function buttons(needle) {
    return element(
      "div",
      { class: "row needle-acts" },
      needle.side !== "M" &&
        button("Mirror", () => acts.mirror(needle.key), {
          class: "small",
          id: "mirror",
          title: "M",
        }),
      button("Remove", () => acts.remove(needle.key), {
        class: "small",
        id: "remove",
        title: "Delete",
      }),
    );
  }

  state.watch((what) => {
    if (what === "selected" && known?.key !== state.selected) known = null;
    if (["selected", "content", "checked", "amended", "saved"].includes(what)) draw();
    if (["selected", "content"].includes(what)) fetchCard();
  });
  place.addEventListener("focusout", () => setTimeout(draw));
  draw();
}
