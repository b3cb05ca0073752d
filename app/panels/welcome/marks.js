// The three marks of a first visit: what each points at, and how it is known that it was done.

/** @type {Mark[]} */
export const MARKS = [
  { name: "ring", at: ".stage-handle:not([hidden])", done: (before, now) => differs(before, now, isStart) },
  { name: "rate", at: ".stage-card:not([hidden]) .stage-range",
    done: (_, { paths }) => paths.runs.some(({ outcome }) => outcome === "diverged") },
  { name: "step", at: ".stage-play",
    done: (before, now) =>
      before.row !== now.row || before.surface.slug !== now.surface.slug ||
      before.paths.runs.length !== now.paths.runs.length },
];

/**
 * Whether a run's loss is as low as the goal after no more steps than it allows.
 * @param {Pick<Paths, "runs">} paths @param {{ loss: number; steps: number }} goal
 */
export function reached({ runs }, goal) {
  return runs.some((run) => {
    for (let row = 0; row < run.rows && run.step(row) <= goal.steps; row++) if (run.loss[row] < goal.loss) return true;
    return false;
  });
}

/** The fields of the start are the surface's variables. @param {MarkFacts} facts @param {string} key */
const isStart = ({ surface }, key) => surface.variables.includes(key);

/** @param {MarkFacts} before @param {MarkFacts} now @param {(facts: MarkFacts, key: string) => boolean} counts */
function differs(before, now, counts) {
  const [old, fresh] = [before, now].map(({ query }) => new URLSearchParams(query));
  return [...new Set([...old.keys(), ...fresh.keys()])].some((key) =>
    counts(now, key) && old.get(key) !== fresh.get(key)
  );
}
