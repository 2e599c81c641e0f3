// Saves a part of the questions as she goes. The button saves as well, with and without this.

const QUIET_MS = 900;
const form = document.querySelector("[data-saves]");
const line = form?.querySelector("[data-saved]");
let timer = 0;
let changes = 0;
let saved = 0;
let sending = false;

function say(words, unsaved = false) {
  line.textContent = words;
  line.classList.toggle("unsaved", unsaved);
}

function later(wait = QUIET_MS) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

async function send() {
  if (sending || saved === changes) return;
  sending = true;
  const upTo = changes;
  try {
    const answer = await fetch(form.action || location.href, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    });
    const said = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : null;
    if (answer.ok && said) {
      saved = upTo;
      say(Object.keys(said.faults).length ? `Saved ${said.at}. ${Object.values(said.faults)[0]}` : `Saved ${said.at}`);
    } else if (said) {
      saved = changes;
      say(said.say, true);
    } else {
      say("Not saved: you may be signed out. Sign in again in another tab; this page then saves.", true);
      later(5000);
    }
  } catch {
    say("Not saved: no connection. Trying again.", true);
    later(5000);
  } finally {
    sending = false;
  }
  if (saved < changes && !line.classList.contains("unsaved")) later();
}

if (form) {
  form.addEventListener("input", () => { changes += 1; say("Writing…"); later(); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
  window.addEventListener("online", () => later(0));
  form.addEventListener("submit", () => { saved = changes; clearTimeout(timer); });
  window.addEventListener("beforeunload", (event) => { if (saved < changes) event.preventDefault(); });
}
