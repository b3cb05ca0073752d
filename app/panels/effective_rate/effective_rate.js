// The effective rate of each coordinate over the steps, beside the learning rate: a chart, the same in words, a table.

import { Chooser } from "../../stage/browser/controls/chooser.js";
import { graph, h, write } from "../../stage/browser/dom/dom.js";
import { fold, panel } from "../../stage/browser/dom/folds.js";
import { Table } from "../../stage/browser/dom/table.js";
import { Latest } from "../../stage/browser/wire/endpoint.js";
import { CONFIG, NARROW_MARGIN, NARROW } from "../../stage/browser/plots/map.js";
import { short, TABLE } from "../../stage/browser/dom/text.js";

const HEIGHT = 300;

export class EffectiveRates {
  static place = "rates";

  /** @type {Query | undefined} */ query;
  /** @type {string | null} */ wish;
  /** @type {number} */ run;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.t = ctx.t;
    this.chosen = 0;
    /** @type {Latest<[query: Query, run: number, scheme: Scheme, names: string, width: number], EffectiveAnswer>} */
    this.fetch = new Latest((query, run, scheme, _names, _width) => ctx.get("effective", query, { run, scheme }),
      (answer) => this.#show(answer), () => {
      this.wish = null;
    });
    const { t } = this;
    this.choice = new Chooser(t["microscope.rates_run"], () => {
      this.chosen = this.choice.place + 1;
      this.draw();
    }, "insight-rates-run");
    this.words = h("p", {});
    this.host = graph({ class: "insight-rates-chart", role: "img", "aria-label": t["microscope.rates_alt"] });
    this.now = h("div", { class: "insight-rates-now", "aria-hidden": "true", hidden: true });
    this.frame = h("div", { class: "insight-rates-frame", hidden: true }, this.host, this.now);
    this.table = new Table(t["microscope.rates"]);
    this.fold = fold(t["microscope.rates_table"], { hidden: true }, this.table.node);
    this.node = panel("insight-rates", t["microscope.rates"], t["microscope.rates_help"], {
      ontoggle: () => this.draw(),
    }, [this.choice.node], this.words, this.frame, this.fold);
  }

  /** @param {Scene} scene */
  scene({ runs }) {
    if (this.choice.of(runs)) this.chosen = 0; // other runs: the first that has rates of its own
  }

  /** @param {Paths} [paths] @param {number} [row] @param {Query} [query] */
  draw(paths, row, query = this.query) {
    this.query = query;
    if (!this.node.open || !query) return;
    this.#mark();
    /** @type {[Query, number, Scheme, string, number]} */
    const wish = [query, this.chosen, this.ctx.scheme(), this.choice.offered, this.node.clientWidth];
    if (wish.join(" ") === this.wish) return;
    this.wish = wish.join(" ");
    this.fetch.want(...wish);
  }

  close() {
    if (this.host.classList.contains("js-plotly-plot")) this.ctx.Plotly.purge(this.host);
  }

  /** @param {EffectiveAnswer} answer */
  async #show({ run, words, figure, table }) {
    this.run = run;
    this.choice.value = String(run);
    write(this.words, words);
    this.frame.hidden = this.fold.hidden = !figure;
    if (!figure) return;
    Object.assign(figure.layout, { width: this.host.clientWidth, height: HEIGHT });
    if (figure.layout.width < NARROW) Object.assign(figure.layout.margin, NARROW_MARGIN);
    await this.ctx.Plotly.react(this.host, figure.data, figure.layout, CONFIG);
    this.#mark();
    const { caption, heads, rows } = table;
    this.table.show({ caption, heads,
      rows: rows.map(([step, ...rates]) => [step, ...rates.map((rate) => short(rate, TABLE))]) });
  }

  /** A line at the step that is shown. */
  #mark() {
    const axes = this.host._fullLayout;
    const run = this.ctx.paths()?.runs[(this.run ?? 0) - 1];
    this.now.hidden = !axes || !run?.rows;
    if (!axes || !run?.rows) return;
    const { xaxis, yaxis } = axes;
    const step = run.step(Math.min(this.ctx.row(), run.rows - 1));
    const share = Math.min(1, step / xaxis.range[1]);
    Object.assign(this.now.style, { left: `${xaxis._offset + share * xaxis._length}px`, top: `${yaxis._offset}px`,
      height: `${yaxis._length}px` });
  }
}
