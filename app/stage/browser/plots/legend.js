// What the signs on the map mean.

import { h } from "../dom/dom.js";
import { fill } from "../dom/text.js";
import { ARROW_EVERY } from "./geometry.js";

/** @param {Texts} t */
export function legend(t) {
  /** @param {string} icon @param {string} text @param {string} [className] */
  const item = (icon, text, className = "") =>
    h("li", { class: className }, h("span", { class: "stage-key", "aria-hidden": "true" }, icon), text);
  return h("ul", { class: "stage-legend" }, item("◎", t.legend_start), item("☆", t.legend_minimum, "stage-only-paths"),
    item("➤", t.legend_step, "stage-only-paths"), item("→", t.legend_downhill, "stage-only-paths stage-only-equal"),
    item("┄", t.legend_tangent, "stage-only-1d"), item("≋", t.legend_bundle, "stage-only-seeds"),
    item("×", t.legend_clipped, "stage-only-clipped"),
    h("li", { class: "stage-wide stage-only-equal" }, `${t.legend_why} `,
      h("span", { class: "stage-only-along" }, fill(t.legend_thin, { pixels: ARROW_EVERY }))));
}
