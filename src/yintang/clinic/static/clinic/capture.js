// A visit's photographs: the camera with hints and the first photograph overlaid, or files; each is
// sent at once and its verdict shown. Pictures stay in this page's memory until they are sent.

import * as camera from "./capture-camera.js";

const HINT_EVERY_MS = 700;

const room = document.querySelector("[data-capture]");
const part = (name) => room.querySelector(`[data-${name}]`);
const facts = JSON.parse(document.getElementById("capture-camera").textContent);
const token = JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
const list = document.getElementById("poses");
const upload = part("upload");
const select = upload.querySelector("select");
const video = part("video");
const stage = part("stage");

let pose = room.dataset.pose;
let facing = "environment";
let overlaid = true;
let asking = false;
const queue = [];
let sending = false;

// Which view is in front of the camera

function choose(id) {
  if (!facts.poses[id]) return;
  pose = id;
  const one = facts.poses[id];
  part("pose-name").textContent = one.name;
  part("pose-ask").textContent = one.ask;
  select.value = id;
  stage.classList.toggle("without-marks", one.view !== "front");
  stage.classList.toggle("without-outline", ["neck", "close-up"].includes(one.view));
  for (const link of list.querySelectorAll("[data-choose]")) {
    if (link.dataset.choose === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  ghost();
  say([]);
}

function ghost() {
  const image = part("ghost");
  const address = facts.poses[pose]?.ghost;
  if (address && image.getAttribute("src") !== address) image.src = address;
  image.hidden = !address || !overlaid;
  part("ghost-button").hidden = !camera.isOpen() || !address;
  part("ghost-button").setAttribute("aria-pressed", String(overlaid));
}

// The camera

function show() {
  const open = camera.isOpen();
  stage.hidden = !open;
  part("open-camera").hidden = open || !camera.isOffered();
  for (const name of ["take", "turn", "close-camera"]) part(name).hidden = !open;
  ghost();
}

function complain(words) {
  const place = part("trouble");
  place.textContent = words;
  place.hidden = !words;
}

async function start() {
  complain("");
  try {
    const seen = await camera.open(video, facing);
    stage.classList.toggle("mirrored", seen !== "environment");
  } catch (fault) {
    complain(fault.name === "NotAllowedError"
      ? "The browser was not allowed to use the camera. Allow it in the browser's settings, or choose files."
      : "No camera could be opened. Choose files instead.");
  }
  show();
  if (camera.isOpen()) part("take").focus();
}

function stop() {
  camera.close(video);
  say([]);
  show();
}

async function take() {
  const blob = await camera.picture(video);
  if (blob) send(pose, [new File([blob], "photograph.jpg", { type: "image/jpeg" })]);
}

// Hints

function say(words, ready = false) {
  const place = part("hint");
  const text = words[0] ?? "";
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text;
  stage.classList.toggle("ready", ready);
}

async function ask() {
  if (!camera.isOpen() || asking || sending || document.visibilityState !== "visible") return;
  asking = true;
  const about = pose;
  try {
    const small = await camera.frame(video);
    const eyes = facts.poses[pose].eyes;
    const address = `${facts.hint}?pose=${pose}${eyes ? `&eyes=${eyes}` : ""}`;
    const answer = await fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": token, "Content-Type": "image/jpeg", "X-Yintang-Background": "1" },
      body: small,
    });
    if (answer.ok && about === pose && camera.isOpen()) {
      const seen = await answer.json();
      say(seen.say, seen.ready);
    }
  } catch {
    // A hint that does not come is no fault: the photograph itself is checked.
  } finally {
    asking = false;
  }
}

// Keeping

function send(id, files) {
  for (const file of files) queue.push({ id, file });
  work();
}

async function work() {
  if (sending || !queue.length) return;
  sending = true;
  let all = queue.length;
  try {
    while (queue.length) {
      all = Math.max(all, queue.length);
      waiting(queue.length, all);
      const { id, file } = queue[0];
      if (!(await keep(id, file))) break;
      queue.shift();
    }
  } finally {
    queue.length = 0;
    sending = false;
    part("send").disabled = false;
  }
}

function waiting(left, all) {
  part("send").disabled = true;
  const place = part("verdict");
  const words = document.createElement("p");
  words.className = "say";
  words.textContent = all > 1 ? `Keeping and checking, ${left} to go …` : "Keeping and checking …";
  place.replaceChildren(words);
}

async function keep(id, file) {
  const sent = new FormData();
  sent.append("pose", id);
  sent.append("photo", file);
  try {
    const answer = await fetch(facts.add, {
      method: "POST", body: sent, headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    const told = await answer.json();
    if (!answer.ok) return refuse(told.say);
    part("verdict").innerHTML = told.verdict;
    list.innerHTML = told.list;
    window.htmx?.process(list);
    if (told.passed) choose(told.next);
    else choose(id);
    return true;
  } catch {
    return refuse("The photograph did not reach the clinic's computer. Look at the connection and take it again.");
  }
}

function refuse(words) {
  const place = document.createElement("p");
  place.className = "say stop";
  place.textContent = words;
  part("verdict").replaceChildren(place);
  return false;
}

// What the hand does

part("open-camera").addEventListener("click", start);
part("take").addEventListener("click", take);
part("close-camera").addEventListener("click", () => {
  stop();
  part("open-camera").focus();
});
part("turn").addEventListener("click", () => {
  facing = facing === "environment" ? "user" : "environment";
  start();
});
part("ghost-button").addEventListener("click", () => {
  overlaid = !overlaid;
  ghost();
});
select.addEventListener("change", () => choose(select.value));
list.addEventListener("click", (event) => {
  const link = event.target.closest("[data-choose]");
  if (!link) return;
  event.preventDefault();
  choose(link.dataset.choose);
  room.scrollIntoView({ block: "start" });
  (camera.isOpen() ? part("take") : part("open-camera")).focus();
});
upload.addEventListener("submit", (event) => {
  event.preventDefault();
  delete upload.dataset.sent;
  const files = upload.querySelector("input[type=file]");
  send(select.value, files.files);
  files.value = "";
});
document.addEventListener("visibilitychange", () => { if (document.hidden && camera.isOpen()) say([]); });
window.addEventListener("pagehide", () => camera.close(video));
setInterval(ask, HINT_EVERY_MS);
choose(pose);
show();
