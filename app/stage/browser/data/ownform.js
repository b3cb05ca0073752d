// What is learned from a table of one's own: which columns, which class, how much is held out, and how the first rows look.

import { h, write } from "../dom/dom.js";
import { Table } from "../dom/table.js";
import { Field } from "../controls/fields.js";
import { fill } from "../dom/text.js";

const LARGEST_SEED = 9999; // as in app/stage/answers/csv_rows.py
const MOST_HELD = 50; // per cent

export class OwnForm {
  /** @type {Learned | null} */ learn;

  /**
   * `choose(changes)` is told what is chosen, `take()` that the model is to learn from it.
   * @param {Texts} texts @param {(changes: TableWish) => void} choose @param {() => void} take
   */
  constructor(texts, choose, take) {
    this.texts = texts;
    this.choose = choose;
    const t = texts;
    /** @param {string} id @param {() => void} change */
    const picker = (id, change) => {
      const select = h("select", { class: "stage-select", id: `stage-own-${id}`, onchange: change });
      const label = h("label", { for: `stage-own-${id}`, class: "stage-label" });
      return { select, label, node: h("div", { class: "stage-own-picker" }, label, select) };
    };
    this.inputs = [picker("x1", () => this.#columns()), picker("x2", () => this.#columns())];
    this.target = picker("y", () => this.#columns({ group: null }));
    this.group = picker("group", () => choose({ group: this.group.select.value }));
    /** @param {string} key @param {number} high */
    const number = (key, high) =>
      new Field(
        { key, label: t[`owndata.${key}`], help: t[`owndata.${key}_help`], value: 0, low: 0, high, validLow: 0,
          validHigh: high, log: false, whole: true, typed: key === "seed" },
        t,
        (name, value, final) => final && choose({ [name]: value }),
      );
    this.held = number("held", MOST_HELD);
    this.seed = number("seed", LARGEST_SEED);
    /** @param {string} id @param {string} text @param {() => void} [change] */
    const check = (id, text, change) => {
      const box = h("input", { type: "checkbox", id: `stage-own-${id}`, onchange: change });
      return { box, node: h("label", { for: `stage-own-${id}`, class: "stage-check" }, box, text) };
    };
    this.header = check("header", t["owndata.header"],
      () => choose({ header: this.header.box.checked ? 1 : 0, x: null, y: null, group: null }));
    this.even = check("even", t["owndata.standardise"]);
    this.scale = h("p", { class: "stage-hint" });
    this.size = h("p", {});
    this.notes = h("ul", { class: "stage-hint" });
    this.said = h("div", { role: "status" }, this.size, this.notes);
    this.problem = h("p", { class: "stage-error", role: "alert" });
    this.table = new Table(t["owndata.preview"]);
    this.words = h("p", {});
    this.take = h("button", { type: "button", class: "stage-button stage-own-take", onclick: take },
      t["owndata.learn"]);
    this.ready = h("div", {}, this.table.node, this.words, this.even.node, this.scale, this.take);
    const pickers = [...this.inputs.map(({ node }) => node), this.target.node, this.group.node, this.held.node,
      this.seed.node];
    this.node = h("div", { class: "stage-own-form", hidden: true }, this.said,
      h("div", { class: "stage-own-columns" },
        h("div", {}, this.header.node, h("div", { class: "stage-own-pickers" }, ...pickers), this.problem),
        this.ready));
  }

  /** Whether the inputs are to be standardised. */
  get standardise() {
    return this.even.box.checked;
  }

  /**
   * `answer` is app/stage/answers/csv_rows.py's; `name` says where the table comes from.
   * @param {TableAnswer} answer @param {string} name
   */
  show(answer, name) {
    const { kind, header, columns, chosen, problem, learn } = answer;
    const t = this.texts;
    this.node.hidden = false;
    write(this.size, `${name}: ${answer.words}`);
    this.notes.replaceChildren(...[...answer.notes, ...(learn?.notes ?? [])].map((note) => h("li", {}, note)));
    this.header.box.checked = header;
    const classes = kind === "classes";
    this.inputs[1].node.hidden = !classes;
    this.inputs.forEach(({ select, label }, i) => {
      write(label, classes || i ? fill(t["owndata.input_of_two"], { number: i + 1 }) : t["owndata.input"]);
      this.#options(select, columns, chosen?.x[i]);
    });
    write(this.target.label, t[classes ? "owndata.classes" : "owndata.target"]);
    this.#options(this.target.select, columns, chosen?.y);
    const groups = classes && chosen ? columns[chosen.y].groups : [];
    this.group.node.hidden = groups.length < 2;
    write(this.group.label, t[groups.length > 2 ? "owndata.against" : "owndata.class_one"]);
    this.group.select.replaceChildren(
      ...groups.map(({ label, count }, i) =>
        h("option", { value: i, selected: i === chosen?.group }, fill(t["owndata.group"], { label, count }))
      ),
    );
    if (chosen) this.held.set(chosen.held);
    if (chosen) this.seed.set(chosen.seed);
    write(this.problem, problem ?? "");
    this.ready.hidden = !learn;
    if (learn && learn.points !== this.learn?.points) this.even.box.checked = learn.standardise;
    this.learn = learn;
    if (learn) this.#preview(learn);
  }

  /** @param {TableWish} [more] */
  #columns(more) {
    const inputs = this.inputs.filter(({ node }) => !node.hidden).map(({ select }) => select.value);
    const y = this.target.select.value;
    if ([...inputs, y].every(Boolean)) this.choose({ x: inputs.join(), y, ...more });
  }

  /** @param {HTMLSelectElement} select @param {TableColumn[]} columns @param {number | undefined} chosen */
  #options(select, columns, chosen) {
    select.replaceChildren(
      ...columns.map(({ name, words }, i) => h("option", { value: i, selected: i === chosen }, `${name} (${words})`)),
    );
    if (chosen == null) select.selectedIndex = -1;
  }

  /** @param {Learned} learn */
  #preview({ heads, preview, words, scale }) {
    write(this.words, words);
    write(this.scale, scale);
    this.table.show({ caption: fill(this.texts["owndata.preview_caption"], { count: preview.length }), heads,
      rows: preview.map((row) => row.map((text) => h("td", {}, text))) });
  }
}
