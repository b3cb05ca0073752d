// The map: mist, the ground that was seen, your trail, where you aim, and at the end the trails of the others.

import { h, s, still } from "../../stage/browser/dom/dom.js";
import { paintGround, paintMist } from "./ground.js";

export const SIDE = 100; // of the drawing, in its own units
export const DASHES = ["", "2.6 1.6", "0.3 1.5", "3.6 1.4 0.3 1.4"];
/** @type {Record<string, string>} */
const MARKS = {
  circle: "M1.5,0A1.5,1.5 0 1 1 -1.5,0A1.5,1.5 0 1 1 1.5,0Z",
  square: "M-1.3,-1.3H1.3V1.3H-1.3Z",
  diamond: "M0,-1.9L1.9,0L0,1.9L-1.9,0Z",
  "triangle-up": "M0,-1.8L1.7,1.3H-1.7Z",
  "triangle-down": "M0,1.8L1.7,-1.3H-1.7Z",
  cross: "M-0.6,-1.7H0.6V-0.6H1.7V0.6H0.6V1.7H-0.6V0.6H-1.7V-0.6H-0.6Z",
};
const STAR = "M0,-2.6L0.76,-0.9L2.5,-0.8L1.15,0.4L1.6,2.2L0,1.2L-1.6,2.2L-1.15,0.4L-2.5,-0.8L-0.76,-0.9Z";

/**
 * The mark of a runner, as a path around (0, 0).
 * @param {string} marker
 */
export const markOf = (marker) => MARKS[marker] ?? MARKS.circle;

/** @param {Pixel[]} trail */
const last = (trail) => trail[trail.length - 1];

export class JungleMap {
  /** @type {string} */ jungle;
  /** @type {JungleGame} */ game;
  /** @type {SVGElement} */ you;
  /** @type {SVGElement} */ aimLine;
  /** @type {SVGElement} */ callLine;

