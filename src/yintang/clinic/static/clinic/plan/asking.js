// Asking the server: JSON out, JSON back, and never an exception for a lost connection.

// The cookie's token is newer where she signed in again in another window.
function token() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
}

export async function ask(url, body) {
  const options =
    body === undefined
      ? { headers: { Accept: "application/json" } }
      : {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
          body: JSON.stringify(body),
        };
  try {
    const answer = await fetch(url, { credentials: "same-origin", ...options });
    const type = answer.headers.get("Content-Type") ?? "";
    const told = type.includes("json") ? await answer.json() : {};
    return { ok: answer.ok && type.includes("json"), status: answer.status, told };
  } catch {
    return { ok: false, status: 0, told: { say: "No connection. It will be tried again." } };
  }
}

// The last of several quick calls, after a pause.
export function calmed(pause, act) {
  let waiting;
  const later = (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => act(...given), pause);
  };
  later.stop = () => clearTimeout(waiting);
  return later;
}
