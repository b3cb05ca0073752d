// The two Plotly graphs: the map and the charts. At rest every path is in Plotly's traces, so hover and pictures have it.

import { geometry, viewOf } from "./geometry.js";
import { Overlay, drawCurve, drawRun } from "./overlay.js";

const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false, showTips: false };
const NARROW = 520; // pixels; below, the colour bar gives way and the margins shrink
const FAR = 1e5; // pixels; SVG takes no larger numbers
const NARROW_MARGIN = { l: 46, r: 8 };

export class MapPlot {
  constructor(host, Plotly) {
    Object.assign(this, { host, Plotly, overlay: null, onview: () => {} });
  }

  async show(scene, size) {
    const fresh = !this.figure;
    const sameBox = !fresh && JSON.stringify(this.scene.surface.domain) === JSON.stringify(scene.surface.domain);
    const view = sameBox ? [this.gd.layout.xaxis.range, this.gd.layout.yaxis.range] : null;
    this.scene = scene;
    this.figure = scene.map;
    this.home = [[...scene.map.layout.xaxis.range], [...scene.map.layout.yaxis.range]];
    if (view) [this.figure.layout.xaxis.range, this.figure.layout.yaxis.range] = view; // zoom survives
    this.#fit(size);
    this.gd = this.host;
    await this.Plotly.react(this.gd, this.figure.data, this.figure.layout, CONFIG);
    if (fresh) {
      this.overlay = new Overlay(this.host);
      this.gd.on("plotly_relayout", () => this.onview(true));
      this.gd.on("plotly_relayouting", () => this.onview(false));
    }
    return this;
  }

  #fit({ width, height }) {
    const layout = this.figure.layout;
    Object.assign(layout, { width, height });
    layout.dragmode = matchMedia("(pointer: coarse)").matches ? false : "pan"; // one finger scrolls the page
    if (layout.width < NARROW) {
      layout.margin = { ...layout.margin, ...NARROW_MARGIN };
      for (const trace of this.figure.data) if (trace.colorbar) trace.showscale = false;
    }
  }

  resize(size) {
    this.#fit(size);
    return this.Plotly.relayout(this.gd, { ...size, margin: this.figure.layout.margin });
  }

  view() {
    return viewOf(this.gd);
  }

  live(paths, row) {
    const view = this.view();
    this.overlay.place(view);
    const { background, looks } = this.scene;
    this.found = paths.runs.map((run, i) => geometry(run, view, row));
    this.found.forEach((g, i) => looks[i] && drawRun(this.overlay, i, looks[i], background, g));
    this.overlay.trim(paths.runs.length);
  }

  async rest(paths, row) {
    const view = this.view();
    this.found = paths.runs.map((run) => geometry(run, view, row));
    for (const trace of this.figure.data) {
      const { role, run } = trace.meta ?? {};
      if (role === "start") Object.assign(trace, startPoint(paths));
      else if (run != null) Object.assign(trace, filled(role, trace, paths.runs[run], this.found[run], view, this.scene));
    }
    await this.Plotly.react(this.gd, this.figure.data, this.figure.layout, CONFIG);
  }

  /** New losses for the box that is shown, after a zoom or a move. */
  surface(grid) {
    const trace = this.figure.data.find(({ meta }) => meta?.role === "surface");
    [trace.x, trace.y] = this.scene.surface.dim === 1 ? [grid.axes[0], grid.loss] : grid.axes;
    if (this.scene.surface.dim > 1) Object.assign(trace, { z: grid.drawn, customdata: grid.loss });
    return this.Plotly.react(this.gd, this.figure.data, this.figure.layout, CONFIG);
  }

  /** Whether another box is shown than the surface's own. */
  moved() {
    const { xaxis, yaxis } = this.figure.layout;
    const size = [xaxis, xaxis, yaxis, yaxis].map(({ range }) => 1e-6 * Math.abs(range[1] - range[0]));
    return [...xaxis.range, ...yaxis.range].some((end, i) => Math.abs(end - this.home.flat()[i]) > size[i]);
  }

  zoom(factor) {
    const { x0, x1, y0, y1 } = this.view();
    const ends = (a, b) => [(a + b) / 2 - ((b - a) / 2) * factor, (a + b) / 2 + ((b - a) / 2) * factor];
    return this.Plotly.relayout(this.gd, { "xaxis.range": ends(x0, x1), "yaxis.range": ends(y0, y1) });
  }

  /** Moves the view by shares of its width and height. */
  pan(dx, dy) {
    const { x0, x1, y0, y1 } = this.view();
    const moved = (a, b, share) => [a + share * (b - a), b + share * (b - a)];
    return this.Plotly.relayout(this.gd, { "xaxis.range": moved(x0, x1, dx), "yaxis.range": moved(y0, y1, dy) });
  }

  whole() {
    return this.Plotly.relayout(this.gd, { "xaxis.range": [...this.home[0]], "yaxis.range": [...this.home[1]] });
  }
}

