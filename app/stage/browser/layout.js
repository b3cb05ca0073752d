// Where everything stands on the stage: the picture, the controls, charts, time and panels; and what of it is shown.

import { h, hide } from "./dom/dom.js";
import { fill } from "./dom/text.js";

/**
 * The stage's elements in reading order. `places` are those of the panels.
 * @param {Page} p @param {Record<string, HTMLElement>} places @param {Wishes} wishes
 */
export function layout(p, { above, map, picture, below }, { lesson, dataFirst }) {
  p.mapBox.append(
    ...(lesson ? [p.tools.whole, p.mapHost, p.stretched, p.late] : [p.mapHost, p.stretched, p.late, map]),
  );
  const both = dataFirst ? [p.data.node, p.mapBox] : [p.mapBox, p.data.node];
  const pictures = h("div", { class: "stage-pictures" }, ...both, p.own.node);
  const top = [p.formula.node, p.plane.node, lesson ? null : p.tools.map, above, pictures, p.training.node,
    lesson ? map : null, picture].filter((node) => node != null);
  const side = [p.runs.node, p.startPanel, p.shapePanel, p.settings.node];
  const inner = lesson
    ? [
      h("div", { class: "stage-picture" }, ...top, p.standing, p.waits, p.scrubber.node),
      h("div", { class: "stage-side" }, ...side),
      h("div", { class: "stage-below" }, p.table.node, p.logBar, p.chartsHost, p.thinned, p.fixed, p.legend,
        p.rule.node, below, p.symbols.node),
    ]
    : [
      h("div", { class: "stage-picture" }, ...top, p.legend),
      h("div", { class: "stage-side" }, ...side),
      h("div", { class: "stage-below" }, p.logBar, p.chartsHost, p.scrubber.node, p.thinned, p.tools.files, p.rule.node,
        below, p.table.node, p.take.node, p.symbols.node),
    ];
  return [p.speaker.status, h("div", { class: "stage-layout" }, ...inner), p.speaker.region];
}

/**
 * Hides what a lesson does not show, and every heading that has no control left.
 * @param {Page} p @param {Scene} scene @param {Wishes} wishes
 */
export function arrange(p, scene, { lesson, paths, shows }) {
  const { data, parameters, start, symbols, charts, fixed, optimizers, surface } = scene;
  p.startPanel.hidden = !start.length;
  p.shapePanel.hidden = !parameters.length;
  p.runs.node.hidden = !paths;
  p.mapBox.hidden = !shows("map");
  p.stretched.hidden = surface.dim !== 2 || surface.aspect != null || !shows("map");
  p.root.classList.toggle("stage-stretched-map", surface.dim === 2 && surface.aspect == null);
  p.data.node.hidden = !data || !shows("data");
  p.chartsHost.hidden = !shows("charts");
  p.logBar.hidden = !charts.layout.meta.charts.includes("loss") || p.chartsHost.hidden;
  p.scrubber.node.hidden = !shows("time");
  p.symbols.node.hidden = !shows("symbols") || !symbols.formulas.length;
  p.legend.hidden = !shows("legend") || !shows("map");
  p.standing.hidden = paths;
  /** @type {HTMLElement} */ (p.startPanel.firstElementChild).hidden = !paths;
  p.runs.heading.hidden = lesson && !optimizers.length;
  p.fixed.textContent = lesson && paths ? fixed : "";
  p.fixed.hidden = !p.fixed.textContent;
  p.root.classList.remove("stage-empty");
  p.root.classList.toggle("stage-wordless", !shows("words"));
  p.root.classList.toggle("stage-both", !p.data.node.hidden && !p.mapBox.hidden);
  p.root.classList.toggle("stage-pathless", !paths);
  p.root.classList.toggle("stage-1d", surface.dim === 1);
  p.root.style.setProperty("--stage-background", scene.background);
}

/**
 * What is to be known of how the paths are drawn: that not every step is, that a logarithm lacks some, what signs mean.
 * @param {Page} p @param {Paths} paths @param {number} steps @param {boolean} timed
 */
export function remark(p, { runs, first }, steps, timed) {
  const every = Math.max(...runs.map((run) => run.every));
  hide(p.thinned, every === 1 || !timed);
  if (every > 1) p.thinned.textContent = fill(p.texts.every_nth, { every, steps });
  hide(p.logNote, !p.charts.log || !runs.some((run) => run.loss.some((value) => value <= 0)));
  p.root.classList.toggle("stage-begun", first != null);
  p.root.classList.toggle("stage-seeds", runs.some((run) => run.bundle));
  p.root.classList.toggle("stage-clipped", runs.some((run) => run.clipped.length));
}
