// Another plan beside this one: what the planner suggests now, last visit's, an earlier state.

import { ask } from "./asking.js";
import { button, element, millimetres } from "./words.js";

const worth = (value) => value ?? "as all";

export function comparing({ state, facts, names, announce }) {
  const place = document.getElementById("other");

  function words({ added, removed, moved, changed }, more, less) {
    const rows = [
      [more, added.map(names.named)],
      [less, removed.map(names.named)],
      [
        "Moved",
        moved.map(
          (one) => names.named(one) + (one.mm === null ? "" : ` by ${millimetres(one.mm)}`),
        ),
      ],
      [
        "Set otherwise",
        changed.map(
          (one) => `${names.named(one)}: ${one.what} ${worth(one.before)} to ${worth(one.after)}`,
        ),
      ],
    ].filter(([, list]) => list.length);
    if (!rows.length) return [element("p", {}, "No difference.")];
    return rows.map(([title, list]) =>
      element("p", { class: "small" }, element("strong", {}, `${title}: `), `${list.join("; ")}.`),
    );
  }

  function show(title, inside, buttons) {
    place.replaceChildren(
      element("h2", {}, title),
      ...inside,
      element("div", { class: "row" }, ...buttons, button("Close", close, { id: "other-close" })),
    );
    place.hidden = false;
    if (window.matchMedia("(max-width: 899px)").matches) state.select(null); // her card would lie over it
    place.focus({ preventScroll: false });
    place.scrollIntoView({ block: "nearest" });
  }

  function close() {
    place.hidden = true;
    state.ghosts = null;
    state.tell("ghosts");
  }

  function apply(told, say) {
    const { face, ...restored } = told.restored ?? { needles: told.needles };
    state.act(
      {
        ...restored,
        ...(told.settings ?? { retention_min: told.retention_min, adjuncts: told.adjuncts }),
      },
      say,
      face ?? state.face,
    );
    close();
  }

  async function suggest() {
    announce("Asking the planner");
    const { ok, told } = await ask(facts.urls.suggest, state.basis());
    if (!ok) return show("No suggestion", [element("p", {}, told.say ?? "Try again.")], []);
    state.ghosts = told.needles;
    state.tell("ghosts");
    const same = Object.values(told.difference).every((list) => !list.length);
    show(
      `The planner suggests ${told.needles.length} needles`,
      [
        ...words(told.difference, "It would add", "It would leave out"),
        ...told.notes.map((note) => element("p", { class: "small stone" }, note)),
        same
          ? ""
          : element(
              "p",
              { class: "small stone" },
              "Dashed rings show what would stand elsewhere. Nothing is changed until you take it over.",
            ),
      ].filter(Boolean),
      same
        ? []
        : [
            button("Take it over", () => apply(told, "Suggestion taken over"), {
              class: "done",
              id: "apply-suggestion",
            }),
          ],
    );
  }

  async function against(which, restore) {
    const { ok, told } = await ask(facts.urls.compare, { ...state.basis(), against: which });
    if (!ok)
      return show("Nothing to compare with", [element("p", {}, told.say ?? "Try again.")], []);
    state.ghosts = told.needles;
    state.tell("ghosts");
    const hidden = told.not_visible.length;
    const alike = Object.values(told.difference).every((list) => !list.length);
    show(
      told.title,
      [
        ...words(told.difference, "New since then", "No longer there"),
        hidden
          ? element(
              "p",
              { class: "small stone" },
              `${hidden} of its needles cannot be seen on this photograph.`,
            )
          : "",
        alike
          ? ""
          : element("p", { class: "small stone" }, "Dashed rings show where its needles were."),
      ].filter(Boolean),
      state.mayEdit && restore
        ? [button(restore, () => apply(told, "Earlier state restored"), { id: "restore" })]
        : [],
    );
  }

  async function history() {
    const dialog = document.getElementById("states");
    const { ok, told } = await ask(facts.urls.history);
    const rows = (told.revisions ?? []).map((one) =>
      element(
        "li",
        { class: "row spread" },
        element(
          "span",
          {},
          `${one.at}, ${one.by}`,
          element("small", { class: "stone" }, ` ${one.needles} needles`),
        ),
        button(
          "Look at it",
          () => {
            dialog.close();
            against(one.number, "Restore this state");
          },
          { class: "small", "aria-label": `Look at it: revision ${one.number}` },
        ),
      ),
    );
    dialog.replaceChildren(
      element("h2", { id: "states-title" }, "Earlier states"),
      rows.length
        ? element("ul", { class: "plain rows states" }, ...rows)
        : element(
            "p",
            { class: "stone" },
            ok ? "Nothing was saved yet. Every save is kept here." : (told.say ?? "Try again."),
          ),
      button("Close", () => dialog.close()),
    );
    dialog.showModal();
  }

  document.getElementById("suggest")?.addEventListener("click", suggest);
  document
    .getElementById("compare")
    .addEventListener("click", () => against("last", "Take it over"));
  document.getElementById("history").addEventListener("click", history);
  return {
    close,
    get open() {
      return !place.hidden;
    },
  };
}
