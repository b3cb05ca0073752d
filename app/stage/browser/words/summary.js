// What is said of the picture: of each run in its card, and of all together to those who do not see it.

import { atStep } from "../lesson.js";
import { fill, short } from "../dom/text.js";

/**
 * Tells each run's card what there is to say of the run at a row.
 * @param {Page} page @param {Paths} paths @param {Paths} seen as far as they may be seen @param {number} row
 * @param {Scene} scene @param {Query} query that the paths belong to
 */
export function tellRuns({ runs, map }, paths, seen, row, scene, query) {
  const told = paths.runs.map((run, i) => ({
    words: runWords(run, seen.runs[i], map.geometries[i]?.exit, scene.runs[i]?.label, row, scene),
    verdict: run.verdict,
    query,
    moving: !paths.exact,
  }));
  runs.tell(told, seen, row);
}

/**
 * Nothing while a run waits, where it stands while the learner steps, and at last what it did.
 * @param {RunPath} run @param {RunPath} seen as far as it may be seen @param {Drawing["exit"]} exit
 * @param {string | undefined} name @param {number} row @param {Scene} scene
 */
function runWords(run, seen, exit, name, row, { surface, texts, wishes }) {
  const { hold, paths, stepping } = wishes;
  if (hold || !paths || !name) return ""; // the scene of a run that comes or goes may be a moment ahead of its path
  const way = stepping ? atStep(seen, row, surface, name, texts) : "";
  if (stepping && row < run.rows - 1) return way;
  const gone = exit ? fill(texts.exit, { name, step: exit.step, distance: short(exit.distance) }) : "";
  return [way, run.words, gone].filter(Boolean).join(" ");
}

/**
 * What happened, read out once, after the last change. The alternative texts of the plots say the same.
 * @param {Page} page @param {Scene} scene
 */
export function speak({ runs, standing, mapHost, chartsHost, speaker }, { surface, charts, texts, wishes }) {
  const words = [wishes.paths ? runs.words() : standing.textContent, wishes.waits ? texts.waits : ""]
    .filter(Boolean).join(" ");
  mapHost.setAttribute("aria-label", `${surface.dim === 1 ? texts.curve : texts.map}. ${words}`);
  const names = charts.layout.meta.charts.map((/** @type {string} */ chart) => texts[`${chart}_axis`]).join(", ");
  chartsHost.setAttribute("aria-label", `${names}. ${words}`);
  speaker.soon(words);
}
