// The picture of a loss landscape: Plotly's contours and paths, and on a layer of its own where each run is at a step.

import { graph, h } from "../../stage/browser/dom/dom.js";
import { shapeOf } from "../../stage/browser/plots/looks.js";
import { element, lay } from "../../stage/browser/plots/svg.js";
import { CONFIG, NARROW, NARROW_MARGIN } from "../../stage/browser/plots/map.js";

const HEIGHT = 0.62; // of the width
const [LOWEST, TALLEST] = [280, 460];
const SIZE = 1.35; // of a marker, times that on a path's card

export class LandscapePlot {
  /** @type {LandscapeAnswer} */ answer;
  /** @type {[steps: number[], background: string] | undefined} */ marked;

  /** @param {Plotter} Plotly */
  constructor(Plotly) {
    this.Plotly = Plotly;
    this.graph = graph({ class: "landscape-graph" });
    this.node = h("div", { class: "landscape-plot", role: "img" }, this.graph);
    this.svg = element("svg", { class: "stage-overlay", "aria-hidden": "true" }, this.node);
    this.resizer = new ResizeObserver(() => this.#resize());
    this.resizer.observe(this.node);
  }

  /** @param {LandscapeAnswer} answer */
  async show(answer) {
    this.answer = answer;
    this.svg.replaceChildren();
    await this.#react();
  }

  /**
   * Marks the place of each path after so many steps, or the last place before that which is drawn.
   * @param {number[]} steps @param {string} background
   */
  mark(steps, background) {
    this.marked = [steps, background];
    const layout = this.graph._fullLayout;
    if (!layout) return;
    const { xaxis, yaxis } = layout;
    lay(this.svg, { left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length });
    const last = this.answer.paths.length - 1;
    this.answer.paths.toReversed().forEach((path, i) => {
      const mark = this.svg.children[i] ?? marker(path, background, this.svg);
      const at = Math.max(0, path.steps.findLastIndex((step) => step <= steps[last - i]));
      mark.setAttribute("transform", `translate(${xaxis.d2p(path.x[at])},${yaxis.d2p(path.y[at])}) scale(${SIZE})`);
    });
  }

  close() {
    this.resizer.disconnect();
    this.Plotly.purge(this.graph);
  }

  async #resize() {
    if (!this.answer || !this.node.clientWidth || this.node.clientWidth === this.graph._fullLayout?.width) return;
    await this.#react();
  }

  async #react() {
    const width = this.node.clientWidth;
    if (!width || !this.answer.figure) return; // the panel is closed: the observer comes when it opens
    const { data, layout } = this.answer.figure;
    Object.assign(layout, { width, height: Math.round(Math.min(TALLEST, Math.max(LOWEST, HEIGHT * width))) });
    const narrow = width < NARROW;
    if (narrow) layout.margin = { ...layout.margin, ...NARROW_MARGIN };
    for (const trace of data) if (trace.colorbar) trace.showscale = !narrow;
    await this.Plotly.react(this.graph, data, layout, CONFIG);
    if (this.marked) this.mark(...this.marked);
  }
}

/**
 * A run's own marker, with an edge so that it is seen on any height.
 * @param {Look} look @param {string} background @param {SVGElement} svg
 */
function marker({ color, marker: name }, background, svg) {
  const { shape, open } = shapeOf(name);
  const style = open
    ? { fill: background, stroke: color, "stroke-width": 2 }
    : { fill: color, stroke: background, "stroke-width": 1.8 };
  return element("path", { d: shape, ...style }, svg);
}
