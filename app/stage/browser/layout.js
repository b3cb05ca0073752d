// Where everything stands on the stage: the picture, the controls, charts, time and panels; and what of it is shown.
// @ts-nocheck: the lead cuts this file in three and types it; leave it alone

import { h } from "./dom/dom.js";
import { legend } from "./around.js";

/**
 * The stage's elements in reading order. `p` has the parts by name.
 * @param {Texts} t @param {Stage} p
 */
export function layout(t, p) {
  const { lesson } = p.wishes;
  const help = h("p", { class: "stage-hint" }, lesson ? t.start_help_short : t.start_help);
  p.startPanel = h("section", { class: "stage-panel", "aria-label": t.start }, h("h2", {}, t.start), p.start.node,
    p.outside, help);
  p.legend = legend(t);
  p.logBar = h("div", { class: "stage-bar" },
    h("label", { for: "stage-log", class: "stage-check" }, p.logSwitch, t.log_loss), p.logNote);
  const { above, map, picture, below } = p.attached.places;
  p.mapBox = h("div", { class: "stage-mapbox" }, ...(lesson ? [p.tools.whole] : []), p.mapHost, p.stretched,
    lesson ? null : map);
  const both = p.wishes.dataFirst ? [p.data.node, p.mapBox] : [p.mapBox, p.data.node];
  const pictures = h("div", { class: "stage-pictures" }, ...both, p.own.node);
  const top = [p.formula.node, p.plane.node, lesson ? null : p.tools.map, above, pictures, p.training.node,
    lesson ? map : null, picture].filter(Boolean);
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
 * @param {Stage} p @param {Scene} scene
 */
export function arrange(p, { data, parameters, start, symbols, charts, fixed, optimizers }) {
  const { lesson, paths, shows } = p.wishes;
  p.startPanel.hidden = !start.length;
  p.shapePanel.hidden = !parameters.length;
  p.runs.node.hidden = !paths;
  p.mapBox.hidden = !shows("map");
  p.data.node.hidden = !data || !shows("data");
  p.chartsHost.hidden = !shows("charts");
  p.logBar.hidden = !charts.layout.meta.charts.includes("loss") || p.chartsHost.hidden;
  p.scrubber.node.hidden = !shows("time");
  p.symbols.node.hidden = !shows("symbols") || !symbols.formulas.length;
  p.legend.hidden = !shows("legend") || !shows("map");
  p.standing.hidden = paths;
  p.startPanel.firstChild.hidden = !paths;
  p.root.classList.toggle("stage-wordless", !shows("words"));
  p.root.classList.toggle("stage-both", !p.data.node.hidden && !p.mapBox.hidden);
  p.root.classList.toggle("stage-pathless", !paths);
  p.runs.heading.hidden = lesson && !optimizers.length;
  if (!lesson) return;
  p.fixed.textContent = paths ? fixed : "";
  p.fixed.hidden = !p.fixed.textContent;
}
