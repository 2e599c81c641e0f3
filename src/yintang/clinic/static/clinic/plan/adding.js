// Adding needles: by name as she types, or from a tap on the face or the body.

import { ask } from "./asking.js";
import { SIDES, button, element, millimetres } from "./words.js";

const MOST = 6;

export function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

// Points whose code, pinyin, hanzi or English begin with what was typed, best first.
export function found(points, typed) {
  const sought = plain(typed);
  if (!sought) return [];
  const tight = sought.replace(/[\s._-]+/g, "");
  const rank = (point) => {
    const code = point.code.toLowerCase();
    if (code === tight || point.hanzi === sought) return 0;
    if (code.startsWith(tight) || point.hanzi.startsWith(sought)) return 1;
    if (plain(point.pinyin).replace(/\s/g, "").startsWith(tight)) return 2;
    if (point.found.split(" ").some((word) => word.startsWith(sought))) return 3;
    return point.found.includes(sought) ? 4 : 9;
  };
  return points
    .map((point) => [rank(point), point])
    .filter(([r]) => r < 9)
    .sort(([a, p], [b, q]) => a - b || p.code.localeCompare(q.code, "en", { numeric: true }))
    .slice(0, MOST)
    .map(([, point]) => point);
}

export function adding({ state, facts, names, view, announce }) {
  const input = document.getElementById("add-search");
  const list = document.getElementById("add-found");

  async function add(code, ...sides) {
    let needles = state.needles;
    const added = [];
    for (const side of sides) {
      if (has(code, side)) continue;
      const { ok, told } = await ask(facts.urls.add, { ...state.basis(), needles, code, side });
      if (!ok) return announce(told.say ?? "Not added.");
      needles = [...needles, told.needle];
      added.push(told.needle);
    }
    if (!added.length) return announce("Already in the plan.");
    state.act({ needles }, `${added.map(names.called).join(" and ")} added`);
    state.select(added[0].key);
  }

  const has = (code, side) => state.needles.some((one) => one.code === code && one.side === side);

  function suggest() {
    const points = found(facts.atlas.points, input.value);
    list.replaceChildren(
      ...points.map((point) =>
        element(
          "li",
          { class: "row spread" },
          element(
            "span",
            {},
            element("strong", {}, names.title({ code: point.code })),
            /\d/.test(point.code) ? ` ${point.pinyin} ` : " ",
            element("span", { lang: "zh" }, point.hanzi),
            element("small", { class: "stone" }, ` ${point.english}`),
          ),
          element("span", { class: "row tight" }, ...sideButtons(point)),
        ),
      ),
    );
    if (input.value.trim() && !points.length) {
      list.replaceChildren(
        element("li", { class: "stone small" }, "No point that the atlas needles is called so."),
      );
    }
  }

  function sideButtons(point) {
    const offer = (word, ...sides) =>
      button(
        word,
        async () => {
          await add(point.code, ...sides);
          suggest();
        },
        {
          class: "small",
          disabled: sides.every((side) => has(point.code, side)),
          "aria-label": `Add ${point.code}, ${word.toLowerCase()}`,
        },
      );
    if (point.sides.length === 1) return [offer("Add", "M")];
    return [offer("Right", "R"), offer("Left", "L"), offer("Both", "R", "L")];
  }

  input?.addEventListener("input", suggest);
  input?.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      list.querySelector("li:first-child button:last-child:not([disabled])")?.click();
    }
    if (event.key === "Escape") {
      input.value = "";
      suggest();
    }
  });

  // What could go where she tapped, in a small box beside it.
  async function offerAt(X, Y) {
    const box = document.getElementById("offer");
    const [x, y] = view.fractions(X, Y);
    if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return;
    const { ok, told } = await ask(facts.urls.add, { ...state.basis(), x, y });
    if (!ok) return announce(told.say ?? "Nothing is known of this place.");
    const free = async () => {
      const answer = await ask(facts.urls.add, { ...state.basis(), x, y, free: true });
      if (!answer.ok) return refuse(box, answer.told.say);
      close(box);
      state.put(answer.told.needle, `${names.called(answer.told.needle)} added`);
      state.select(answer.told.needle.key);
    };
    const rows = told.near
      .filter((near) => near.mm < 25)
      .map((near) => choice(near.code, near.side, millimetres(near.mm), box));
    rows.push(button("Free local needle here", free));
    open(box, rows, view.onScreen(X, Y));
  }

  function offerBody(places, at) {
    const box = document.getElementById("body-offer");
    open(
      box,
      places.map(({ code, side }) => choice(code, side, "", box)),
      at,
    );
  }

  function choice(code, side, away, box) {
    const point = names.points.get(code);
    const here = state.needles.find((one) => one.code === code && one.side === side);
    const title = names.title({ code, side });
    const known = point ? `${title === point.pinyin ? "" : `${point.pinyin} `}${point.hanzi}` : "";
    return element(
      "button",
      {
        type: "button",
        disabled: !point && !here,
        onclick: () => {
          close(box);
          if (here) state.select(here.key);
          else add(code, side);
        },
      },
      element("strong", {}, title),
      element("span", {}, `${known}, ${SIDES[side]}`),
      element("small", { class: "stone" }, here ? "in the plan" : away),
    );
  }

  function open(box, rows, [left, top]) {
    box.replaceChildren(
      ...rows,
      button("Close", () => close(box), { class: "quiet small" }),
    );
    box.hidden = false;
    spot(box.parentElement, left, top);
    const room = box.parentElement.getBoundingClientRect();
    const size = box.getBoundingClientRect();
    const x = left + 24 + size.width > room.width ? left - size.width - 24 : left + 24;
    box.style.left = `${Math.max(8, Math.min(x, room.width - size.width - 8))}px`;
    box.style.top = `${Math.max(8, Math.min(top - size.height / 2, room.height - size.height - 8))}px`;
    box.querySelector("button:not([disabled])")?.focus();
  }

  function refuse(box, say) {
    box.querySelector(".refusal")?.remove();
    box.prepend(
      element(
        "p",
        { class: "say caution small refusal", role: "alert" },
        say ?? "Not possible here.",
      ),
    );
  }

  // A cross where she tapped, while the box beside it is open.
  function spot(stage, left, top) {
    stage.querySelector(".spot")?.remove();
    const cross = element("i", { class: "spot", "aria-hidden": "true" });
    cross.style.left = `${left}px`;
    cross.style.top = `${top}px`;
    stage.append(cross);
  }

  function close(box) {
    box.hidden = true;
    box.parentElement.querySelector(".spot")?.remove();
  }

  return {
    offerAt,
    offerBody,
    closeOffers() {
      const any = [...document.querySelectorAll(".offer:not([hidden])")];
      for (const box of any) close(box);
      return any.length > 0;
    },
  };
}
