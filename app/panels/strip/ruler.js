// The marks above a strip: the rates that follow from the largest curvature where the run stands, and the strip's borders.

import { h, hide, write } from "../../stage/browser/dom/dom.js";
import { CARD, fill, short } from "../../stage/browser/dom/text.js";

const LATE = 0.6; // a border's word stands left of its mark from here on

export class Ruler {
  /** @type {NamedBand | null} */ strip;
  /** @type {CurvatureRuler | null} */ ruler;
  /** @type {string[]} */ unsaid;
  /** @type {Record<string, number | null>} */ borders;
  /** @type {Record<string, number>} */ rates;

  /** @param {Texts} t @param {(rate: number) => void} take */
  constructor(t, take) {
    this.t = t;
    this.ruler = null;
    /** @param {string} name */
    const mark = (name) =>
      h("button", { type: "button", class: `strip-mark strip-mark-${name}`, hidden: true, onclick: () =>
        take(this.rates[name]) });
    this.rates = {};
    this.marks = Object.fromEntries(["jump", "limit", "bounces", "breaks"].map((name) => [name, mark(name)]));
    this.along = h("span", { class: "strip-along", hidden: true });
    this.force = h("span", { class: "strip-force", hidden: true });
    this.node = h("div", { class: "strip-marks" }, this.along, ...Object.values(this.marks), this.force);
    this.words = h("p", { class: "strip-words stage-hint" });
  }

  /** @param {NamedBand | null} strip @param {CurvatureRuler | null} ruler @param {string[]} unsaid */
  show(strip, ruler, unsaid) {
    this.strip = strip;
    this.ruler = ruler;
    this.unsaid = unsaid;
    this.words.hidden = !ruler;
    const { bounces, breaks } = ruler?.formula == null && strip ? strip.borders : {};
    this.borders = { bounces, breaks: breaks === strip?.low ? null : breaks };
  }

  /**
   * Whether the ruler has the very row that is shown.
   * @param {RunPath | undefined} run @param {number} row
   */
  knows(run, row) {
    return !this.ruler || !run?.rows || this.ruler.rows.includes(run.step(Math.min(row, run.rows - 1)));
  }

  /** @param {RunPath} run @param {number} row @param {number} rate @param {(rate: number) => number} share */
  draw(run, row, rate, share) {
    const { ruler, t } = this;
    if (!this.strip) return;
    for (const [name, border] of Object.entries(this.borders)) {
      this.#put(name, border, share, t[`strip.mark_${name}`], t[`strip.${name}`]);
    }
    const now = Math.min(row, (run?.rows ?? 0) - 1);
    const at = ruler && now >= 0 ? nearest(ruler.rows, run.step(now)) : null;
    const formula = ruler?.formula ?? "";
    const [jump, limit] = ruler && at != null ? [ruler.jump[at], ruler.limit[at]] : [null, null];
    this.#put("jump", jump, share, "1/L", t["strip.jump"]);
    this.#put("limit", limit, share, formula, fill(t["strip.limit"], { formula }));
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

  /** @param {CurvatureRuler} ruler @param {number} at */
  #say(ruler, at) {
    const { t, unsaid } = this;
    const { formula, meaning, along } = ruler;
    if (ruler.unsaid[at] != null) return t[`strip.unsaid_${unsaid[ruler.unsaid[at]]}`];
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
   * Puts a mark where its rate is; beyond the slider's ends it stands at the end and points outwards.
   * @param {string} name @param {number | null} rate @param {(rate: number) => number} share @param {string} label
   * @param {string} why
   */
  #put(name, rate, share, label, why) {
    const mark = this.marks[name];
    hide(mark, rate == null);
    if (rate == null) return;
    const place = share(rate);
    this.rates[name] = Number(rate.toPrecision(4));
    mark.style.left = `${100 * clamped(place)}%`;
    mark.classList.toggle("strip-left", place > LATE && name in this.borders || name === "jump");
    write(mark, place > 1 ? `${label} ▸` : place < 0 ? `◂ ${label}` : label);
    const words = fill(this.t["strip.take"], { rate: short(rate, CARD), why });
    if (mark.title !== words) Object.assign(mark, { title: words, ariaLabel: `${label}. ${words}` });
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
