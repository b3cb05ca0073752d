// Reads the numbers that printed code takes from the fields of an experiment.

const CHANGE = /^(run\d+)\.lr\.from(\d+)$/;
const SETTINGS = ["steps", "noise", "batch", "seed", "seeds", "stop.loss", "stop.gradient"];

/**
 * @param {URLSearchParams} fields @param {CodeRecord} record @param {Code} code @returns {Numbers}
 */
export function numbersOf(fields, record, code) {
  /** @param {Usual} field */
  const value = ([key, usual]) => Number(fields.get(key) ?? usual);
  const stop = ["loss", "gradient"].find((what) => fields.has(`stop.${what}`));
  const shape = record.shape.map(value);
  const own = code.start?.(...shape); // where the surface starts in this shape
  return {
    endings: record.endings,
    flips: record.flips,
    constants: code.constants(...shape),
    start: record.start.map(([key, usual], i) => value([key, own?.[i] ?? usual])),
    steps: value(["steps", 200]),
    sigma: value(["noise", 0]) / Math.sqrt(value(["batch", 1])),
    seed: value(["seed", 0]),
    seeds: value(["seeds", 1]),
    stop: stop ? { what: stop, limit: Number(fields.get(`stop.${stop}`)) } : null,
    runs: record.runs.map((run) => ({
      rate: value([run.rate, run.hypers.find(([key]) => key === run.rate)?.[1] ?? NaN]),
      hypers: run.hypers.map(value),
      plan: run.plan.map(value),
      warmup: value([run.warmup, 0]),
      changes: changesOf(fields, run),
      stops: run.stops,
      clip: run.clip,
      clipAt: run.clip === "none"
        ? Infinity
        : value(/** @type {Usual} */ (run.hypers.find(([key]) => key.endsWith(".clip_at")))),
    })),
  };
}

/**
 * The learning rates that were set by hand, in the order of their steps.
 * @param {URLSearchParams} fields @param {CodeRun} run @returns {[number, number][]}
 */
function changesOf(fields, { rate }) {
  /** @type {[number, number][]} */
  const changes = [];
  for (const [key, value] of fields) {
    const change = CHANGE.exec(key);
    if (change && `${change[1]}.lr` === rate) changes.push([Number(change[2]), Number(value)]);
  }
  return changes.toSorted(([a], [b]) => a - b);
}

/**
 * Whether two experiments differ in numbers alone, so that one code follows both.
 * @param {URLSearchParams} fields @param {URLSearchParams} others @param {CodeRecord} code
 */
export function alike(fields, others, code) {
  const numbers = new Set(SETTINGS);
  for (const [key] of [...code.start, ...code.shape]) numbers.add(key);
  for (const run of code.runs) for (const [key] of [...run.hypers, ...run.plan, [run.warmup]]) numbers.add(String(key));
  /** @param {URLSearchParams} from */
  const rest = (from) =>
    [...from].filter(([key]) => !numbers.has(key) && !CHANGE.test(key)).map(String).toSorted().join();
  return rest(fields) === rest(others);
}
