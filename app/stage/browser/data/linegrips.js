// The line that the runs start from, held by its two ends: moving an end sets slope and height, and with them the start.

import { h } from "../dom/dom.js";
import { element } from "../plots/svg.js";
import { origin } from "./pointnumbers.js";
import { fill, neutral, short } from "../dom/text.js";

const INSET = 0.05; // of the plot's width, from its edges to the ends: no example lies there
const KEY_SHARE = 0.01; // of the plot's height, for one press of an arrow key
const DIGITS = 6;
/** @type {Record<string, number>} */
const UP = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 };

export class LineGrips {
  /** @type {ExamplesPlot} */ plot;
  /** @type {string[]} */ names;
  /** @type {boolean} */ alone;
  /** @type {LineDrag | null} */ drag;
  /** @type {(event: KeyboardEvent) => void} */ escape;

  /**
   * `actions`: `edit(changes, final)` of the stage, and `field(name)`, the text of one of its fields.
   * @param {Texts} texts @param {DataActions} actions
   */
  constructor(texts, actions) {
    this.texts = texts;
    this.actions = actions;
    this.names = [];
    this.grips = [0, 1].map((end) =>
      h("button", {
        type: "button",
        class: "stage-line-grip",
        role: "slider",
        "aria-orientation": "vertical",
        hidden: true,
        onkeydown: (event) => this.#key(event, end),
        onpointerdown: (event) => this.#grab(event, end),
        onpointermove: (event) => this.#pull(event),
        onpointerup: () => this.#release(),
        onpointercancel: () => this.#release(),
      })
    );
    this.line = element("path", { class: "stage-start-line" });
  }

  /**
   * Another scene: the line's two coordinates by name, where the start may be moved.
   * @param {Scene} scene @param {string[]} line @param {ExamplesPlot} plot
   */
  of({ start, wishes }, line, plot) {
    this.plot = plot;
    this.names = line.every((name) => start.some(({ key }) => key === name)) ? line : [];
    this.alone = wishes.hold || !wishes.paths; // then the model that is drawn is this line
    for (const grip of this.grips) grip.hidden = !this.names.length;
    this.line.remove();
    if (!this.names.length) return;
    plot.plot.prepend(this.line);
    plot.node.append(...this.grips);
  }

  place() {
    if (!this.names.length || !this.plot.width) return;
    const { width, height } = this.plot;
    const xs = this.#across();
    const ys = xs.map((x) => this.#slope() * x + this.#height());
    const [left, top] = origin(this.plot);
    const pixels = ys.map((y) => this.#up(y));
    this.line.setAttribute("d", this.alone ? "" : `M${INSET * width},${pixels[0]}L${(1 - INSET) * width},${pixels[1]}`);
    this.grips.forEach((grip, end) => {
      const px = (end ? 1 - INSET : INSET) * width;
      const py = Math.max(0, Math.min(height, pixels[end]));
      grip.style.transform = `translate(${left + px}px, ${top + py}px)`;
      if (this.drag) return;
      const [low, high] = this.#range();
      const values = { valuenow: ys[end], valuemin: low, valuemax: high };
      for (const [key, value] of Object.entries(values))
        grip.setAttribute(`aria-${key}`, String(Number(neutral(value, DIGITS))));
      grip.setAttribute("aria-label", end ? this.texts.line_right_end : this.texts.line_left_end);
      const line = this.names.map((name) => `${name} = ${short(Number(this.actions.field(name)))}`).join(", ");
      grip.setAttribute("aria-valuetext", fill(this.texts.line_end_at, { x: short(xs[end]), y: short(ys[end]), line }));
    });
  }

  #slope() {
    return Number(this.actions.field(this.names[0]));
  }

  #height() {
    return Number(this.actions.field(this.names[1]));
  }

  /** The inputs at the two ends. */
  #across() {
    return [INSET, 1 - INSET].map((share) => this.plot.values(share * this.plot.width, 0)[0]);
  }

  /** @returns {Ends} */
  #range() {
    return [this.plot.values(0, this.plot.height)[1], this.plot.values(0, 0)[1]];
  }

  /** @param {number} y */
  #up(y) {
    const [low, high] = this.#range();
    return Math.max(-1e5, Math.min(1e5, this.plot.height * (1 - (y - low) / (high - low))));
  }

  /**
   * The line through one end at a new height and the other one where it was.
   * @param {number} end @param {number} y @param {boolean} final
   */
  #move(end, y, final) {
    const xs = this.#across();
    const ys = this.drag?.ys ?? xs.map((x) => this.#slope() * x + this.#height());
    ys[end] = y;
    const w = (ys[1] - ys[0]) / (xs[1] - xs[0]);
    const values = [w, ys[0] - w * xs[0]].map((value) => String(Number(value.toPrecision(DIGITS))));
    this.actions.edit(Object.fromEntries(this.names.map((name, i) => [name, values[i]])), final);
    this.place();
  }

  /** @param {KeyboardEvent} event @param {number} end */
  #key(event, end) {
    if (!(event.key in UP)) return;
    const [low, high] = this.#range();
    const y = this.#slope() * this.#across()[end] + this.#height();
    this.#move(end, y + UP[event.key] * KEY_SHARE * (event.shiftKey ? 10 : 1) * (high - low), true);
    event.preventDefault();
  }

  /** @param {PointerEvent} event @param {number} end */
  #grab(event, end) {
    if (event.button) return;
    const ys = this.#across().map((x) => this.#slope() * x + this.#height());
    this.drag = { end, ys, box: this.plot.svg.getBoundingClientRect(),
      before: this.names.map((name) => this.actions.field(name)) };
    this.escape = (pressed) => pressed.key === "Escape" && this.#cancel();
    document.addEventListener("keydown", this.escape);
    this.grips[end].setPointerCapture(event.pointerId);
    event.stopPropagation();
  }

  /** @param {PointerEvent} event */
  #pull(event) {
    const { drag } = this;
    if (!drag) return;
    const py = event.clientY - drag.box.top - origin(this.plot)[1];
    drag.y = this.plot.values(0, Math.max(0, Math.min(this.plot.height, py)))[1];
    this.#move(drag.end, drag.y, false);
  }

  #release() {
    const { drag } = this;
    if (!drag) return;
    this.#end();
    if (drag.y != null) this.#move(drag.end, drag.y, true);
  }

  #cancel() {
    const before = this.drag?.before ?? [];
    this.#end();
    this.actions.edit(Object.fromEntries(this.names.map((name, i) => [name, before[i] ?? ""])), true);
    this.place();
  }

  #end() {
    this.drag = null;
    document.removeEventListener("keydown", this.escape);
  }
}
