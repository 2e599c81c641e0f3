// The live camera: opening it, one full picture, one small frame. Nothing is stored anywhere.

const WANTED = { width: { ideal: 2560 }, height: { ideal: 1920 } };
const SMALL = 480;

let stream = null;

export const isOffered = () => Boolean(navigator.mediaDevices?.getUserMedia);
export const isOpen = () => stream !== null;

export async function open(video, facing) {
  close(video);
  stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: facing }, ...WANTED },
  });
  video.srcObject = stream;
  await video.play();
  const seen = stream.getVideoTracks()[0].getSettings().facingMode;
  return seen ?? "";
}

export function close(video) {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
}

export const picture = (video) => drawn(video, video.videoWidth, video.videoHeight, 0.97);

export function frame(video) {
  const scale = Math.min(1, SMALL / Math.min(video.videoWidth, video.videoHeight));
  const width = Math.round(video.videoWidth * scale);
  const height = Math.round(video.videoHeight * scale);
  return drawn(video, width, height, 0.8);
}

function drawn(video, width, height, quality) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d").drawImage(video, 0, 0, width, height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}
