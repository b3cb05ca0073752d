// The playground's frame: the picture with its time and its chart, the side with the runs, and the drawer below.

import { h } from "./dom/dom.js";
import { Closer } from "./closer.js";
import { alongChoice } from "./controls/along.js";

/**
 * The playground's elements in reading order. `places` are those of the panels.
 * @param {Page} p @param {Record<string, HTMLElement>} places @param {StageView} view
 */
export function frame(p, places, view) {
  p.mapBox.append(p.plane.node, p.mapHost, p.tools.map, ...places.map.childNodes, p.stretched, p.late);
  p.closer = new Closer(p.texts, {
    step: [h("div", { class: "closer-bar" }, ...places.step.childNodes, alongChoice(p, () => view.redraw())),
      p.rule.node, p.table.node, p.legend],
    rates: [...places.rates.childNodes],
    compare: [...places.compare.childNodes],
    landscape: [...places.landscape.childNodes, p.symbols.node],
    rule: [...places.rule.childNodes],
    data: [p.data.details, p.plane.words, p.own.node, ...places.data.childNodes],
    export: [p.take.node, p.tools.files],
  }, () => view.resize());
  const pictures = h("div", { class: "stage-pictures" }, p.mapBox, p.data.node);
  p.plots = h("div", { class: "frame-plots" }, pictures, p.scrubber.node, p.chartMenu.node, p.chartsHost, p.thinned);
  p.bar?.ways.append(places.bar);
  return h("div", { class: "frame" }, p.bar?.node,
    h("div", { class: "frame-picture" }, p.formula.node, p.training.node, p.plots, places.change), p.side.node,
    p.closer.node);
}
