// One run's strip: a band as wide as the slider's way, coloured by what each rate leads to, with the final loss as a line.

import { h } from "../../stage/browser/dom/dom.js";
import { Seldom } from "../../stage/browser/dom/seldom.js";
import { shareOf } from "../../stage/browser/plots/scale.js";
import { CARD, fill, short } from "../../stage/browser/dom/text.js";
import { Band, percent } from "./band.js";
import { Ruler } from "./ruler.js";

const NO_BORDERS = { moves: null, bounces: null, breaks: null };
const LEAP = 10; // rates that PageUp and PageDown go on

export class StripView {
  /** @type {NamedBand | null} */ strip;
  /** @type {number | null} */ at;
  /** @type {{ strip: NamedBand; k: number } | undefined} */ valued; // what was said last
  about = ""; // what the strip that is shown depends on
  drafted = false;
  /** @type {boolean} */ folded;
  /** @type {number} */ rate;
  /** @type {number} */ looked;

  /**
   * `take(rate)` sets the rate; `show(rate)` and `hide()` are for the path of a rate that is only looked at.
   * @param {PanelContext} ctx @param {StripActions} actions
   */
  constructor(ctx, actions) {
    const { t } = ctx;
    this.t = t;
    this.actions = actions;
    this.strip = null;
    this.at = null;
    this.ruler = new Ruler(t, actions.take);
    this.ruling = new Seldom(100); // milliseconds
    this.drawing = new Band();
    this.now = h("span", { class: "strip-now" });
    this.cursor = h("span", { class: "strip-cursor", hidden: true });
    /** @type {HTMLDivElement} */
    this.band = h("div", {
      class: "strip-band",
      role: "slider",
      tabindex: 0,
      "aria-description": t["strip.help"],
      "aria-valuemin": 0,
      onpointermove: (event) => this.#look(this.#under(event)),
      onpointerleave: () => this.#leave(),
      onclick: (event) => this.#take(this.#under(event)),
      onkeydown: (event) => this.#key(event),
      onfocus: () => this.band.matches(":focus-visible") && this.#look(this.at ?? this.#nearest()),
      onblur: () => this.#leave(),
    }, this.drawing.parts, this.drawing.svg, this.now, this.cursor);
    this.said = h("div", { class: "strip-said stage-hint", "aria-hidden": "true" });
    this.words = h("p", { class: "strip-words stage-hint" });
    this.row = h("div", { class: "strip-row" }, h("div", { class: "strip-track" }, this.ruler.node, this.band),
      this.said);
    this.fold = h("details", { class: "stage-more" }, h("summary", {}, t["strip.in_words"]));
    this.texts = h("div", {});
    this.node = h("div", { class: "strip", hidden: true }, this.row, this.texts);
  }

  /**
   * Beside many other runs the words are folded.
   * @param {SceneRun} run @param {boolean} folded
   */
  of(run, folded) {
    this.band.setAttribute("aria-label", `${this.t["strip.title"]}: ${run.label}`);
    if (folded === this.folded) return;
    this.folded = folded;
    (folded ? this.fold : this.texts).append(this.words, this.ruler.words);
    this.texts.replaceWith(folded ? this.fold : this.texts);
  }

  /**
   * A new answer; none where the experiment has no meaning at the moment. One that is `late` leaves a draft as it is.
   * @param {StripRun | undefined} answer @param {string[]} kinds @param {string[]} unsaid @param {string} about
   * @param {boolean} late
   */
  show(answer, kinds, unsaid, about, late) {
    this.node.hidden = !answer;
    if (!answer) return;
    const { strip, ruler, words } = answer;
    if (!(late && this.drafted))
      this.#now(strip && { ...strip, names: strip.kinds.map((kind) => kinds[kind]) }, about, false);
    this.row.hidden = !this.strip;
    this.ruler.show(this.strip, ruler, unsaid);
    const line = this.strip ? [{ kind: "line", text: this.t["strip.line"] }] : [];
    if (words) this.words.replaceChildren(...[...words, ...line].map(fact));
    this.words.classList.toggle("strip-past", !words); // its sentences are about the strip that rested last
    if (this.at == null) this.#value(this.#nearest());
    else this.#look(this.at);
  }

