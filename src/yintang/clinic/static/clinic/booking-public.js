// Booking by a stranger: how long the time is kept, in words; and "none" and the rest exclude each
// other. Everything works without this.

const line = document.querySelector("[data-until]");
if (line) {
  const until = new Date(line.dataset.until);
  let told = null;
  const tell = () => {
    const left = Math.ceil((until - Date.now()) / 60000);
    if (left === told) return;
    told = left;
    line.classList.toggle("short", left <= 2);
    line.textContent = left > 1 ? `Kept for you for ${left} more minutes.`
      : left === 1 ? "Kept for you for one more minute."
      : "No longer kept, but it may still be free: go on, and we look.";
    if (left <= 0) clearInterval(clock);
  };
  const clock = setInterval(tell, 5000);
  tell();
}

const none = document.querySelector('input[name="none"]');
if (none) {
  none.form.addEventListener("change", (event) => {
    if (event.target === none && none.checked) {
      for (const box of none.form.querySelectorAll('input[name="yes"], input[name="done"], input[name="minor"]')) box.checked = false;
    } else if (event.target.type === "checkbox" && event.target !== none && event.target.checked) {
      none.checked = false;
    }
  });
}
