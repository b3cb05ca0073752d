// The two axes of a plot of examples, with round numbers and their labels, as SVG.

import { element } from "./svg.js";

const LETTER = 6.5; // pixels of a letter, about

/**
 * Draws into `group`: the plot lies at `left`, `top`, has `width` and `height`; `px` and `py` place values within it.
 * @param {SVGElement} group @param {AxesPlace} plot
 */
export function drawAxes(group, { left, top, width, height, x, y, px, py, labels }) {
  group.replaceChildren();
  const bottom = top + height;
  /** @param {string | number} words @param {Record<string, unknown>} more */
  const text = (words, more) => {
    element("text", more, group).textContent = String(words);
  };
  /** @param {string} d */
  const line = (d) => element("path", { d, class: "stage-scatter-line" }, group);
  line(`M${left},${top}V${bottom}h${width}`);
  for (const value of ticks(x, width / 70)) {
    line(`M${left + px(value)},${bottom}v4`);
    text(brief(value), { x: left + px(value), y: bottom + 16, "text-anchor": "middle" });
  }
  for (const value of ticks(y, height / 45)) {
    line(`M${left},${top + py(value)}h-4`);
    text(brief(value), { x: left - 7, y: top + py(value) + 4, "text-anchor": "end" });
  }
  text(shortened(labels.x, width), { x: left + width / 2, y: bottom + 33, "text-anchor": "middle" });
  text(shortened(labels.y, height), { x: 12, y: top + height / 2, "text-anchor": "middle",
    transform: `rotate(-90 12 ${top + height / 2})` });
}

/**
 * As much of a name as there is room for: the table of the data has all of it.
 * @param {string} name @param {number} room
 */
function shortened(name, room) {
  const most = Math.max(4, Math.floor(room / LETTER));
  return name.length <= most ? name : `${name.slice(0, most - 1).trimEnd()}…`;
}

/**
 * A large number in thousands, so that it takes no more room than others.
 * @param {number} value
 */
const brief = (value) => (Math.abs(value) >= 10000 ? `${value / 1000}k` : value);

/**
 * Round numbers within a range, about `count` of them.
 * @param {Ends} ends @param {number} count
 */
export function ticks([low, high], count) {
  const rough = (high - low) / Math.max(2, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? NaN;
  const near = 1e-9; // of a step: 0.3 / 0.05 is a little less than 6
  const first = Math.ceil(low / step - near);
  return Array.from({ length: Math.max(0, Math.floor(high / step + near) - first + 1) },
    (_, i) => Number(((first + i) * step).toPrecision(10)));
}
