// How needles are called, and making elements without markup from what people typed.

export const SIDES = { R: "right", L: "left", M: "midline" };
export const RANKS = { stop: "Stop", caution: "Caution", note: "Note" };

export function element(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "onclick") made.addEventListener("click", value);
    else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(key, value === true ? "" : value);
    }
  }
  made.append(
    ...inside.filter((one) => one !== null && one !== undefined && one !== false && one !== ""),
  );
  return made;
}

export function button(word, act, attributes = {}) {
  return element("button", { type: "button", onclick: act, ...attributes }, word);
}

export function naming(atlas) {
  const points = new Map(atlas.points.map((point) => [point.code, point]));
  const title = (needle) => {
    if (needle.line) return atlas.lines[needle.line] ?? needle.line;
    if (needle.label) return needle.label;
    const point = points.get(needle.code);
    return point && !/\d/.test(needle.code) ? point.pinyin : needle.code;
  };
  return {
    points,
    title,
    called: (needle) => `${title(needle)} ${SIDES[needle.side]}`,
    named: (row) => {
      const needle = {
        line: atlas.lines[row.name] ? row.name : null,
        code: row.name,
        side: row.side,
      };
      return `${title(needle)} ${SIDES[row.side]}`;
    },
  };
}

export function millimetres(value) {
  return `${Number(value.toFixed(1))} mm`;
}
