// Taps on their way to the server: kept in memory, sent in order, sent again until acknowledged.
// Nothing is kept in the browser's storage.

const POLL_MS = 5000;
const MOST = 200;

/** The token of the form, as the cookie has it now: signing in again in another tab renews it. */
function token() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
}

/**
 * @param urls where to send events and ask for the state
 * @param on   told of: state(state, halfway), pending(), refused(id, event, words), line(trouble)
 */
export function makeQueue(urls, on) {
  const waiting = [];
  let sending = false;
  let failures = 0;
  let timer = 0;
  let length = -1;

  async function ask(url, options) {
    const asked = performance.now();
    const answer = await fetch(url, { ...options, redirect: "follow", cache: "no-store" });
    if (answer.redirected || answer.status === 403) throw Object.assign(new Error(), { off: true });
    if (!answer.ok) throw Object.assign(new Error(), { status: answer.status });
    const body = await answer.json();
    return [body, (performance.now() - asked) / 2];
  }

  function take(state, halfway) {
    on.clock(state.server_time, halfway);
    if (state.session && state.length >= length) {
      length = state.length;
      on.state(state);
    }
  }

  function failed(error) {
    failures += 1;
    on.line({ waiting: waiting.length, off: Boolean(error.off), status: error.status ?? 0 });
    window.clearTimeout(timer);
    timer = window.setTimeout(go, Math.min(15000, 500 * 2 ** Math.min(failures, 5)));
  }

  async function send() {
    const batch = waiting.slice(0, MOST);
    const [answer, halfway] = await ask(urls.events, {
      method: "POST",
      headers: { "content-type": "application/json", "x-csrftoken": token() },
      body: JSON.stringify({ events: batch }),
    });
    const done = new Set([...answer.acknowledged, ...Object.keys(answer.refused)]);
    for (const event of batch) {
      if (answer.refused[event.id]) on.refused(event, answer.refused[event.id]);
    }
    waiting.splice(0, waiting.length, ...waiting.filter((event) => !done.has(event.id)));
    take(answer.state, halfway);
    on.acknowledged(answer.acknowledged);
  }

  async function poll() {
    const [state, halfway] = await ask(`${urls.state}?since=${length}`, {
      headers: { "x-yintang-background": "1" },
    });
    take(state, halfway);
  }

  async function go() {
    if (sending) return;
    sending = true;
    window.clearTimeout(timer);
    try {
      if (waiting.length) await send();
      else await poll();
      failures = 0;
      on.line(null);
      timer = window.setTimeout(go, waiting.length ? 0 : POLL_MS);
    } catch (error) {
      failed(error);
    } finally {
      sending = false;
    }
  }

  window.addEventListener("online", () => go());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) go(); });
  window.addEventListener("beforeunload", (event) => {
    if (waiting.length) event.preventDefault();
  });

  return {
    waiting,
    start(state) { take(state, 0); timer = window.setTimeout(go, POLL_MS); },
    add(...events) { waiting.push(...events); on.pending(); go(); },
    retry: go,
  };
}