  /** @param {DraftBand} band while something moves, as far as it is known then @param {string} about */
  draft(band, about) {
    if (!this.strip) return;
    this.#now({ ...this.strip, ...band, borders: NO_BORDERS }, about, true);
    this.words.classList.add("strip-past");
    this.ruler.show(this.strip, this.ruler.ruler, this.ruler.unsaid);
  }

  /** @param {NamedBand | null} strip @param {string} about what it depends on @param {boolean} drafted */
  #now(strip, about, drafted) {
    Object.assign(this, { strip, about, drafted });
    if (!strip) return;
    this.drawing.paint(strip);
    this.band.setAttribute("aria-valuemax", String(strip.rates.length - 1));
  }

  /**
   * A frame: the rate of now, and the curvature at the row that is shown.
   * @param {RunPath} run @param {number} row @param {number} rate @param {boolean} exact
   */
  draw(run, row, rate, exact) {
    this.rate = rate;
    if (!this.strip) return;
    this.now.style.left = percent(this.#share(rate));
    this.ruling.do(() => this.ruler.draw(run, row, rate, (value) => this.#share(value)), exact);
    if (this.at == null) this.#value(this.#nearest());
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
  #under(event) {
    const { left, width } = this.band.getBoundingClientRect();
    return this.#place((event.clientX - left) / width);
  }

  /** @param {number} share */
  #place(share) {
    const last = (this.strip?.rates.length ?? 1) - 1;
    return Math.round(Math.max(0, Math.min(1, share)) * last);
  }

  #nearest() {
    return this.strip ? this.#place(this.#share(this.rate ?? this.strip.low)) : 0;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const last = (this.strip?.rates.length ?? 1) - 1;
    const at = this.at ?? this.#nearest();
    const to =
      { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - LEAP,
        PageUp: at + LEAP, Home: 0, End: last }[event.key];
    if (to != null) this.#look(Math.max(0, Math.min(last, to)));
    else if (event.key === "Enter" || event.key === " ") this.#take(at);
    else if (event.key === "Escape") this.#leave();
    else return;
    event.preventDefault();
  }

  /**
   * Looks at the rate in place k: its words, and its path as a ghost.
   * @param {number} k
   */
  #look(k) {
    if (!this.strip) return;
    const rate = this.strip.rates[k];
    const other = this.at == null || this.looked !== rate;
    this.at = k;
    this.looked = rate;
    this.cursor.hidden = false;
    this.cursor.style.left = percent(k / (this.strip.rates.length - 1));
    this.#value(k);
    const loss = this.strip.losses[k];
    const end = loss == null
      ? this.t[`strip.kind_${this.strip.names[k]}`]
      : fill(this.t["strip.at_short"], { loss: short(loss, CARD) });
    this.said.replaceChildren(h("b", {}, short(rate, CARD)), h("span", {}, end));
    if (other) this.actions.show(rate);
  }

  /** @param {number} k */
  #value(k) {
    if (!this.strip) return;
    const { losses, last, names, rates } = this.strip;
    if (this.valued?.strip === this.strip && this.valued.k === k) return; // every frame of a drag comes here
    this.valued = { strip: this.strip, k };
    const kind = this.t[`strip.kind_${names[k]}`];
    const text = losses[k] == null ? this.t["strip.at_end"] : this.t["strip.at"];
    this.band.setAttribute("aria-valuenow", String(k));
    this.band.setAttribute("aria-valuetext",
      fill(text, { rate: short(rates[k], CARD), kind, loss: short(losses[k] ?? NaN, CARD), step: last[k] }));
  }

  /** @param {number} k */
  #take(k) {
    if (!this.strip) return;
    this.actions.take(this.strip.rates[k]);
    this.#leave();
  }

  #leave() {
    if (this.at == null) return;
    this.at = null;
    this.cursor.hidden = true;
    this.said.replaceChildren();
    this.actions.hide();
  }
}

/**
 * A piece of the band with what it means.
 * @param {StripFact} part
 */
const fact = ({ kind, text }) =>
  h("span", { class: "strip-fact" }, kind ? h("i", { class: `strip-chip strip-${kind}` }) : null, text);
