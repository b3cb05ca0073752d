// The three marks of a first visit: what each points at, and how it is known that it was done.

/** @type {Mark[]} */
export const MARKS = [
  { name: "ring", aside: true, at: ".stage-handle:not([hidden])",
    done: (before, now) => differs(before, now, isStart) },
  { name: "rate", aside: true, at: ".stage-card:not([hidden]) .stage-range",
    done: (_, { paths }) => paths.runs.some(({ outcome }) => outcome === "diverged") },
  { name: "step", aside: false, at: ".stage-play",
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

const APART = 16; // pixels between a mark and what it points at

/**
 * Where a mark stands on the stage: at the left of its target where there is room, else above it, else below.
 * @param {Rectangle} target @param {Rectangle} stage @param {Size} size @param {boolean} aside @returns {Pixel}
 */
export function stood(target, stage, { width, height }, aside) {
  const [left, top] = [target.left - stage.left, target.top - stage.top];
  if (aside && left > width + APART) return [left - width - APART, Math.max(0, top + target.height / 2 - height / 2)];
  const across = Math.max(0, Math.min(stage.width - width, left + target.width / 2 - width / 2));
  return [across, top > height + APART ? top - height - APART : top + target.height + APART];
}
