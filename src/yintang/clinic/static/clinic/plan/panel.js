// Counts against the protocol, discomfort, remarks, and the settings of the session.

import { RANKS, button, element } from "./words.js";

const PLACES = { face: "Face", body: "Body", total: "In all" };
const SHOWN = 6;
const SHORTER = [5, 8, 10, 12, 15, 20, 25]; // minutes offered for a zone of its own

export function panel({ state, facts, names }) {
  const counts = document.getElementById("counts");
  const remarks = document.getElementById("remarks");
  let all = false;

  function drawCounts() {
    const { counts: found, discomfort } = state.checked;
    const rows = Object.entries(PLACES).map(([place, name]) => {
      const { n, low, high } = found[place];
      const word =
        n < low ? "below the protocol" : n > high ? "above the protocol" : "within the protocol";
      const reach = Math.max(high * 1.25, n, 1);
      return element(
        "div",
        {
          class: `count ${n > high ? "over" : n < low ? "under-least" : "fits"}`,
          "data-count": place,
        },
        element("span", {}, name),
        element("strong", {}, String(n)),
        element(
          "span",
          { class: "stone small" },
          high === 0
            ? "none to be placed"
            : `${n > high ? "above" : n < low ? "below" : "of"} ${low}–${high}`,
          element("span", { class: "visually-hidden" }, `, ${word}`),
        ),
        bar(n, low, high, reach),
      );
    });
    counts.replaceChildren(
      element("h2", { class: "visually-hidden" }, "Counts"),
      ...rows,
      element(
        "p",
        { class: "small stone" },
        `Discomfort: ${discomfort.steps} ${discomfort.steps === 1 ? "step" : "steps"} above hardly felt, usually up to ${discomfort.most}.`,
      ),
    );
  }

  function bar(n, low, high, reach) {
    const made = element(
      "span",
      { class: "bar", "aria-hidden": "true" },
      element("i", { class: "range" }),
      element("i", { class: "so-far" }),
    );
    made.children[0].style.left = `${(100 * low) / reach}%`;
    made.children[0].style.width = `${(100 * (high - low)) / reach}%`;
    made.children[1].style.width = `${(100 * n) / reach}%`;
    return made;
  }

  function drawRemarks() {
    const said = state.checked.remarks;
    const rows = said.slice(0, all ? said.length : SHOWN).map((one) => {
      const needle = one.needle && state.needle(one.needle);
      const text = [
        element("span", { class: `tag ${one.severity}` }, RANKS[one.severity]),
        element("span", {}, ` ${one.say}`),
      ];
      return element(
        "li",
        { class: one.severity },
        needle
          ? element(
              "button",
              { type: "button", class: "quiet remark", onclick: () => state.select(one.needle) },
              ...text,
            )
          : element("p", {}, ...text),
      );
    });
    if (!rows.length) rows.push(element("li", { class: "stone" }, "Nothing."));
    if (said.length > SHOWN) {
      rows.push(
        element(
          "li",
          {},
          button(
            all ? "Show fewer" : `Show all ${said.length}`,
            () => {
              all = !all;
              drawRemarks();
            },
            { class: "quiet small" },
          ),
        ),
      );
    }
    remarks.replaceChildren(...rows);
  }

  function drawConfirm() {
    const confirm = document.getElementById("confirm-button");
    if (!confirm) return;
    const stops = state.checked.remarks.filter((one) => one.severity === "stop").length;
    const none = state.needles.length === 0;
    confirm.disabled = Boolean(facts.blocked || stops || none);
    const many = state.needles.length === 1 ? "1 needle" : `${state.needles.length} needles`;
    const confirmed = facts.confirmed && !state.canUndo;
    confirm.textContent = confirmed ? "Go on to the session" : `Confirm the plan: ${many}`;
    document.getElementById("confirm-why").textContent = facts.blocked
      ? "Screening says stop."
      : stops
        ? `${stops} ${stops === 1 ? "stop stands" : "stops stand"} against it. Remove or change what is named above.`
        : none
          ? "There are no needles yet."
          : confirmed
            ? "Confirmed. A change takes this back."
            : "";
  }

  function settings() {
    const protocol = document.getElementById("protocol");
    const retention = document.getElementById("retention");
    protocol.replaceChildren(
      ...facts.atlas.protocols.map((one) =>
        element("option", { value: one.id, title: one.note }, one.name),
      ),
    );
    protocol.addEventListener("change", () =>
      state.act(
        { protocol: protocol.value },
        `Protocol: ${protocol.selectedOptions[0].textContent}`,
      ),
    );
    retention.addEventListener("change", () => {
      const minutes = Math.round(Number(retention.value));
      if (retention.value === "" || !(minutes >= 0 && minutes <= Number(retention.max)))
        drawSettings();
      else state.act({ retention_min: minutes }, `Rest: ${minutes} minutes`);
    });
    document.getElementById("adjuncts").replaceChildren(
      ...facts.atlas.adjuncts.map((one) => {
        const box = element("input", { type: "checkbox", value: one.id });
        box.addEventListener("change", () => {
          const others = state.content.adjuncts.filter((id) => id !== one.id);
          state.act(
            { adjuncts: box.checked ? [...others, one.id] : others },
            `${one.name}: ${box.checked ? "yes" : "no"}`,
          );
        });
        return element("label", { class: "chip" }, box, element("span", {}, one.name));
      }),
    );
    drawSettings();
  }

  // Zone -> minutes: the shortest rest that a needle of the zone has of its own.
  function zoneRests() {
    const found = new Map();
    for (const one of state.needles) {
      const zone = state.checked.zones[one.key];
      if (!zone) continue;
      const minutes = Math.min(one.retention_min ?? Infinity, found.get(zone) ?? Infinity);
      found.set(zone, minutes);
    }
    return found;
  }

  function drawZoneRests() {
    const place = document.getElementById("zone-rests");
    const found = zoneRests();
    const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
    const earlier = [...found.values()].filter((n) => n < state.content.retention_min).length;
    document.getElementById("zone-rests-say").textContent = earlier
      ? `${earlier} ${earlier === 1 ? "zone comes" : "zones come"} out earlier`
      : "A shorter rest for a zone";
    place.replaceChildren(
      ...Object.entries(facts.atlas.zones)
        .filter(([zone]) => found.has(zone))
        .map(([zone, name]) => zoneRest(zone, name, found.get(zone))),
    );
    if (!place.children.length)
      place.append(element("p", { class: "stone small" }, "No zone has a needle yet."));
    if (focused) document.getElementById(focused)?.focus();
  }

  function zoneRest(zone, name, own) {
    const all = state.content.retention_min;
    const minutes = [...new Set([...SHORTER.filter((n) => n < all), own])]
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    const select = element(
      "select",
      { id: `zone-rest-${zone}`, disabled: !state.mayEdit },
      element("option", { value: "" }, `with all: ${all} min`),
      ...minutes.map((n) => element("option", { value: n, selected: n === own }, `${n} minutes`)),
    );
    select.addEventListener("change", () => {
      const retention_min = select.value ? Number(select.value) : null;
      const needles = state.needles.map((one) =>
        state.checked.zones[one.key] === zone ? { ...one, retention_min } : one,
      );
      state.act({ needles }, `${name}: ${select.selectedOptions[0].textContent}`);
    });
    return element(
      "div",
      { class: "zone-rest" },
      element("label", { for: `zone-rest-${zone}` }, name),
      select,
    );
  }

  function drawSettings() {
    drawZoneRests();
    document.getElementById("protocol").value = state.content.protocol;
    document.getElementById("retention").value = state.content.retention_min;
    for (const box of document.querySelectorAll("#adjuncts input"))
      box.checked = state.content.adjuncts.includes(box.value);
  }

  settings();
  const draw = () => {
    drawCounts();
    drawRemarks();
    drawConfirm();
  };
  draw();
  state.watch((what) => {
    if (what === "content" || what === "checked") drawSettings();
    if (["content", "checked", "saved"].includes(what)) draw();
  });
}
