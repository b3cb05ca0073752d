// The map. At rest every path is in Plotly's traces, so hover and pictures have it; before Plotly has come, on the overlay.

import { bundleLines, geometry, viewOf } from "./geometry.js";
import { LivingSurface } from "./living.js";
import { Overlay } from "./overlay.js";
import { drawRun, drawSeeds } from "./strokes.js";
import { filled, startPoint, together } from "./traces.js";

export const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false,
  showTips: false };
export const NARROW = 520; // pixels; below, the margins shrink
export const NARROW_MARGIN = { l: 46, r: 14 };
const BUNDLE = new Set(["bundle", "median", "mediancore"]);

export class MapPlot {
  /** @type {Scene} */ scene;
  /** @type {Figure} */ figure;
  /** @type {[Ends, Ends]} */ home;
  along = true; // arrows stand along the paths, and not only at the current step
  box = ""; // that a scene's map shows at first
  /** @type {boolean} */ chosen;
  /** @type {Graph} */ gd;
  /** @type {LivingSurface} */ living;
  /** @type {Overlay} */ overlay;
  /** @type {Drawing[]} */ geometries;
  /** @type {{ paths: Paths; place: string; lines: (BundleLines | null)[] }} */ bundled;
  /** @type {(moved: boolean) => void} */ onview;
  /** @type {Graph["on"]} */ heard; // of who draws

  /** @param {HTMLElement} host @param {Drawer} drawer */
  constructor(host, drawer) {
    this.host = host;
    this.drawer = drawer;
    this.onview = () => {};
  }

  /**
   * Another scene. Zoom survives, and so does the view while a control is dragged; `afresh` the page itself set the scene.
   * @param {Scene} scene @param {Size} size @param {boolean} afresh
   */
  async show(scene, size, afresh = false) {
    const fresh = !this.figure;
    const { xaxis, yaxis } = scene.map.layout;
    const { dim, domain } = scene.surface;
    const box = JSON.stringify(dim === 1 ? domain : [xaxis.range, yaxis.range]); // losses that fit change with a curve
    const sameBox = box === this.box;
    this.box = box;
    const view = sameBox && (this.chosen || !afresh) ? [this.gd.layout.xaxis.range, this.gd.layout.yaxis.range] : null;
    this.scene = scene;
    this.figure = scene.map;
    this.home = [[...xaxis.range], [...yaxis.range]];
    this.chosen = Boolean(view) && this.chosen;
    if (view) [this.figure.layout.xaxis.range, this.figure.layout.yaxis.range] = view;
    this.#fit(size);
    this.gd = /** @type {Graph} */ (this.host);
    const flat = dim > 1;
    Object.assign(this.host.dataset, { across: flat ? xaxis.title?.text : "", up: flat ? yaxis.title?.text : "" });
    if (flat) { for (const axis of [xaxis, yaxis]) delete axis.title; // they stand in the corners
     }
    this.drawer.take(this.gd);
    await this.drawer.react(this.gd, this.figure.data, this.figure.layout, CONFIG);
    this.living?.hide();
    this.#listen();
    if (fresh) {
      this.living = new LivingSurface(this.host);
      this.overlay = new Overlay(this.host);
    }
    return this;
  }

  #listen() {
    if (this.heard === this.gd.on) return;
    this.heard = this.gd.on;
    this.gd.on("plotly_relayout", (changes) => this.#relaid(changes));
    this.gd.on("plotly_relayouting", () => this.onview(false));
  }

