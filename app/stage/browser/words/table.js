// The steps as a table, a page of rows at a time, for one run at a time.

import { h } from "../dom/dom.js";
import { fill, short } from "../dom/text.js";

const PAGE = 25;
const IN_LESSON = 10;

export class StepsTable {
  /** @type {Scene} */ scene;
  /** @type {Paths} */ paths;
  /** @type {number} */ row;
  /** @type {string} */ labels;

  /** @param {Texts} texts */
  constructor(texts) {
    this.texts = texts;
    this.first = 0;
    this.page = PAGE;
    this.choice = h("select", { class: "stage-select", "aria-label": texts.table_run, onchange: () => {
      this.first = 0;
      this.#draw();
    } });
    this.earlier = h("button", { type: "button", class: "stage-button stage-small",
      onclick: () => this.#turn(-this.page) }, texts.table_earlier);
    this.later = h("button", { type: "button", class: "stage-button stage-small",
      onclick: () => this.#turn(this.page) }, texts.table_later);
    this.table = h("table", { class: "stage-table" });
    this.node = h("details", { class: "stage-panel stage-steps", ontoggle: () => this.#draw() },
      h("summary", {}, texts.table), h("div", { class: "stage-table-bar" }, this.choice, this.earlier, this.later),
      h("div", { class: "stage-table-box", tabindex: 0, role: "region", "aria-label": texts.table }, this.table));
  }

  /** @param {Scene} scene @param {Paths} paths @param {number} row */
  show(scene, paths, row) {
    this.scene = scene;
    this.paths = paths;
    this.row = row;
    this.page = scene.wishes.lesson ? IN_LESSON : PAGE;
    const labels = scene.runs.map((run) => run.label);
    if (labels.join() !== this.labels) {
      this.labels = labels.join();
      const chosen = this.choice.selectedIndex;
      this.choice.replaceChildren(...labels.map((label, i) => h("option", { value: i }, label)));
      this.choice.selectedIndex = Math.max(0, Math.min(chosen, labels.length - 1));
    }
    this.#draw();
  }

  /** @param {number} by */
  #turn(by) {
    this.first += by;
    this.#draw();
  }

  #draw() {
    const run = this.paths?.runs[this.choice.selectedIndex];
    if (!this.node.open || !run) return;
    this.first = Math.max(0, Math.min(this.first, run.rows - 1 - ((run.rows - 1) % this.page)));
    const end = Math.min(run.rows, this.first + this.page);
    this.earlier.disabled = this.first === 0;
    this.later.disabled = end >= run.rows;
    const t = this.texts;
    const { variables } = this.scene.surface;
    const heads = [
      t.col_step,
      ...variables.map((variable) => fill(t.col_point, { variable })),
      ...variables.map((variable) => fill(t.col_gradient, { variable })),
      t.col_rate,
      ...variables.map((variable) => fill(t.col_move, { variable })),
      t.col_size,
      t.col_loss,
    ];
    const body = [];
    for (let r = this.first; r < end; r++) {
      const next = run.every === 1 && r + 1 < run.rows ? r + 1 : null;
      const cells = [
        ...run.point.map((c) => c[r]),
        ...run.gradient.map((c) => c[r]),
        run.rate[r],
        ...run.point.map((c) => (next == null ? NaN : c[next] - c[r])),
        run.size[r],
        run.loss[r],
      ];
      body.push(
        h("tr", { class: r === this.row ? "stage-now" : null }, h("th", { scope: "row" }, run.step(r)),
          ...cells.map((v) => h("td", {}, short(v, 5)))),
      );
    }
    const caption = fill(t.table_caption, { name: this.scene.runs[this.choice.selectedIndex].label, first: this.first,
      last: end - 1, rows: run.rows });
    this.table.replaceChildren(
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...body),
    );
  }
}
