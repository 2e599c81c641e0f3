// The body: needles on the figure, tapped to be chosen, the ground tapped to add.

const WIDTH = 1120;
const HEIGHT = 700;
const NEAR = 26; // pixels
const NS = "http://www.w3.org/2000/svg";

export function bodyFigure(svg, { state, facts, names, acts, adding }) {
  const marks = svg.querySelector("#body-marks");
  const ghosts = svg.querySelector("#body-ghosts");
  const unit = () => 620 / Math.max(svg.getBoundingClientRect().width, 1);

  function placeOf(needle) {
    const at = names.points.get(needle.code)?.figure[needle.side];
    return at ? [at[0] * WIDTH, at[1] * HEIGHT] : null;
  }

  function shown() {
    return state.needles.filter((one) => (one.area === "body" || one.x === null) && placeOf(one));
  }

  function draw() {
    const px = Math.max(unit(), 700 / Math.max(svg.getBoundingClientRect().height, 1));
    const focused = document.activeElement?.dataset?.needle;
    marks.replaceChildren(
      ...spread(shown(), px).map(([needle, X, Y, x0, y0]) => {
        const group = document.createElementNS(NS, "g");
        const chosen = needle.key === state.selected;
        const number = state.checked.numbers[needle.key] ?? "";
        group.setAttribute("class", `mark dot${chosen ? " chosen" : ""}`);
        group.setAttribute("data-needle", needle.key);
        group.setAttribute("tabindex", "0");
        group.setAttribute("role", "button");
        group.setAttribute("aria-pressed", String(chosen));
        group.setAttribute(
          "aria-label",
          `Needle ${number}: ${names.called(needle)}, ${needle.depth_mm} mm deep`,
        );
        group.innerHTML = `<path class="leader" d="M${x0} ${y0}L${X} ${Y}"/><g transform="translate(${X} ${Y}) scale(${px})">
        <circle class="touch" r="20"/><circle class="disc" r="9"/><text class="number" dy="3.6" font-size="10">${number}</text>
        ${chosen ? '<text class="called" y="-16"></text>' : ""}</g>`;
        const label = group.querySelector(".called");
        if (label) label.textContent = names.called(needle);
        return group;
      }),
    );
    ghosts.innerHTML = (state.ghosts ?? [])
      .filter((one) => one.area === "body")
      .map((one) => {
        const at = placeOf(one);
        return at
          ? `<circle class="ghost" cx="${at[0]}" cy="${at[1]}" r="${13 * px}" vector-effect="non-scaling-stroke"/>`
          : "";
      })
      .join("");
    if (focused) marks.querySelector(`[data-needle="${CSS.escape(focused)}"]`)?.focus();
  }

  // Marks pushed apart until their discs do not cover one another; a hair-line leads back.
  function spread(needles, px) {
    const placed = needles.map((one) => [one, ...placeOf(one), ...placeOf(one)]);
    const apart = 19 * px;
    for (let round = 0; round < 24; round += 1) {
      for (let i = 0; i < placed.length; i += 1) {
        for (let j = i + 1; j < placed.length; j += 1) {
          const dx = placed[j][1] - placed[i][1] || 0.1 * (j - i);
          const dy = placed[j][2] - placed[i][2] || 0.1;
          const d = Math.hypot(dx, dy);
          if (d >= apart) continue;
          const push = (apart - d) / 2 / d;
          placed[i][1] -= dx * push;
          placed[i][2] -= dy * push;
          placed[j][1] += dx * push;
          placed[j][2] += dy * push;
        }
      }
    }
    return placed;
  }

  svg.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-needle]");
    if (mark) return acts.choose(mark.dataset.needle);
    if (adding.closeOffers() || !state.mayEdit) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      svg.getScreenCTM().inverse(),
    );
    const near = [];
    for (const one of facts.atlas.points) {
      for (const [side, at] of Object.entries(one.figure)) {
        near.push([Math.hypot(at[0] * WIDTH - point.x, at[1] * HEIGHT - point.y), one.code, side]);
      }
    }
    near.sort((a, b) => a[0] - b[0]);
    if (near[0][0] > NEAR * 3 * unit()) return state.select(null);
    const box = svg.getBoundingClientRect();
    adding.offerBody(
      near.slice(0, 4).map(([, code, side]) => ({ code, side })),
      [event.clientX - box.left, event.clientY - box.top],
    );
  });

  new ResizeObserver(draw).observe(svg);
  state.watch(() => {
    if (!svg.closest("[data-stage]").hidden) draw();
  });
  return { draw };
}
