// The charts under the map, a Plotly graph: loss, step size, and the learning rate where it changes, on one step axis.

import { Overlay, drawCurve } from "./overlay.js";
import { CONFIG, NARROW, NARROW_MARGIN } from "./map.js";
import { fill } from "../dom/text.js";
import { crosses, current, curve, stairs, tested, together } from "./curves.js";
import { decades, extent, fromZero, widened } from "./ranges.js";
import { pixelsOf } from "./scale.js";

/** @param {number} place @returns {"yaxis" | `yaxis${number}`} */
export const axisOf = (place) => `yaxis${place ? place + 1 : ""}`;

export class ChartsPlot {
  /** @type {Scene} */ scene;
  /** @type {Figure} */ figure;
  /** @type {ChartName[]} */ shown;
  /** @type {Graph} */ gd;
  /** @type {number} */ steps;
  /** @type {Record<string, unknown>} */ ranges;
  /** @type {{ paths: Paths; place: string; lines: ChartCurve["bundle"][] }} */ bundled;

  /** @param {HTMLElement} host @param {Plotly} Plotly */
  constructor(host, Plotly) {
    this.host = host;
    this.Plotly = Plotly;
    this.log = true;
    /** @type {Overlay[]} */
    this.overlays = [];
  }

  /** @param {Scene} scene @param {number} height */
  async show(scene, height) {
    this.scene = scene;
    this.figure = scene.charts;
    const before = this.shown?.join();
    this.shown = this.figure.layout.meta.charts;
    this.#fit(height);
    this.gd = /** @type {Graph} */ (this.host);
    this.figure.layout.xaxis.range = [0, Math.max(1, this.steps ?? scene.steps)];
    this.#apply(); // the scene knows no curves: the ranges stay until there are new ones
    // where an axis comes, `react` would draw its lines before it knows their place
    const draw = this.shown.join() === before ? this.Plotly.react : this.Plotly.newPlot;
    await draw(this.gd, this.figure.data, this.figure.layout, CONFIG);
    while (this.overlays.length < this.shown.length) this.overlays.push(new Overlay(this.host));
    for (const overlay of this.overlays.slice(this.shown.length)) overlay.clear();
    return this;
  }

  /**
   * Whether a rate has begun to change that no chart shows yet.
   * @param {Paths} paths
   */
  lacks(paths) {
    // oxlint-disable-next-line oxc/double-comparisons -- NaN, the rate of no step, differs from everything
    const changes = (/** @type {RunPath} */ { rate }) => rate.some((value) => value < rate[0] || value > rate[0]);
    return !this.shown.includes("rate") && paths.runs.some(changes);
  }

