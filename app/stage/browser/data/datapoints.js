// The examples by hand: each can be moved on the plot, with keys or with numbers; examples come and go; the set's own come back.

import { button, h, write } from "../dom/dom.js";
import { Fields } from "../controls/fields.js";
import { fill, short } from "../dom/text.js";
import { PointDragging } from "./pointdrag.js";
import { DIGITS, PointNumbers, origin } from "./pointnumbers.js";

const KEY_SHARE = 0.01; // of the plot, for one press of an arrow key
/** @type {Record<string, Pixel>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** @type {Record<string, number>} */
const CHOICES = { PageDown: 1, PageUp: -1 };
const HINT = "stage-points-hint";

export class PointEditor {
  /** @type {ExamplesRecord} */ examples;
  /** @type {ExamplesPlot} */ plot;
  /** @type {number[][]} */ rows;
  /** @type {Ends[] | null} */ frame;

  /**
   * `actions`: `edit(changes, final)` and `restage(changes, drop)` of the stage, `say(text)`, `redraw()` of the plot.
   * @param {Texts} texts @param {DataActions} actions
   */
  constructor(texts, actions) {
    this.texts = texts;
    this.actions = actions;
    this.rows = [];
    this.chosen = 0;
    this.numbers = new PointNumbers();
    this.dragging = new PointDragging(this);
    this.frame = null;
    this.grip = h("button", { type: "button", class: "stage-point", "aria-describedby": HINT,
      onkeydown: (event) => this.#key(event), onfocus: () => {
        this.say("point");
        this.place();
      }, onblur: () => this.plot.marked.point(null) });
    this.fields = new Fields(texts, (key, value, final) => this.#typed(key, Number(value), final));
    this.group = h("select", { class: "stage-select", id: "stage-points-class" });
    this.class = h("span", { class: "stage-check" }, h("label", { for: "stage-points-class" }, texts["points.class"]),
      this.group);
    this.back = button(texts["points.back"], () => this.#back());
    this.less = button(texts["points.remove"], () => this.#remove());
    this.more = button(texts["points.add"], () => this.add(this.#middle()));
    this.note = h("p", { class: "stage-hint" });
    this.node = h("details", { class: "stage-more stage-points", ontoggle: () => this.place() },
      h("summary", {}, texts["points.title"]), h("p", { class: "stage-hint", id: HINT }, texts["points.hint"]),
      this.fields.node, h("div", { class: "stage-bar" }, this.more, this.class, this.less, this.back), this.note);
  }

  /**
   * Another scene. `examples` is app/stage/answers/examples.py's record, `plot` where they are drawn.
   * @param {ExamplesRecord} examples @param {ExamplesPlot} plot
   */
  of(examples, plot) {
    this.examples = examples;
    this.plot = plot;
    this.node.hidden = this.grip.hidden = !examples.editable;
    if (!examples.editable) return;
    if (!this.dragging.held) this.rows = examples.rows.map((row) => [...row]);
    this.numbers.plot = plot;
    this.numbers.largest = examples.largest;
    this.numbers.see(examples);
    this.chosen = Math.min(this.chosen, this.rows.length - 1);
    this.class.hidden = !examples.groups.length;
    if (this.group.options.length !== examples.groups.length)
      this.group.replaceChildren(...examples.groups.map((name, i) => h("option", { value: i }, name)));
    this.back.hidden = !examples.moved;
    this.more.disabled = this.rows.length >= examples.most;
    this.less.disabled = this.rows.length <= examples.fewest;
    write(this.note, this.more.disabled
      ? fill(this.texts["points.full"], { count: examples.most })
      : this.less.disabled
      ? fill(this.texts["points.few"], { count: examples.fewest })
      : "");
    this.dragging.listen(plot);
    if (this.grip.parentNode !== plot.node) plot.node.append(this.grip);
    this.place();
  }

  /** The plot's two ranges while something is held, in what is seen of the inputs; null: they follow the data. */
  held() {
    return this.frame?.map((ends, axis) => ends.map((end) => this.numbers.seen(end, axis))) ?? null;
  }

  /** Puts the ring and the numbers where the chosen example is. */
  place() {
    if (!this.examples?.editable || !this.plot.width) return;
    const row = this.rows[this.chosen];
    const [px, py] = this.plot.place(this.chosen) ?? [];
    const [left, top] = origin(this.plot);
    const at = this.dragging.held?.at ?? [px, py];
    this.grip.style.transform = `translate(${left + at[0]}px, ${top + at[1]}px)`;
    this.grip.classList.toggle("stage-point-on", Boolean(this.dragging.held) || this.node.open);
    if (document.activeElement === this.grip) this.plot.marked.point(this.chosen);
    if (this.dragging.held) return; // its name is said when it rests
    this.grip.setAttribute("aria-label", this.#words("point"));
    if (this.node.open) this.fields.show(this.#specs(row));
  }

  /** @param {number[]} row @returns {Control[]} */
  #specs(row) {
    const count = this.rows.length;
    const plain = { log: false, help: "" };
    const number = { ...plain, key: "number", label: this.texts["points.number"], value: this.chosen + 1, low: 1,
      high: count, validLow: 1, validHigh: count, whole: true };
    const most = this.examples.largest;
    return [number, ...this.numbers.ranges().map(([low, high], axis) => (
      { ...plain, key: String(axis), label: this.examples.labels[axis], value: row[axis], low, high, validLow: -most,
        validHigh: most, whole: false }
    ))];
  }

  // ---- changes

  /**
   * Sets the first two numbers of a row.
   * @param {number} i @param {number[]} values @param {boolean} final
   */
  set(i, values, final) {
    this.frame ??= this.numbers.ranges();
    const steps = this.frame.map(([low, high]) => (high - low) / 2000);
    this.rows[i] = [...values.map((value, axis) => this.numbers.rounded(value, steps[axis])), ...this.rows[i].slice(2)];
    this.tell(final);
  }

  /** @param {boolean} final */
  tell(final) {
    if (final) this.frame = null;
    this.actions.edit({ [this.examples.keys.rows]: this.#text() }, final);
  }

  #text() {
    return this.rows.map((row) => row.join("_")).join("__");
  }

  /** @param {number[]} place */
  add([x, y]) {
    if (this.rows.length >= this.examples.most) return this.actions.say(this.note.textContent);
    const steps = this.numbers.ranges().map(([low, high]) => (high - low) / 500);
    const row = [x, y].map((value, axis) => this.numbers.rounded(value, steps[axis]));
    this.rows.push(this.examples.groups.length ? [...row, Number(this.group.value)] : row);
    this.chosen = this.rows.length - 1;
    this.tell(true);
    this.say("added");
  }

  #remove() {
    if (this.rows.length <= this.examples.fewest)
      return this.actions.say(fill(this.texts["points.few"], { count: this.examples.fewest }));
    const gone = this.#words("removed");
    this.rows.splice(this.chosen, 1);
    this.chosen = Math.min(this.chosen, this.rows.length - 1);
    this.tell(true);
    this.actions.say(gone);
  }

  #back() {
    const { rows, held } = this.examples.keys;
    this.actions.restage({}, (key) => key === rows || key === held);
    this.actions.say(this.texts["points.are_back"]);
    this.node.querySelector("summary")?.focus(); // the button goes
  }

  #middle() {
    return this.numbers.ranges().map(([low, high]) => (low + high) / 2);
  }

  /** @param {string} key @param {number} value @param {boolean} final */
  #typed(key, value, final) {
    if (key === "number") {
      this.chosen = value - 1;
      this.place();
      return;
    }
    const values = this.rows[this.chosen].slice(0, 2);
    values[Number(key)] = value;
    this.set(this.chosen, values, final);
    if (final) this.say("moved");
  }

  // ---- keys

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, shiftKey } = event;
    if (key in MOVES) {
      const ranges = this.numbers.ranges();
      const share = KEY_SHARE * (shiftKey ? 10 : 1);
      const moved = this.rows[this.chosen].slice(0, 2).map((value, axis) =>
        value + MOVES[key][axis] * share * (ranges[axis][1] - ranges[axis][0])
      );
      this.set(this.chosen, moved, true);
      this.say("moved");
    } else if (key in CHOICES) {
      this.chosen = (this.chosen + CHOICES[key] + this.rows.length) % this.rows.length;
      this.place();
      this.say("point");
    } else if (key === "Delete" || key === "Backspace") {
      this.#remove();
    } else {
      return;
    }
    event.preventDefault();
  }

  // ---- words

  /** @param {string} what */
  #words(what) {
    const row = this.rows[this.chosen];
    const values = row.slice(0, 2).map((value, axis) => `${this.examples.labels[axis]} = ${short(value, DIGITS)}`).join(
      ", ",
    );
    const name = this.examples.groups[row[2]];
    const text = this.texts[`points.${what}`];
    return fill(text, { number: this.chosen + 1, count: this.rows.length,
      values: name ? `${values}, ${name}` : values });
  }

  /** @param {string} what */
  say(what) {
    if (!this.dragging.held) this.actions.say(this.#words(what));
  }
}
