// The data beside the loss: the points, the model of every run at the shown row, and how far each point is from it.

import { h, write } from "./fields.js";
import { Latest } from "./model.js";
import { Scatter } from "./scatter.js";
import { fill, short } from "./plots.js";

const MOST_SQUARES = 40; // points; more squares would hide each other
const TABLE_ROWS = 40;

export class DataPanel {
  constructor(texts, endpoint) {
    Object.assign(this, { texts, endpoint, shown: [] });
    const check = (id, text, change) => {
      const box = h("input", { type: "checkbox", id, onchange: change });
      return { box, node: h("label", { for: id, class: "stage-check", hidden: true }, box, text) };
    };
    this.squares = check("stage-squares", texts.data_squares, () => this.#again());
    this.units = check("stage-units", texts.data_units, () => { this.asked = null; this.#again(); this.#ask(); });
    this.fetchUnits = new Latest((...wish) => endpoint.units(...wish), (answer) => { this.hidden = answer; this.#again(); }, () => {});
    this.bar = h("div", { class: "stage-bar" }, this.squares.node, this.units.node);
    this.scatter = new Scatter();
    this.words = h("p", { class: "stage-hint" });
    this.table = h("table", { class: "stage-table" });
    this.fold = h(
      "details", { class: "stage-more", ontoggle: () => this.#tabulate() }, h("summary", {}, texts.data_table),
      h("div", { class: "stage-table-box", tabindex: 0, role: "region", "aria-label": texts.data_table }, this.table),
    );
    this.node = h("section", { class: "stage-data", "aria-label": texts.data, hidden: true });
  }

  /** Another scene: other points, or none. */
  of(scene, size) {
    const { data, wishes } = scene;
    const fresh = JSON.stringify(data) !== this.told;
    Object.assign(this, { scene, data, told: JSON.stringify(data) });
    const parts = data && !this.node.hidden ? [this.scatter.svg, this.words, this.bar, this.fold] : [];
    if (this.node.childElementCount !== parts.length) this.node.replaceChildren(...parts);
    if (!parts.length) return;
    this.squares.node.hidden = data.x.length > MOST_SQUARES;
    if (fresh && wishes.lesson && !wishes.paths) this.squares.box.checked = true; // there it is what is to be seen
    this.units.node.hidden = !data.units;
    this.bar.hidden = this.squares.node.hidden && this.units.node.hidden;
    this.hidden = null;
    this.scatter.of(data, scene.background, this.texts);
    this.resize(size);
  }

  resize(size) {
    if (!this.data || this.node.hidden) return;
    this.scatter.resize(size);
    this.#again();
  }

  /** The models at a row; where no run is drawn, the one at the start. */
  draw(paths, row, query) {
    if (!this.data || this.node.hidden) return;
    const { wishes, looks, background } = this.scene;
    const neutral = wishes.hold || !wishes.paths;
    const played = row !== this.row && query === this.query;
    if (query !== this.query) this.hidden = this.asked = null; // they are asked for once nothing moves
    Object.assign(this, { row, query, run: paths.runs[0] });
    const ink = { color: "var(--st-primary-color)", dash: "solid", marker: "circle", label: this.texts.data_start };
    const runs = neutral ? paths.runs.slice(0, 1) : paths.runs;
    this.shown = runs.map((run, i) => modelAt(run, row, neutral ? ink : looks[i], this.data)).filter(Boolean);
    this.background = background;
    this.#again();
    this.words.hidden = !wishes.paths && !this.data.test; // the loss is already said
    const said = ({ label, step, loss, test }) => fill(test == null ? this.texts.data_words : this.texts.data_words_test, { name: label, step, loss: short(loss), test: short(test) });
    write(this.words, this.shown.map(said).join(" "));
    if (played) this.#ask();
  }

  /** Once nothing moves: the hidden units, the table and the picture in words. */
  rest() {
    if (!this.data || this.node.hidden) return;
    const { x, test } = this.data;
    this.scatter.describe(`${fill(test ? this.texts.data_alt_test : this.texts.data_alt, { count: x.length, test: test?.x.length })} ${this.words.textContent}`);
    this.#ask();
    this.#tabulate();
  }

  #again() {
    if (!this.data) return;
    const squares = this.squares.box.checked && !this.squares.node.hidden;
    this.scatter.draw(this.shown, { squares, units: this.units.box.checked ? this.hidden : null });
  }

  #ask() {
    if (!this.data.units || !this.units.box.checked || !this.run?.rows) return;
    const wish = [this.query, 1, this.run.step(Math.min(this.row, this.run.rows - 1))];
    if (wish.join(" ") === this.asked) return;
    this.asked = wish.join(" ");
    this.fetchUnits.want(...wish);
  }

  #tabulate() {
    if (!this.fold.open || !this.data) return;
    const { x, y, labels } = this.data;
    const t = this.texts;
    const heads = [labels.x, labels.y, ...this.shown.flatMap(({ label }) => [fill(t.data_model, { name: label }), t.data_residual])];
    const rows = x.slice(0, TABLE_ROWS).map((value, i) => [value, y[i], ...this.shown.flatMap(({ at }) => [at[i], y[i] - at[i]])]);
    this.table.replaceChildren(
      h("caption", {}, fill(t.data_caption, { rows: rows.length, count: x.length })),
      h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((value) => h("td", {}, short(value)))))),
    );
  }
}

/** The model of a run at a row: its curve over the grid, and its values at the points, between the grid's. */
function modelAt(run, row, look, { grid, x, test }) {
  if (!look || !run.fit || !run.loss.length) return null;
  const now = Math.min(row, Math.max(0, run.rows - 1));
  const step = run.step(now);
  const place = step >= run.last ? run.fit.rows - 1 : Math.floor(step / run.fit.every);
  const curve = run.fit.columns.slice(0, grid.length).map((column) => column[place]);
  return { ...look, step, loss: run.loss[now], test: test ? run.fit.columns[grid.length]?.[place] : null, curve, at: x.map((value) => between(grid, curve, value)) };
}

function between(grid, curve, x) {
  const right = Math.max(1, Math.min(grid.length - 1, grid.findIndex((end) => end >= x)));
  const share = (x - grid[right - 1]) / (grid[right] - grid[right - 1]);
  return curve[right - 1] + share * (curve[right] - curve[right - 1]);
}
