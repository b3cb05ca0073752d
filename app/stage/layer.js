// A drawing of a panel's own over the map, in the map's pixels. It lies under the start handle and takes no clicks.

import { element } from "./overlay.js";

export class Layer {
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
    const { left, top, width, height } = this.view;
    const key = `${left},${top},${width},${height}`;
    if (key === this.placed) return;
    this.placed = key;
    Object.assign(this.svg.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  clear() {
    this.svg.replaceChildren();
  }
}
