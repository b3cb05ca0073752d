// The map of learning rate and momentum in words and numbers: its best pair, the spot that is read, and a table.

import { button, h, write } from "../../stage/browser/dom/dom.js";
import { fold } from "../../stage/browser/dom/folds.js";
import { Table } from "../../stage/browser/dom/table.js";
import { CARD, short, TABLE } from "../../stage/browser/dom/text.js";
import { nearest } from "./plot.js";

const OUTCOMES = ["converged", "still_moving", "bouncing", "diverged", "left_domain", "no_step", "hovering",
  "rate_spent"]; // as the core counts them
const VALUE_DIGITS = 6; // a memory of 0.99893 is another one than 0.9989

export class RateWords {
  /** @type {RateNames} */ names;
  /** @type {[column: number, row: number] | null} */ cell;
  /** @type {[column: number, row: number]} */ shown;
  /** @type {RatePicture} */ picture;
  /** @type {RateSlider} */ across;
  /** @type {RateSlider} */ up;

  /**
   * `pointed(place)` is told where the spot is that is read; `take(settings)` which pair is to be set.
   * @param {Say} t @param {(place: Pixel) => void} pointed @param {(pair: RatePair) => void} take
   */
  constructor(t, pointed, take) {
    this.t = t;
    this.pointed = pointed;
    const slider = () => {
      const input = h("input", { type: "range", class: "stage-range", min: 0, step: 1,
        oninput: () => this.read(Number(this.across.input.value), Number(this.up.input.value)) });
      const label = h("span", { class: "stage-label" });
      return { input, label, node: h("label", { class: "rateplane-slider" }, label, input) };
    };
    [this.across, this.up] = [slider(), slider()];
    this.words = h("p", { class: "rateplane-best-words" });
    this.takeBest = button(t("take_best"), () => this.#takeBest(take));
    this.best = h("div", { class: "rateplane-line" }, this.words, this.takeBest);
    this.reading = h("output", { class: "rateplane-reading" });
    this.spot = h("section", { class: "rateplane-read", "aria-label": t("read") }, h("h3", {}, t("read")),
      h("div", { class: "rateplane-sliders" }, this.across.node, this.up.node),
      h("div", { class: "rateplane-line" }, this.reading,
        button(t("take"), () => take(this.#settings(...this.shown)))));
    this.table = new Table(t("table"));
    this.numbers = fold(t("table"), {}, this.table.node);
  }

  /**
   * The axes have these names; a map of another kind is not read where the last one was.
   * @param {RateNames} names @param {boolean} another
   */
  name(names, another) {
    this.names = names;
    if (another) this.cell = null;
    write(this.across.label, names.rate);
    write(this.up.label, names.second);
  }

  /**
   * A picture. Until somebody points at a spot, the one at `place` is read, where the run stands now.
   * @param {RatePicture} picture @param {Pixel} place
   */
  show(picture, place) {
    const at = this.cell ? [this.picture.x[this.cell[0]], this.picture.y[this.cell[1]]] : place;
    this.picture = picture;
    this.takeBest.disabled = !picture.best;
    write(this.words, this.summary());
    [this.across.input.max, this.up.input.max] = [picture.x, picture.y].map(({ length }) => String(length - 1));
    const [column, row] = [nearest(picture.x, at[0]), nearest(picture.y, at[1])];
    if (this.cell) this.read(column, row);
    else this.#tell(column, row);
    this.#fill(picture.table);
  }

  /** @param {(pair: RatePair) => void} take */
  #takeBest(take) {
    if (!this.picture.best) return;
    const [row, column] = this.picture.best;
    take(this.#settings(column, row));
  }

  /** What the map shows, in one or two sentences. */
  summary() {
    const { best, even, loss, lost, rates, values } = this.picture;
    if (!best && even === null) return this.t("none");
    const [row, column] = best ?? [0, 0];
    const sentence = best
      ? this.t("best", { loss: short(loss[row][column], 3), ...this.#pair(rates[column], values[row]) })
      : this.t("even", { loss: short(even, 3) });
    return lost ? `${sentence} ${this.t("lost", { share: short(100 * lost, 2) })}` : sentence;
  }

  /**
   * Reads a cell that somebody points at.
   * @param {number} column @param {number} row
   */
  read(column, row) {
    this.cell = [column, row];
    this.#tell(column, row);
    this.pointed([this.picture.x[column], this.picture.y[row]]);
  }

  /** @param {RatePair} pair */
  report({ rate, value }) {
    return this.t("taken", this.#pair(rate, value));
  }

  /** @param {number} column @param {number} row */
  #tell(column, row) {
    this.shown = [column, row];
    const { loss, outcome } = this.picture;
    const { rate, value } = this.#settings(column, row);
    const ending = this.t(`outcome_${OUTCOMES[outcome[row][column]]}`);
    const words = loss[row][column] == null
      ? ending
      : this.t("ends", { loss: short(loss[row][column], 3), outcome: ending });
    write(this.reading, this.t("spot", { ...this.#pair(rate, value), words }));
    [this.across.input.value, this.up.input.value] = [column, row].map(String);
    this.across.input.setAttribute("aria-valuetext", short(rate, CARD));
    this.up.input.setAttribute("aria-valuetext", short(value, VALUE_DIGITS));
  }

  /** @param {number} column @param {number} row @returns {RatePair} */
  #settings(column, row) {
    return { rate: this.picture.rates[column], value: this.picture.values[row] };
  }

  /** @param {number} rate @param {number} value */
  #pair(rate, value) {
    return { rate_name: this.names.rate, rate: short(rate), name: this.names.second,
      value: short(value, VALUE_DIGITS) };
  }

  /** @param {RateRow[]} rows */
  #fill(rows) {
    const name = this.names.second;
    const heads = [name, ...["best", "loss", "lost"].map((column) => this.t(`col_${column}`))];
    /** @param {RateRow} row */
    this.table.show({ caption: this.t("table_caption", { name }), heads, rows: rows.map((
      { value, rate, loss, lost },
    ) => [short(value, VALUE_DIGITS), ...[rate, loss, lost].map((number) => short(number ?? NaN, TABLE))]) });
  }
}
