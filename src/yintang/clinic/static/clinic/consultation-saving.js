// Sends the whole form after each change, one request at a time. What is not acknowledged stays in
// the form, is said to be unsaved, and is sent again; nothing is kept in the browser.

const QUIET_MS = 800;
const LONGEST_WAIT_MS = 30000;

export function keepSaved(form, { onSaved, onBoth, say }) {
  let changes = 0; // grows with each change
  let saved = 0; // the change up to which the server has answered
  let sending = null;
  let timer = 0;
  let wait = 2000;
  let stopped = false;

  const revision = form.elements.namedItem("revision");

  function changed(soon = false) {
    changes += 1;
    if (stopped) return;
    say("Writing…", "");
    clearTimeout(timer);
    timer = setTimeout(send, soon ? 0 : QUIET_MS);
  }

  function again(words) {
    say(words, "unsaved");
    clearTimeout(timer);
    timer = setTimeout(send, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }

  function send(extra = []) {
    clearTimeout(timer);
    if (sending) return sending.then(() => (saved < changes && !stopped ? send(extra) : undefined));
    if (stopped) return Promise.resolve();
    sending = post(extra).finally(() => { sending = null; });
    return sending;
  }

  async function post(extra) {
    const upTo = changes;
    const body = new FormData(form);
    // Signing in again in another tab changes the token: the cookie has the one that holds.
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
    if (token) body.set("csrfmiddlewaretoken", token);
    for (const [name, value] of extra) body.append(name, value);
    let response;
    try {
      response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      again("Not saved: no connection, trying again");
      return;
    }
    if (!(response.headers.get("Content-Type") ?? "").includes("json")) {
      again(response.redirected || response.status === 403
        ? "Not saved: you are signed out. Sign in in another tab; this page then saves"
        : "Not saved: the server did not answer as expected, trying again");
      return;
    }
    const said = await response.json();
    if (response.status === 409) {
      stopped = true;
      say(said.signed ? "Not saved: the visit is signed" : "Not saved: changed elsewhere", "unsaved");
      onBoth(said);
      return;
    }
    if (!response.ok) {
      again(`Not saved: ${said.say ?? "trying again"}`);
      return;
    }
    saved = upTo;
    wait = 2000;
    revision.value = said.revision;
    if (saved === changes) say(`Saved ${said.at}`, "");
    onSaved(said, extra.length > 0);
    if (saved < changes) timer = setTimeout(send, QUIET_MS);
  }

  window.addEventListener("beforeunload", (event) => {
    if (saved < changes) event.preventDefault();
  });
  window.addEventListener("online", () => { if (saved < changes) send(); });
  // A tablet that goes to sleep or to another app saves what is still waiting.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && saved < changes) send();
  });

  return {
    changed,
    flush: () => (saved < changes || sending ? send() : Promise.resolve()),
    isSaved: () => saved === changes,
    // Both texts were looked at: send what was chosen, on top of what stands there now.
    merge(current, theirs) {
      stopped = false;
      revision.value = current;
      changes += 1;
      return send([["merge", "yes"], ...theirs.map((path) => ["theirs", path])]);
    },
    forget() { saved = changes; },
  };
}
