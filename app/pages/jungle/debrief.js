// The debrief beside the lifted fog: who needed what, what the jungle teaches, and where to go from here.

import { h, s } from "../../stage/browser/dom/dom.js";
import { DASHES, markOf } from "./map.js";

/**
 * Beside the map: how it ended, and everybody in a table. The heading takes the focus.
 * @param {JungleDebrief} debrief @param {Texts} t @param {Node[]} next
 */
export function outcomeOf(debrief, t, next) {
  const columns = [t.col_name, t.col_points, t.col_listens, t.col_metres, t.col_falls, t.col_height, t.col_found];
  const head = h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name)));
  const rows = debrief.rows.map(({ name, ghost, cells, points }) =>
    h("tr", { class: ghost == null ? "jungle-mine" : null },
      h("th", { scope: "row" }, h("span", { class: "jungle-who" }, swatch(ghost, debrief.ghosts), name)),
      h("td", { class: "jungle-points" }, String(points)), ...cells.map((cell) => h("td", {}, cell)))
  );
  const table = h("table", { class: "jungle-table", "aria-labelledby": "jungle-table" }, h("thead", {}, head),
    h("tbody", {}, ...rows));
  return h("section", { class: "jungle-debrief", "aria-labelledby": "jungle-debrief" },
    h("h2", { id: "jungle-debrief", tabindex: "-1" }, debrief.title),
    h("p", { class: "jungle-verdict" }, debrief.beaten, " ", debrief.where),
    h("p", { class: "jungle-hint jungle-caption", id: "jungle-table" }, t.table),
    h("div", { class: "jungle-scroll", tabindex: "0", role: "group", "aria-label": t.table }, table),
    h("div", { class: "jungle-go" }, ...next));
}

/**
 * Under the map: what the jungle teaches, and how the points come about.
 * @param {JungleDebrief} debrief @param {Texts} t
 */
export function lessonOf(debrief, t) {
  return h("section", { class: "jungle-debrief jungle-lesson", "aria-label": t.lessons }, h("h3", {}, t.lessons),
    ...debrief.lesson.map((words) => h("p", {}, words)), debrief.momentum && h("h3", {}, t.momentum_title),
    debrief.momentum &&
      h("details", { class: "jungle-question" }, h("summary", {}, t.momentum_open), h("p", {}, debrief.momentum)),
    h("p", { class: "jungle-hint" }, debrief.rates, " ", t.score_rule));
}

/**
 * How a trail is drawn on the map, on a bit of night.
 * @param {number | null} number @param {JungleGhost[]} ghosts
 */
function swatch(number, ghosts) {
  const ghost = number === null ? null : ghosts[number];
  const dash = DASHES[(number ?? 0) % DASHES.length].split(" ").map((part) => (part ? 2 * Number(part) : "")).join(" ");
  const line = ghost
    ? [
      s("path", { d: "M2,5H28", stroke: ghost.color, "stroke-width": 1.4, "stroke-dasharray": dash }),
      s("path", { d: markOf(ghost.marker), fill: ghost.color, transform: "translate(24 5) scale(1.7)" }),
    ]
    : [s("path", { d: "M2,5H28", class: "jungle-bank" }), s("path", { d: "M2,5H28", class: "jungle-trail" }),
      s("circle", { class: "jungle-body", cx: 24, cy: 5, r: 2.6 })];
  return s("svg", { class: "jungle-swatch", viewBox: "0 0 30 10", "aria-hidden": "true" }, ...line);
}
