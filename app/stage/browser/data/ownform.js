// What is learned from a table of one's own: how it was read, which columns, which class, and how the first rows look.

import { h, write } from "../dom/dom.js";
import { Table } from "../dom/table.js";
import { Field } from "../controls/fields.js";
import { fill } from "../dom/text.js";

const LARGEST_SEED = 9999; // as in app/stage/answers/csv_rows.py
const MOST_HELD = 50; // per cent

const FORMAT = /** @type {const} */ (["separator", "decimal", "encoding"]);
const ANEW = { x: null, y: null, group: null }; // other columns may be meant

export class OwnForm {
  /** @type {Learned | null} */ learn;
  /** @type {{ answer: TableAnswer; name: string } | undefined} */ shown;

  /**
   * `choose(changes)` is told what is chosen, `take()` that the model is to learn from it.
   * @param {Texts} texts @param {(changes: TableWish) => void} choose @param {() => void} take
   */
  constructor(texts, choose, take) {
    this.texts = texts;
    this.choose = choose;
    const t = texts;
    /** @param {string} id @param {() => void} change @param {string} [words] */
    const picker = (id, change, words = "") => {
      const select = h("select", { class: "stage-select", id: `stage-own-${id}`, onchange: change });
      const label = h("label", { for: `stage-own-${id}`, class: "stage-label" }, words);
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
      () => choose({ header: this.header.box.checked ? 1 : 0, ...ANEW }));
    this.format = FORMAT.map((key) => {
      const made = picker(key, () => choose({ [key]: made.select.value, ...ANEW }), t[`owndata.${key}`]);
      return made;
    });
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
    this.read = h("fieldset", { class: "stage-own-read" }, h("legend", {}, t["owndata.format"]),
      h("div", { class: "stage-own-pickers" }, ...this.format.map(({ node }) => node)), this.header.node);
    const pickers = [...this.inputs.map(({ node }) => node), this.target.node, this.group.node, this.held.node,
      this.seed.node];
    this.columns = h("div", { class: "stage-own-pickers" }, ...pickers);
    this.node = h("div", { class: "stage-own-form", hidden: true }, this.said,
      h("div", { class: "stage-own-columns" }, h("div", {}, this.read, this.columns, this.problem), this.ready));
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
    const { kind, header, format, columns, chosen, problem, learn } = answer;
    const t = this.texts;
    this.shown = { answer, name };
    this.node.hidden = false;
    this.format.forEach(({ select }, i) => {
      const { value, options } = format[i];
      select.replaceChildren(
        ...options.map((one) => h("option", { value: one.value, selected: one.value === value }, one.label)),
      );
    });
    this.columns.hidden = !columns.length;
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

  /** What was chosen could not be read, so the lists say again what is shown. */
  again() {
    if (this.shown) this.show(this.shown.answer, this.shown.name);
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
