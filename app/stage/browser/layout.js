// Where everything stands on a lesson's stage, and what of a stage is shown.

import { h, hide } from "./dom/dom.js";
import { fill } from "./dom/text.js";

/**
 * A lesson's elements in reading order. `places` are those of the panels.
 * @param {Page} p @param {Record<string, HTMLElement>} places @param {Wishes} wishes
 */
export function layout(p, places, { dataFirst }) {
  p.mapBox.append(p.tools.whole, p.mapHost, p.stretched, p.late);
  const both = dataFirst ? [p.data.node, p.mapBox] : [p.mapBox, p.data.node];
  const pictures = h("div", { class: "stage-pictures" }, ...both, p.own.node);
  return h("div", { class: "stage-layout" },
    h("div", { class: "stage-picture" }, p.formula.node, p.plane.node, pictures, p.training.node, places.data,
      p.standing, p.waits, p.scrubber.node), p.side.node,
    h("div", { class: "stage-below" }, p.table.node, p.chartMenu.node, p.chartsHost, p.thinned, p.fixed, p.legend,
      p.rule.node, p.symbols.node));
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
  p.chartMenu.node.hidden = p.chartsHost.hidden || (lesson && !charts.layout.meta.charts.includes("loss"));
  p.scrubber.node.hidden = !shows("time");
  p.symbols.node.hidden = !shows("symbols") || !symbols.formulas.length;
  p.legend.hidden = !shows("legend") || !shows("map");
  p.standing.hidden = paths;
  /** @type {HTMLElement} */ (p.startPanel.firstElementChild).hidden = !paths;
  p.runs.heading.hidden = lesson && !optimizers.length;
  p.fixed.textContent = lesson && paths ? fixed : "";
  p.fixed.hidden = !p.fixed.textContent;
  p.root.classList.toggle("stage-wordless", !shows("words"));
  p.root.classList.toggle("stage-both", !p.data.node.hidden && !p.mapBox.hidden);
  p.root.classList.toggle("stage-pathless", !paths);
  p.root.classList.toggle("stage-1d", surface.dim === 1);
  p.root.style.setProperty("--stage-background", scene.background);
  p.fit(scene);
}

/**
 * What is to be known of how the paths are drawn: that not every step is, that a logarithm lacks some, what signs mean.
 * @param {Page} p @param {Paths} paths @param {number} steps @param {boolean} timed
 */
export function remark(p, { runs, first }, steps, timed) {
  const every = Math.max(...runs.map((run) => run.every));
  hide(p.thinned, every === 1 || !timed);
  if (every > 1) p.thinned.textContent = fill(p.texts.every_nth, { every, steps });
  hide(p.chartMenu.note,
    !p.charts.log || !p.charts.shown.includes("loss") || !runs.some((run) => run.loss.some((value) => value <= 0)));
  p.root.classList.toggle("stage-begun", first != null);
  p.root.classList.toggle("stage-seeds", runs.some((run) => run.bundle));
  p.root.classList.toggle("stage-clipped", runs.some((run) => run.clipped.length));
}
