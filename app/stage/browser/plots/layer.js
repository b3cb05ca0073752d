// A drawing of a panel's own over the map, in the map's pixels. It lies under the start handle and takes no clicks.

import { element, lay } from "./svg.js";

export class Layer {
  /** @param {MapPlot} map @param {string} name */
  constructor(map, name) {
    this.map = map;
    this.svg = element("svg", { class: `stage-overlay stage-layer-${name}`, "aria-hidden": "true" }, map.host);
  }

  /** The map's view, with `px` and `py` from coordinates to pixels of this layer. */
  get view() {
    return this.map.view();
  }

  /** Lies exactly over the plot. */
  place() {
    lay(this.svg, this.view);
  }

  clear() {
    this.svg.replaceChildren();
  }
}