  /** @param {object} changes */
  #relaid(changes) {
    if (Object.keys(changes).some((key) => key.includes("axis.range"))) this.chosen = this.moved();
    this.onview(true);
  }

  /** @param {Size} size */
  #fit({ width, height }) {
    const layout = this.figure.layout;
    Object.assign(layout, { width, height });
    this.host.style.width = `${width}px`;
    layout.dragmode = matchMedia("(pointer: coarse)").matches ? false : "pan"; // one finger scrolls the page
    if (layout.width < NARROW && layout.margin.l) layout.margin = { ...layout.margin, ...NARROW_MARGIN };
  }

  /** @param {Size} size */
  resize(size) {
    this.#fit(size);
    return this.drawer.relayout(this.gd, { ...size, margin: this.figure.layout.margin });
  }

  view() {
    return viewOf(this.gd);
  }

  /** @param {Paths} paths @param {number} row */
  live(paths, row) {
    const view = this.view();
    const { background, looks, surface } = this.scene;
    const bundles = this.#bundles(paths, view);
    this.geometries = paths.runs.map((run) => geometry(run, view, row, surface.axes, this.along));
    const { geometries } = this;
    this.overlay.draw(view, (ink) => {
      bundles.forEach((bundle, i) => bundle && looks[i] && drawSeeds(ink, looks[i].color, bundle));
      geometries.forEach((g, i) => looks[i] && drawRun(ink, looks[i], background, g, bundles[i]));
    });
    Object.assign(this.overlay, { drawn: this.geometries, bundles });
  }

  /**
   * Each run's other seeds as lines; the same ones as long as neither the paths nor the view change.
   * @param {Paths} paths @param {PlotView} view
   */
  #bundles(paths, view) {
    const { x0, x1, y0, y1, width, height } = view;
    const place = [x0, x1, y0, y1, width, height].join();
    if (this.bundled?.paths !== paths || this.bundled.place !== place) {
      const lines = paths.runs.map((
        { bundle },
      ) => (bundle ? bundleLines(bundle, view, this.scene.surface.axes) : null));
      this.bundled = { paths, place, lines };
    }
    return this.bundled.lines;
  }

  /**
   * The surface as it is in a frame of a drag, over the box that is shown; `show` has it from Plotly again.
   * @param {LiveSurface} live
   */
  change(live) {
    if (!live.side) return;
    const traces = this.gd._fullData;
    const { colorscale, line, contours } = surfaceOf(traces);
    const star = this.figure.data.find(({ meta }) => meta?.role === "minima")?.marker;
    const { background, surface } = this.scene;
    this.living.paint(live, this.view(), { colorscale, line, background, star, axes: surface.axes,
      bands: Math.round(contours.end / contours.size) });
  }

  /**
   * What is shown of the surface, as app/stage/answers/live.py reads it.
   * @param {number} step
   */
  shown(step) {
    const { x0, x1, y0, y1 } = this.view();
    return [step, x0, x1, y0, y1, ...this.home.flat()].join();
  }

  /** The box that is shown, and the one that the colours are for. @returns {[[Ends, Ends], [Ends, Ends]]} */
  boxes() {
    const { x0, x1, y0, y1 } = this.view();
    return [[[x0, x1], [y0, y1]], this.home];
  }

  /** @param {Paths} paths @param {number} row */
  async rest(paths, row) {
    const view = this.view();
    const { axes } = this.scene.surface;
    const bundles = this.#bundles(paths, view);
    this.geometries = paths.runs.map((run) => geometry(run, view, row, axes, this.along));
    for (const trace of this.figure.data) {
      const { role = "", run = null } = trace.meta ?? {};
      if (role === "start") Object.assign(trace, startPoint(paths, axes));
      if (run === null) continue;
      if (BUNDLE.has(role))
        Object.assign(trace, together(role, paths.runs[run]?.bundle, bundles[run], view, this.scene));
      else Object.assign(trace, filled(role, trace, paths.runs[run], this.geometries[run], view, this.scene));
    }
    this.drawer.take(this.gd);
    await this.drawer.react(this.gd, this.figure.data, this.figure.layout, CONFIG);
    this.#listen();
  }

  /**
   * New losses for the box that is shown, after a zoom or a move.
   * @param {Grid} grid
   */
  surface(grid) {
    const trace = surfaceOf(this.figure.data);
    [trace.x, trace.y] = this.scene.surface.dim === 1 ? [grid.axes[0], grid.loss] : grid.axes;
    if (this.scene.surface.dim > 1)
      Object.assign(trace, { z: grid.drawn, customdata: grid.loss, ...scale(trace, grid.ticks) });
    return this.drawer.react(this.gd, this.figure.data, this.figure.layout, CONFIG);
  }

  /** Whether another box is shown than the surface's own. */
  moved() {
    const { xaxis, yaxis } = this.figure.layout;
    const size = [xaxis, xaxis, yaxis, yaxis].map(({ range }) => 1e-6 * Math.abs(range[1] - range[0]));
    return [...xaxis.range, ...yaxis.range].some((end, i) => Math.abs(end - this.home.flat()[i]) > size[i]);
  }

  /** @param {number} factor */
  zoom(factor) {
    const { x0, x1, y0, y1 } = this.view();
    /** @param {number} a @param {number} b */
    const ends = (a, b) => [(a + b) / 2 - ((b - a) / 2) * factor, (a + b) / 2 + ((b - a) / 2) * factor];
    return this.drawer.relayout(this.gd, { "xaxis.range": ends(x0, x1), "yaxis.range": ends(y0, y1) });
  }

  /**
   * Moves the view by shares of its width and height.
   * @param {number} dx @param {number} dy
   */
  pan(dx, dy) {
    const { x0, x1, y0, y1 } = this.view();
    /** @param {number} a @param {number} b @param {number} share */
    const moved = (a, b, share) => [a + share * (b - a), b + share * (b - a)];
    return this.drawer.relayout(this.gd, { "xaxis.range": moved(x0, x1, dx), "yaxis.range": moved(y0, y1, dy) });
  }

  whole() {
    return this.drawer.relayout(this.gd, { "xaxis.range": [...this.home[0]], "yaxis.range": [...this.home[1]] });
  }
}

/** @param {Trace[]} traces */
function surfaceOf(traces) {
  return /** @type {Trace} */ (traces.find(({ meta }) => meta?.role === "surface"));
}

/**
 * The colours and their bar for the heights of another slice.
 * @param {Trace} trace @param {Grid["ticks"]} ticks
 */
function scale({ colorbar, contours }, ticks) {
  if (!ticks) return {};
  const [tickvals, ticktext] = ticks;
  const top = tickvals.at(-1) || 1;
  const size = (top * contours.size) / contours.end;
  return { zmax: top, colorbar: { ...colorbar, tickvals, ticktext }, contours: { ...contours, end: top, size } };
}
