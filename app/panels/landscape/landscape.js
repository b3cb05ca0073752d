// The loss around the path of a run with many coordinates: a plane through its end, the paths on it, and what it cannot show.

import { button, h, tell, write } from "../../stage/browser/dom/dom.js";
import { Chooser } from "../../stage/browser/controls/chooser.js";
import { fold, panel } from "../../stage/browser/dom/folds.js";
import { Table } from "../../stage/browser/dom/table.js";
import { Latest, Refusal } from "../../stage/browser/wire/endpoint.js";
import { fill, short } from "../../stage/browser/dom/text.js";
import { swatch } from "../../stage/browser/controls/swatch.js";
import { LandscapePlot } from "./plot.js";

const PLANES = ["path", "all", "random"];
const LOSSES = ["train", "test"];
const FEWEST = 3; // coordinates; the map shows two as they are
const MOST_DRAWS = 999999;
const SHOWN = 7; // digits of a loss in the table

export class Landscape {
  static place = "landscape";

  /** @type {Chooser} */ run;
  /** @type {Chooser} */ plane;
  /** @type {Chooser} */ loss;
  /** @type {LandscapeAnswer} */ answer;
  /** @type {Query} */ about;
  /** @type {Query} */ asked;
  /** @type {string | null} */ wish;
  /** @type {boolean} */ announce;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    /** @type {Say} */
    this.t = (key, values = {}) => fill(ctx.t[`landscape.${key}`], values);
    this.seed = 0;
    const { t } = this;
    /** @type {Latest<[query: Query, own: object], LandscapeAnswer>} */
    this.fetch = new Latest((query, own) => ctx.get("landscape", query, own), (answer) => this.#show(answer),
      (error) => this.#trouble(error));
    this.plot = new LandscapePlot(ctx.Plotly);
    [this.run, this.plane, this.loss] = ["run", "plane", "loss"].map((name) =>
      new Chooser(t(name), () => this.#chosen())
    );
    this.loss.offer(LOSSES.map((name) => [name, t(`loss_${name}`)]));
    this.draws = h("input", { type: "text", inputmode: "numeric", class: "stage-number landscape-seed", value: 0,
      autocomplete: "off", onchange: () => this.#typed() });
    const again = button(t("again"), () => this.#draw((this.seed + 1) % (MOST_DRAWS + 1)));
    this.drawing = h("div", { class: "stage-check", hidden: true },
      h("label", { class: "stage-check" }, t("draw"), this.draws), again);
    this.status = h("p", { class: "stage-status", role: "status", hidden: true });
    this.now = h("li", {});
    this.names = h("ul", { class: "stage-legend landscape-names" });
    this.words = h("ul", { class: "landscape-words" });
    this.table = new Table(t("table"));
    /** @param {string} name */
    const key = (name) =>
      h("li", {}, h("span", { class: `landscape-swatch landscape-${name}`, "aria-hidden": "true" }), t(`key_${name}`));
    this.body = h("div", { hidden: true }, this.plot.node, this.names,
      h("ul", { class: "stage-legend" }, key("start"), key("end"), this.now), this.words,
      fold(t("table"), {}, this.table.node));
    this.node = h("div", {}); // empty where there is nothing to show
    this.panel = panel("landscape", t("title"), t("help"), { ontoggle: () => this.#ask() }, [this.run.node,
      this.plane.node, this.drawing, this.loss.node], this.status, this.body);
  }

  // ---- what the stage tells

  /** @param {Scene} scene */
  scene({ runs, surface }) {
    if (surface.dim < FEWEST) this.panel.remove();
    else if (!this.panel.parentNode) this.node.append(this.panel);
    this.run.of(runs);
    this.plane.offer(
      PLANES.filter((name) => runs.length > 1 || name !== "all").map((name) => [name, this.t(`plane_${name}`)]),
    );
  }

  draw() {
    if (!this.panel.open || this.body.hidden) return;
    this.plot.node.classList.toggle("landscape-stale", this.ctx.query() !== this.about);
    this.#mark();
  }

  rest() {
    this.#ask();
  }

  close() {
    this.plot.close();
  }

  // ---- choosing

  #chosen() {
    this.announce = true;
    this.drawing.hidden = this.plane.value !== "random";
    this.#ask();
  }

  #typed() {
    const seed = Number(this.draws.value.trim() || NaN);
    const fits = Number.isInteger(seed) && seed >= 0 && seed <= MOST_DRAWS;
    this.draws.toggleAttribute("aria-invalid", !fits);
    if (fits) this.#draw(seed);
    else tell(this.status, this.t("number_bad"));
  }

  /** @param {number} seed */
  #draw(seed) {
    this.seed = seed;
    this.draws.value = String(seed);
    this.draws.removeAttribute("aria-invalid");
    this.#chosen();
  }

  #ask() {
    if (!this.panel.open || !this.panel.parentNode) return;
    const own = { run: this.run.value, plane: this.plane.value, draw: this.seed, loss: this.loss.value || LOSSES[0],
      scheme: this.ctx.scheme() };
    const wish = JSON.stringify([this.ctx.query(), own]);
    if (wish === this.wish) return;
    this.wish = wish;
    this.asked = this.ctx.query();
    this.panel.setAttribute("aria-busy", "true");
    if (this.body.hidden) tell(this.status, this.t("working"));
    this.fetch.want(this.asked, own);
  }

  /** @param {unknown} error */
  #trouble(error) {
    if (!error) return;
    this.wish = null; // the next rest tries again
    this.panel.removeAttribute("aria-busy");
    tell(this.status, error instanceof Refusal ? error.message : this.ctx.t.reconnecting);
  }

  // ---- showing

  /** @param {LandscapeAnswer} answer */
  async #show(answer) {
    this.answer = answer;
    this.about = this.asked;
    this.loss.node.hidden = !answer.tests;
    this.loss.value = answer.loss;
    this.body.hidden = !answer.figure;
    tell(this.status, answer.figure ? "" : answer.words.join(" "));
    this.panel.removeAttribute("aria-busy");
    if (!answer.figure) return;
    this.names.replaceChildren(...answer.paths.map((path) => h("li", {}, swatch(path), path.label)));
    this.words.replaceChildren(...answer.words.map((words) => h("li", {}, words)));
    const { caption, heads, rows } = answer.table;
    this.table.show({ caption, heads,
      rows: rows.map(([step, ...numbers]) => [step, ...numbers.map((number) => short(number ?? NaN, SHOWN))]) });
    this.plot.node.setAttribute("aria-label", this.t("picture", { words: answer.words.join(" ") }));
    if (this.announce)
      this.ctx.say(this.plane.value === "random" ? this.t("drawn", { draw: answer.draw }) : answer.words[0]);
    this.announce = false;
    await this.plot.show(answer);
    this.plot.node.classList.remove("landscape-stale");
    this.#mark();
  }

  /** Where the paths are at the step that is shown. */
  #mark() {
    const runs = this.ctx.paths()?.runs ?? [];
    const row = this.ctx.row();
    const steps = this.answer.paths.map(({ run }) => runs[run - 1]?.step(row) ?? 0);
    this.plot.mark(steps, this.ctx.scene().background);
    write(this.now, this.t("key_now", { step: steps[0] }));
  }
}
