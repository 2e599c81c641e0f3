// The plan as it stands on this screen, with undo and redo. Nothing here touches page or network.

const MOST_STEPS = 200;

export function planState(facts) {
  let now = { content: facts.content, face: facts.face };
  const past = [];
  const future = [];
  const watchers = [];
  const state = {
    mayEdit: facts.mayEdit,
    selected: null,
    checked: facts.checked,
    ghosts: null,
    gripping: false,
    get content() {
      return now.content;
    },
    get face() {
      return now.face;
    },
    get needles() {
      return now.content.needles;
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    needle: (key) => now.content.needles.find((one) => one.key === key) ?? null,
    // What the server must know to judge these needles.
    basis: () => ({
      photo: now.content.photo,
      handles: now.content.handles,
      protocol: now.content.protocol,
      retention_min: now.content.retention_min,
      adjuncts: now.content.adjuncts,
      needles: now.content.needles,
    }),
    watch: (watcher) => {
      watchers.push(watcher);
    },
    tell,
    // One step that can be undone. `content` holds what changes; `face` a new map, if any.
    act(content, say, face = now.face) {
      if (!state.mayEdit) return;
      past.push(now);
      if (past.length > MOST_STEPS) past.shift();
      future.length = 0;
      now = { content: { ...now.content, ...content }, face };
      settle();
      tell("content", say);
    },
    // The server's finer answer to a step already taken: no step of its own.
    amend(key, fields) {
      now = {
        ...now,
        content: { ...now.content, needles: changed(now.content.needles, key, fields) },
      };
      tell("amended");
    },
    change(key, fields, say) {
      state.act({ needles: changed(now.content.needles, key, fields) }, say);
    },
    remove(key, say) {
      state.act({ needles: now.content.needles.filter((one) => one.key !== key) }, say);
    },
    put(needle, say) {
      const others = now.content.needles.filter((one) => one.key !== needle.key);
      state.act({ needles: [...others, needle] }, say);
    },
    undo: () => step(past, future, "Undone"),
    redo: () => step(future, past, "Done again"),
    select(key) {
      if (state.selected === key) return;
      state.selected = key;
      tell("selected");
    },
    // Another's plan taken over whole: her own steps no longer apply.
    replace(content, face) {
      past.length = future.length = 0;
      now = { content, face };
      settle();
      tell("content", "Taken over");
    },
  };

  function step(from, to, word) {
    if (!from.length || !state.mayEdit) return;
    to.push(now);
    now = from.pop();
    settle();
    tell("content", word);
  }

  function settle() {
    if (state.selected && !state.needle(state.selected)) state.selected = null;
  }

  function tell(what, say = "") {
    for (const watcher of watchers) watcher(what, say);
  }

  return state;
}

function changed(needles, key, fields) {
  return needles.map((one) => (one.key === key ? { ...one, ...fields } : one));
}
