// The effective rate of each coordinate over the steps, beside the learning rate: a chart, the same in words, a table.

import { graph, h, write } from "../../stage/browser/dom/dom.js";
import { Latest } from "../../stage/browser/wire/endpoint.js";
import { CONFIG, NARROW_MARGIN, NARROW } from "../../stage/browser/plots/map.js";
import { short } from "../../stage/browser/dom/text.js";

const HEIGHT = 300;

export class EffectiveRates {
  /** @type {string} */ names;
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
    this.list = h("select", { class: "stage-select", id: "insight-rates-run", onchange: () => {
      this.chosen = this.list.selectedIndex + 1;
      this.draw();
    } });
    this.choice = h("div", { class: "stage-rule-choice", hidden: true },
      h("label", { for: "insight-rates-run", class: "stage-label" }, t["microscope.rates_run"]), this.list);
    this.words = h("p", {});
    this.host = graph({ class: "insight-rates-chart", role: "img", "aria-label": t["microscope.rates_alt"] });
    this.now = h("div", { class: "insight-rates-now", "aria-hidden": "true", hidden: true });
    this.frame = h("div", { class: "insight-rates-frame", hidden: true }, this.host, this.now);
    this.table = h("table", { class: "stage-table" });
    this.fold = h("details", { class: "stage-more", hidden: true }, h("summary", {}, t["microscope.rates_table"]),
      h("div", { class: "stage-table-box", tabindex: 0, role: "region", "aria-label": t["microscope.rates"] },
        this.table));
    this.node = h("details", { class: "stage-panel stage-steps insight-rates", ontoggle: () => this.draw() },
      h("summary", {}, t["microscope.rates"]), h("p", { class: "stage-hint" }, t["microscope.rates_help"]),
      h("div", { class: "stage-table-bar" }, this.choice), this.words, this.frame, this.fold);
  }

  /** @param {Scene} scene */
  scene({ runs }) {
    const names = runs.map((run) => run.label);
    if (names.join("\n") === this.names) return;
    this.names = names.join("\n");
    this.chosen = 0; // other runs: the first that has rates of its own
    this.list.replaceChildren(...names.map((name) => h("option", {}, name)));
    this.choice.hidden = names.length < 2;
  }

  /** @param {Paths} [paths] @param {number} [row] @param {Query} [query] */
  draw(paths, row, query = this.query) {
    this.query = query;
    if (!this.node.open || !query) return;
    this.#mark();
    /** @type {[Query, number, Scheme, string, number]} */
    const wish = [query, this.chosen, this.ctx.scheme(), this.names, this.node.clientWidth];
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
    this.list.selectedIndex = run - 1;
    write(this.words, words);
    this.frame.hidden = this.fold.hidden = !figure;
    if (!figure) return;
    Object.assign(figure.layout, { width: this.host.clientWidth, height: HEIGHT });
    if (figure.layout.width < NARROW) Object.assign(figure.layout.margin, NARROW_MARGIN);
    await this.ctx.Plotly.react(this.host, figure.data, figure.layout, CONFIG);
    this.#mark();
    this.table.replaceChildren(
      h("caption", {}, table.caption),
      h("thead", {}, h("tr", {}, ...table.heads.map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {},
        ...table.rows.map(([step, ...rates]) =>
          h("tr", {}, h("th", { scope: "row" }, step), ...rates.map((rate) => h("td", {}, short(rate))))
        )),
    );
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
