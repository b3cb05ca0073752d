// The steps as a table, a page of rows at a time, for one run at a time.

import { Chooser } from "../controls/chooser.js";
import { button } from "../dom/dom.js";
import { panel } from "../dom/folds.js";
import { Table } from "../dom/table.js";
import { fill, short, TABLE } from "../dom/text.js";

const PAGE = 25;
const IN_LESSON = 10;

export class StepsTable {
  /** @type {Scene} */ scene;
  /** @type {Paths} */ paths;
  /** @type {number} */ row;

  /** @param {Texts} texts */
  constructor(texts) {
    this.texts = texts;
    this.first = 0;
    this.page = PAGE;
    this.choice = new Chooser(texts.table_run, () => {
      this.first = 0;
      this.#draw();
    });
    this.earlier = button(texts.table_earlier, () => this.#turn(-this.page));
    this.later = button(texts.table_later, () => this.#turn(this.page));
    this.table = new Table(texts.table);
    this.node = panel("", texts.table, "", { ontoggle: () => this.#draw() }, [this.choice.node, this.earlier,
      this.later], this.table.node);
  }

  /** @param {Scene} scene @param {Paths} paths @param {number} row */
  show(scene, paths, row) {
    this.scene = scene;
    this.paths = paths;
    this.row = row;
    this.page = scene.wishes.lesson ? IN_LESSON : PAGE;
    this.choice.of(scene.runs);
    this.#draw();
  }

  /** @param {number} by */
  #turn(by) {
    this.first += by;
    this.#draw();
  }

  #draw() {
    const run = this.paths?.runs[this.choice.place];
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
    const rows = [];
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
      rows.push([run.step(r), ...cells.map((value) => short(value, TABLE))]);
    }
    const caption = fill(t.table_caption, { name: this.scene.runs[this.choice.place].label, first: this.first,
      last: end - 1, rows: run.rows });
    this.table.show({ caption, heads, rows, now: this.row - this.first });
  }
}
