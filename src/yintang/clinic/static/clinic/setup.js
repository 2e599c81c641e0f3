// The editor of phases: how long the service is altogether, and its bar, as somebody types.

function draw() {
  const bar = document.querySelector("[data-bar]");
  const total = document.querySelector("[data-total]");
  if (!bar || !total) return;
  bar.replaceChildren();
  let minutes = 0;
  let resting = 0;
  for (const row of document.querySelectorAll("[data-phase]")) {
    const long = Number.parseInt(row.querySelector("input").value, 10) || 0;
    const present = row.querySelector("select").value === "present";
    if (long <= 0) continue;
    const part = document.createElement("span");
    part.className = present ? "present" : "resting";
    part.style.flex = String(long);
    part.textContent = String(long);
    bar.append(part);
    minutes += long;
    resting += present ? 0 : long;
  }
  const free = resting ? `, for ${resting} of them the practitioner is free` : "";
  total.textContent = minutes ? `${minutes} minutes${free}` : "";
}

document.addEventListener("input", draw);
document.addEventListener("change", draw);
draw();
