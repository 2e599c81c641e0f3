// Where things are on the sheet of the week: from a pointer to a day and a time of the clock.

const FIVE = 5;

/** The columns that are shown, from left to right. */
export const columns = () =>
  [...document.querySelectorAll("[data-column]")].filter((one) => one.offsetParent !== null);

/** The stretches of a column over which the clock runs without a jump. */
function passes(column) {
  return column.dataset.passes.trim().split(" ").map((text) => {
    const [at, wall, long] = text.split(",").map(Number);
    return { at, wall, long };
  });
}

export const lane = (column) => column.querySelector("[data-lane]");

/** How many pixels a minute is. */
export function scale(column) {
  return lane(column).getBoundingClientRect().height / Number(column.dataset.minutes);
}

/** The minute of a column at a height of the window. */
export function minuteAt(column, clientY) {
  return (clientY - lane(column).getBoundingClientRect().top) / scale(column);
}

/** The column under a point of the window; the nearest where there is none. */
export function columnAt(clientX) {
  const all = columns();
  const off = (one) => {
    const box = one.getBoundingClientRect();
    return Math.max(box.left - clientX, clientX - box.right, 0);
  };
  return all.reduce((best, one) => (off(one) < off(best) ? one : best), all[0]);
}

/** The minute nearest to one asked for at which the clock shows a multiple of the step. */
export function snapped(column, minute, step, round = Math.round) {
  const within = Math.max(0, Math.min(minute, Number(column.dataset.minutes) - FIVE));
  const pass = passOf(column, within);
  const wall = round((pass.wall + within - pass.at) / step) * step;
  const last = pass.wall + pass.long - FIVE;
  return pass.at + Math.max(pass.wall, Math.min(wall, last - (last % step))) - pass.wall;
}

function passOf(column, minute) {
  const all = passes(column);
  return all.findLast((one) => one.at <= minute) ?? all[0];
}

/** What the clock shows at a minute of a column: "14:15", and 1 for an hour that comes again. */
export function wallOf(column, minute) {
  const all = passes(column);
  const pass = passOf(column, minute);
  const wall = pass.wall + minute - pass.at;
  const before = all[all.indexOf(pass) - 1];
  const at = `${String(Math.floor(wall / 60)).padStart(2, "0")}:${String(wall % 60).padStart(2, "0")}`;
  return { day: column.dataset.day, at, fold: before && wall < before.wall + before.long ? 1 : 0 };
}