  /**
   * `aim(heading, metres)` is told where the map was touched, as seen from you.
   * @param {(heading: number, metres: number) => void} aim
   */
  constructor(aim) {
    this.mist = h("canvas", { class: "jungle-mist", "aria-hidden": "true" });
    this.ground = h("canvas", { class: "jungle-ground", "aria-hidden": "true" });
    this.drawing = s("svg", { class: "jungle-drawing", viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" });
    this.node = h("div", { class: "jungle-map", role: "img" }, this.mist, this.ground, this.drawing);
    this.node.addEventListener("click", (event) => this.#touched(event, aim));
  }

  /** @param {JungleGame} game @param {JungleAim} aimed */
  show(game, aimed) {
    const jungle = `${game.level}.${game.seed}`;
    if (jungle !== this.jungle) paintMist(this.mist, game.seed + game.level);
    const walked = jungle === this.jungle && this.game && game.trail.length === this.game.trail.length + 1;
    this.jungle = jungle;
    this.game = game;
    paintGround(this.ground, game.ground, game.cells, game.end ? null : (paper, size) => this.#seen(paper, size));
    this.node.setAttribute("aria-label", game.map);
    this.node.classList.toggle("jungle-lifted", Boolean(game.debrief));
    const parts = game.debrief ? this.#others(game.debrief) : [];
    this.you = this.#you(game, walked);
    this.aimLine = s("path", { class: "jungle-aim" });
    this.callLine = s("path", { class: "jungle-aim jungle-to-voice" });
    this.drawing.replaceChildren(...parts, ...this.#trail(game), this.callLine, this.aimLine, this.#camp(), this.you);
    this.aim(aimed);
  }

  /**
   * Shows where a walk towards the voice, and one on the heading that was chosen, would end.
   * @param {JungleAim} aimed
   */
  aim({ heading, metres, chosen }) {
    if (!this.game) return;
    const { end, voice } = this.game;
    this.callLine.setAttribute("d", end || voice.heading == null ? "" : this.#way(voice.heading, metres));
    this.aimLine.setAttribute("d", end || !chosen ? "" : this.#way(heading, metres));
  }

  /** @param {number} heading @param {number} metres */
  #way(heading, metres) {
    const [x, y] = last(this.game.trail), angle = (heading * Math.PI) / 180;
    const [fromX, fromY] = this.#at([x, y]),
      [toX, toY] = this.#at([x + metres * Math.sin(angle), y + metres * Math.cos(angle)]);
    return `M${fromX},${fromY}L${toX},${toY}M${toX - 1},${toY}h2M${toX},${toY - 1}v2`;
  }

  /**
   * What the eye has seen: a broad line along the trail.
   * @param {Paper} paper @param {number} size
   */
  #seen(paper, size) {
    const { trail, sight, box } = this.game, scale = size / SIDE;
    paper.lineWidth = (2 * sight * size) / (box[1] - box[0]);
    paper.lineCap = paper.lineJoin = "round";
    paper.beginPath();
    for (const [x, y] of [trail[0], ...trail].map((point) => this.#at(point))) paper.lineTo(x * scale, y * scale);
    paper.stroke();
  }

  /** @param {Pixel} place */
  #at([x, y]) {
    const [left, right, low, high] = this.game.box;
    /** @param {number} value */
    const inside = (value) => Math.min(Math.max(value, -SIDE), 2 * SIDE).toFixed(2); // an optimizer may run far away
    return [inside(((x - left) / (right - left)) * SIDE), inside(((high - y) / (high - low)) * SIDE)].map(Number);
  }

  /** @param {Pixel[]} trail */
  #line(trail) {
    return trail.map((point, number) => `${number ? "L" : "M"}${this.#at(point).join()}`).join("");
  }

  /** @param {JungleGame} game */
  #trail(game) {
    const d = this.#line(game.trail);
    const dots = game.trail.slice(0, -1).map((point, number) => {
      const [cx, cy] = this.#at(point), fell = game.falls.includes(number);
      return fell
        ? s("path", { class: "jungle-fall", d: `M${cx - 1},${cy - 1}l2,2m0,-2l-2,2` })
        : s("circle", { class: "jungle-dot", cx, cy, r: 0.6 });
    });
    return [s("path", { class: "jungle-bank", d }), s("path", { class: "jungle-trail", d }), ...dots];
  }

  /** @param {JungleGame} game @param {boolean} walked */
  #you(game, walked) {
    const [x, y] = this.#at(last(game.trail));
    const you = s("g", { class: "jungle-you", transform: `translate(${x} ${y})` },
      s("circle", { class: "jungle-glow", r: 4.2 }), s("circle", { class: "jungle-body", r: 1.35 }));
    const { heading } = game.voice;
    if (heading != null && !game.end)
      you.prepend(
        s("path", { class: "jungle-call", d: "M0,-2.6L1.1,-4.6L0,-4.1L-1.1,-4.6Z",
          transform: `rotate(${heading}) translate(0 -0.4)` }),
      );
    if (walked && !still()) {
      const [fromX, fromY] = this.#at(game.trail[game.trail.length - 2]);
      you.animate([{ translate: `${fromX - x}px ${fromY - y}px` }, { translate: "0px 0px" }], { duration: 420,
        easing: "ease-out" });
    }
    return you;
  }

  #camp() {
    const [x, y] = this.#at(this.game.trail[0]);
    return s("path", { class: "jungle-camp", d: "M0,-1.9L2.1,1.5H0.5L0,0.4L-0.5,1.5H-2.1Z",
      transform: `translate(${x} ${y})` });
  }

  /** @param {JungleDebrief} debrief */
  #others({ ghosts, friends }) {
    const trails = ghosts.flatMap(({ trail, color, marker }, number) => {
      const d = this.#line(trail), [x, y] = this.#at(last(trail));
      return [
        s("path", { class: "jungle-halo jungle-thin", d }),
        s("path", { class: "jungle-ghost", d, stroke: color, "stroke-dasharray": DASHES[number % DASHES.length] }),
        s("path", { class: "jungle-mark", d: markOf(marker), fill: color, transform: `translate(${x} ${y})` }),
      ];
    });
    const reach = (this.game.reach / (this.game.box[1] - this.game.box[0])) * SIDE;
    const holes = friends.flatMap((friend) => {
      const [x, y] = this.#at(friend);
      return [s("circle", { class: "jungle-reach", cx: x, cy: y, r: reach }),
        s("path", { class: "jungle-friend", d: STAR, transform: `translate(${x} ${y})` })];
    });
    return [...trails, ...holes];
  }

  /** @param {MouseEvent} event @param {(heading: number, metres: number) => void} aim */
  #touched(event, aim) {
    if (!this.game || this.game.end) return;
    const { left, top, width, height } = this.drawing.getBoundingClientRect();
    const [west, east, south, north] = this.game.box;
    const [x, y] = last(this.game.trail);
    const dx = west + ((event.clientX - left) / width) * (east - west) - x;
    const dy = north - ((event.clientY - top) / height) * (north - south) - y;
    aim(Math.round((Math.atan2(dx, dy) * 180) / Math.PI + 360) % 360, Math.hypot(dx, dy));
  }
}