  /** @param {number} height */
  #fit(height) {
    this.figure.layout.width = this.host.clientWidth;
    this.figure.layout.height = height;
    if (this.figure.layout.width < NARROW)
      this.figure.layout.margin = { ...this.figure.layout.margin, ...NARROW_MARGIN };
  }

  /** @param {number} height */
  resize(height) {
    this.#fit(height);
    const { width, margin } = this.figure.layout;
    return this.Plotly.relayout(this.gd, { width, height, margin });
  }

  /** The pixels between which the step axis runs, for the scrubber under it. */
  axis() {
    const { xaxis } = this.gd._fullLayout;
    return { left: xaxis._offset, width: xaxis._length };
  }

  /** @param {Paths} paths @param {number} row @param {number} steps */
  live(paths, row, steps) {
    this.steps = steps;
    if (this.#range(paths)) this.Plotly.relayout(this.gd, this.ranges);
    const { background, looks } = this.scene;
    const { xaxis, ...axes } = this.gd._fullLayout;
    this.shown.forEach((name, chart) => {
      const yaxis = axes[axisOf(chart)];
      const overlay = this.overlays[chart];
      overlay.place({ left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length });
      const pixels = pixelsOf(xaxis, yaxis);
      const bundles = name === "loss" ? this.#bundles(paths, xaxis, yaxis, pixels) : [];
      paths.runs.forEach((run, i) => {
        if (!looks[i]) return;
        const points = pixels(curve(name, run));
        drawCurve(overlay, i, looks[i], background, {
          points: name === "rate" ? stairs(points) : points,
          crosses: name === "size" ? pixels(crosses(run)) : [],
          now: pixels(current(name, run, row))[0],
          bundle: bundles[i],
          test: name === "loss" ? pixels(tested(run)) : [],
        });
      });
      overlay.trim(paths.runs.length);
    });
  }

  /**
   * Each run's other seeds as lines; the same ones as long as neither the paths nor the axes change.
   * @param {Paths} paths @param {DrawnAxis} xaxis @param {DrawnAxis} yaxis @param {(curve: Values) => Curve} pixels
   */
  #bundles(paths, xaxis, yaxis, pixels) {
    const place = JSON.stringify([this.ranges, xaxis._length, yaxis._length]);
    if (this.bundled?.paths !== paths || this.bundled.place !== place) {
      /** @type {(run: RunPath) => ChartCurve["bundle"]} */
      const lines = ({ bundle }) =>
        bundle && { seeds: pixels(together("bundle", bundle)), median: pixels(together("median", bundle)) };
      this.bundled = { paths, place, lines: paths.runs.map(lines) };
    }
    return this.bundled.lines;
  }

  /** @param {Paths} paths @param {number} row @param {number} steps */
  async rest(paths, row, steps) {
    this.steps = steps;
    this.#range(paths);
    const layout = this.figure.layout;
    this.#apply();
    for (const trace of this.figure.data) {
      const { role = "", run = null } = trace.meta ?? {};
      const data = run === null ? null : paths.runs[run];
      if (data) Object.assign(trace, this.#filled(role, data, row));
    }
    await this.Plotly.react(this.gd, this.figure.data, layout, CONFIG);
  }

  /** @param {string} role @param {RunPath} run @param {number} row */
  #filled(role, run, row) {
    const name = /** @type {ChartName} */ (role);
    if (this.shown.includes(name)) return curve(name, run);
    if (role === "clipped") return crosses(run);
    if (role === "test") return tested(run);
    if (role.endsWith("now")) return current(/** @type {ChartName} */ (role.slice(0, -3)), run, row);
    if (!run.bundle) return { x: [], y: [] };
    return { ...together(role, run.bundle), text: fill(this.scene.texts.hover_median, { seeds: run.bundle.seeds }) };
  }

  #apply() {
    for (const [key, value] of Object.entries(this.ranges ?? {})) {
      const [axis, name] = key.split(".");
      const drawn = this.figure.layout[/** @type {"xaxis"} */ (axis)];
      if (drawn) drawn[name] = value;
    }
  }

  /**
   * Axis ranges that hold all curves; whole decades where the scale is logarithmic, so that they seldom change.
   * @param {Paths} paths
   */
  #range(paths) {
    const bundles = paths.runs.flatMap(({ bundle }) => bundle ?? []);
    const own = extent([...paths.runs, ...bundles.map(({ median }) => median)].map((path) => path.loss), this.log);
    const tests = paths.runs.map((run) => run.measures?.test ?? new Float64Array());
    const others = [...bundles.flatMap((bundle) => bundle.paths).map((path) => path.loss), ...tests];
    const loss = widened(own, others.filter(({ length }) => length), this.log);
    const size = extent(paths.runs.map((run) => run.size), true);
    /** @type {Record<string, object>} */
    const of = {
      loss: { type: this.log ? "log" : "linear", range: loss, tickmode: this.log ? "linear" : "auto",
        dtick: this.log ? decades(loss) : null },
      size: { range: size, dtick: decades(size) },
      rate: { range: fromZero(paths.runs.map((run) => run.rate)) },
    };
    /** @type {Record<string, unknown>} */
    const ranges = { "xaxis.range": [0, Math.max(1, this.steps)] };
    this.shown.forEach((name, place) => {
      for (const [key, value] of Object.entries(of[name])) ranges[`${axisOf(place)}.${key}`] = value;
    });
    const changed = JSON.stringify(ranges) !== JSON.stringify(this.ranges);
    this.ranges = ranges;
    return changed;
  }
}
