// Arrow keys walk from the search field through what it found, and back.

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const field = document.getElementById("q");
  const links = [...document.querySelectorAll("#found .people a")];
  const stops = [field, ...links];
  const at = stops.indexOf(document.activeElement);
  if (at < 0 || links.length === 0) return;
  const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
