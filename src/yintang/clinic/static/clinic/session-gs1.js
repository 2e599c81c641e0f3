// The code on a pack: what a scanner types, read by its application identifiers (GS1 General
// Specifications, section 3): (01) item, (10) lot, (17) use-by day, (21) serial number, (11) made on.

const FIXED = { "01": 14, "02": 14, 11: 6, 13: 6, 15: 6, 17: 6 };
const GROUP = /\u001d/;

/** Lot and use-by day of a code, or null where it carries neither. */
export function readCode(code) {
  const text = code.trim().replace(/^\][A-Za-z]\d/, "");
  const found = text.includes("(") ? bracketed(text) : plain(text);
  if (!found["10"] && !found["17"]) return null;
  return { item: found["01"] ?? "", lot: found["10"] ?? "", expiry: day(found["17"]) };
}

function bracketed(text) {
  return Object.fromEntries([...text.matchAll(/\((\d{2,4})\)([^(]*)/g)].map(([, id, value]) => [id, value.trim()]));
}

function plain(text) {
  const found = {};
  let rest = text;
  while (rest.length > 2) {
    const id = rest.slice(0, 2);
    rest = rest.slice(2);
    if (FIXED[id]) {
      found[id] = rest.slice(0, FIXED[id]);
      rest = rest.slice(FIXED[id]);
    } else if (id === "10" || id === "21") {
      const end = rest.search(GROUP);
      found[id] = end < 0 ? rest : rest.slice(0, end);
      rest = end < 0 ? "" : rest.slice(end);
    } else {
      return found;
    }
    rest = rest.replace(/^\u001d/, "");
  }
  return found;
}

/** YYMMDD as 20YY-MM-DD; a day of 00 is the last of its month. */
function day(told) {
  const parts = /^(\d{2})(\d{2})(\d{2})$/.exec(told ?? "");
  if (!parts) return "";
  const [year, month, date] = [2000 + Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (month < 1 || month > 12) return "";
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (date > last) return "";
  return `${year}-${String(month).padStart(2, "0")}-${String(date || last).padStart(2, "0")}`;
}
