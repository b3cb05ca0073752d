// What a lesson wants of the stage: what is unlocked, what is shown, whether the run waits. The playground wants everything.

import { CHARTS, chosenChart } from "./controls/chartmenu.js";
import { CARD, fill, short } from "./dom/text.js";

const USUAL = ["map", "loss", "time", "words", "legend"];
const OF_A_RUN = new Set([...CHARTS, "time", "rule", "table", "words"]);
const PLAYGROUND = { lesson: false, paths: true, hold: false, waits: false, stepping: false, row: null, log: null,
  get scene() {
    return chosenChart();
  }, shows: () => true, offers: () => true };

/**
 * The wishes in one record. `scene` is what they add to the request for a scene.
 * @param {StageData} data @returns {Wishes}
 */
export function wishes({ free, view, hold, waits, optimizers, assignment }) {
  if (free == null) return Object.assign(PLAYGROUND, { assignment });
  const paths = view?.paths ?? true;
  const panels = new Set((view?.panels ?? USUAL).filter((panel) => paths || !OF_A_RUN.has(panel)));
  const charts = [...panels].filter((panel) => CHARTS.includes(panel));
  return {
    lesson: true,
    paths,
    dataFirst: panels.has("data") && [...panels].indexOf("data") < [...panels].indexOf("map"),
    hold: Boolean(hold),
    waits: Boolean(waits) && paths, // the learner is asked for what the run will do
    log: view?.log ?? null,
    row: view?.row ?? null, // the row at which a new run is shown; null: its end
    stepping: view?.row === 0, // the learner goes from step to step, and nothing of what is to come is drawn
    scene: `&free=${free.join()}${charts.length ? `&charts=${charts.join()}` : ""}`,
    shows: (panel) => (panel === "charts" ? charts.length > 0 : panels.has(panel)),
    offers: (slug) => !optimizers || optimizers.includes(slug),
    key: JSON.stringify([free, view, optimizers]),
  };
}

/**
 * The runs as far as they may be seen: none while one waits, those of a stepping learner up to the row that is shown.
 * At the start a stepping learner is to find out which way is down, so no arrow says it.
 * @param {Paths} paths @param {number} row @param {Wishes} wishes @returns {Paths}
 */
export function visible(paths, row, { paths: drawn, hold, stepping }) {
  /** @param {RunPath} run */
  const until = (run) => (!drawn || hold ? 0 : Math.min(row + 1, run.rows));
  if (drawn && !hold && !stepping) return paths;
  /** @param {RunPath} run */
  const past = (run) => ({
    ...run,
    quiet: stepping && !row,
    rows: until(run),
    bundle: null,
    clipped: run.clipped.filter((r) => r < until(run) - 1),
    size: run.size.slice(0, Math.max(0, until(run) - 1)),
    loss: stepping && !hold ? run.loss : run.loss.slice(0, 1),
  });
  return { ...paths, runs: paths.runs.map(past) };
}

/**
 * Where a run is, in words, while the learner goes through it step by step.
 * @param {RunPath} run @param {number} row @param {SceneSurface} surface @param {string} name @param {Texts} t
 */
export function atStep(run, row, { variables }, name, t) {
  if (!run.rows) return "";
  const now = Math.min(row, run.rows - 1);
  const point = variables.map((variable, i) => `${variable} = ${short(run.point[i][now], CARD)}`).join(", ");
  const gradient = run.gradient.map((column) => short(column[now], CARD)).join(", ");
  return fill(now ? t.words_at_step : t.words_at_start, { name, step: run.step(now), point,
    loss: short(run.loss[now], CARD), gradient });
}

/**
 * A logarithmic scale unless the learner chose otherwise, which is `kept`, or there is nothing it could show.
 * @param {Paths} paths @param {Wishes} wishes @param {string | null} kept
 */
export function logOf(paths, { lesson, log }, kept) {
  if (kept && !lesson) return kept === "1";
  /** @param {(value: number) => boolean} test */
  const any = (test) => paths.runs.some((run) => run.loss.some(test));
  return log ? !any((value) => value < 0) : (log ?? !any((value) => value <= 0));
}
