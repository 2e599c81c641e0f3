// The countdown, from the server's time: the same on every device.

let ahead = 0;
let best = Infinity;

/** Learn the server's time. The answer that came back fastest is believed; an old one wears off. */
export function setClock(iso, halfway) {
  best *= 1.05;
  if (halfway > best && best !== Infinity) return;
  best = Math.max(halfway, 1);
  ahead = Date.parse(iso) + halfway - Date.now();
}

export const now = () => Date.now() + ahead;

/** Seconds left of one countdown; negative once it is over. */
export function left(rest) {
  if (rest.left_s !== null && rest.left_s !== undefined) return rest.left_s;
  return (Date.parse(rest.ends_at) - now()) / 1000;
}

export function clockFace(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

let audio = null;

/** Sound needs a tap that allows it; browsers insist. */
export function allowSound(wanted) {
  if (!wanted) { audio?.close(); audio = null; return; }
  audio ??= new AudioContext();
  chime(0.04);
}

export const soundAllowed = () => audio !== null;

/** Two soft notes, a fifth apart. */
export function chime(volume = 0.12) {
  if (!audio) return;
  [528, 792].forEach((pitch, n) => {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    const at = audio.currentTime + n * 0.45;
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(volume, at + 0.05);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 1.6);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 1.7);
  });
}
