// Countdowns on the page of the day, from the server's time: two devices show the same second.

let ahead = 0; // how far the server's clock is ahead of this device's, in milliseconds

function readClock() {
  const now = document.querySelector("[data-now]");
  if (now) ahead = Date.parse(now.dataset.now) - Date.now();
}

function tick() {
  for (const shown of document.querySelectorAll("[data-ends-at]")) {
    const left = Math.round((Date.parse(shown.dataset.endsAt) - Date.now() - ahead) / 1000);
    const seconds = Math.abs(left);
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    shown.textContent = left < 0 ? `+${text}` : text;
    shown.classList.toggle("over", left < 0);
  }
}

readClock();
tick();
setInterval(tick, 1000);
document.body.addEventListener("htmx:afterSwap", () => {
  readClock();
  tick();
});
