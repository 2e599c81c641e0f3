// The calibration day: photographs are sent one after the other, with how far they are. Without this
// script the form sends them together.

const form = document.querySelector("[data-calibration]");
const part = (name) => form.querySelector(`[data-${name}]`);
const list = document.querySelector("[data-shots]");
const picker = form.querySelector("input[type=file]");
const button = form.querySelector("button.next");
const token = JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];

function tell(done, all, failed) {
  part("bar").max = all;
  part("bar").value = done;
  const went = failed ? ` ${failed} could not be used.` : "";
  part("say").textContent = done < all
    ? `Measuring photograph ${done + 1} of ${all} …${went}`
    : `${all - failed} of ${all} measured; no picture was kept.${went}`;
}

function complain(name, words) {
  const line = document.createElement("li");
  line.textContent = `${name}: ${words}`;
  part("told").append(line);
}

async function measure(file) {
  const sent = new FormData(form);
  sent.delete("photo");
  sent.append("photo", file);
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: sent, headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    const told = await answer.json();
    const open = list.querySelector("details")?.open ?? false;
    list.innerHTML = told.list;
    list.querySelector("details")?.toggleAttribute("open", open);
    window.htmx?.process(list);
    if (!answer.ok) complain(file.name, told.say);
    return answer.ok;
  } catch {
    complain(file.name, "It did not reach the clinic's computer. Look at the connection and add it again.");
    return false;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const files = [...picker.files];
  if (!files.length) return;
  part("under-way").hidden = false;
  part("told").replaceChildren();
  button.disabled = true;
  let failed = 0;
  for (const [done, file] of files.entries()) {
    tell(done, files.length, failed);
    if (!(await measure(file))) failed += 1;
  }
  tell(files.length, files.length, failed);
  picker.value = "";
  button.disabled = false;
});
