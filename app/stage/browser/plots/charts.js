// The charts of the runs, on one step axis: loss, step size, length of the gradient, learning rate.

import { Overlay } from "./overlay.js";
import { CONFIG, NARROW, NARROW_MARGIN } from "./map.js";
import { fill } from "../dom/text.js";
import { crosses, current, curve, stairs, tested, together } from "./curves.js";
import { axisOf, chartRanges } from "./ranges.js";
import { drawScales } from "./rescaled.js";
import { pixelsOf } from "./scale.js";
import { drawCurve, drawSeeds } from "./strokes.js";

export class ChartsPlot {
  /** @type {Scene} */ scene;
  /** @type {Figure} */ figure;
  /** @type {ChartName[]} */ shown;
  /** @type {Graph} */ gd;
  /** @type {number} */ steps;
  /** @type {Overlay} */ overlay;
  /** @type {Overlay} */ scales; // beneath it
  /** @type {string} */ scaled = ""; // the ranges that stand on it
  /** @type {Record<string, any>} */ ranges;
  /** @type {Record<string, any>} */ resting; // the ranges that Plotly drew
  /** @type {{ paths: Paths; place: string; lines: ChartCurve["bundle"][] }} */ bundled;

  /** @param {HTMLElement} host @param {Drawer} drawer */
  constructor(host, drawer) {
    this.host = host;
    this.drawer = drawer;
    this.log = true;
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
    if (this.shown.join() === before) this.#apply(); // the scene knows no curves: the ranges stay until there are new ones
    else this.ranges = {}; // those of other charts
    const { ranges } = this;
    // where an axis comes, `react` would draw its lines before it knows their place
    const draw = this.shown.join() === before ? "react" : "newPlot";
    this.drawer.take(this.gd);
    await this.drawer[draw](this.gd, this.figure.data, this.figure.layout, CONFIG);
    this.#rested(ranges);
    this.scales ??= new Overlay(this.host);
    this.overlay ??= new Overlay(this.host);
    return this;
  }

  /**
   * Whether a rate has begun to change that the second chart does not show yet.
   * @param {Paths} paths
   */
  lacks(paths) {
    // oxlint-disable-next-line oxc/double-comparisons -- NaN, the rate of no step, differs from everything
    const changes = (/** @type {RunPath} */ { rate }) => rate.some((value) => value < rate[0] || value > rate[0]);
    return this.shown.length > 1 && !this.shown.includes("rate") && paths.runs.some(changes);
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
    return this.drawer.relayout(this.gd, { width, height, margin });
  }

  /** The pixels between which the step axis runs, for the scrubber under it. */
  axis() {
    const { xaxis } = this.gd._fullLayout;
    return { left: xaxis._offset, width: xaxis._length };
  }

  /**
   * Where a chart's values lie in this frame: Plotly's axes, with the ranges of now. Null where the chart is not shown.
   * @param {ChartName} name @returns {{ xaxis: ScaledAxis; yaxis: ScaledAxis } | null}
   */
  axes(name) {
    const place = this.shown?.indexOf(name) ?? -1;
    const drawn = this.gd?._fullLayout;
    if (place < 0 || !drawn) return null;
    const { ranges } = this;
    /** @param {"xaxis" | ReturnType<typeof axisOf>} key @returns {ScaledAxis} */
    const now = (key) => {
      const { _offset, _length, tickfont, gridcolor, nticks, minexponent, type } = drawn[key];
      const fixed = { _offset, _length, tickfont, gridcolor, nticks, minexponent };
      return { ...fixed, type: ranges?.[`${key}.type`] ?? type, range: ranges?.[`${key}.range`] ?? drawn[key].range };
    };
    return { xaxis: now("xaxis"), yaxis: now(axisOf(place)) };
  }

  /** @param {Paths} paths @param {number} row @param {number} steps */
  live(paths, row, steps) {
    this.steps = steps;
    this.ranges = chartRanges(this.shown, paths, this.steps, this.log);
    const { width, height } = this.gd._fullLayout;
    const place = { left: 0, top: 0, width, height };
    this.#rescale(place);
    this.overlay.draw(place, (ink) => this.shown.forEach((name) => this.#paint(ink, name, paths, row)));
  }

  /** @param {Paper} ink @param {ChartName} name @param {Paths} paths @param {number} row */
  #paint(ink, name, paths, row) {
    const { background, looks } = this.scene;
    const axes = this.axes(name);
    if (!axes) return;
    const { xaxis, yaxis } = axes;
    const pixels = pixelsOf(xaxis, yaxis);
    const bundles = name === "loss" ? this.#bundles(paths, xaxis, yaxis, pixels) : [];
    ink.save();
    ink.beginPath();
    ink.rect(xaxis._offset, yaxis._offset, xaxis._length, yaxis._length);
    ink.clip();
    ink.translate(xaxis._offset, yaxis._offset);
    bundles.forEach((bundle, i) => bundle && looks[i] && drawSeeds(ink, looks[i].color, bundle));
    paths.runs.forEach((run, i) => {
      if (!looks[i]) return;
      const points = pixels(curve(name, run));
      drawCurve(ink, looks[i], background, {
        points: name === "rate" ? stairs(points) : points,
        crosses: name === "size" ? pixels(crosses(run)) : [],
        now: pixels(current(name, run, row))[0],
        bundle: bundles[i],
        test: name === "loss" ? pixels(tested(run)) : [],
      });
    });
    ink.restore();
  }

  /**
   * Where the ranges are not those that Plotly drew, its grid and labels give way to ones of now. They seldom change.
   * @param {Rectangle} place
   */
  #rescale(place) {
    const ranges = JSON.stringify([this.ranges, place.width, place.height]);
    if (ranges === this.scaled) return;
    this.scaled = ranges;
    const moved = JSON.stringify(this.ranges) !== JSON.stringify(this.resting);
    this.host.classList.toggle("stage-rescaled", moved);
    if (!moved) return this.scales.clear();
    this.scales.draw(place, (ink) => {
      for (const name of this.shown) {
        const axes = this.axes(name);
        if (axes) drawScales(ink, axes.xaxis, axes.yaxis, name === this.shown.at(-1));
      }
    });
  }

  /**
   * Plotly has drawn these ranges.
   * @param {Record<string, unknown>} ranges
   */
  #rested(ranges) {
    this.resting = ranges;
    this.scaled = "";
    this.scales?.clear();
    this.host.classList.remove("stage-rescaled");
  }

  /**
   * Each run's other seeds as lines; the same ones as long as neither the paths nor the axes change.
   * @param {Paths} paths @param {ScaledAxis} xaxis @param {ScaledAxis} yaxis @param {(curve: Values) => Curve} pixels
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
    this.ranges = chartRanges(this.shown, paths, this.steps, this.log);
    const layout = this.figure.layout;
    this.#apply();
    for (const trace of this.figure.data) {
      const { role = "", run = null } = trace.meta ?? {};
      const data = run === null ? null : paths.runs[run];
      if (data) Object.assign(trace, this.#filled(role, data, row));
    }
    const { ranges } = this;
    this.drawer.take(this.gd);
    await this.drawer.react(this.gd, this.figure.data, layout, CONFIG);
    this.#rested(ranges);
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
      if (drawn) Object.assign(drawn, { [name]: value, autorange: false });
    }
  }
}
