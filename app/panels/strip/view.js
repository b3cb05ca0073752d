// One run's strip: the way of its slider's thumb, coloured by what each rate leads to. Pointed at, it says how each ends.

import { h, hide } from "../../stage/browser/dom/dom.js";
import { Seldom } from "../../stage/browser/dom/seldom.js";
import { shareOf } from "../../stage/browser/plots/scale.js";
import { CARD, fill, short } from "../../stage/browser/dom/text.js";
import { Band, percent } from "./band.js";
import { Kinds } from "./kinds.js";
import { Ruler } from "./ruler.js";

const KNOB = 14; // pixels around the middle of the slider's thumb
const NO_BORDERS = { moves: null, bounces: null, breaks: null };
let count = 0;

export class StripView {
  /** @type {NamedBand | null} */ strip = null;
  /** @type {number | null} */ at = null; // the place of the rate that is looked at
  about = ""; // what the strip that is shown depends on
  drafted = false;
  /** @type {number} */ looked;
  rate = NaN; // of now
  width = 0;

  /**
   * `take(rate)` sets the rate; `show(rate)` and `hide()` are for the path of a rate that is only looked at.
   * @param {PanelContext} ctx @param {StripActions} actions
   */
  constructor(ctx, actions) {
    const { t } = ctx;
    this.t = t;
    this.actions = actions;
    this.ruler = new Ruler(t, actions.take);
    this.ruling = new Seldom(100); // milliseconds
    this.drawing = new Band();
    this.kinds = new Kinds(t);
    this.cursor = h("span", { class: "strip-cursor", hidden: true });
    this.band = h("div", { class: "strip-band" }, this.drawing.parts, this.drawing.svg, this.cursor);
    new ResizeObserver(() => this.resize()).observe(this.band);
    this.said = h("p", { class: "strip-said", "aria-hidden": "true", hidden: true });
    this.node = h("div", { class: "strip strip-none" }, this.ruler.node, this.band, this.kinds.node, this.said);
    this.words = h("p", { class: "strip-words stage-hint", id: `strip-words-${++count}` });
    this.sentences = h("div", {}, this.words, this.ruler.words);
  }

  /**
   * The run's card may be new: the strip lies in the way of its slider, whose thumb takes a rate.
   * @param {Card | undefined} card
   */
  of(card) {
    if (!card || this.node.parentElement === card.slots.rate) return;
    card.slots.rate.replaceChildren(this.node);
    card.slots.words.replaceChildren(this.sentences);
    const range = card.way.querySelector("input");
    range?.setAttribute("aria-describedby", this.words.id);
    range?.addEventListener("pointermove", (event) => {
      if (event.buttons || this.#onKnob(event)) this.#leave(); // the path at the knob is drawn already
      else this.#look(this.#under(event));
    });
    range?.addEventListener("pointerleave", () => this.#leave());
    range?.addEventListener("pointerdown", () => this.#leave());
  }

  /**
   * A new answer; none where the experiment has no meaning at the moment. One that is `late` leaves a draft as it is.
   * @param {StripRun | null} answer @param {string[]} kinds @param {string[]} unsaid @param {string} about
   * @param {boolean} late
   */
  show(answer, kinds, unsaid, about, late) {
    const { strip, ruler, words } = answer ?? { strip: null, ruler: null, words: [] };
    if (!(late && this.drafted))
      this.#now(strip && { ...strip, names: strip.kinds.map((kind) => kinds[kind]) }, about, false);
    this.ruler.show(this.strip, ruler, unsaid);
    const line = this.strip ? [{ kind: "line", text: this.t["strip.line"] }] : [];
    if (words) this.words.replaceChildren(...[...words, ...line].map(fact));
    this.sentences.classList.toggle("strip-past", !words); // its sentences are about the strip that rested last
    if (this.at != null) this.#look(this.at);
  }

  /** @param {DraftBand} band while something moves, as far as it is known then @param {string} about */
  draft(band, about) {
    if (!this.strip) return;
    this.#now({ ...this.strip, ...band, borders: NO_BORDERS }, about, true);
    this.sentences.classList.add("strip-past");
    this.ruler.show(this.strip, this.ruler.ruler, this.ruler.unsaid);
  }

  /** What is shown is of other settings, and what is so now is not known yet. @param {string} about */
  blank(about) {
    this.#now(null, about, false);
    this.ruler.hide();
    this.sentences.classList.add("strip-past");
  }

  /** @param {NamedBand | null} strip @param {string} about what it depends on @param {boolean} drafted */
  #now(strip, about, drafted) {
    Object.assign(this, { strip, about, drafted });
    this.node.classList.toggle("strip-none", !strip);
    this.kinds.show(strip?.names ?? [], this.#width());
    if (strip) this.drawing.paint(strip);
    else this.#leave();
  }

  /** How wide the band is, which a drag does not change. */
  #width() {
    if (!this.drafted || !this.width) this.width = this.band.clientWidth;
    return this.width;
  }

  /**
   * A frame: the rate of now, and the curvature at the row that is shown.
   * @param {RunPath} run @param {number} row @param {number} rate @param {boolean} exact
   */
  draw(run, row, rate, exact) {
    this.sentences.classList.toggle("strip-moving", !exact);
    this.rate = rate;
    if (!this.strip) return;
    this.ruling.do(() => this.ruler.draw(run, row, rate, (value) => this.#share(value), this.width), exact);
  }

  /** The window is another one. */
  resize() {
    this.width = 0;
    if (this.strip) this.kinds.show(this.strip.names, this.#width());
  }

  /** @param {RunPath | undefined} run @param {number} row */
  knows(run, row) {
    return this.ruler.knows(run, row);
  }

  /** @param {number} rate */
  #share(rate) {
    return this.strip ? shareOf(this.strip, rate) : 0;
  }

  /** @param {MouseEvent} event */
  #onKnob({ clientX }) {
    const { left, width } = this.band.getBoundingClientRect();
    return Math.abs(clientX - left - this.#share(this.rate) * width) < KNOB;
  }

  /** @param {MouseEvent} event */
  #under(event) {
    const { left, width } = this.band.getBoundingClientRect();
    const last = (this.strip?.rates.length ?? 1) - 1;
    return Math.round(Math.max(0, Math.min(1, (event.clientX - left) / width)) * last);
  }

  /**
   * Looks at the rate in place k: how it ends, and its path as a ghost.
   * @param {number} k
   */
  #look(k) {
    if (!this.strip) return;
    const { rates, losses, names } = this.strip;
    const rate = rates[k];
    const other = this.at == null || this.looked !== rate;
    this.at = k;
    this.looked = rate;
    this.cursor.style.left = percent(k / (rates.length - 1));
    this.#looks(true);
    const name = names[k];
    const loss = losses[k] == null ? "" : fill(this.t["strip.at"], { loss: short(losses[k], CARD) });
    this.said.textContent = [short(rate, CARD), this.t[`strip.kind_${name}`], loss].filter(Boolean).join(" · ");
    if (other) this.actions.show(rate);
  }

  #leave() {
    if (this.at == null) return;
    this.at = null;
    this.#looks(false);
    this.actions.hide();
  }

  /** @param {boolean} looks */
  #looks(looks) {
    hide(this.cursor, !looks);
    hide(this.said, !looks);
    hide(this.kinds.node, looks);
  }
}

/**
 * A piece of the band with what it means.
 * @param {StripFact} part
 */
const fact = ({ kind, text }) =>
  h("span", { class: "strip-fact" }, kind ? h("i", { class: `strip-chip strip-${kind}` }) : null, text);
