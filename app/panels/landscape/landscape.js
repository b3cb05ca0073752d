// The loss around the path of a run with many coordinates: a plane through its end, the paths on it, and what it cannot show.

import { h, write } from "../../stage/browser/dom/dom.js";
import { Latest, Refusal } from "../../stage/browser/wire/endpoint.js";
import { fill, short } from "../../stage/browser/dom/text.js";
import { swatch } from "../../stage/browser/controls/runs.js";
import { LandscapePlot } from "./plot.js";

const PLANES = ["path", "all", "random"];
const LOSSES = ["train", "test"];
const FEWEST = 3; // coordinates; the map shows two as they are
const MOST_DRAWS = 999999;
const SHOWN = 7; // digits of a loss in the table

export class Landscape {
  static place = "below";

  /** @type {LandscapeChoice} */ run;
  /** @type {LandscapeChoice} */ plane;
  /** @type {LandscapeChoice} */ loss;
  /** @type {LandscapeAnswer} */ answer;
  /** @type {Query} */ about;
  /** @type {Query} */ asked;
  /** @type {string | null} */ wish;
  /** @type {boolean} */ told;

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
    [this.run, this.plane, this.loss] = ["run", "plane", "loss"].map((name) => {
      const box = h("select", { class: "stage-select", onchange: () => this.#chosen() });
      return { box, node: h("label", { class: "stage-check" }, t(name), box) };
    });
    this.loss.box.append(...LOSSES.map((name) => h("option", { value: name }, t(`loss_${name}`))));
    this.draws = h("input", { type: "text", inputmode: "numeric", class: "stage-number landscape-seed", value: 0,
      autocomplete: "off", onchange: () => this.#typed() });
    const again = h("button", { type: "button", class: "stage-button stage-small",
      onclick: () => this.#draw((this.seed + 1) % (MOST_DRAWS + 1)) }, t("again"));
    this.drawing = h("div", { class: "stage-check", hidden: true },
      h("label", { class: "stage-check" }, t("draw"), this.draws), again);
    this.status = h("p", { class: "stage-status", role: "status", hidden: true });
    this.now = h("li", {});
    this.names = h("ul", { class: "stage-legend landscape-names" });
    this.words = h("ul", { class: "landscape-words" });
    this.table = h("table", { class: "stage-table" });
    /** @param {string} name */
    const key = (name) =>
      h("li", {}, h("span", { class: `landscape-swatch landscape-${name}`, "aria-hidden": "true" }), t(`key_${name}`));
    this.body = h("div", { hidden: true }, this.plot.node, this.names,
      h("ul", { class: "stage-legend" }, key("start"), key("end"), this.now), this.words,
      h("details", { class: "stage-more" }, h("summary", {}, t("table")),
        h("div", { class: "stage-table-box", tabindex: 0, role: "region", "aria-label": t("table") }, this.table)));
    this.node = h("div", {}); // empty where there is nothing to show
    this.panel = h("details", { class: "stage-panel stage-steps landscape", ontoggle: () => this.#ask() },
      h("summary", {}, t("title")), h("p", { class: "stage-hint" }, t("help")),
      h("div", { class: "stage-table-bar" }, this.run.node, this.plane.node, this.drawing, this.loss.node), this.status,
      this.body);
  }

  // ---- what the stage tells

  /** @param {Scene} scene */
  scene({ runs, surface }) {
    if (surface.dim < FEWEST) this.panel.remove();
    else if (!this.panel.parentNode) this.node.append(this.panel);
    offer(this.run.box, runs.map(({ label }, i) => [String(i + 1), label]));
    offer(this.plane.box,
      PLANES.filter((name) => runs.length > 1 || name !== "all").map((name) => [name, this.t(`plane_${name}`)]));
    this.run.node.hidden = runs.length < 2;
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
    this.told = true;
    this.drawing.hidden = this.plane.box.value !== "random";
    this.#ask();
  }

  #typed() {
    const seed = Number(this.draws.value.trim() || NaN);
    const fits = Number.isInteger(seed) && seed >= 0 && seed <= MOST_DRAWS;
    this.draws.toggleAttribute("aria-invalid", !fits);
    if (fits) this.#draw(seed);
    else this.#say(this.t("number_bad"));
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
    const own = { run: this.run.box.value, plane: this.plane.box.value, draw: this.seed,
      loss: this.loss.box.value || LOSSES[0], scheme: this.ctx.scheme() };
    const wish = JSON.stringify([this.ctx.query(), own]);
    if (wish === this.wish) return;
    this.wish = wish;
    this.asked = this.ctx.query();
    this.panel.setAttribute("aria-busy", "true");
    if (this.body.hidden) this.#say(this.t("working"));
    this.fetch.want(this.asked, own);
  }

  /** @param {unknown} error */
  #trouble(error) {
    if (!error) return;
    this.wish = null; // the next rest tries again
    this.panel.removeAttribute("aria-busy");
    this.#say(error instanceof Refusal ? error.message : this.ctx.t.reconnecting);
  }

  /** @param {string} words */
  #say(words) {
    write(this.status, words);
    this.status.hidden = !words;
  }

  // ---- showing

  /** @param {LandscapeAnswer} answer */
  async #show(answer) {
    this.answer = answer;
    this.about = this.asked;
    this.loss.node.hidden = !answer.tests;
    this.loss.box.value = answer.loss;
    this.body.hidden = !answer.figure;
    this.#say(answer.figure ? "" : answer.words.join(" "));
    this.panel.removeAttribute("aria-busy");
    if (!answer.figure) return;
    this.names.replaceChildren(...answer.paths.map((path) => h("li", {}, swatch(path), path.label)));
    this.words.replaceChildren(...answer.words.map((words) => h("li", {}, words)));
    const { caption, heads, rows } = answer.table;
    this.table.replaceChildren(
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {},
        ...rows.map(([step, ...numbers]) =>
          h("tr", {}, h("th", { scope: "row" }, step), ...numbers.map((number) =>
            h("td", {}, short(number ?? NaN, SHOWN))
          ))
        )),
    );
    this.plot.node.setAttribute("aria-label", this.t("picture", { words: answer.words.join(" ") }));
    if (this.told)
      this.ctx.say(this.plane.box.value === "random" ? this.t("drawn", { draw: answer.draw }) : answer.words[0]);
    this.told = false;
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

/**
 * Puts options into a list where they are others; what was chosen stays chosen as long as it is there.
 * @param {HTMLSelectElement} box @param {[value: string, label: string][]} options
 */
function offer(box, options) {
  const key = JSON.stringify(options);
  if (box.dataset.offered === key) return;
  const before = box.value;
  box.dataset.offered = key;
  box.replaceChildren(...options.map(([value, label]) => h("option", { value }, label)));
  box.value = options.some(([value]) => value === before) ? before : options[0][0];
}
