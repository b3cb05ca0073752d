// What a step sounds like: the loss is the pitch, the size of the step its loudness, its direction left or right.

/** @typedef {{ frequency: number; gain: number; pan: number }} Tone */

const LOWEST = 110; // hertz
const HIGHEST = 1760;
const DOWN = 6; // decades below the first loss at which the pitch is lowest
const UP = 2; // decades above it at which it is highest
const QUIET = 4; // decades below the size of the map at which a step is no longer heard
const ASIDE = 0.7;

/**
 * One tone for each run at a row: `frequency` in hertz, `gain` and `pan` from 0 or -1 to 1. The last row has the tone of the last step.
 * @param {Paths} paths @param {number} row @param {Ends[]} domain @returns {Tone[]}
 */
export function tones({ runs }, row, domain) {
  const size = Math.hypot(...domain.map(([low, high]) => high - low));
  return runs.filter((run) => run.rows).map((run) => {
    const here = Math.min(row, run.rows - 1);
    const step = Math.min(here, run.rows - 2);
    return { frequency: pitch(run.loss, here), gain: step < 0 ? 0 : loudness(run.size[step], size),
      pan: step < 0 ? 0 : side(run.point, step) };
  });
}

/**
 * Between the ends on a scale of decades, counted from the first loss, or from the lowest where losses are below zero.
 * @param {Column} loss @param {number} row
 */
function pitch(loss, row) {
  const floor = Math.min(0, ...loss);
  const decades = Math.log10((loss[row] - floor) / (loss[0] - floor || 1));
  return LOWEST * (HIGHEST / LOWEST) ** between((decades + DOWN) / (DOWN + UP));
}

/** @param {number} step @param {number} size */
function loudness(step, size) {
  return between(1 + Math.log10(step / size) / QUIET);
}

/**
 * A step to the left is heard left, one to the right is heard right; what counts is the coordinate that moves most.
 * @param {Column[]} point @param {number} row
 */
function side(point, row) {
  const moves = point.map((column) => column[row + 1] - column[row]);
  return ASIDE * Math.sign(moves.reduce((most, move) => (Math.abs(move) > Math.abs(most) ? move : most), 0));
}

/** @param {number} share */
function between(share) {
  return Number.isNaN(share) ? 0 : Math.max(0, Math.min(1, share));
}
