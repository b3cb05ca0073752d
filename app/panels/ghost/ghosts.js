// Draws paths that are not runs, pale, on the map and on the loss chart: where a run was before, or what another setting would do.

import { write } from "../../stage/browser/dom/dom.js";
import { pixelsOf } from "../../stage/browser/plots/scale.js";
import { followed, projected } from "../../stage/browser/plots/geometry.js";
import { DASHES } from "../../stage/browser/plots/looks.js";
import { element, polyline } from "../../stage/browser/plots/svg.js";

const FAR = 8; // pixels from the ring to its label
const EDGE = 8;
const BEFORE = "before"; // names of ghosts of what was before begin so

export class Ghosts {
  /** @type {SVGSVGElement} */ chart;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    /** @type {Map<string, DrawnGhost>} */
    this.shown = new Map();
  }

  /**
   * Shows or moves a ghost. `run` has `point` (a column for each coordinate), `loss` and `rows`, and `step(row)` unless
   * every row is a step. `row` is where its ring stands, its end where it is left out.
   * @param {string} name @param {GhostRun} run
   * @param {{ label?: string; color?: string; dash?: string; row?: number }} look
   */
  show(name, run, { label = "", color = "currentColor", dash = "dot", row = Infinity } = {}) {
    const look = `${color} ${dash}`;
    let ghost = this.shown.get(name);
    if (ghost && ghost.look !== look) this.hide(name);
    if (ghost?.look !== look) ghost = { name, look, color, dash, run, label, row, drawn: {} };
    this.shown.set(name, Object.assign(ghost, { run, label, row }));
    this.#place(ghost);
    this.#rank();
  }

  /** @param {string} name */
  hide(name) {
    const ghost = this.shown.get(name);
    for (const { node } of Object.values(ghost?.drawn ?? {})) node.remove();
    this.shown.delete(name);
    this.#rank();
  }

  /** What is pointed at just now takes the place of what was before. */
  #rank() {
    const pointed = [...this.shown.keys()].some((name) => !name.startsWith(BEFORE));
    for (const svg of [this.ctx.layer("ghosts").svg, this.chart]) svg?.classList.toggle("ghosts-pointed", pointed);
  }

  /** A frame: axes may have moved. */
  draw() {
    for (const ghost of this.shown.values()) this.#place(ghost);
  }

  /** @param {DrawnGhost} ghost */
  #place(ghost) {
    const { map, charts } = this.ctx;
    if (!map.gd?._fullLayout || !charts.gd?._fullLayout) return; // nothing is drawn yet
    this.#onMap(ghost);
    this.#onChart(ghost);
  }

  /** @param {DrawnGhost} ghost */
  #onMap(ghost) {
    const layer = this.ctx.layer("ghosts");
    layer.place();
    const { view } = layer;
    const [across, up] = projected(ghost.run, this.ctx.scene().surface.axes);
    const place = [view.x0, view.x1, view.y0, view.y1, view.width, view.height].join();
    const row = Math.min(ghost.row, ghost.run.rows - 1);
    draw(ghost, "map", layer.svg, place, () => followed(across, up, view),
      row < 0 ? null : [view.px(across[row]), view.py(up[row])], view);
  }

  /** @param {DrawnGhost} ghost */
  #onChart(ghost) {
    const { charts } = this.ctx;
    const axes = charts.axes("loss");
    this.chart ??= element("svg", { class: "stage-overlay stage-layer-ghosts", "aria-hidden": "true" }, charts.host);
    this.chart.style.display = axes ? "" : "none";
    if (!axes) return;
    const { xaxis, yaxis } = axes;
    const box = { left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length };
    const room = { ...box, width: box.width + EDGE }; // for the ring of a run's last step
    for (const [side, pixels] of Object.entries(room)) this.chart.style.setProperty(side, `${pixels}px`);
    const { run } = ghost;
    const step = run.step ?? Number;
    const pixels = pixelsOf(xaxis, yaxis);
    /** @param {number[]} rows */
    const at = (rows) => pixels({ x: rows.map(step), y: rows.map((row) => run.loss[row]) });
    const row = Math.min(ghost.row, run.rows - 1);
    const key = [...xaxis.range, ...yaxis.range, yaxis.type, box.width, box.height].join();
    draw(ghost, "chart", this.chart, key, () => at(Array.from({ length: run.rows }, (_, i) => i)),
      row < 0 ? null : at([row])[0], null);
  }
}

/**
 * Draws a ghost in one plot. Its line is written anew only where the run or the axes (`place`) are others.
 * @param {DrawnGhost} ghost @param {string} plot @param {SVGElement} svg @param {string} place
 * @param {() => (Pixel | PixelRow | null)[]} points @param {Pixel | null} ring @param {PlotView | null} view
 */
function draw(ghost, plot, svg, place, points, ring, view) {
  const drawn = (ghost.drawn[plot] ??= made(ghost, svg));
  if (drawn.run !== ghost.run || drawn.place !== place) {
    Object.assign(drawn, { run: ghost.run, place });
    const line = polyline(points());
    for (const path of [drawn.band, drawn.line]) path.setAttribute("d", line);
  }
  const seen = ring?.every(Number.isFinite) && Math.max(...ring.map(Math.abs)) < 1e5 ? ring : null;
  write(drawn.label, view && seen ? ghost.label : "");
  const stands = seen?.map((pixel) => pixel.toFixed(1)).join() ?? "";
  if (drawn.stands === stands) return; // most stay where they are while something moves
  drawn.stands = stands;
  drawn.ring.setAttribute("visibility", seen ? "visible" : "hidden");
  if (!seen) return;
  const [x, y] = seen;
  drawn.ring.setAttribute("transform", `translate(${stands})`);
  if (!view) return;
  const left = x > 0.75 * view.width;
  drawn.label.setAttribute("x", String(x + (left ? -FAR : FAR)));
  drawn.label.setAttribute("y", String(y < 24 ? y + 18 : y - FAR));
  drawn.label.setAttribute("text-anchor", left ? "end" : "start");
}

/** @param {DrawnGhost} ghost @param {SVGElement} svg @returns {GhostParts} */
function made({ name, color, dash }, svg) {
  const node = element("g", { class: "ghost", "data-name": name, style: `color: ${color}` }, svg);
  return {
    node,
    band: element("path", { class: "ghost-band" }, node),
    line: element("path", { class: "ghost-line", "stroke-dasharray": DASHES[dash] }, node),
    ring: element("circle", { class: "ghost-ring", r: 5, visibility: "hidden" }, node),
    label: element("text", { class: "ghost-label" }, node),
  };
}

/**
 * What has to be the same for two paths to lie on one map.
 * @param {SceneSurface} surface
 */
export function placeOf({ slug, formula, variables }) {
  return [slug || formula, ...variables].join();
}

/**
 * Whether two runs went the same way; what is drawn while a finger moves has fewer digits.
 * @param {RunPath} a @param {RunPath} b
 */
export function sameWay(a, b) {
  /** @param {Column} one @param {Column} other */
  const same = (one, other) => one.every((value, i) => Math.fround(value) === Math.fround(other[i]));
  return a.rows === b.rows && a.every === b.every && same(a.loss, b.loss) &&
    a.point.every((column, i) => same(column, b.point[i]));
}
