// The examples by hand: each can be moved on the plot, with keys or with numbers; examples come and go; the set's own come back.

import { h, write } from "../dom/dom.js";
import { Fields, roundTo } from "../controls/fields.js";
import { fill, short } from "../dom/text.js";

/** @type {Record<string, number>} */
const NEAR = { mouse: 14, pen: 18, touch: 24 }; // pixels from an example that are still at it
const KEY_SHARE = 0.01; // of the plot, for one press of an arrow key
/** @type {Record<string, Pixel>} */
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
/** @type {Record<string, number>} */
const CHOICES = { PageDown: 1, PageUp: -1 };
const DIGITS = 6; // as a link holds them
const HINT = "stage-points-hint";

export class PointEditor {
  /** @type {ExamplesRecord} */ examples;
  /** @type {ExamplesPlot} */ plot;
  /** @type {number[][]} */ rows;
  /** @type {Ends[] | null} */ frame;
  /** @type {number[]} */ offset;
  /** @type {number[]} */ scale;
  /** @type {Set<ExamplesPlot>} */ plots;
  /** @type {PointDrag | null} */ drag;
  /** @type {(event: KeyboardEvent) => void} */ escape;

  /**
   * `actions`: `edit(changes, final)` and `restage(changes, drop)` of the stage, `say(text)`, `redraw()` of the plot.
   * @param {Texts} texts @param {DataActions} actions
   */
  constructor(texts, actions) {
    this.texts = texts;
    this.actions = actions;
    this.rows = [];
    this.chosen = 0;
    this.plots = new Set();
    this.frame = null;
    /** @param {string} text @param {() => void} act */
    const button = (text, act) =>
      h("button", { type: "button", class: "stage-button stage-small", onclick: act }, text);
    this.grip = h("button", { type: "button", class: "stage-point", "aria-describedby": HINT,
      onkeydown: (event) => this.#key(event), onfocus: () => {
        this.#say("point");
        this.place();
      }, onblur: () => this.plot.marked.point(null) });
    this.fields = new Fields(texts, (key, value, final) => this.#typed(key, Number(value), final));
    this.group = h("select", { class: "stage-select", id: "stage-points-class" });
    this.class = h("span", { class: "stage-check" }, h("label", { for: "stage-points-class" }, texts["points.class"]),
      this.group);
    this.back = button(texts["points.back"], () => this.#back());
    this.less = button(texts["points.remove"], () => this.#remove());
    this.more = button(texts["points.add"], () => this.#add(this.#middle()));
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
    if (!this.drag) this.rows = examples.rows.map((row) => [...row]);
    this.seen(examples);
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
    this.#listen(plot);
    if (this.grip.parentNode !== plot.node) plot.node.append(this.grip);
    this.place();
  }

  /**
   * How the inputs are seen from now on: (input - offset) / scale.
   * @param {InputScale} scale
   */
  seen({ offset, scale }) {
    this.offset = offset;
    this.scale = scale;
  }

  /** The plot's two ranges while something is held, in what is seen of the inputs; null: they follow the data. */
  held() {
    return this.frame?.map((ends, axis) => ends.map((end) => this.#seen(end, axis))) ?? null;
  }

  /** Puts the ring and the numbers where the chosen example is. */
  place() {
    if (!this.examples?.editable || !this.plot.width) return;
    const row = this.rows[this.chosen];
    const [px, py] = this.plot.place(this.chosen) ?? [];
    const [left, top] = origin(this.plot);
    const at = this.drag?.at ?? [px, py];
    this.grip.style.transform = `translate(${left + at[0]}px, ${top + at[1]}px)`;
    this.grip.classList.toggle("stage-point-on", Boolean(this.drag) || this.node.open);
    if (document.activeElement === this.grip) this.plot.marked.point(this.chosen);
    if (this.drag) return; // its name is said when it rests
    this.grip.setAttribute("aria-label", this.#words("point"));
    if (this.node.open) this.fields.show(this.#specs(row));
  }

  // ---- numbers

  /** @param {number} value @param {number} axis */
  #seen(value, axis) {
    return axis < this.scale.length ? (value - this.offset[axis]) / this.scale[axis] : value;
  }

  /** @param {number} value @param {number} axis */
  #raw(value, axis) {
    return axis < this.scale.length ? value * this.scale[axis] + this.offset[axis] : value;
  }

  /**
   * The plot's two ranges in raw numbers.
   * @returns {Ends[]}
   */
  #ranges() {
    const { width, height } = this.plot;
    const [low, high] = [this.plot.values(0, height), this.plot.values(width, 0)];
    return [0, 1].map((axis) => [this.#raw(low[axis], axis), this.#raw(high[axis], axis)]);
  }

  /** @param {number} value @param {number} step */
  #rounded(value, step) {
    const most = this.examples.largest;
    return Number(roundTo(Math.max(-most, Math.min(most, value)), step).toPrecision(DIGITS));
  }

  /** @param {number[]} row @returns {Control[]} */
  #specs(row) {
    const count = this.rows.length;
    const plain = { log: false, help: "" };
    const number = { ...plain, key: "number", label: this.texts["points.number"], value: this.chosen + 1, low: 1,
      high: count, validLow: 1, validHigh: count, whole: true };
    const most = this.examples.largest;
    return [number, ...this.#ranges().map(([low, high], axis) => (
      { ...plain, key: String(axis), label: this.examples.labels[axis], value: row[axis], low, high, validLow: -most,
        validHigh: most, whole: false }
    ))];
  }

  // ---- changes

  /**
   * Sets the first two numbers of a row.
   * @param {number} i @param {number[]} values @param {boolean} final
   */
  #set(i, values, final) {
    this.frame ??= this.#ranges();
    const steps = this.frame.map(([low, high]) => (high - low) / 2000);
    this.rows[i] = [...values.map((value, axis) => this.#rounded(value, steps[axis])), ...this.rows[i].slice(2)];
    this.#tell(final);
  }

  /** @param {boolean} final */
  #tell(final) {
    if (final) this.frame = null;
    this.actions.edit({ [this.examples.keys.rows]: this.#text() }, final);
  }

  #text() {
    return this.rows.map((row) => row.join("_")).join("__");
  }

  /** @param {number[]} place */
  #add([x, y]) {
    if (this.rows.length >= this.examples.most) return this.actions.say(this.note.textContent);
    const steps = this.#ranges().map(([low, high]) => (high - low) / 500);
    const row = [x, y].map((value, axis) => this.#rounded(value, steps[axis]));
    this.rows.push(this.examples.groups.length ? [...row, Number(this.group.value)] : row);
    this.chosen = this.rows.length - 1;
    this.#tell(true);
    this.#say("added");
  }

  #remove() {
    if (this.rows.length <= this.examples.fewest)
      return this.actions.say(fill(this.texts["points.few"], { count: this.examples.fewest }));
    const gone = this.#words("removed");
    this.rows.splice(this.chosen, 1);
    this.chosen = Math.min(this.chosen, this.rows.length - 1);
    this.#tell(true);
    this.actions.say(gone);
  }

  #back() {
    const { rows, held } = this.examples.keys;
    this.actions.restage({}, (key) => key === rows || key === held);
    this.actions.say(this.texts["points.are_back"]);
    this.node.querySelector("summary")?.focus(); // the button goes
  }

  #middle() {
    return this.#ranges().map(([low, high]) => (low + high) / 2);
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
    this.#set(this.chosen, values, final);
    if (final) this.#say("moved");
  }

