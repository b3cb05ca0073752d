// An example in the hand: the pointer takes one that is near and moves it, until it lets go; Escape brings it back.

import { origin } from "./pointnumbers.js";

/** @type {Record<string, number>} */
const NEAR = { mouse: 14, pen: 18, touch: 24 }; // pixels from an example that are still at it

export class PointDragging {
  /** @type {PointDrag | null} */ held;
  /** @type {(event: KeyboardEvent) => void} */ escape;

  /** @param {PointEditor} points */
  constructor(points) {
    this.points = points;
    this.held = null;
    /** @type {Set<ExamplesPlot>} */
    this.plots = new Set();
  }

  /** @param {ExamplesPlot} plot */
  listen(plot) {
    if (this.plots.has(plot)) return;
    this.plots.add(plot);
    /** @template {Event} Kind @param {(event: Kind) => unknown} act @returns {(event: Kind) => unknown} */
    const mine = (act) => (event) => this.points.plot === plot && this.points.examples.editable && act(event);
    const { svg } = plot;
    svg.classList.add("stage-points-plot");
    svg.addEventListener("pointerdown", mine((event) => this.#grab(event)));
    svg.addEventListener("pointermove", mine((event) => (this.held ? this.#pull(event) : this.#hover(event))));
    svg.addEventListener("pointerup", mine(() => this.#release()));
    svg.addEventListener("pointercancel", mine(() => this.#release()));
    svg.addEventListener("touchstart", mine((event) => this.held && event.preventDefault()), { passive: false }); // the page stays where it is
    svg.addEventListener("dblclick",
      mine((event) => this.#near(event) == null && this.points.add(this.points.numbers.at(this.#pixels(event)))));
  }

  /** @param {MouseEvent} event @returns {Pixel} */
  #pixels(event) {
    const box = this.held?.box ?? this.points.plot.svg.getBoundingClientRect();
    const [left, top] = origin(this.points.plot);
    /** @param {number} value @param {number} most */
    const within = (value, most) => Math.max(0, Math.min(most, value));
    return [within(event.clientX - box.left - left, this.points.plot.width),
      within(event.clientY - box.top - top, this.points.plot.height)];
  }

  /** @param {MouseEvent} event */
  #near(event) {
    const [px, py] = this.#pixels(event);
    const far = this.points.rows.map((_, i) => {
      const [x, y] = this.points.plot.place(i);
      return Math.hypot(x - px, y - py);
    });
    const least = Math.min(...far);
    const near = event instanceof PointerEvent ? NEAR[event.pointerType] : null;
    return least <= (near ?? NEAR.mouse) ? far.indexOf(least) : null;
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    this.points.plot.svg.style.cursor = this.#near(event) == null ? "" : "grab";
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button || this.held) return;
    const i = this.#near(event);
    if (i == null) return;
    this.points.chosen = i;
    this.held = { box: this.points.plot.svg.getBoundingClientRect(), rows: this.points.rows.map((row) => [...row]),
      field: this.points.actions.field(this.points.examples.keys.rows), at: this.points.plot.place(i) };
    this.points.plot.svg.setPointerCapture(event.pointerId);
    this.escape = (pressed) => pressed.key === "Escape" && this.#cancel();
    document.addEventListener("keydown", this.escape);
    this.points.grip.focus({ preventScroll: true });
    event.preventDefault();
    this.points.place();
  }

  /** @param {PointerEvent} event */
  #pull(event) {
    const { held } = this;
    if (!held) return;
    held.at = this.#pixels(event);
    held.moved = true;
    this.points.place();
    this.points.set(this.points.chosen, this.points.numbers.at(held.at), false);
  }

  #release() {
    const { held } = this;
    if (!held) return;
    this.#end();
    if (!held.moved) return this.points.place();
    this.points.tell(true);
    this.points.say("moved");
  }

  #cancel() {
    if (!this.held) return;
    const { rows, field } = this.held;
    const key = this.points.examples.keys.rows;
    this.#end();
    this.points.rows = rows;
    this.points.frame = null;
    this.points.actions.restage(field == null ? {} : { [key]: field }, (name) => name === key);
    this.points.actions.say(this.points.texts["points.cancelled"]);
  }

  #end() {
    this.held = null;
    document.removeEventListener("keydown", this.escape);
  }
}
