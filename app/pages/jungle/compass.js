// The compass: where the voice comes from, and the heading you have chosen, which keys and fingers turn.

import { h, s } from "../../stage/browser/dom/dom.js";
import { fill } from "../../stage/browser/dom/text.js";

const WINDS = ["north", "north_east", "east", "south_east", "south", "south_west", "west", "north_west"];
/** @type {Record<string, number>} */
const KEYS = { ArrowRight: 45, ArrowLeft: -45, ArrowUp: 5, ArrowDown: -5, PageUp: 15, PageDown: -15 };

export class Compass {
  /**
   * `turned(heading)` is told each new heading, `walk()` when Enter is pressed.
   * @param {Texts} texts @param {(heading: number) => void} turned @param {() => void} walk
   */
  constructor(texts, turned, walk) {
    this.texts = texts;
    this.turned = turned;
    this.walk = walk;
    this.heading = 0;
    this.voice = null;
    const ticks = Array.from({ length: 72 },
      (_, n) =>
        s("path", { class: n % 9 ? "jungle-tick" : "jungle-tick jungle-main", d: n % 9 ? "M0,-47V-45" : "M0,-47V-42",
          transform: `rotate(${5 * n})` }));
    const letters = ["n", "e", "s", "w"].map((name, n) => {
      const angle = (n * Math.PI) / 2;
      return s("text", { class: "jungle-letter", x: 35.5 * Math.sin(angle), y: -35.5 * Math.cos(angle) },
        texts[`compass_${name}`]);
    });
    this.arrow = s("path", { class: "jungle-arrow", d: "M0,-31L6,-17H2V16H-2V-17H-6Z" });
    this.needle = s("g", { class: "jungle-needle" }, s("path", { d: "M0,-8V-20" }), s("circle", { cy: -24, r: 3.6 }));
    this.node = h("div", { class: "jungle-compass", role: "slider", tabindex: "0", "aria-label": texts.compass,
      "aria-valuemin": 0, "aria-valuemax": 359.9 },
      s("svg", { viewBox: "-50 -50 100 100", "aria-hidden": "true" }, s("circle", { class: "jungle-dial", r: 48 }),
        ...ticks, ...letters, this.arrow, this.needle));
    this.node.addEventListener("keydown", (event) => this.#key(event));
    this.node.addEventListener("pointerdown", (event) => {
      this.node.setPointerCapture(event.pointerId);
      this.#point(event);
    });
    this.node.addEventListener("pointermove",
      (event) => this.node.hasPointerCapture(event.pointerId) && this.#point(event));
  }

  /**
   * The voice as it is heard now; `heading` null where there is none.
   * @param {JungleVoice} voice
   */
  hear({ heading }) {
    this.voice = heading;
    this.arrow.toggleAttribute("hidden", heading == null);
    this.arrow.setAttribute("transform", `rotate(${heading ?? 0})`);
  }

  /** @param {number} heading */
  set(heading) {
    this.heading = heading;
    this.needle.setAttribute("transform", `rotate(${heading})`);
    const wind = this.texts[`wind_${WINDS[Math.round(heading / 45) % 8]}`];
    this.node.setAttribute("aria-valuenow", String(heading));
    this.node.setAttribute("aria-valuetext", fill(this.texts.compass_value, { wind, heading }));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in KEYS) this.#turn(nearest(this.heading + KEYS[event.key], KEYS[event.key]));
    else if (event.key === "Home" && this.voice != null) this.#turn(this.voice);
    else if (event.key === "Enter" || event.key === " ") this.walk();
    else return;
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const { left, top, width, height } = this.node.getBoundingClientRect();
    this.#turn((Math.atan2(event.clientX - left - width / 2, top + height / 2 - event.clientY) * 180) / Math.PI);
  }

  /** @param {number} heading */
  #turn(heading) {
    this.turned((Math.round(heading) + 360) % 360);
  }
}

/**
 * A turn by 45 degrees ends on one of the eight winds.
 * @param {number} heading @param {number} turn
 */
function nearest(heading, turn) {
  return Math.abs(turn) === 45 ? Math.round(heading / 45) * 45 : heading;
}
