// The first run: takes the code from behind the # of the printed address, and this computer's time zone.

const code = location.hash.slice(1);
const field = document.getElementById("id_code");
if (code && field && !field.value) {
  field.value = code;
  history.replaceState(null, "", location.pathname);
}

const zones = document.getElementById("id_time_zone");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zones && field && !document.querySelector("[aria-invalid]") && [...zones.options].some((one) => one.value === zone)) {
  zones.value = zone;
}
