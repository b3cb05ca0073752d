// The playground's frame: the picture with its time and its chart, the side with the runs, and the drawer below.

import { h } from "./dom/dom.js";
import { Closer } from "./closer.js";

/**
 * The playground's elements in reading order. `places` are those of the panels; `changed` is told when the room changed.
 * @param {Page} p @param {Record<string, HTMLElement>} places @param {() => void} changed
 */
export function frame(p, places, changed) {
  p.mapBox.append(p.mapHost, p.tools.map, p.stretched, p.late);
  p.closer = new Closer(p.texts, {
    step: [p.legend, places.step, p.rule.node, p.table.node],
    rates: [...places.rates.childNodes],
    compare: [...places.compare.childNodes],
    landscape: [...places.landscape.childNodes, p.symbols.node],
    rule: [...places.rule.childNodes],
    data: [p.own.node, ...places.data.childNodes],
    export: [p.take.node, p.tools.files],
  }, changed);
  const pictures = h("div", { class: "stage-pictures" }, p.mapBox, p.data.node);
  p.plots = h("div", { class: "frame-plots" }, pictures, p.scrubber.node, p.chartMenu.node, p.chartsHost, p.thinned);
  return h("div", { class: "frame" },
    h("div", { class: "frame-picture" }, p.formula.node, p.plane.node, p.training.node, p.plots, places.change),
    h("div", { class: "stage-side" }, p.runs.node, p.startPanel, p.shapePanel, p.settings.node), p.closer.node);
}
