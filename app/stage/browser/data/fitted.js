// What a run's model is at a row: its curve, how good it is, and the same in a sentence.

import { fill, short } from "../dom/text.js";

/**
 * The model of a run at a row; `number` is the run's place. With one input it has a curve, and its values `at` the examples.
 * @param {RunPath} run @param {number} row @param {Look} look @param {number} number @param {Data} data
 * @returns {Model | null}
 */
export function modelAt(run, row, look, number, { grid, x }) {
  if (!look || !run.fit || !run.loss.length) return null;
  const now = Math.min(row, Math.max(0, run.rows - 1));
  const step = run.step(now);
  const burst = run.outcome === "diverged" && step === run.last && run.last < run.steps; // one that only climbs goes on
  const model = { ...look, number, step, burst, loss: run.loss[now], ...run.measures?.at(step) };
  if (!grid) return model;
  const place = step >= run.last ? run.fit.rows - 1 : Math.floor(step / run.fit.every);
  const curve = run.fit.columns.map((column) => column[place]);
  return { ...model, curve, at: x.map((value) => between(grid, curve, value)) };
}

/**
 * How good a model is, or that it has no answers any more. `region` is null where it gives no number to a place.
 * @param {Model} model @param {Int16Array | null | undefined} region @param {Texts} t
 */
export function fitWords(model, region, t) {
  const { label: name, step, loss, test, right, right_test, curve, burst } = model;
  const lost = curve ? !curve.some(Number.isFinite) : region !== undefined && !region;
  if (lost) return fill(t.data_no_numbers, { name });
  if (burst) return fill(t.data_burst, { name, step, loss: short(loss) });
  if (right == null)
    return fill(test == null ? t.data_words : t.data_words_test, { name, step, loss: short(loss), test: short(test) });
  return fill(test == null ? t.data_classes : t.data_classes_test, {
    name,
    step,
    loss: short(loss),
    test: short(test),
    right: percent(right),
    right_test: percent(right_test ?? NaN),
  });
}

/**
 * What the picture of the examples shows, in words.
 * @param {Data} data @param {Texts} t
 */
export function pictured({ x, test, grid, groups }, t) {
  const count = x.length;
  if (grid) return fill(test ? t.data_alt_test : t.data_alt, { count, test: test?.x.length });
  return fill(test ? t.data_alt_classes_test : t.data_alt_classes, { count, test: test?.x.length,
    groups: groups.join(", ") });
}

/** @param {number} share */
const percent = (share) => String(Math.round(100 * share));

/** @param {number[]} grid @param {number[]} curve @param {number} x */
function between(grid, curve, x) {
  const right = Math.max(1, Math.min(grid.length - 1, grid.findIndex((end) => end >= x)));
  const share = (x - grid[right - 1]) / (grid[right] - grid[right - 1]);
  return curve[right - 1] + share * (curve[right] - curve[right - 1]);
}
