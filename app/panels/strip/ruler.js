// The marks above a strip: the rates that follow from the largest curvature where the run stands.

import { h, hide, write } from "../../stage/browser/dom/dom.js";
import { CARD, fill, short } from "../../stage/browser/dom/text.js";
import { spread } from "./spread.js";

const LETTER = 7; // pixels that a letter of a label takes about
const LEAST = 24; // pixels that a mark can be pressed at

export class Ruler {
  /** @type {NamedBand | null} */ strip;
  /** @type {CurvatureRuler | null} */ ruler;
  /** @type {string[]} */ unsaid;
  /** @type {Record<string, number>} */ rates;

  /** @param {Texts} t @param {(rate: number) => void} take */
  constructor(t, take) {
    this.t = t;
    this.ruler = null;
    this.strip = null;
    /** @param {string} name */
    const mark = (name) =>
      h("button", { type: "button", class: `strip-mark strip-mark-${name}`, hidden: true, onclick: () =>
        take(this.rates[name]) });
    this.rates = {};
    this.marks = Object.fromEntries(["jump", "limit"].map((name) => [name, mark(name)]));
    this.ticks = Object.fromEntries(["jump", "limit"].map((name) => [name, h("i", { class: "strip-tick" })]));
    this.along = h("span", { class: "strip-along", hidden: true });
    this.force = h("span", { class: "strip-force", hidden: true });
    this.node = h("div", { class: "strip-marks" }, this.along, ...Object.values(this.ticks),
      ...Object.values(this.marks), this.force);
    this.words = h("p", { class: "strip-words stage-hint" });
  }

  /** @param {NamedBand | null} strip @param {CurvatureRuler | null} ruler @param {string[]} unsaid */
  show(strip, ruler, unsaid) {
    this.strip = strip;
    this.ruler = ruler;
    this.unsaid = unsaid;
    this.words.hidden = !ruler;
  }

  /**
   * Whether the ruler has the very row that is shown.
   * @param {RunPath | undefined} run @param {number} row
   */
  knows(run, row) {
    return !this.ruler || !run?.rows || this.ruler.rows.includes(run.step(Math.min(row, run.rows - 1)));
  }

  /**
   * @param {RunPath} run @param {number} row @param {number} rate @param {(rate: number) => number} share
   * @param {number} width of the band in pixels
   */
  draw(run, row, rate, share, width) {
    const { ruler, t } = this;
    if (!this.strip) return this.hide();
    const now = Math.min(row, (run?.rows ?? 0) - 1);
    const at = ruler && now >= 0 ? nearest(ruler.rows, run.step(now)) : null;
    const formula = ruler?.formula ?? "";
    const [jump, limit] = ruler && at != null ? [ruler.jump[at], ruler.limit[at]] : [null, null];
    this.#put([["jump", jump, "1/L", t["strip.jump"]], ["limit", formula ? limit : null, formula,
      fill(t["strip.limit"], { formula })]], share, width);
    this.#reach(ruler?.along, share);
    const inForce = now >= 0 ? run.rate[Math.min(now, run.rows - 2)] : NaN;
    const other = Math.abs(inForce / rate - 1) > 1e-4;
    hide(this.force, !other);
    if (other) this.force.style.left = `${100 * clamped(share(inForce))}%`;
    if (ruler && at != null)
      write(this.words,
        [this.#say(ruler, at), ruler.kinks && t["strip.kinks"],
          other && fill(t["strip.in_force"], { rate: short(inForce, CARD) })]
          .filter(Boolean).join(" "));
  }

  /** What stands here is of other settings. */
  hide() {
    for (const node of [this.along, this.force, ...Object.values(this.marks), ...Object.values(this.ticks)])
      hide(node, true);
  }

  /** @param {CurvatureRuler} ruler @param {number} at */
  #say(ruler, at) {
    const { t, unsaid } = this;
    const { formula, meaning, along } = ruler;
    const why = ruler.unsaid[at] == null ? null : unsaid[ruler.unsaid[at]];
    if (why != null) return t[`strip.unsaid_${why}`];
    const curvature = short(ruler.curvature[at], CARD);
    if (formula == null) return fill(t["strip.here"], { curvature });
    const named = meaning && meaning !== formula ? `${meaning} = ${formula}` : formula;
    const varies = along && along[1] / along[0] > 1.01
      ? fill(t["strip.along"], { low: short(along[0], CARD), high: short(along[1], CARD) })
      : "";
    const values = { curvature, formula: named, limit: short(ruler.limit[at], CARD),
      jump: short(ruler.jump[at] ?? NaN, CARD), along: varies };
    return fill(ruler.jump[at] == null ? t["strip.here_limit"] : t["strip.here_jump"], values);
  }

  /**
   * A line from the lowest to the highest limit on the path.
   * @param {Ends | null | undefined} along @param {(rate: number) => number} share
   */
  #reach(along, share) {
    const [from, to] = along ? along.map((rate) => clamped(share(rate))) : [0, 0];
    hide(this.along, !(to - from > 0.005));
    Object.assign(this.along.style, { left: `${100 * from}%`, width: `${100 * (to - from)}%` });
  }

  /**
   * Puts marks where their rates are, in order, with labels that do not touch; beyond the slider's ends a mark stands at
   * the end and points outwards.
   * @param {[name: string, rate: number | null, label: string, why: string][]} all
   * @param {(rate: number) => number} share @param {number} width
   */
  #put(all, share, width) {
    for (const [name, rate] of all) for (const node of [this.marks[name], this.ticks[name]]) hide(node, rate == null);
    const shown = all.flatMap(([name, rate, label, why]) => {
      if (rate == null) return [];
      const place = share(rate);
      const text = place > 1 ? `${label} ▸` : place < 0 ? `◂ ${label}` : label;
      return [{ name, rate, text, label, why, at: clamped(place) * width,
        size: Math.max(LEAST, text.length * LETTER) }];
    });
    const lefts = spread(shown, width, 0);
    shown.forEach(({ name, rate, text, label, why, at, size }, i) => {
      const mark = this.marks[name];
      this.rates[name] = Number(rate.toPrecision(4));
      Object.assign(mark.style, { left: `${lefts[i].toFixed(1)}px`, width: `${size}px` });
      this.ticks[name].style.left = `${at.toFixed(1)}px`;
      write(mark, text);
      const words = fill(this.t["strip.take"], { rate: short(rate, CARD), why });
      if (mark.title !== words) Object.assign(mark, { title: words, ariaLabel: `${label}. ${words}` });
    });
  }
}

/** @param {number} share */
const clamped = (share) => Math.max(0, Math.min(1, share));

/**
 * The place of the number next to `value` in an ascending list.
 * @param {number[]} list @param {number} value
 */
function nearest(list, value) {
  let best = 0;
  list.forEach((each, i) => {
    if (Math.abs(each - value) < Math.abs(list[best] - value)) best = i;
  });
  return best;
}
