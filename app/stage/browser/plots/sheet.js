// The paper of a sketched plot: grid, labels and titles, and the surface's heights or its curve with the minima.

import { contextOf, h } from "../dom/dom.js";
import { viewOf } from "./geometry.js";
import { LivingSurface } from "./living.js";
import { numbers } from "./packed.js";
import { drawInside, drawScales, OUT } from "./rescaled.js";
import { bounded } from "./scale.js";
import { element, lay, polyline } from "./svg.js";

const LINE = 1.3; // of a letter's size, from line to line
const TITLE = 1.2; // of the other letters' size
const GAP = 4; // pixels between a title and its plot
const MOST = 3; // times as long as the plot: larger heights are not painted, those of the box that is shown come soon

export class Sheet {
  /** @param {Graph} gd */
  constructor(gd) {
    this.gd = gd;
    this.scales = h("canvas", { class: "stage-sketch-scales" });
    this.titles = element("svg", { class: "stage-overlay" });
    this.ground = h("div", { class: "stage-overlay stage-sketch-ground" });
    this.curve = element("svg", { class: "stage-overlay" }, this.ground);
    this.surface = new LivingSurface(this.ground);
    this.node = h("div", { class: "stage-sketch", "aria-hidden": "true" }, this.ground, this.scales, this.titles);
    gd.prepend(this.node);
  }

  draw() {
    const { gd, node } = this;
    const { width, height, paper_bgcolor: background } = gd._fullLayout;
    Object.assign(node.style, { width: `${width}px`, height: `${height}px`, background });
    this.#drawScales();
    this.#write();
    const [surface, minima] = ["surface", "minima"].map((role) => gd._fullData.find(({ meta }) => meta?.role === role));
    if (surface) this.#drawSurface(surface, minima);
  }

  /** The upright axes from the top down. */
  get #upright() {
    return Object.entries(this.gd._fullLayout).filter(([key]) => /^yaxis\d*$/.test(key)).map(([key, axis]) => ({
      axis: /** @type {DrawnAxis} */ (axis),
      known: Boolean(this.gd.layout[/** @type {"yaxis"} */ (key)].range), // where curves give it, there may be none yet
    }));
  }

  #drawScales() {
    const { scales, gd: { _fullLayout: { width, height, xaxis } } } = this;
    const sharp = window.devicePixelRatio || 1;
    Object.assign(scales, { width: Math.round(width * sharp), height: Math.round(height * sharp) }); // which empties it
    Object.assign(scales.style, { width: `${width}px`, height: `${height}px` });
    const ink = contextOf(scales);
    ink.scale(sharp, sharp);
    const axes = this.#upright;
    if (xaxis.ticklabelposition === "inside") return drawInside(ink, xaxis, axes[0].axis);
    axes.forEach(({ axis, known }, i) => known && drawScales(ink, xaxis, axis, i === axes.length - 1));
  }

  /** The titles of the axes and of the plots. */
  #write() {
    const { titles } = this;
    const { width, height, font, margin, xaxis, annotations = [] } = this.gd._fullLayout;
    const size = Math.round(TITLE * font.size);
    lay(titles, { left: 0, top: 0, width, height });
    titles.replaceChildren();
    /** @param {string} words @param {Record<string, unknown>} place */
    const write = (words, place) => {
      const look = { fill: font.color, "font-family": font.family, "font-size": size, "text-anchor": "middle" };
      element("text", { ...look, ...place }, titles).textContent = words;
    };
    const { axis } = /** @type {{ axis: DrawnAxis }} */ (this.#upright.at(-1));
    const bottom = axis._offset + axis._length;
    if (xaxis.title) {
      const y = bottom + OUT + LINE * xaxis.tickfont.size + GAP + size * LINE / 2;
      write(xaxis.title.text, { x: xaxis._offset + xaxis._length / 2, y });
    }
    if (axis.title) {
      const [x, y] = [size, axis._offset + axis._length / 2];
      write(axis.title.text, { x, y, transform: `rotate(-90 ${x} ${y})` });
    }
    for (const { text, y } of annotations) {
      const up = margin.t + (1 - y) * (height - margin.t - margin.b);
      write(text.replace(/<\/?b>/g, ""), { x: xaxis._offset, y: up - GAP,
        "font-weight": text.startsWith("<b>") ? "bold" : "normal", "text-anchor": "start" });
    }
  }

  /** @param {Trace} trace @param {Trace | undefined} minima */
  #drawSurface(trace, minima) {
    const { left, top, ...view } = viewOf(this.gd);
    const { width, height } = view;
    Object.assign(this.ground.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`,
      height: `${height}px` });
    const stars = minima ? places(minima) : [];
    const star = { star: minima?.marker, axes: [0, 1] };
    if (trace.type === "contour") {
      this.curve.replaceChildren();
      return this.#paint(trace, stars, star, view);
    }
    this.surface.hide();
    const place = { ...view, left: 0, top: 0 };
    /** @type {(point: Pixel) => Pixel | null} */
    const pixel = ([x, y]) => (Number.isFinite(y) ? [view.px(x), bounded(view.py(y))] : null);
    const curve = places(trace).map(pixel);
    const { color, width: thick } = trace.line;
    lay(this.curve, place);
    this.curve.replaceChildren(
      element("path", { d: polyline(curve), fill: "none", stroke: color, "stroke-width": thick }),
    );
    return this.surface.mark(stars, place, star);
  }

  /**
   * The heights, which may be those of another box than the one that is shown.
   * @param {Trace} trace @param {number[][]} minima @param {Pick<LivingLook, "star" | "axes">} star
   * @param {Omit<PlotView, "left" | "top">} view
   */
  #paint({ x, y, z, zmax, colorscale, line, contours }, minima, star, view) {
    const [across, up] = [numbers(x), numbers(y)];
    const side = across.length;
    const [left, right, bottom, top] = [view.px(across[0]), view.px(across[side - 1]), view.py(up[0]),
      view.py(up[side - 1])];
    const [width, height] = [right - left, bottom - top];
    if (width > MOST * view.width || height > MOST * view.height) return this.surface.hide();
    const place = { ...view, left, top, width, height, px: (/** @type {number} */ at) => view.px(at) - left,
      py: (/** @type {number} */ at) => view.py(at) - top };
    const heights = Float32Array.from(numbers(z), (value) => (value ?? NaN) / zmax);
    const look = { ...star, colorscale, line, background: this.gd._fullLayout.paper_bgcolor,
      bands: Math.round(contours.end / contours.size) };
    return this.surface.paint({ side, heights, minima }, place, look);
  }
}

/**
 * The points of a trace, as they lie on the map.
 * @param {Trace} trace @returns {Pixel[]}
 */
function places({ x, y }) {
  const up = numbers(y);
  return Array.from(numbers(x), (across, i) => [across, up[i]]);
}
