// The surface in space as Plotly draws it: the map's own heights and colours, and on them each run as far as it is shown.

import { graph, h } from "../../stage/browser/dom/dom.js";
import { numbers } from "../../stage/browser/plots/packed.js";
import { short } from "../../stage/browser/dom/text.js";
import { laid } from "./laid.js";

const LIFT = 0.012; // of the height: a path lies above the surface, not in it
const [SIDE, TALL] = [1.45, 0.5]; // of the box in space: its longer side, and its height
const FLATTEST = 0.45; // its shorter side, of the longer one
const CAMERA = { eye: { x: 0.62, y: -1.2, z: 1.25 }, center: { x: 0, y: 0, z: -0.12 } };
const [NEAR, FAR] = [0.75, 0.6]; // how far away one looks from: a square needs more room than a valley
const TURN = 0.12; // radians for each press of an arrow key
/** @type {Record<string, [around: number, up: number]>} */
const TURNS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const DASHES = new Set(["solid", "dash", "dot"]); // Plotly has no others in space
const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: true, showTips: false };

/** @param {Record<"x" | "y" | "z", number>} eye @param {number} times */
const farther = ({ x, y, z }, times) => ({ x: times * x, y: times * y, z: times * z });

export class SpacePlot {
  /** @type {(() => void) | null} */ waiting = null; // the newest picture, while one is drawn
  drawing = false;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.graph = graph({ class: "space-graph" });
    this.node = h("div", { class: "space-plot", role: "img", tabindex: 0, hidden: true, onkeydown: (
      /** @type {KeyboardEvent} */ event,
    ) => this.#turn(event) }, this.graph);
  }

  /**
   * The runs up to a row; drawn as often as the machine can.
   * @param {Paths} paths @param {number} row
   */
  show(paths, row) {
    this.waiting = () => this.#draw(paths, row);
    this.#next();
  }

  async #next() {
    if (this.drawing || !this.waiting) return;
    const draw = this.waiting;
    [this.waiting, this.drawing] = [null, true];
    try {
      await draw();
      await new Promise(requestAnimationFrame); // what the frame needs besides comes first
    } finally {
      this.drawing = false;
    }
    this.#next();
  }

  /** @param {Paths} paths @param {number} row */
  async #draw(paths, row) {
    const { looks, surface, map: figure } = this.ctx.scene();
    if (paths.dim !== 2 || surface.dim !== 2 || paths.runs.length !== looks.length) return;
    const ground = this.#ground(paths);
    const { top } = ground;
    const traces = paths.runs.flatMap((run, i) => this.#run(ground, run, looks[i], Math.min(row + 1, run.rows)));
    await this.ctx.Plotly.react(this.graph, [this.#relief(ground), ...traces], this.#layout(ground, figure, top),
      CONFIG);
  }

  /**
   * The heights as the map has them, or as they are in this frame of a drag.
   * @param {Paths} paths @returns {Ground & { top: number; live: boolean }}
   */
  #ground({ live }) {
    const trace = /** @type {Trace} */ (this.ctx.map.figure.data.find(({ meta }) => meta?.role === "surface"));
    const top = trace.zmax;
    if (live?.side) {
      const { x0, x1, y0, y1 } = this.ctx.map.view();
      const heights = Float32Array.from(live.heights, (height) => height * top);
      return { box: [[x0, x1], [y0, y1]], across: live.side, up: live.side, heights, top, live: true };
    }
    const [x, y, z] = [numbers(trace.x), numbers(trace.y), numbers(trace.z)];
    const box = /** @type {[Ends, Ends]} */ ([[x[0], x[x.length - 1]], [y[0], y[y.length - 1]]]);
    return { box, across: x.length, up: y.length, heights: z, top, live: false };
  }

