// The pull of each data point on the map, and how the gradient is their mean. A point and its arrow light up together.

import { remember, remembered } from "../../stage/browser/wire/tab.js";
import { h, write } from "../../stage/browser/dom/dom.js";
import { Latest } from "../../stage/browser/wire/endpoint.js";
import { fill, short } from "../../stage/browser/dom/text.js";
import { drawPulls, exampleAt, highlight, laidOut } from "./arrows.js";
import { pullsTable } from "./table.js";

const MODES = ["off", "point", "chain"];

export class Pulls {
  static place = "map";
  static lessons = true;

  /** @type {HTMLSelectElement} */ mode;
  /** @type {HTMLSelectElement} */ list;
  /** @type {HTMLInputElement} */ number;
  /** @type {HTMLDetailsElement} */ fold;
  /** @type {HTMLTableElement} */ table;
  /** @type {HTMLElement} */ runs;
  /** @type {HTMLElement} */ example;
  /** @type {HTMLElement} */ error;
  /** @type {HTMLElement} */ one;
  /** @type {HTMLElement} */ live;
  /** @type {HTMLElement} */ words;
  /** @type {HTMLElement} */ legend;
  /** @type {HTMLElement} */ told;
  /** @type {HTMLElement} */ node;

  /** @type {PullsAnswer | null} */ answer;
  /** @type {PullsAnswer | null} */ painted;
  /** @type {PullsLayout | null} */ laid;
  /** @type {string | null} */ wish;
  /** @type {string | null} */ drawing;
  /** @type {number | null} */ pinned;
  /** @type {number | null} */ hovered;
  /** @type {number | null} */ rate;
  /** @type {boolean} */ wanted;
  /** @type {boolean} */ lesson;
  /** @type {string} */ names;
  /** @type {number} */ count;
  /** @type {ExamplesPlot} */ plot;
  /** @type {Paths} */ shown;
  /** @type {number} */ row;
  /** @type {Query} */ query;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.t = ctx.t;
    this.pinned = null;
    this.hovered = null;
    this.run = 1;
    /** @type {Latest<[query: Query, run: number, step: number], PullsAnswer | null>} */
    this.fetch = new Latest((query, run, step) => ctx.get("pulls", query, { run, step }), (answer) => this.#use(answer),
      (error) => {
        if (error) this.wish = null;
      });
    this.layer = ctx.layer("pulls");
    this.#build();
    ctx.map.host.addEventListener("pointermove",
      ({ clientX, clientY, buttons }) => !buttons && this.#pointAt(clientX, clientY));
    ctx.map.host.addEventListener("pointerdown", ({ clientX, clientY }) => this.#pointAt(clientX, clientY));
    ctx.map.host.addEventListener("pointerleave", ({ pointerType }) => pointerType !== "touch" && this.#hover(null)); // a finger leaves when it lifts
  }

  get #on() {
    return !this.node.hidden && this.mode.value !== "off";
  }

  #build() {
    const { t } = this;
    /** @param {string} id @param {string} key @param {HTMLElement} control */
    const part = (id, key, control) =>
      h("span", {}, h("label", { for: id, class: "stage-label" }, t[`pulls.${key}`]), control);
    const change = () => {
      this.#remember();
      this.#refresh();
    };
    this.mode = h("select", { class: "stage-select", id: "insight-pulls-mode", onchange: change },
      ...MODES.map((mode) => h("option", { value: mode }, t[`pulls.${mode}`])));
    this.list = h("select", { class: "stage-select", id: "insight-pulls-run", onchange: () => {
      this.run = this.list.selectedIndex + 1;
      this.#refresh();
    } });
    this.runs = part("insight-pulls-run", "run", this.list);
    this.number = h("input", {
      type: "text",
      inputmode: "numeric",
      class: "stage-number",
      id: "insight-pulls-example",
      autocomplete: "off",
      "aria-describedby": "insight-pulls-error",
      onchange: () => this.#typed(),
    });
    /** @param {string} sign @param {string} key @param {number} by */
    const button = (sign, key, by) =>
      h("button", { type: "button", class: "stage-button stage-small", "aria-label": t[`pulls.${key}`],
        title: t[`pulls.${key}`], onclick: () => this.#go(by) }, sign);
    this.example = part("insight-pulls-example", "example", this.number);
    this.example.append(button("‹", "before", -1), button("›", "after", 1));
    this.error = h("span", { class: "stage-error", id: "insight-pulls-error", hidden: true });
    this.one = h("p", { class: "insight-pulls-one" });
    this.live = h("div", { class: "stage-hidden", "aria-live": "polite" });
    this.words = h("p", { class: "insight-pulls-words" });
    this.legend = h("p", { class: "stage-hint" });
    this.table = h("table", { class: "stage-table insight-pulls-table" });
    this.fold = h("details", { class: "stage-more", ontoggle: () => this.#tabulate() },
      h("summary", {}, t["pulls.table"]),
      h("div", { class: "stage-table-box", tabindex: 0, role: "region", "aria-label": t["pulls.table"] }, this.table));
    this.told = h("div", { hidden: true }, this.one, this.words, this.legend, this.fold, this.live);
    const bar = h("div", { class: "insight-pulls-bar" }, part("insight-pulls-mode", "choice", this.mode), this.runs,
      this.example, this.error);
    this.node = h("section", { class: "insight-pulls", "aria-label": t["pulls.choice"], hidden: true }, bar, this.told);
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
    this.run = Math.min(this.run, runs.length);
    const names = runs.map((run) => run.label);
    if (names.join("\n") !== this.names) this.list.replaceChildren(...names.map((name) => h("option", {}, name)));
    this.names = names.join("\n");
    this.list.selectedIndex = this.run - 1;
    this.answer = this.wish = null;
    const count = data?.x.length ?? 0;
    if (count !== this.count) {
      this.pinned = this.hovered = null;
      this.number.value = "";
    }
    this.count = count;
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
    this.runs.hidden = !this.#on || paths.runs.length < 2;
    this.example.hidden = !this.#on;
    const run = paths.runs[this.run - 1];
    if (!this.#on || !run?.rows || run.quiet) return this.#clear(); // quiet: a learner is to find out which way is down
    /** @type {[Query, number, number]} */
    const wish = [query, this.run, run.step(Math.min(row, run.rows - 1))];
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
    this.#tellOne();
    if (this.fold.open && !this.ctx.scrubber.frame) this.#tabulate();
  }

  /** Nothing is shown, and nothing of it left over. */
  #clear() {
    this.told.hidden = true;
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
    this.told.hidden = false;
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
    drawPulls(this.layer, this.laid, { whole: t["pulls.mean"], given: t["pulls.mean_batch"] }, run.color);
    highlight(this.layer, this.laid, this.#chosen);
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

  /** The example that is pointed at, or else the one that was chosen by its number. */
  get #chosen() {
    return this.hovered ?? this.pinned;
  }

  /** @param {number} x @param {number} y */
  #pointAt(x, y) {
    if (!this.laid || !this.#on) return;
    const { left, top } = this.ctx.map.host.getBoundingClientRect();
    const view = this.ctx.map.view();
    this.#hover(exampleAt(this.laid, x - left - view.left, y - top - view.top));
  }

  /** @param {number | null} i */
  #hover(i) {
    if (!this.#on || i === this.hovered) return;
    this.hovered = i;
    this.#show();
  }

  #typed() {
    const text = this.number.value.trim();
    const count = this.answer?.pulls.length ?? 0;
    const number = Number(text);
    const fits = text === "" || (Number.isInteger(number) && number >= 1 && number <= count);
    this.error.hidden = fits;
    write(this.error, fits ? "" : fill(this.t["pulls.number_bad"], { count }));
    this.number.toggleAttribute("aria-invalid", !fits);
    if (fits) this.#pin(text === "" ? null : number - 1);
  }

  /** @param {number} by */
  #go(by) {
    const count = this.answer?.pulls.length;
    if (!count) return;
    const now = this.pinned ?? (by > 0 ? -1 : count);
    this.number.value = String(Math.max(1, Math.min(count, now + by + 1)));
    this.#typed();
  }

  /** @param {number | null} i */
  #pin(i) {
    this.pinned = i;
    this.hovered = null;
    this.#show();
    write(this.live, this.one.textContent);
  }

  #show() {
    if (this.laid) highlight(this.layer, this.laid, this.#chosen);
    this.#tellOne();
  }

  #tellOne() {
    const i = this.#chosen;
    const { answer, t } = this;
    const there = answer && i != null && i < answer.pulls.length;
    this.plot?.mark?.(there ? [i] : null);
    if (!there) return write(this.one, t["pulls.one_none"]);
    const said = fill(t["pulls.one"], { number: i + 1, count: answer.pulls.length, apart: answer.apart[i],
      way: answer.ways[i] });
    write(this.one,
      [said, answer.picked ? t[answer.picked.includes(i) ? "pulls.one_in" : "pulls.one_out"] : ""].filter(Boolean).join(
        " ",
      ));
  }

  #tabulate() {
    if (!this.fold.open || !this.answer || !this.#on) return;
    const run = this.ctx.scene().runs[this.answer.run - 1];
    if (run) this.table.replaceChildren(...pullsTable(this.answer, run.label, this.t));
  }
}
