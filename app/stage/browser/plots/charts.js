// The charts under the map, a Plotly graph: loss, step size, and the learning rate where it changes, on one step axis.

import { Overlay, drawCurve } from "./overlay.js";
import { CONFIG, NARROW, NARROW_MARGIN } from "./map.js";
import { fill } from "../dom/text.js";

const FAR = 1e5; // pixels; SVG takes no larger numbers
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

/**
 * Turns a curve into points on the overlay. Plotly's own axis functions would take most of a frame for many seeds.
 * @param {DrawnAxis} xaxis @param {DrawnAxis} yaxis @returns {(curve: Values) => Curve}
 */
export function pixelsOf(xaxis, yaxis) {
  const [across, up] = [xaxis, yaxis].map(({ type, range: [low, high], _length }) => {
    const log = type === "log";
    /** @param {number} value */
    return (value) => (((log ? Math.log10(value) : value) - low) / (high - low)) * _length;
  });
  /** @type {(x: number | null, value: number | null) => Pixel | null} */
  const pixel = (x, value) => {
    const y = value === null ? NaN : yaxis._length - up(value);
    return x !== null && Number.isFinite(y) ? [across(x), Math.max(-FAR, Math.min(FAR, y))] : null;
  };
  return ({ x, y }) => x.map((value, i) => pixel(value, y[i]));
}

/** @param {number} value */
const known = (value) => (Number.isFinite(value) ? value : null);
/** @param {{ step(row: number): number }} run @param {Column} column @param {number[]} rows @returns {Values} */
const at = (run, column, rows) => ({ x: rows.map((r) => run.step(r)), y: rows.map((r) => known(column[r])) });

/**
 * A run's curve in one of the charts. A rate is that of the step which ends at x; the first one begins at 0.
 * @param {ChartName} name @param {RunPath} run @returns {Values}
 */
function curve(name, run) {
  const rows = Array.from({ length: run.rows }, (_, r) => r);
  if (name !== "rate") return at(run, run[name], rows);
  const taken = rows.slice(0, -1);
  if (!taken.length) return { x: [], y: [], customdata: [] };
  const steps = taken.map((r) => run.step(r) + 1);
  const rates = taken.map((r) => known(run.rate[r]));
  return { x: [0, ...steps], y: [rates[0], ...rates], customdata: [1, ...steps] };
}

/**
 * The value at the row that is shown; a step size and a rate are those of the step about to be taken, if there is one.
 * @param {ChartName} name @param {RunPath} run @param {number} row
 */
function current(name, run, row) {
  const rows = name === "rate" ? run.rows - 1 : run.rows;
  return at(run, run[name], rows > 0 && (name !== "rate" || row < rows) ? [Math.min(row, rows - 1)] : []);
}

/**
 * The loss on the examples that were held out.
 * @param {RunPath} run @returns {Values}
 */
function tested({ measures }) {
  if (!measures?.test) return { x: [], y: [] };
  const { test, rows, step } = measures;
  return { x: Array.from({ length: rows }, (_, r) => step(r)), y: Array.from(test, known) };
}

/**
 * The steps whose gradient was clipped.
 * @param {RunPath} run
 */
function crosses(run) {
  return at(run, run.size, run.clipped ?? []);
}

/**
 * The losses of all seeds, one after the other, or of their median.
 * @param {string} role @param {Bundle} bundle @returns {Values}
 */
function together(role, bundle) {
  const lines = role === "bundle" ? bundle.paths : [bundle.median];
  const steps = Array.from({ length: bundle.rows }, (_, r) => bundle.step(r));
  return { x: lines.flatMap(() => [...steps, null]),
    y: lines.flatMap(({ loss }) => [...Array.from(loss, known), null]) };
}

/**
 * A rate holds for a whole step, and then jumps.
 * @param {Curve} points @returns {Curve}
 */
function stairs(points) {
  return points.flatMap((p, i) => {
    const before = points[i - 1];
    return p && before ? [[before[0], p[1]], p] : [p];
  });
}

/** @param {Column[]} columns @param {boolean} log @returns {Ends} */
function extent(columns, log) {
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low > high) return log ? [-1, 1] : [0, 1];
  if (log) {
    const bottom = Math.floor(Math.log10(low) - 0.05);
    return [bottom, Math.max(Math.ceil(Math.log10(high) + 0.05), bottom + 1)];
  }
  const nice = 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-12 * Math.abs(high), 1e-300)));
  return [low >= 0 ? 0 : Math.floor(low / nice - 0.05) * nice, Math.ceil(high / nice + 0.05) * nice];
}

/**
 * Room for the other seeds too, but not for ever: one that explodes leaves the chart, or nothing else could be seen.
 * @param {Ends} own @param {Column[]} columns @param {boolean} log @returns {Ends}
 */
function widened(own, columns, log) {
  if (!columns.length) return own;
  const all = extent(columns, log);
  const room = log ? 6 : own[1] - own[0];
  return [Math.min(own[0], Math.max(all[0], own[0] - room)), Math.max(own[1], Math.min(all[1], own[1] + room))];
}

/**
 * From zero to a bit above the highest, in steps that are seldom left.
 * @param {Column[]} columns @returns {Ends}
 */
function fromZero(columns) {
  let high = 0;
  for (const column of columns) for (const value of column) if (value > high && value < Infinity) high = value;
  if (!high) return [0, 1];
  const nice = 10 ** Math.floor(Math.log10(high)) / 5;
  return [0, Math.ceil((1.05 * high) / nice) * nice];
}

/**
 * The distance of labels on a logarithmic axis, in decades: about four of them.
 * @param {Ends} ends
 */
function decades([bottom, top]) {
  return Math.max(1, Math.ceil((top - bottom) / 4));
}