  // ---- keys

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key, shiftKey } = event;
    if (key in MOVES) {
      const ranges = this.#ranges();
      const share = KEY_SHARE * (shiftKey ? 10 : 1);
      const moved = this.rows[this.chosen].slice(0, 2).map((value, axis) =>
        value + MOVES[key][axis] * share * (ranges[axis][1] - ranges[axis][0])
      );
      this.#set(this.chosen, moved, true);
      this.#say("moved");
    } else if (key in CHOICES) {
      this.chosen = (this.chosen + CHOICES[key] + this.rows.length) % this.rows.length;
      this.place();
      this.#say("point");
    } else if (key === "Delete" || key === "Backspace") {
      this.#remove();
    } else {
      return;
    }
    event.preventDefault();
  }

  // ---- the pointer

  /** @param {ExamplesPlot} plot */
  #listen(plot) {
    if (this.plots.has(plot)) return;
    this.plots.add(plot);
    /** @template {Event} Kind @param {(event: Kind) => unknown} act @returns {(event: Kind) => unknown} */
    const mine = (act) => (event) => this.plot === plot && this.examples.editable && act(event);
    const { svg } = plot;
    svg.classList.add("stage-points-plot");
    svg.addEventListener("pointerdown", mine((event) => this.#grab(event)));
    svg.addEventListener("pointermove", mine((event) => (this.drag ? this.#pull(event) : this.#hover(event))));
    svg.addEventListener("pointerup", mine(() => this.#release()));
    svg.addEventListener("pointercancel", mine(() => this.#release()));
    svg.addEventListener("touchstart", mine((event) => this.drag && event.preventDefault()), { passive: false }); // the page stays where it is
    svg.addEventListener("dblclick", mine((event) => this.#near(event) == null && this.#add(this.#under(event))));
  }

  /** @param {MouseEvent} event @returns {Pixel} */
  #pixels(event) {
    const box = this.drag?.box ?? this.plot.svg.getBoundingClientRect();
    const [left, top] = origin(this.plot);
    /** @param {number} value @param {number} most */
    const within = (value, most) => Math.max(0, Math.min(most, value));
    return [within(event.clientX - box.left - left, this.plot.width),
      within(event.clientY - box.top - top, this.plot.height)];
  }

  /**
   * The raw numbers at the pointer.
   * @param {MouseEvent} event
   */
  #under(event) {
    return this.plot.values(...this.#pixels(event)).map((value, axis) => this.#raw(value, axis));
  }

  /** @param {MouseEvent} event */
  #near(event) {
    const [px, py] = this.#pixels(event);
    const far = this.rows.map((_, i) => {
      const [x, y] = this.plot.place(i);
      return Math.hypot(x - px, y - py);
    });
    const least = Math.min(...far);
    const near = event instanceof PointerEvent ? NEAR[event.pointerType] : null;
    return least <= (near ?? NEAR.mouse) ? far.indexOf(least) : null;
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    this.plot.svg.style.cursor = this.#near(event) == null ? "" : "grab";
  }

  /** @param {PointerEvent} event */
  #grab(event) {
    if (event.button || this.drag) return;
    const i = this.#near(event);
    if (i == null) return;
    this.chosen = i;
    this.drag = { box: this.plot.svg.getBoundingClientRect(), rows: this.rows.map((row) => [...row]),
      field: this.actions.field(this.examples.keys.rows), at: this.plot.place(i) };
    this.plot.svg.setPointerCapture(event.pointerId);
    this.escape = (pressed) => pressed.key === "Escape" && this.#cancel();
    document.addEventListener("keydown", this.escape);
    this.grip.focus({ preventScroll: true });
    event.preventDefault();
    this.place();
  }

  /** @param {PointerEvent} event */
  #pull(event) {
    const { drag } = this;
    if (!drag) return;
    drag.at = this.#pixels(event);
    drag.moved = true;
    this.place();
    this.#set(this.chosen, this.#under(event), false);
  }

  #release() {
    const { drag } = this;
    if (!drag) return;
    this.#end();
    if (!drag.moved) return this.place();
    this.#tell(true);
    this.#say("moved");
  }

  #cancel() {
    if (!this.drag) return;
    const { rows, field } = this.drag;
    const key = this.examples.keys.rows;
    this.#end();
    this.rows = rows;
    this.frame = null;
    this.actions.restage(field == null ? {} : { [key]: field }, (name) => name === key);
    this.actions.say(this.texts["points.cancelled"]);
  }

  #end() {
    this.drag = null;
    document.removeEventListener("keydown", this.escape);
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
  #say(what) {
    if (!this.drag) this.actions.say(this.#words(what));
  }
}

/**
 * Where the inner plot begins within its picture, in pixels.
 * @param {ExamplesPlot} plot @returns {Pixel}
 */
export function origin({ plot }) {
  return [Number(plot.getAttribute("x")), Number(plot.getAttribute("y"))];
}
