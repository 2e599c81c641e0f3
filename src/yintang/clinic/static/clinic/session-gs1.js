// The code on a pack: what a scanner types, read by its application identifiers (GS1 General
// Specifications, section 3): (01) item, (10) lot, (17) use-by day, (21) serial number, (11) made on.

const FIXED = { "01": 14, "02": 14, 11: 6, 13: 6, 15: 6, 17: 6 };
const VARIABLE = ["10", "21", "22", "30", "37", "240", "241", "250"];
const GROUP = /\u001d/;

/** Lot and use-by day of a code, or null where it carries neither. */
export function readCode(code) {
  // Scanners that type write the separator (FNC1) in one of several ways.
  const text = code.trim().replace(/^\][A-Za-z]\d/, "").replace(/<GS>|\{GS\}|[|~^]/g, "\u001d").replace(/^\u001d/, "");
  const found = text.includes("(") ? bracketed(text) : apart(plain(text));
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
    } else {
      const long = VARIABLE.find((one) => (id + rest).startsWith(one));
      if (!long) return found;
      const value = (id + rest).slice(long.length);
      const end = value.search(GROUP);
      found[long] = end < 0 ? value : value.slice(0, end);
      rest = end < 0 ? "" : value.slice(end);
    }
    rest = rest.replace(/^\u001d/, "");
  }
  return found;
}

/** A scanner that swallowed the separator leaves the use-by day at the end of the lot. */
function apart(found) {
  const parts = found["17"] ? null : /^(.+)17(\d{6})(?:21.*)?$/.exec(found["10"] ?? "");
  return parts && day(parts[2]) ? { ...found, 10: parts[1], 17: parts[2] } : found;
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