  /** @param {Ground & { top: number }} ground */
  #relief({ box, across, up, heights, top }) {
    const { colorscale, contours, line } = /** @type {Trace} */ (
      this.ctx.map.figure.data.find(({ meta }) => meta?.role === "surface")
    );
    /** @param {Ends} ends @param {number} count */
    const even = ([from, to], count) => Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
    const z = Array.from({ length: up }, (_, j) => Array.from(heights).slice(j * across, (j + 1) * across));
    return { type: "surface", x: even(box[0], across), y: even(box[1], up), z, colorscale, cmin: 0, cmax: top,
      showscale: false, hoverinfo: "skip",
      contours: { z: { show: true, color: line.color, width: 1, start: 0, end: contours.end, size: contours.size },
        x: { highlight: false }, y: { highlight: false } },
      lighting: { ambient: 0.75, diffuse: 0.45, specular: 0.04, roughness: 0.9 } };
  }

  /**
   * @param {Ground & { top: number }} ground @param {RunPath} run @param {Look} look @param {number} rows
   */
  #run(ground, run, look, rows) {
    const { line, steps } = laid(ground, run, rows, LIFT * ground.top);
    const { t } = this.ctx;
    /** @param {Spot[]} spots */
    const columns = (spots) => ({ x: spots.map(([x]) => x), y: spots.map(([, y]) => y), z: spots.map(([, , z]) => z) });
    const words = steps.map((_, row) =>
      `<b>${look.label}</b>, ${t.step_axis} ${run.step(row)}<br>${t.hover_loss} ${short(run.loss[row])}`
    );
    const dash = DASHES.has(look.dash) ? look.dash : "dashdot";
    const last = steps.length - 1;
    const size = steps.map((_, row) => (row === last ? 7 : 3));
    return [
      { type: "scatter3d", mode: "lines", ...columns(line), name: look.label, hoverinfo: "skip",
        line: { color: look.color, width: 5, dash } },
      { type: "scatter3d", mode: "markers", ...columns(steps), name: look.label, text: words,
        hovertemplate: "%{text}<extra></extra>", marker: { size, color: look.color, line: { width: 0 } } },
    ];
  }

  /** @param {Ground & { live: boolean }} ground @param {Figure} figure @param {number} top */
  #layout({ box, live }, figure, top) {
    const { font, paper_bgcolor, xaxis } = figure.layout;
    const { variables } = this.ctx.scene().surface;
    const { tickvals, ticktext } = figure.data.find(({ meta }) => meta?.role === "surface")?.colorbar ?? {};
    const [wide, deep] = box.map(([from, to]) => to - from);
    const longest = Math.max(wide, deep);
    const square = Math.max(Math.min(wide, deep) / longest, FLATTEST);
    /** @param {number} size */
    const side = (size) => SIDE * Math.max(size / longest, FLATTEST);
    const axis = { showbackground: false, gridcolor: xaxis.gridcolor, color: font.color, nticks: 5, zeroline: false,
      showspikes: false };
    return {
      width: this.node.clientWidth,
      height: this.node.clientHeight,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor,
      font,
      showlegend: false,
      uirevision: `space ${square.toFixed(1)}`, // who looks chooses from where
      scene: {
        xaxis: { ...axis, title: { text: variables[0] }, range: box[0] },
        yaxis: { ...axis, title: { text: variables[1] }, range: box[1] },
        zaxis: { ...axis, title: { text: this.ctx.t.loss_axis }, tickvals, ticktext, range: [0, top * (1 + 2 * LIFT)],
          showticklabels: !live },
        aspectmode: "manual",
        aspectratio: { x: side(wide), y: side(deep), z: TALL },
        camera: { ...CAMERA, eye: farther(CAMERA.eye, NEAR + FAR * square) },
      },
    };
  }

  /** Arrow keys walk around it, and up and down. @param {KeyboardEvent} event */
  #turn(event) {
    const [around, up] = TURNS[event.key] ?? [0, 0];
    const { eye } = this.graph._fullLayout?.scene?.camera ?? CAMERA;
    if (!around && !up) return;
    event.preventDefault();
    const angle = Math.atan2(eye.y, eye.x) + around * TURN;
    const far = Math.hypot(eye.x, eye.y);
    const z = Math.max(-0.2, Math.min(3, eye.z + up * TURN));
    this.ctx.Plotly.relayout(this.graph, {
      "scene.camera.eye": { x: far * Math.cos(angle), y: far * Math.sin(angle), z },
    });
  }

  close() {
    this.ctx.Plotly.purge(this.graph);
  }
}
