// The learning-rate range test: a copy of a run whose rate grows from tiny to huge, what it shows, and which rate to take.

import { Chooser } from "../../stage/browser/controls/chooser.js";
import { button, graph, h, tell, write } from "../../stage/browser/dom/dom.js";
import { fold, panel } from "../../stage/browser/dom/folds.js";
import { Table } from "../../stage/browser/dom/table.js";
import { Fields } from "../../stage/browser/controls/fields.js";
import { Latest, Refusal } from "../../stage/browser/wire/endpoint.js";
import { CONFIG, NARROW, NARROW_MARGIN } from "../../stage/browser/plots/map.js";
import { fill, short } from "../../stage/browser/dom/text.js";

const HEIGHT = 340;
const DIGITS = 4;

export class RangeTest {
  static place = "rates";

  /** @type {Record<string, string>} */ own;
  /** @type {string | null} */ wish;
  /** @type {Query} */ asked;
  /** @type {Query} */ about;
  /** @type {Figure | null} */ figure;
  /** @type {Figure} */ drawn;
  /** @type {string} */ offered;
  /** @type {RangeList} */ reasons;
  /** @type {RangeList} */ warnings;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    /** @type {Say} */
    this.t = (key, values = {}) => fill(ctx.t[`rangetest.${key}`], values);
    this.own = {};
    const { t } = this;
    /** @type {Latest<[query: Query, own: object], RangeAnswer>} */
    this.fetch = new Latest((query, own) => ctx.get("range", query, own), (answer) => this.#show(answer),
      (error) => this.#trouble(error));
    this.run = new Chooser(t("run"), () => this.#another());
    this.reset = button(t("reset"), () => this.#another(), { hidden: true });
    this.fields = new Fields(ctx.t, (key, value, final) => final && this.#set(key, value));
    this.status = h("p", { class: "stage-status", role: "status", hidden: true });
    this.headline = h("p", { class: "rangetest-headline" });
    /** @type {HTMLButtonElement[]} */
    this.buttons = []; // for the rates that can be taken
    this.takes = h("div", { class: "stage-bar" });
    this.host = graph({ class: "rangetest-chart", role: "img" });
    this.frame = h("div", { class: "rangetest-frame" }, this.host);
    [this.reasons, this.warnings] = ["reasons", "warnings"].map((name) => {
      const list = h("ul", { class: "rangetest-list" });
      return { list, node: h("section", {}, h("h3", {}, t(name)), list) };
    });
    this.points = new Table(t("points"), "rangetest-points");
    this.numbers = new Table(t("numbers"));
    this.body = h("div", { hidden: true }, this.takes, this.frame, this.points.node, this.reasons.node,
      this.warnings.node, fold(t("numbers"), {}, this.numbers.node));
    this.node = panel("rangetest", t("title"), t("help"), { ontoggle: () => this.#ask() }, [this.run.node, this.reset],
      this.fields.node, this.status, this.headline, this.body);
    this.resizer = new ResizeObserver(() => this.#draw());
    this.resizer.observe(this.frame);
  }

  // ---- what the stage tells

  /** @param {Scene} scene */
  scene({ runs }) {
    if (this.run.of(runs)) this.own = {}; // another rule has another range
  }

  draw() {
    if (this.node.open) this.frame.classList.toggle("rangetest-stale", this.ctx.query() !== this.about);
  }

  rest() {
    this.#ask();
  }

  close() {
    this.resizer.disconnect();
    if (this.figure) this.ctx.Plotly.purge(this.host);
  }

  // ---- asking

  /** @param {string} key @param {string} value */
  #set(key, value) {
    this.own[`test.${key}`] = value;
    this.#ask();
  }

  #another() {
    this.own = {};
    this.#ask();
  }

  #ask() {
    if (!this.node.open || !this.ctx.scene()) return;
    const own = { run: this.run.value, scheme: this.ctx.scheme(), ...this.own };
    const wish = JSON.stringify([this.ctx.query(), own]);
    if (wish === this.wish) return;
    this.wish = wish;
    this.asked = this.ctx.query();
    this.node.setAttribute("aria-busy", "true");
    if (this.body.hidden) tell(this.status, this.t("working"));
    this.fetch.want(this.asked, own);
  }

  /** @param {unknown} error */
  #trouble(error) {
    if (!error) return;
    this.wish = null; // the next rest tries again
    this.node.removeAttribute("aria-busy");
    this.reset.hidden = !Object.keys(this.own).length;
    tell(this.status, error instanceof Refusal ? error.message : this.ctx.t.reconnecting);
  }

  // ---- showing

  /** @param {RangeAnswer} answer */
  async #show(answer) {
    this.figure = answer.figure;
    this.about = this.asked;
    tell(this.status, "");
    this.node.removeAttribute("aria-busy");
    this.reset.hidden = !Object.keys(this.own).length;
    this.fields.show(answer.fields);
    write(this.headline, answer.headline);
    this.body.hidden = !answer.figure;
    if (!answer.figure) return;
    this.#offer(answer.takes);
    this.#list(this.reasons, answer.reasons);
    this.#list(this.warnings, answer.warnings);
    this.points.show(shown(answer.points));
    this.numbers.show(shown(answer.numbers));
    this.host.setAttribute("aria-label", this.t("picture", { words: [answer.headline, ...answer.reasons].join(" ") }));
    await this.#draw();
    this.frame.classList.remove("rangetest-stale");
  }

  /**
   * A button for each rate that can be taken. It is made anew only where it is another one, for it may have the focus.
   * @param {RangeAnswer["takes"]} takes
   */
  #offer(takes) {
    const key = JSON.stringify(takes);
    if (key === this.offered) return;
    this.offered = key;
    const focused = this.buttons.findIndex((take) => take === document.activeElement);
    this.buttons = takes.map(({ label, key: field, rate, said }) =>
      h("button", { type: "button", class: "stage-button", onclick: () => {
        this.ctx.edit({ [field]: rate }, true);
        this.ctx.say(said);
      } }, label)
    );
    this.takes.replaceChildren(...this.buttons);
    this.buttons[focused]?.focus({ preventScroll: true });
  }

  /** @param {RangeList} part @param {string[]} sentences */
  #list({ list, node }, sentences) {
    node.hidden = !sentences.length;
    list.replaceChildren(...sentences.map((words) => h("li", {}, words)));
  }

  async #draw() {
    const width = this.frame.clientWidth;
    if (!this.figure || !width || (this.figure === this.drawn && width === this.host._fullLayout?.width)) return;
    const { data, layout } = this.figure;
    Object.assign(layout, { width, height: HEIGHT });
    if (width < NARROW) layout.margin = { ...layout.margin, ...NARROW_MARGIN };
    this.drawn = this.figure;
    await this.ctx.Plotly.react(this.host, data, layout, CONFIG);
  }
}

/** @param {RangeTable} table */
const shown = ({ caption, heads, rows }) => ({ caption, heads,
  rows: rows.map(([first, ...numbers]) => [first, ...numbers.map((value) => short(value ?? NaN, DIGITS))]) });