function startPoint(paths) {
  const run = paths.runs.find((r) => r.rows);
  return run ? { x: [run.point[0][0]], y: [(run.point[1] ?? run.loss)[0]] } : { x: [], y: [] };
}

/** What a trace shows at rest, from the run's geometry. */
function filled(role, trace, run, g, view, scene) {
  if (!run) return { x: [], y: [] };
  const back = (points) => ({ x: points.map((p) => (p ? view.x(p[0]) : null)), y: points.map((p) => (p ? view.y(p[1]) : null)) });
  const heads = (list) => ({
    ...back(list.map((h) => h.tip)),
    marker: { ...trace.marker, size: list.map((h) => h.size), angle: list.map((h) => h.angle) },
  });
  const details = (row) => [run.step(row), run.loss[row], run.size[row], ...run.point.map((c) => c[row]), ...run.gradient.map((c) => c[row])];
  switch (role) {
    case "trail":
    case "halo":
      return back(role === "trail" ? g.trail : g.path);
    case "path":
      return { ...back(g.path), customdata: g.path.map((p) => (p ? details(p[2]) : [])) };
    case "steps":
      return heads(g.heads);
    case "downhill": {
      const points = g.downhill.flatMap((a) => [a.from, a.tip, null]);
      const at = (pick) => g.downhill.flatMap((a) => [0, pick(a), 0]);
      return { ...back(points), marker: { ...trace.marker, size: at((a) => a.size), angle: at((a) => a.angle) } };
    }
    case "nowlines":
      return back(g.nowlines.flatMap(([a, b]) => [a, b, null]));
    case "tangent":
      return back(g.tangent ?? []);
    case "now":
      return g.now ? { ...back([g.now.at]), customdata: [details(g.now.row)] } : { x: [], y: [] };
    case "exit":
      return g.exit
        ? { ...heads([g.exit]), text: [exitText(g.exit, scene)], textposition: awayFromEdges(g.exit.tip, view) }
        : { x: [], y: [], text: [] };
    default:
      return {};
  }
}

/** A label's side that lies within the plot. */
function awayFromEdges([x, y], view) {
  const across = x > view.width / 2 ? "left" : "right";
  const up = y < 30 ? "bottom" : y > view.height - 30 ? "top" : "middle";
  return `${up} ${across}`;
}

function exitText(exit, scene) {
  return fill(scene.texts.exit_short, { step: exit.step, distance: short(exit.distance) });
}

export class ChartsPlot {
  constructor(host, Plotly) {
    Object.assign(this, { host, Plotly, log: true });
  }

