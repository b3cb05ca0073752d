// The weights of one run over the steps: a small plot for each group of weights, which follows the run, and a table.

import { h, write } from "../../stage/browser/dom/dom.js";
import { fold, panel } from "../../stage/browser/dom/folds.js";
import { Table } from "../../stage/browser/dom/table.js";
import { Latest } from "../../stage/browser/wire/endpoint.js";
import { fill, short, TABLE } from "../../stage/browser/dom/text.js";
import { Chooser } from "../../stage/browser/controls/chooser.js";
import { WeightPlot } from "./plot.js";

const FEWEST = 3; // weights; as in answer.py

export class WeightsOverTime {
  static place = "data";

  /** @type {WeightsAnswer | null} */ answer;
  /** @type {string | null} */ asked;
  /** @type {SceneSurface} */ surface;
  /** @type {Paths} */ paths;
  /** @type {number} */ row;
  /** @type {Query} */ query;
  /** @type {string} */ groups;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.t = ctx.t;
    /** @type {WeightPlot[]} */
    this.plots = [];
    this.answer = null;
    /** @type {Latest<[query: Query, run: number], WeightsAnswer>} */
    this.fetch = new Latest((query, run) => ctx.get("weights", query, { run }),
      (answer, ...wish) => this.#show(answer, wish), () => {
      this.asked = null;
    });
    const { t } = this;
    const look = () => {
      this.#ask();
      this.#draw();
    };
    this.choice = new Chooser(t["weights.run"], look, "insight-weights-run");
    this.words = h("p", {});
    this.grid = h("div", { class: "insight-weights-grid" });
    this.table = new Table(t["weights.title"]);
    this.fold = fold(t["weights.table"], { ontoggle: () => this.#tabulate() }, this.table.node);
    this.node = panel("insight-weights", t["weights.title"], t["weights.help"], { hidden: true, ontoggle: look }, [
      this.choice.node,
    ], this.words, this.grid, this.fold);
  }

  /** @param {Scene} scene */
  scene({ data, surface, runs }) {
    this.node.hidden = !data || surface.dim < FEWEST;
    this.surface = surface;
    this.choice.of(runs);
    this.asked = null;
    if (this.answer && this.groups !== surface.variables.join()) this.#forget();
  }

  /** @param {Paths} paths @param {number} row @param {Query} query */
  draw(paths, row, query) {
    this.paths = paths;
    this.row = row;
    this.query = query;
    this.#draw();
  }

  rest() {
    this.#ask();
    this.#tabulate();
  }

  get #open() {
    return this.node.open && !this.node.hidden;
  }

  #forget() {
    this.answer = null;
    this.plots = [];
    this.grid.replaceChildren();
    write(this.words, "");
  }

  #ask() {
    if (!this.#open || !this.query) return;
    /** @type {[Query, number]} */
    const wish = [this.query, this.choice.place + 1];
    if (wish.join(" ") === this.asked) return;
    this.asked = wish.join(" ");
    this.fetch.want(...wish);
  }

  /** @param {WeightsAnswer} answer @param {[Query, number]} wish */
  #show(answer, wish) {
    if (this.asked !== wish.join(" ")) return; // a newer one is on its way
    this.answer = answer;
    const { variables } = this.surface;
    if (this.groups !== variables.join() || !this.plots.length) {
      this.groups = variables.join();
      this.plots = answer.groups.map((group) => new WeightPlot(group, variables, this.t));
      this.grid.replaceChildren(...this.plots.map(({ node }) => node));
    }
    write(this.words, answer.words);
    this.#draw();
    this.#tabulate();
  }

  #draw() {
    const run = this.paths?.runs[this.choice.place];
    const look = this.ctx.scene()?.looks[this.choice.place];
    if (!this.#open || !this.answer || !run?.rows || !look) return;
    const now = Math.min(this.row, run.rows - 1);
    for (const plot of this.plots) plot.draw(run, now, look);
  }

  #tabulate() {
    const run = this.paths?.runs[this.choice.place];
    if (!this.#open || !this.fold.open || !this.answer || !run?.rows) return;
    const { t } = this;
    const now = Math.min(this.row, run.rows - 1);
    const { variables } = this.surface;
    const { order } = this.answer;
    const heads = [t["weights.weight"],
      ...[0, run.step(now), run.last].map((step) => fill(t["weights.after"], { step }))];
    /** @param {number} axis */
    const row = (axis) => [0, now, run.rows - 1].map((at) => short(run.point[axis][at], TABLE));
    const caption = fill(t["weights.caption"], { rows: order.length, count: variables.length });
    this.table.show({ caption, heads, rows: order.map((axis) => [variables[axis], ...row(axis)]) });
  }
}
