// Two minutes before a session is signed off: asks whether somebody is still there.
//
// The server keeps the time, so that every open page agrees. A touch or a key tells it, at most once
// in a while, that somebody is here; this page asks it only when the end may be near.

const total = Number(document.body.dataset.signOffMinutes) * 60;
const address = new URL("../../account/here/", import.meta.url);
const warning = Math.min(120, total / 2);
const quiet = Math.min(120, total / 4) * 1000;
const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];

let told = Date.now();
let timer;
let dialog;

// The page belongs to nobody now: what it shows must not stay on the screen.
const leave = () => location.replace(location.pathname + location.search);

async function ask(method) {
  const headers = method === "POST" ? { "X-CSRFToken": token() } : { "X-Yintang-Background": "1" };
  try {
    const answer = await fetch(address, { method, headers, redirect: "manual" });
    if (!answer.ok) return leave();
    again((await answer.json()).seconds);
  } catch {
    // No connection: whether the session has ended shows when it is back.
    wait(15);
  }
}

function wait(seconds) {
  clearTimeout(timer);
  timer = setTimeout(() => ask("GET"), Math.max(1, seconds) * 1000);
}

function again(left) {
  if (left > warning + 1) {
    if (dialog?.open) dialog.close();
    wait(left - warning);
  } else {
    warn(left);
    wait(left + 1);
  }
}

function stay() {
  told = Date.now();
  ask("POST");
}

function made() {
  const one = document.createElement("dialog");
  one.setAttribute("aria-labelledby", "still-there");
  one.innerHTML = `<h2 id="still-there">Still there?</h2>
    <p>Nobody has touched this page for a while. You will be signed off in <strong data-left></strong>.</p>
    <button type="button" class="done">Keep me signed in</button>`;
  one.querySelector("button").addEventListener("click", () => one.close());
  one.addEventListener("close", stay);
  document.body.append(one);
  return one;
}

function warn(left) {
  const end = Date.now() + left * 1000;
  dialog ??= made();
  if (dialog.open) return;
  const shown = dialog.querySelector("[data-left]");
  const count = () => {
    const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
    shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (dialog.open && seconds) setTimeout(count, 500);
  };
  dialog.showModal();
  count();
}

function touched() {
  if (!dialog?.open && Date.now() - told > quiet) stay();
}

if (total) {
  document.addEventListener("pointerdown", touched, { capture: true, passive: true });
  document.addEventListener("keydown", touched, { capture: true });
  document.addEventListener("visibilitychange", () => document.hidden || ask("GET"));
  wait(total - warning);
}
