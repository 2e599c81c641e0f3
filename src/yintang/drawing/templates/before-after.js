// The ways to compare two photographs. Without scripts they stand side by side.
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

for (const pair of document.querySelectorAll(".pair")) {
  const slider = pair.querySelector("input[type=range]");
  const buttons = [...pair.querySelectorAll(".ways button")];
  const marks = pair.querySelector(".marks");
  let blinking;

  const stop = () => {
    clearInterval(blinking);
    blinking = undefined;
  };
  const swap = () => pair.classList.toggle("later");
  const blink = () => {
    // Slow enough for those whom flicker troubles: well below three flashes a second.
    blinking = setInterval(swap, 900);
  };

  const show = (way) => {
    if (way === "blink" && pair.dataset.way === "blink") {
      // Pressed once more: it stands still, and goes on with the next press.
      if (still.matches) swap();
      else if (blinking) stop();
      else blink();
      return;
    }
    pair.dataset.way = way;
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.way === way));
    }
    stop();
    pair.classList.remove("later");
    if (way === "blink" && !still.matches) blink();
  };

  const slide = () => {
    const later = 100 - Number(slider.value);
    pair.style.setProperty("--cut", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", `${slider.value} % earlier, ${later} % later`);
  };

  for (const button of buttons) {
    button.addEventListener("click", () => show(button.dataset.way));
  }
  slider.addEventListener("input", slide);
  slide();
  if (marks) {
    marks.hidden = false;
    marks.querySelector("input").addEventListener("change", (event) => {
      for (const overlay of pair.querySelectorAll(".overlay")) {
        overlay.hidden = !event.target.checked;
      }
    });
  }
  pair.classList.add("live");
  pair.querySelector(".ways").hidden = false;
  slider.hidden = false;
  show("slide");
}
