// Saves after each act, one save at a time. A lost connection is tried again; a stale one is asked.

import { ask } from "./asking.js";
import { button, element } from "./words.js";

const PAUSE_MS = 700;
const RETRY_MS = [2000, 5000, 15000];

const SETTINGS = {
  protocol: (value) => `Protocol ${value}`,
  retention_min: (value) => `Rest ${value} minutes`,
  adjuncts: (value) => `Afterwards: ${value.join(", ") || "nothing"}`,
  handles: () => "Hairline or ears moved",
  photo: () => "On another photograph",
};
const FIELDS = {
  depth_mm: (value) => `${value} mm deep`,
  angle_deg: (value) => `${value}°`,
  diameter_mm: (value) => `needle ${value} mm thick`,
  length_mm: (value) => `needle ${value} mm long`,
  direction: (value) => value || "no direction",
  technique: (value) => value || "no technique",
  retention_min: (value) => (value ? `rests ${value} minutes` : "rests as long as all"),
};
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// In words, what one plan has otherwise than another: its settings, and its needles.
function settingsApart(here, there) {
  return Object.entries(SETTINGS)
    .filter(([name]) => !same(here[name], there[name]))
    .map(([name, say]) => say(here[name]));
}

function needlesApart(here, there, names) {
  return here.flatMap((one) => {
    const other = there.find(({ key }) => key === one.key);
    if (!other) return [names.called(one)];
    const moved = Math.hypot(one.x - other.x, one.y - other.y) > 1e-4 ? ["elsewhere"] : [];
    const set = Object.entries(FIELDS)
      .filter(([name]) => !same(one[name] ?? null, other[name] ?? null))
      .map(([name, say]) => say(one[name]));
    const said = [...moved, ...set];
    return said.length ? [`${names.called(one)}: ${said.join(", ")}`] : [];
  });
}

export function saving(facts, state, names) {
  let revision = facts.revision;
  let dirty = false;
  let under = null; // the save under way
  let timer = null;
  let failures = 0;
  let asking = false;
  const shown = document.getElementById("saved");

  function later(pause = PAUSE_MS) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function changed() {
    dirty = true;
    shown.textContent = "Not saved yet";
    later();
  }

  async function save() {
    if (under || !dirty || asking) return under;
    dirty = false;
    shown.textContent = "Saving…";
    under = send();
    await under;
    under = null;
    if (dirty && !failures) later(50);
  }

  async function send() {
    const { ok, status, told } = await ask(facts.urls.save, { ...state.content, revision });
    if (ok) {
      failures = 0;
      revision = told.revision;
      if (!dirty) state.checked = told.checked;
      shown.textContent = dirty ? "Saving…" : "Saved";
      shown.classList.remove("trouble");
      state.tell("saved");
    } else if (status === 409 && told.stale) {
      dirty = true;
      choose(told);
    } else {
      dirty = true;
      failures += 1;
      const wait = RETRY_MS[Math.min(failures, RETRY_MS.length) - 1];
      const lost = status === 0 || status >= 500;
      shown.textContent = lost
        ? "Not saved: no connection. Trying again; keep this page open."
        : `Not saved: ${told.say ?? "sign in again in another window; it is tried again from here"}`;
      shown.classList.add("trouble");
      if (status !== 400 && status !== 409) later(wait);
    }
  }

  // Both plans side by side in words, and she says which is to stand.
  function choose(theirs) {
    asking = true;
    const dialog = document.getElementById("stale");
    const mine = state.needles;
    const only = (here, there) => [
      ...settingsApart(here, there),
      ...needlesApart(here.needles, there.needles, names),
    ];
    const list = (title, rows) =>
      element(
        "div",
        {},
        element("h3", {}, title),
        rows.length
          ? element("ul", {}, ...rows.map((row) => element("li", {}, row)))
          : element("p", { class: "stone" }, "Nothing."),
      );
    const settle = (take) => {
      if (take) {
        dirty = false;
        facts.image = theirs.image;
        state.replace(theirs.content, theirs.face);
        dirty = false;
        clearTimeout(timer);
        shown.textContent = "Saved";
      }
      revision = theirs.revision;
      asking = false;
      dialog.close();
      if (!take) later(0);
    };
    dialog.replaceChildren(
      element(
        "h2",
        { id: "stale-title" },
        `${theirs.by || "Somebody"} saved this plan at ${theirs.at} while you were working on it`,
      ),
      element(
        "p",
        {},
        `Theirs has ${theirs.content.needles.length} needles, yours ${mine.length}. If you keep yours, theirs stays among the earlier states; if you take theirs, what you changed since your last save is dropped.`,
      ),
      element(
        "div",
        { class: "columns halves" },
        list("Otherwise in theirs", only(theirs.content, state.content)),
        list("Otherwise in yours", only(state.content, theirs.content)),
      ),
      element(
        "div",
        { class: "row" },
        button("Take theirs", () => settle(true), { id: "take-theirs" }),
        button("Keep mine", () => settle(false), { id: "keep-mine" }),
      ),
    );
    dialog.addEventListener("cancel", (event) => event.preventDefault(), { once: true });
    dialog.showModal();
  }

  window.addEventListener("beforeunload", (event) => {
    if (dirty || under) event.preventDefault();
  });

  return {
    changed,
    get revision() {
      return revision;
    },
    // Everything saved; false where it could not be.
    async flush() {
      clearTimeout(timer);
      while (under) await under;
      if (dirty) await save();
      while (under) await under;
      return !dirty;
    },
  };
}