  async show(scene, height) {
    const fresh = !this.figure;
    this.scene = scene;
    this.figure = scene.charts;
    this.#fit(height);
    this.gd = this.host;
    this.figure.layout.xaxis.range = [0, Math.max(1, this.steps ?? scene.steps)];
    this.#apply(); // the scene knows no curves: the ranges stay until there are new ones
    await this.Plotly.react(this.gd, this.figure.data, this.figure.layout, CONFIG);
    if (fresh) this.overlays = [new Overlay(this.host), new Overlay(this.host)];
    return this;
  }

  #fit(height) {
    this.figure.layout.width = this.host.clientWidth;
    this.figure.layout.height = height;
    if (this.figure.layout.width < NARROW) this.figure.layout.margin = { ...this.figure.layout.margin, ...NARROW_MARGIN };
  }

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

  live(paths, row, steps) {
    this.steps = steps;
    if (this.#range(paths)) this.Plotly.relayout(this.gd, this.ranges);
    const layout = this.gd._fullLayout;
    const { background, looks } = this.scene;
    [[layout.yaxis, (run) => run.loss], [layout.yaxis2, (run) => run.size]].forEach(([yaxis, values], chart) => {
      const overlay = this.overlays[chart];
      overlay.place({ left: layout.xaxis._offset, top: yaxis._offset, width: layout.xaxis._length, height: yaxis._length });
      paths.runs.forEach((run, i) => {
        if (!looks[i]) return;
        const column = values(run);
        const at = (r) => {
          const y = yaxis.d2p(column[r]);
          return Number.isFinite(y) ? [layout.xaxis.d2p(run.step(r)), Math.max(-FAR, Math.min(FAR, y))] : null;
        };
        const points = Array.from({ length: run.rows }, (_, r) => at(r));
        drawCurve(overlay, i, looks[i], background, points, run.rows ? at(Math.min(row, run.rows - 1)) : null);
      });
      overlay.trim(paths.runs.length);
    });
  }

  async rest(paths, row, steps) {
    this.steps = steps;
    this.#range(paths);
    const layout = this.figure.layout;
    this.#apply();
    for (const trace of this.figure.data) {
      const { role, run } = trace.meta ?? {};
      const data = paths.runs[run];
      if (!data) continue;
      const column = role.startsWith("loss") ? data.loss : data.size;
      const rows = role.endsWith("now") ? (data.rows ? [Math.min(row, data.rows - 1)] : []) : Array.from({ length: data.rows }, (_, r) => r);
      trace.x = rows.map((r) => data.step(r));
      trace.y = rows.map((r) => (Number.isFinite(column[r]) ? column[r] : null));
    }
    await this.Plotly.react(this.gd, this.figure.data, layout, CONFIG);
  }

  #apply() {
    for (const [key, value] of Object.entries(this.ranges ?? {})) {
      const [axis, name] = key.split(".");
      this.figure.layout[axis][name] = value;
    }
  }

  /** Axis ranges that hold all curves; whole decades where the scale is logarithmic, so that they seldom change. */
  #range(paths) {
    const loss = extent(paths.runs.map((run) => run.loss), this.log);
    const size = extent(paths.runs.map((run) => run.size), true);
    const ranges = {
      "xaxis.range": [0, Math.max(1, this.steps)],
      "yaxis.type": this.log ? "log" : "linear",
      "yaxis.range": loss,
      "yaxis.tickmode": this.log ? "linear" : "auto",
      "yaxis.dtick": this.log ? decades(loss) : null,
      "yaxis2.range": size,
      "yaxis2.dtick": decades(size),
    };
    const changed = JSON.stringify(ranges) !== JSON.stringify(this.ranges);
    this.ranges = ranges;
    return changed;
  }
}

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

/** The distance of labels on a logarithmic axis, in decades: about four of them. */
function decades([bottom, top]) {
  return Math.max(1, Math.ceil((top - bottom) / 4));
}

export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** A number as people write it: four digits. */
export function short(value, digits = 4) {
  if (!Number.isFinite(value)) return "–";
  return String(Number(value.toPrecision(digits)));
}
