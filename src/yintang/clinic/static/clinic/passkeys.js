// Says so when the browser or the person did not give a passkey; allauth would only tell the console.

const trouble = document.getElementById("passkey-trouble");
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (trouble) trouble.hidden = false;
});
