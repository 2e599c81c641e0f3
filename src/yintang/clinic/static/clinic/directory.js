// The directory: where the visitor is, only when she asks; copying tags; printing the checklist.

const near = document.querySelector("#near-me");
if (near && "geolocation" in navigator) {
  const field = document.querySelector("input[name=near]");
  const place = document.querySelector("#place");
  const said = document.querySelector("#near-said");
  near.hidden = false;
  near.addEventListener("click", () => {
    said.textContent = "Asking your browser…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        // Two decimals: about a kilometre. The exact place is nobody's business.
        field.value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
        place.value = "";
        field.form.requestSubmit();
      },
      () => { said.textContent = "Your browser did not say where you are. Write a town instead."; },
      { maximumAge: 600000, timeout: 10000 },
    );
  });
  place.addEventListener("input", () => { field.value = ""; });
}

// Beside the list there is room for every choice; above it, on a phone, the list matters more.
const more = document.querySelector(".more-choices");
if (more && window.matchMedia("(min-width: 900px)").matches) more.open = true;

const copied = document.querySelector("#copied");
for (const button of document.querySelectorAll("[data-copy], [data-copy-json]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy ?? button.dataset.copyJson);
    await navigator.clipboard.writeText(from.value ?? from.textContent);
    copied.textContent = "Copied.";
  });
}

const print = document.querySelector("#print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
