// The start point on the map: a ring that is dragged, moved by keys, or set by a click on the map.

import { h, hide } from "../dom/dom.js";
import { roundTo } from "../controls/fields.js";
import { CARD, fill, short } from "../dom/text.js";

const KEY_SHARE = 0.01; // of the visible box, for one press of an arrow key
const CLICK_PIXELS = 5;
/** @type {Record<string, Pixel>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class StartHandle {
  /** @type {Pixel} */ point;
  /** @type {{ from: Pixel; box: DOMRect; at?: Pixel } | null} */ drag;
  /** @type {Pixel | undefined} */ pressed;
  /** @type {boolean} */ movable;

  /**
   * `move(coordinates, final)` is told where the start goes.
   * @param {MapPlot} map @param {Texts} texts @param {(point: Pixel, final: boolean) => void} move
   */
  constructor(map, texts, move) {
    this.map = map;
    this.texts = texts;
    this.move = move;
    this.point = [0, 0];
    this.drag = null;
    this.node = h("button", {
      type: "button",
      class: "stage-handle",
      hidden: true, // until it is placed
      onkeydown: (event) => this.#key(event),
      onpointerdown: (event) => this.#grab(event),
      onpointermove: (event) => this.#pull(event),
      onpointerup: () => this.#release(true),
      onpointercancel: () => this.#release(true),
    });
    map.host.append(this.node);
    map.host.addEventListener("pointerdown", (event) => {
      this.pressed = [event.clientX, event.clientY];
    }, true);
    map.host.addEventListener("click", (event) => this.#click(event), true);
  }

  /**
   * Whether the start may be moved at all; if not, the ring is only drawn.
   * @param {boolean} movable
   */
  allow(movable) {
    this.movable = movable;
    if (!movable) this.node.hidden = true;
  }

  /**
   * Shows the start at data coordinates; in one dimension the second is the loss there.
   * @param {number} x @param {number} y @param {string[]} variables
   */
  place(x, y, variables) {
    this.point = [x, y];
    const view = this.map.view();
    const px = view.px(x);
    const py = view.py(y);
    const seen = px >= 0 && px <= view.width && py >= 0 && py <= view.height;
    hide(this.node, !seen || !this.movable);
    this.node.style.transform = `translate(${view.left + px}px, ${view.top + py}px)`;
    if (this.drag) return; // the name is said when the ring rests
    const point = variables.map((name, i) => `${name} = ${short([x, y][i], CARD)}`).join(", ");
    this.node.setAttribute("aria-label", fill(this.texts.start_handle, { point }));
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button) return;
    this.drag = { from: [...this.point], box: this.map.host.getBoundingClientRect() };
    this.node.setPointerCapture(event.pointerId);
    event.stopPropagation();
  }

  /** @param {PointerEvent} event */
  #pull(event) {
    if (!this.drag) return;
    event.stopPropagation();
    this.drag.at = this.#under(event);
    this.move(this.drag.at, false);
  }

  /** @param {boolean} final */
  #release(final) {
    if (!this.drag) return;
    const { at } = this.drag; // not where the ring was drawn last: that may be a frame behind
    this.drag = null;
    if (at) this.move(at, final);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape" && this.drag) {
      const { from } = this.drag;
      this.drag = null;
      this.move(from, true);
    } else if (event.key in MOVES) {
      const [right, up] = MOVES[event.key];
      const view = this.map.view();
      const share = KEY_SHARE * (event.shiftKey ? 10 : 1);
      const [dx, dy] = [(view.x1 - view.x0) * share, (view.y1 - view.y0) * share];
      this.move([roundTo(this.point[0] + right * dx, dx / 100), roundTo(this.point[1] + up * dy, dy / 100)], true);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const onPlot = event.target instanceof Element && event.target.closest(".nsewdrag, .stage-sketch-ground");
    const still = this.pressed &&
      Math.hypot(event.clientX - this.pressed[0], event.clientY - this.pressed[1]) < CLICK_PIXELS;
    if (this.movable && onPlot && still) this.move(this.#under(event), true);
  }

  /** @param {MouseEvent} event @returns {Pixel} */
  #under(event) {
    const view = this.map.view();
    const box = this.drag?.box ?? this.map.host.getBoundingClientRect();
    const px = Math.max(0, Math.min(view.width, event.clientX - box.left - view.left));
    const py = Math.max(0, Math.min(view.height, event.clientY - box.top - view.top));
    return [roundTo(view.x(px), (view.x1 - view.x0) / 1000), roundTo(view.y(py), (view.y1 - view.y0) / 1000)];
  }
}
