// Where everything stands on the stage: the picture, beside it the controls, below it charts, time and panels.

import { h } from "./fields.js";
import { legend } from "./around.js";

/** The stage's elements in reading order. `p` has the parts by name. */
export function layout(t, p) {
  const start = h("section", { class: "stage-panel", "aria-label": t.start }, h("h2", {}, t.start), p.start.node, p.outside, h("p", { class: "stage-hint" }, t.start_help));
  const log = h("div", { class: "stage-bar" }, h("label", { for: "stage-log", class: "stage-check" }, p.logSwitch, t.log_loss), p.logNote);
  return [
    p.status,
    h("div", { class: "stage-layout" },
      h("div", { class: "stage-picture" }, p.formula.node, p.plane.node, p.tools.map, p.mapHost, p.stretched, legend(t)),
      h("div", { class: "stage-side" }, p.runs.node, start, p.shapePanel, p.settings.node),
      h("div", { class: "stage-below" }, log, p.chartsHost, p.scrubber.node, p.thinned, p.tools.files, p.rule.node, p.table.node, p.take.node, p.symbols.node)),
    p.speaker,
  ];
}
