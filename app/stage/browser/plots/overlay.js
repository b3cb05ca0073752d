// A canvas over a plot for what moves: as sharp as the screen, and drawn anew in each frame. At rest it is empty.

import { contextOf, h } from "../dom/dom.js";

const NEAR = "200px"; // what is about to come into sight is drawn already

export class Overlay {
  /** @type {Drawing[]} */ drawn = []; // what there is to see on the map, run by run
  /** @type {(BundleLines | null)[]} */ bundles = []; // and of other seeds
  /** @type {(() => void) | null} */ pending = null; // the frame that nobody has seen yet
  inSight = true;
  placed = "";

  /** @param {HTMLElement} host */
  constructor(host) {
    this.canvas = Object.assign(h("canvas", { class: "stage-overlay", "aria-hidden": "true", hidden: true }), {
      overlay: this,
    });
    host.append(this.canvas);
    this.ink = contextOf(this.canvas);
    new IntersectionObserver((changes) => this.#look(changes.at(-1)?.isIntersecting ?? true), { rootMargin: NEAR })
      .observe(host);
  }

  /**
   * Draws a frame exactly over a rectangle of the host, one unit for a pixel of the page. What is not in sight is drawn
   * once it is.
   * @param {Rectangle} place @param {(ink: Paper) => void} paint
   */
  draw(place, paint) {
    this.pending = () => paint(this.#empty(place));
    this.#catchUp();
  }

  clear() {
    this.drawn = [];
    this.pending = null;
    this.canvas.hidden = true;
  }

  /** @param {boolean} inSight */
  #look(inSight) {
    this.inSight = inSight;
    this.#catchUp();
  }

  #catchUp() {
    if (!this.inSight) return;
    this.pending?.();
    this.pending = null;
  }

  /** @param {Rectangle} place @returns {Paper} */
  #empty({ left, top, width, height }) {
    const { canvas, ink } = this;
    const sharp = window.devicePixelRatio || 1;
    const placed = [left, top, width, height, sharp].join();
    if (placed !== this.placed) {
      this.placed = placed;
      Object.assign(canvas, { width: Math.round(width * sharp), height: Math.round(height * sharp) });
      Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
    }
    ink.setTransform(1, 0, 0, 1, 0, 0);
    ink.clearRect(0, 0, canvas.width, canvas.height);
    ink.scale(canvas.width / width, canvas.height / height);
    if (canvas.hidden) canvas.hidden = false;
    return ink;
  }
}
