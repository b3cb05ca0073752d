// The surface as a canvas has it, in Plotly's colours: while it changes over Plotly's contours, and before these have come.

import { contextOf, h } from "../dom/dom.js";
import { element } from "./svg.js";

const TONES = 256;
const STAR = "M0,-7.5L1.9,-2.6L7.1,-2.3L3.1,1L4.4,6.1L0,3.3L-4.4,6.1L-3.1,1L-7.1,-2.3L-1.9,-2.6Z"; // as Plotly's star

export class LivingSurface {
  /** @type {OffscreenCanvas} */ small;
  /** @type {Trace["colorscale"]} */ scale;
  /** @type {Uint8ClampedArray} */ tones;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.canvas = h("canvas", { class: "stage-living", "aria-hidden": "true", hidden: true });
    this.stars = element("svg", { class: "stage-overlay stage-living-stars", "aria-hidden": "true" });
    host.append(this.canvas, this.stars);
  }

  get shown() {
    return !this.canvas.hidden;
  }

  hide() {
    this.#show(false);
    this.stars.replaceChildren();
  }

  /** @param {boolean} shown */
  #show(shown) {
    if (shown === this.shown) return;
    this.canvas.hidden = !shown;
  }

  /**
   * `heights` are `side` rows of as many numbers from the lower left, 1 where the colours end; `look` is the figure's.
   * @param {Pick<LiveSurface, "side" | "heights" | "minima">} live @param {PlotView} view @param {LivingLook} look
   */
  paint({ side, heights, minima }, view, look) {
    const scale = window.devicePixelRatio || 1;
    const { left, top, width, height } = view;
    const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
    const { canvas } = this;
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
    Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    this.#show(true);
    const ink = contextOf(canvas);
    ink.fillStyle = look.background;
    ink.fillRect(0, 0, wide, high);
    ink.imageSmoothingEnabled = true;
    ink.drawImage(this.#colours(side, heights, look.colorscale), 0.5, 0.5, side - 1, side - 1, 0, 0, wide, high); // grid points at the ends lie on the edge
    ink.strokeStyle = look.line.color;
    ink.lineWidth = look.line.width * scale;
    ink.stroke(lines(heights, side, look.bands, wide, high));
    this.mark(minima, view, look);
  }

  /** @param {number} side @param {Column} heights @param {Trace["colorscale"]} colorscale */
  #colours(side, heights, colorscale) {
    if (this.small?.width !== side) this.small = new OffscreenCanvas(side, side);
    if (this.scale !== colorscale) this.tones = tonesOf(colorscale);
    this.scale = colorscale;
    const ink = contextOf(this.small);
    const image = ink.createImageData(side, side);
    heights.forEach((value, i) => {
      if (Number.isNaN(value)) return; // a gap stays clear
      const tone = 3 * Math.round(Math.max(0, Math.min(1, value)) * (TONES - 1));
      const at = 4 * ((side - 1 - Math.floor(i / side)) * side + (i % side));
      image.data.set([this.tones[tone], this.tones[tone + 1], this.tones[tone + 2], 255], at);
    });
    ink.putImageData(image, 0, 0);
    return this.small;
  }

  /**
   * A star for each minimum.
   * @param {number[][]} points @param {PlotView} view @param {Pick<LivingLook, "star" | "axes">} look
   */
  mark(points, view, { axes, star }) {
    const { left, top, width, height } = view;
    Object.assign(this.stars.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    const style = { d: STAR, fill: star?.color, stroke: star?.line?.color ?? "none",
      "stroke-width": star?.line?.width ?? 0 };
    this.stars.replaceChildren(
      ...(star ? points : []).map((point) =>
        element("path", { ...style, transform: `translate(${view.px(point[axes[0]])} ${view.py(point[axes[1]])})` })
      ),
    );
  }
}

/**
 * Plotly's [share, colour] pairs as red, green and blue of so many tones, one after the other.
 * @param {Trace["colorscale"]} colorscale
 */
function tonesOf(colorscale) {
  const ink = contextOf(new OffscreenCanvas(TONES, 1), { willReadFrequently: true });
  const ramp = ink.createLinearGradient(0.5, 0, TONES - 0.5, 0);
  for (const [share, colour] of colorscale) ramp.addColorStop(Number(share), colour);
  ink.fillStyle = ramp;
  ink.fillRect(0, 0, TONES, 1);
  return ink.getImageData(0, 0, TONES, 1).data.filter((_, i) => i % 4 < 3);
}

/**
 * The lines between bands of equal height: in each cell, from edge to edge (marching squares).
 * @param {Column} heights @param {number} side @param {number} bands @param {number} width @param {number} height
 */
function lines(heights, side, bands, width, height) {
  const path = new Path2D();
  const [across, up] = [width / (side - 1), height / (side - 1)];
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const i = row * side + column;
      const corners = [heights[i], heights[i + 1], heights[i + side + 1], heights[i + side]]; // around the cell
      const [low, high] = [Math.min(...corners), Math.max(...corners)];
      if (!(high > low)) continue;
      for (let band = Math.floor(low * bands) + 1; band <= Math.min(bands, high * bands); band++) {
        const ends = crossings(corners, band / bands);
        for (let k = 0; k + 1 < ends.length; k += 2) {
          path.moveTo((column + ends[k][0]) * across, height - (row + ends[k][1]) * up);
          path.lineTo((column + ends[k + 1][0]) * across, height - (row + ends[k + 1][1]) * up);
        }
      }
    }
  }
  return path;
}

/**
 * Where a level crosses a cell's edges, going around from the lower left.
 * @param {number[]} corners @param {number} level
 */
function crossings([a, b, c, d], level) {
  /** @type {Pixel[]} */
  const ends = [];
  /** @param {number} from @param {number} to @param {(share: number) => Pixel} place */
  const on = (from, to, place) => {
    if (from > level !== to > level) ends.push(place((level - from) / (to - from)));
  };
  on(a, b, (share) => [share, 0]);
  on(b, c, (share) => [1, share]);
  on(c, d, (share) => [1 - share, 1]);
  on(d, a, (share) => [0, 1 - share]);
  return ends;
}
