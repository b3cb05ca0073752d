// Numbers beside the current point of a curve: the slope there, and the step that was taken or comes next.

import { element, lay } from "./svg.js";
import { CARD, fill, short } from "../dom/text.js";

const FAR = 26; // pixels from the point to its label
const LEADING = 17;
const ROOM = 130; // pixels that a label may take
const FLAT = 1e-5; // a slope that looks like none

export class Labels {
  /** @param {MapPlot} map @param {Texts} texts */
  constructor(map, texts) {
    this.map = map;
    this.texts = texts;
    this.svg = element("svg", { class: "stage-overlay stage-labels", "aria-hidden": "true" }, map.host);
  }

  /**
   * Draws them for each run; none for `paths` without rows or on a map of two coordinates.
   * @param {Paths} paths @param {number} row @param {boolean} stepping
   */
  show(paths, row, stepping) {
    const { surface, looks } = this.map.scene;
    const runs = surface.dim === 1 ? paths.runs : [];
    const view = this.map.view();
    lay(this.svg, view);
    this.svg.replaceChildren();
    runs.forEach((run, i) => {
      if (!run.rows || !looks[i]) return;
      const now = Math.min(row, run.rows - 1);
      const [x, y] = [view.px(run.point[0][now]), view.py(run.loss[now])];
      if (!(x >= 0 && x <= view.width && y >= 0 && y <= view.height)) return;
      const from = now ? view.px(run.point[0][0]) : NaN;
      this.#write(view, [x, y], from, i, looks[i].color,
        [slope(run, now, this.texts), step(run, now, stepping, this.texts)].filter(Boolean));
    });
  }

  /**
   * Beside the point, not on the side that the path came from, if there is room; the labels of several runs stand one below the other.
   * @param {PlotView} view @param {Pixel} place @param {number} from @param {number} i @param {string} color
   * @param {string[]} lines
   */
  #write(view, [x, y], from, i, color, lines) {
    const left = (from > x && x > ROOM) || !(from <= x && x < view.width - ROOM) && x > 0.6 * view.width;
    const top = Math.max(LEADING, Math.min(view.height - LEADING * lines.length, y - FAR + i * 2 * LEADING));
    lines.forEach((line, k) => {
      const text = element("text", {
        x: x + (left ? -FAR : FAR),
        y: top + k * LEADING,
        "text-anchor": left ? "end" : "start",
        fill: color,
        stroke: this.map.scene.background,
        "stroke-width": 4,
        "paint-order": "stroke",
      }, this.svg);
      text.textContent = line;
    });
  }
}

/** @param {RunPath} run @param {number} now @param {Texts} t */
function slope(run, now, t) {
  const value = run.gradient[0][now];
  return fill(t.label_slope, { slope: value && Math.abs(value) < FLAT ? "≈ 0" : short(value, CARD) });
}

/**
 * The step taken last where a learner steps, for the next one is theirs to find; else the step about to be taken.
 * @param {RunPath} run @param {number} now @param {boolean} stepping @param {Texts} t
 */
function step(run, now, stepping, t) {
  const from = stepping ? now - 1 : now;
  if (run.every > 1 || from < 0 || from + 1 >= run.rows) return "";
  const moved = run.point[0][from + 1] - run.point[0][from];
  return fill(t.label_step, { step: (moved < 0 ? "" : "+") + short(moved, CARD) });
}
