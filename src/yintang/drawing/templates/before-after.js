// The ways to compare two photographs. Without scripts they stand side by side.
for (const pair of document.querySelectorAll(".pair")) {
  const slider = pair.querySelector("input[type=range]");
  const buttons = [...pair.querySelectorAll(".ways button")];
  const marks = pair.querySelector(".marks");
  let blinking;

  const show = (way) => {
    pair.dataset.way = way;
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.way === way));
    }
    clearInterval(blinking);
    pair.classList.remove("later");
    if (way === "blink") {
      // Slow enough for those whom flicker troubles: well below three flashes a second.
      blinking = setInterval(() => pair.classList.toggle("later"), 900);
    }
  };

  for (const button of buttons) {
    button.addEventListener("click", () => show(button.dataset.way));
  }
  slider.addEventListener("input", () => {
    pair.style.setProperty("--cut", `${slider.value}%`);
  });
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
