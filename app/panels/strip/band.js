// The picture of a strip: a part for each stretch of neighbouring rates that lead to the same, and the final losses as a line.

import { h } from "../../stage/browser/dom/dom.js";
import { element, set } from "../../stage/browser/plots/svg.js";

const HEIGHT = 14; // in the units of the drawing; a rate is one across

export class Band {
  constructor() {
    this.parts = h("div", { class: "strip-parts" });
    this.svg = element("svg", { class: "strip-drawing", preserveAspectRatio: "none", "aria-hidden": "true" });
    this.loss = element("path", { class: "strip-loss", "vector-effect": "non-scaling-stroke" }, this.svg);
  }

  /**
   * What stays as it is from frame to frame is not touched: it would be laid out anew.
   * @param {NamedBand} strip
   */
  paint({ names, heights, rates }) {
    const last = rates.length - 1;
    const parts = stretches(names).map(({ kind, from, to }) => {
      const [left, right] = [from - 0.5, to + 0.5].map((k) => Math.max(0, Math.min(1, k / last))); // midway between two rates
      return h("i", { class: `strip-${kind}`, style: `left:${percent(left)};width:${percent(right - left)}` });
    });
    if (!alike(parts, [...this.parts.children])) this.parts.replaceChildren(...parts);
    let pen = "M";
    const line = heights.map((height, k) => {
      const before = pen;
      pen = height == null ? "M" : "L";
      return height == null ? "" : `${before}${k},${(HEIGHT - 2 - height * (HEIGHT - 4)).toFixed(1)}`;
    });
    set(this.svg, "viewBox", `0 0 ${last} ${HEIGHT}`);
    set(this.loss, "d", line.join(""));
  }
}

/**
 * Where each kind begins and ends, in order.
 * @param {string[]} names
 */
export function stretches(names) {
  /** @type {{ kind: string; from: number; to: number }[]} */
  const found = [];
  names.forEach((kind, k) => {
    const last = found.at(-1);
    if (last?.kind === kind) last.to = k;
    else found.push({ kind, from: k, to: k });
  });
  return found;
}

/**
 * Whether two lists of elements look the same.
 * @param {Element[]} some @param {Element[]} others
 */
const alike = (some, others) => some.length === others.length && some.every((one, i) => one.isEqualNode(others[i]));

/** @param {number} share */
export const percent = (share) => `${(100 * Math.max(0, Math.min(1, share))).toFixed(2)}%`;
