// The record: printing, and the note that saves itself to the server and nowhere else.

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

const form = document.querySelector("[data-note]");
if (form) {
  const text = form.elements.text;
  const revision = form.elements.revision;
  const state = form.querySelector("[data-note-state]");
  const both = form.querySelector("[data-note-both]");
  const part = (name) => form.querySelector(`[data-${name}]`);
  let saved = text.value;
  let waiting = null;
  let sending = false;
  let theirs = null;

  const unsaved = () => text.value !== saved;
  const say = (words) => { if (state.textContent !== words) state.textContent = words; };

  function later(milliseconds) {
    clearTimeout(waiting);
    waiting = setTimeout(save, milliseconds);
  }

  async function save() {
    if (sending || theirs || !unsaved()) return;
    sending = true;
    const sent = text.value;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        body: new URLSearchParams({ text: sent, revision: revision.value }),
      });
      const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
      if (answer.ok && told) {
        saved = sent;
        revision.value = told.revision;
        say(`Saved at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}, version ${told.revision}.`);
      } else if (answer.status === 409 && told) choose(told);
      else say(told?.say ?? "Not saved. You may have been signed off: copy your text, then reload the page.");
    } catch {
      say("Not saved: no connection. It is tried again.");
      later(5000);
    } finally {
      sending = false;
    }
    if (unsaved() && !theirs && state.textContent.startsWith("Saved")) later(800);
  }

  function choose(told) {
    theirs = told;
    part("note-by").textContent = told.by ? `${told.by} saved it.` : "";
    part("note-theirs").textContent = told.text;
    part("note-mine").textContent = text.value;
    both.hidden = false;
    say("Not saved: choose below.");
    part("keep-theirs").focus();
  }

  function chosen(value) {
    revision.value = theirs.revision;
    saved = theirs.text;
    theirs = null;
    both.hidden = true;
    text.value = value;
    text.focus();
    if (unsaved()) save();
    else say(`Kept as it stood, version ${revision.value}.`);
  }

  part("keep-theirs").addEventListener("click", () => chosen(theirs.text));
  part("keep-mine").addEventListener("click", () => chosen(text.value));
  part("keep-both").addEventListener("click", () => chosen(`${theirs.text}\n\n${text.value}`));
  text.addEventListener("input", () => { say("Not saved yet."); later(800); });
  text.addEventListener("change", () => later(0));
  form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); clearTimeout(waiting); save(); });
  // What is signed is the note as it was saved: nothing typed may still be on its way.
  const signing = document.querySelector(".sign form");
  signing?.addEventListener("submit", (event) => {
    if (!unsaved()) return;
    event.preventDefault();
    event.stopPropagation();
    say("The note was not saved yet. It is saved now; sign again.");
    save();
    text.focus();
  });
  window.addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
}
