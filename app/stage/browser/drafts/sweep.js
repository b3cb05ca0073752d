// What each rate of a run's slider leads to, as far as its end shows it: the strip while a finger moves.

import { followed, ratesOf, roomy } from "./path.js";

const ENDED = new Map([["diverged", "explodes"], ["left_domain", "leaves"], ["no_step", "no_step"]]);
const OPEN = "open"; // whether it goes down smoothly, bounces or barely moves is said when nothing moves
/** @type {Float64Array[]} */
let columns = [];

/**
 * Follows one run with each of these rates.
 * @param {Code} code @param {number} place @param {Numbers} numbers @param {number[]} rates @param {number} steps
 * @param {Float64Array} draws @param {Ends[]} domain @param {number | null} known the lowest loss that is known
 * @returns {DraftBand | null} null where the run cannot begin
 */
export function sweep(code, place, numbers, rates, steps, draws, domain, known) {
  const dim = numbers.start.length;
  columns = roomy(columns, 2 * dim + 3, steps + 1);
  const run = numbers.runs[place];
  const ends = rates.map((rate) => {
    const planned = ratesOf(code.runs[place], { ...run, rate }, steps, numbers.steps);
    const { last, outcome } = followed(code, place, numbers, steps, draws, planned, columns);
    const kind = ENDED.get(outcome) ?? OPEN;
    const at = Math.max(0, last);
    const inside = domain.every(([low, high], axis) => columns[axis][at] >= low && columns[axis][at] <= high);
    return { last, kind, inside: inside && kind === OPEN, loss: kind === OPEN ? columns[dim][at] : NaN };
  });
  if (ends[0].last < 0) return null;
  const first = columns[dim][0];
  const seen = ends.some(({ inside }) => inside)
    ? ends.filter(({ inside }) => inside)
    : ends.filter(({ kind }) => kind === OPEN);
  const lowest = Math.min(first, known ?? first, ...seen.map(({ loss }) => loss));
  const heights = ends.map(({ loss }) => code.height(loss, lowest, first - lowest));
  /** @param {number} value */
  const there = (value) => (Number.isNaN(value) ? null : value);
  return { rates, names: ends.map(({ kind }) => kind), losses: ends.map(({ loss }) => there(loss)),
    heights: heights.map(there), last: ends.map(({ last }) => last) };
}
