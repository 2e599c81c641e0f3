// Choosing or taking a photograph. The picture stays in this page's memory until the form is sent.

const picker = document.querySelector("[data-photo-picker]");
const part = (name) => picker.querySelector(`[data-${name}]`);
const file = picker.querySelector('input[type="file"]');
const stage = part("stage");
const video = part("video");
const preview = part("preview");
const outline = part("outline");
const LARGEST = 30 * 2 ** 20;
let stream = null;
let shown = null;

function show({ camera = false, picture = false, taken = false }) {
  stage.hidden = !camera && !picture;
  video.hidden = !camera;
  outline.toggleAttribute("hidden", !camera);
  preview.hidden = !picture;
  part("open-camera").hidden = !navigator.mediaDevices?.getUserMedia || camera || taken;
  part("take").hidden = !camera;
  part("close-camera").hidden = !camera;
  part("retake").hidden = !taken;
  part("file-field").hidden = camera;
}

function complain(words) {
  const place = part("camera-trouble");
  place.textContent = words;
  place.hidden = !words;
}

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
}

function look(blob, taken) {
  if (shown) URL.revokeObjectURL(shown);
  shown = URL.createObjectURL(blob);
  preview.src = shown;
  show({ picture: true, taken });
}

async function open() {
  complain("");
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 2560 }, height: { ideal: 1920 } },
    });
  } catch (fault) {
    complain(fault.name === "NotAllowedError"
      ? "The browser was not allowed to use the camera. Allow it in the browser's settings, or choose a file."
      : "No camera could be opened. Choose a file instead.");
    return;
  }
  const facing = stream.getVideoTracks()[0].getSettings().facingMode;
  video.style.transform = facing === "environment" ? "none" : "";
  video.srcObject = stream;
  await video.play();
  show({ camera: true });
  part("take").focus();
}

function take() {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d").drawImage(video, 0, 0);
  canvas.toBlob((blob) => {
    stop();
    const chosen = new DataTransfer();
    chosen.items.add(new File([blob], "photograph.jpg", { type: "image/jpeg" }));
    file.files = chosen.files;
    look(blob, true);
    part("retake").focus();
  }, "image/jpeg", 0.97);
}

part("open-camera").addEventListener("click", open);
part("take").addEventListener("click", take);
part("retake").addEventListener("click", open);
part("close-camera").addEventListener("click", () => { stop(); show({}); });
preview.addEventListener("error", () => show({}));
file.addEventListener("change", () => {
  complain("");
  // Sent all the same, a file this large would be cut off by the server without a page.
  if (file.files[0]?.size > LARGEST) {
    file.value = "";
    complain("This file is larger than 30 MB. Save it smaller and try again.");
  }
  if (file.files.length) look(file.files[0], false);
  else show({});
});
window.addEventListener("pagehide", stop);
show({});
