// The pull of each data point on the map, and how the gradient is their mean. A point and its arrow light up together.

import { remember, remembered } from "../../stage/browser/wire/tab.js";
import { Chooser } from "../../stage/browser/controls/chooser.js";
import { h, write } from "../../stage/browser/dom/dom.js";
import { fold } from "../../stage/browser/dom/folds.js";
import { Table } from "../../stage/browser/dom/table.js";
import { Latest } from "../../stage/browser/wire/endpoint.js";
import { fill, short } from "../../stage/browser/dom/text.js";
import { drawPulls, exampleAt, highlight, laidOut } from "./arrows.js";
import { ExampleChoice } from "./example.js";
import { pullsTable } from "./table.js";

const MODES = ["off", "point", "chain"];

export class Pulls {
  static place = "data";
  static lessons = true;

  /** @type {PullsAnswer | null} */ answer;
  /** @type {PullsAnswer | null} */ painted;
  /** @type {PullsLayout | null} */ laid;
  /** @type {string | null} */ wish;
  /** @type {string | null} */ drawing;
  /** @type {number | null} */ rate;
  /** @type {boolean} */ wanted;
  /** @type {boolean} */ lesson;
  /** @type {ExamplesPlot} */ plot;
  /** @type {Paths} */ shown;
  /** @type {number} */ row;
  /** @type {Query} */ query;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.t = ctx.t;
    const { t } = ctx;
    /** @type {Latest<[query: Query, run: number, step: number], PullsAnswer | null>} */
    this.fetch = new Latest(
      (query, run, step) =>
        ctx.get("pulls", query, { run, step, stretched: Number(ctx.scene().surface.aspect == null) }),
      (answer) => this.#use(answer),
      (error) => {
        if (error) this.wish = null;
      },
    );
    this.layer = ctx.layer("pulls");
    this.mode = new Chooser(t["pulls.choice"], () => {
      this.#remember();
      this.#refresh();
    }, "insight-pulls-mode");
    this.mode.offer(MODES.map((mode) => [mode, t[`pulls.${mode}`]]));
    this.run = new Chooser(t["pulls.run"], () => this.#refresh(), "insight-pulls-run");
    this.example = new ExampleChoice(t, () => this.#show());
    this.words = h("p", { class: "insight-pulls-words" });
    this.legend = h("p", { class: "stage-hint" });
    this.table = new Table(t["pulls.table"], "insight-pulls-table");
    this.fold = fold(t["pulls.table"], { ontoggle: () => this.#tabulate() }, this.table.node);
    this.body = h("div", { hidden: true }, this.example.words, this.words, this.legend, this.fold, this.example.live);
    this.node = h("section", { class: "insight-pulls", "aria-label": t["pulls.choice"], hidden: true },
      h("div", { class: "insight-pulls-bar" }, this.mode.node, this.run.node, this.example.node, this.example.error),
      this.body);
    ctx.map.host.addEventListener("pointermove",
      ({ clientX, clientY, buttons }) => !buttons && this.#pointAt(clientX, clientY));
    ctx.map.host.addEventListener("pointerdown", ({ clientX, clientY }) => this.#pointAt(clientX, clientY));
    ctx.map.host.addEventListener("pointerleave", ({ pointerType }) => pointerType !== "touch" && this.#hover(null)); // a finger leaves when it lifts
  }

  get #on() {
    return !this.node.hidden && this.mode.value !== "off";
  }

  /**
   * A map beside data is what this is about; a lesson may show only one of them.
   * @param {Scene} scene
   */
  scene({ data, wishes, runs }) {
    const kept = remembered("pulls") ?? "";
    if (this.lesson == null && !wishes.lesson && MODES.includes(kept)) this.mode.value = kept;
    this.lesson = wishes.lesson;
    this.node.hidden = !data || !wishes.paths || !["map", "data"].every(wishes.shows);
    this.run.of(runs);
    this.answer = this.wish = null;
    this.example.of(data?.x.length ?? 0);
    const { plot } = this.ctx.data;
    if (this.plot && plot !== this.plot) this.#unmark();
    this.plot = plot;
    if (data) plot.onhover?.((i) => this.#hover(i));
  }

  /** @param {Paths} paths @param {number} row @param {Query} query */
  draw(paths, row, query) {
    this.query = query;
    this.shown = paths;
    this.row = row;
    this.run.node.hidden = !this.#on || paths.runs.length < 2;
    this.example.node.hidden = !this.#on;
    const number = this.run.place + 1;
    const run = paths.runs[number - 1];
    if (!this.#on || !run?.rows || run.quiet) return this.#clear(); // quiet: a learner is to find out which way is down
    /** @type {[Query, number, number]} */
    const wish = [query, number, run.step(Math.min(row, run.rows - 1))];
    if (wish.join(" ") !== this.wish) this.fetch.want(...wish);
    this.wish = wish.join(" ");
    this.wanted = true;
    this.#paint();
  }

  rest() {
    this.#tabulate();
  }

  #refresh() {
    if (this.shown) this.draw(this.shown, this.row, this.query);
  }

  #remember() {
    this.rate = null;
    if (!this.lesson) remember("pulls", this.mode.value);
  }

  /** @param {PullsAnswer | null} answer */
  #use(answer) {
    this.answer = answer;
    if (!answer || !this.#on || !this.wanted) return this.#clear();
    this.#paint();
    this.plot?.pick?.(answer.picked);
    write(this.words, answer.words.join(" "));
    this.#mark();
    if (this.fold.open && !this.ctx.scrubber.frame) this.#tabulate();
  }

  /** Nothing is shown, and nothing of it left over. */
  #clear() {
    this.body.hidden = true;
    this.drawing =
      this.wish =
      this.answer =
      this.laid =
        null;
    this.wanted = false;
    this.ctx.root.classList.remove("insight-pulling");
    this.layer.clear();
    this.#unmark();
  }

  #unmark() {
    this.plot?.pick?.(null);
    this.plot?.mark?.(null);
  }

  #paint() {
    const { answer, t } = this;
    const run = this.ctx.scene().runs[(answer?.run ?? 0) - 1];
    if (!answer || !run) return;
    this.body.hidden = false;
    this.ctx.root.classList.add("insight-pulling"); // the paths step back
    const view = this.ctx.map.view();
    const { x0, x1, y0, y1, width, height } = view;
    const drawing = [answer.step, this.mode.value, run.color, x0, x1, y0, y1, width, height].join();
    if (drawing === this.drawing && answer === this.painted) return;
    this.drawing = drawing;
    this.painted = answer;
    const chain = this.mode.value === "chain";
    this.laid = laidOut(answer, view, chain, this.rate);
    this.rate = this.laid.rate;
    drawPulls(this.layer, this.laid, { whole: t["pulls.mean"], batch: t["pulls.mean_batch"] }, run.color);
    highlight(this.layer, this.laid, this.example.chosen);
    const { cut, outside } = this.laid;
    const remarks = [
      t[`pulls.legend_${this.mode.value}`],
      answer.picked ? t["pulls.legend_batch"] : "",
      this.rate ? fill(t["pulls.scale"], { rate: short(this.rate, 3) }) : "",
      outside ? t["pulls.outside"] : cut ? fill(t["pulls.cut"], { count: cut }) : "",
    ];
    write(this.legend, remarks.filter(Boolean).join(" "));
  }

  // ---- one example

  /** @param {number} x @param {number} y */
  #pointAt(x, y) {
    if (!this.laid || !this.#on) return;
    const { left, top } = this.ctx.map.host.getBoundingClientRect();
    const view = this.ctx.map.view();
    this.#hover(exampleAt(this.laid, x - left - view.left, y - top - view.top));
  }

  /** @param {number | null} i */
  #hover(i) {
    if (this.#on) this.example.hover(i);
  }

  #show() {
    if (this.laid) highlight(this.layer, this.laid, this.example.chosen);
    this.#mark();
  }

  #mark() {
    const i = this.example.tell(this.answer);
    this.plot?.mark?.(i === null ? null : [i]);
  }

  #tabulate() {
    if (!this.fold.open || !this.answer || !this.#on) return;
    const run = this.ctx.scene().runs[this.answer.run - 1];
    if (run) this.table.show(pullsTable(this.answer, run.label, this.t));
  }
}
