// A slider with its number field. Every control of the stage is one of these, made from the descriptor Python sends.

import { h, tell } from "../dom/dom.js";
import { Switch } from "./switch.js";
import { shareOf } from "../plots/scale.js";
import { fill, neutral, short } from "../dom/text.js";

const POSITIONS = 400;
let count = 0;

/**
 * Plain decimal text as a number; a decimal comma is understood, "1,000" is not guessed at. NaN for anything else.
 * @param {string} text
 */
export function parseNumber(text) {
  const typed = text.trim().replace("−", "-");
  if (/^[+-]?[1-9]\d*,\d{3}$/.test(typed)) return NaN;
  const plain = typed.replace(/^([+-]?\d+),(\d+)$/, "$1.$2");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

export class Field {
  /** @type {boolean} */ held;
  /** @type {boolean} */ typing;
  /** @type {{ position: number; value: number } | undefined} */ chosen;
  /** @type {{ position: number; value: number } | null} */ began = null; // where a finger took the thumb
  /** @type {number} */ value;

  /**
   * `edit(key, text, final)` is told every change; `final` when the finger lets go.
   * @param {Control} spec @param {Texts} texts @param {Edit} edit
   */
  constructor(spec, texts, edit) {
    this.spec = spec;
    this.texts = texts;
    this.edit = edit;
    const id = `stage-field-${++count}`;
    this.range = h("input", {
      type: "range",
      min: 0,
      max: POSITIONS,
      step: this.#step(),
      class: "stage-range",
      "aria-label": spec.label,
      onpointerdown: () => {
        this.began = { position: Number(this.range.value), value: this.value };
      },
      oninput: () => {
        this.held = true;
        this.#moved(false);
      },
      onchange: () => this.#letGo(),
      // a range that is let go where it was taken tells of no change
      onpointerup: () => this.#letGo(),
      onpointercancel: () => this.#letGo(),
      onblur: () => this.#letGo(),
    });
    this.box = h("input", {
      type: "text",
      inputmode: "decimal",
      class: "stage-number",
      id,
      autocomplete: "off",
      spellcheck: "false",
      "aria-describedby": `${id}-error`,
      oninput: () => {
        this.typing = true;
      },
      onchange: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
    });
    this.error = h("p", { class: "stage-error", id: `${id}-error`, hidden: true });
    const label = h("label", { for: id, class: "stage-label", title: spec.help || null }, spec.label);
    this.node = h("div", { class: "stage-field" }, label, spec.typed ? null : this.range, this.box, this.error);
    this.set(spec.value);
  }

  /**
   * Shows a value that came from elsewhere; a field that is being edited is left alone.
   * @param {number} value
   */
  set(value) {
    if (value === this.value && value === this.spec.value) return; // a frame of a drag sets every field
    this.value = value;
    this.spec.value = value;
    if (!this.typing) this.box.value = this.#text(value);
    if (!this.held) this.range.value = String(this.#position(value));
    const outside = value < this.spec.low || value > this.spec.high;
    this.range.setAttribute("aria-valuetext", this.#text(value) + (outside ? ` (${this.texts.slider_end})` : ""));
  }

  /**
   * Takes over a new descriptor of the same field, such as another range.
   * @param {Control} spec
   */
  update(spec) {
    this.spec = spec;
    this.value = NaN; // unlike any other, so that it is shown
    this.range.step = String(this.#step());
    this.set(spec.value);
  }

  #step() {
    return this.#wholeSteps() ? POSITIONS / (this.spec.high - this.spec.low) : 1;
  }

  #wholeSteps() {
    return this.spec.whole && !this.spec.log && this.spec.high - this.spec.low <= POSITIONS;
  }

  /** @param {number} value */
  #position(value) {
    return Math.max(0, Math.min(1, shareOf(this.spec, value))) * POSITIONS;
  }

  /** @param {number} position */
  #at(position) {
    const { low, high, log, whole } = this.spec;
    const share = position / POSITIONS;
    const value = log ? low * (high / low) ** share : low + (high - low) * share;
    if (whole) return Math.round(value);
    if (share === 0) return low;
    if (share === 1) return high;
    return log ? Number(value.toPrecision(3)) : roundTo(value, (high - low) / POSITIONS);
  }

  /** @param {number} value */
  #text(value) {
    return this.spec.whole ? String(value) : neutral(value, 6);
  }

  #letGo() {
    if (this.held) {
      this.held = false;
      this.#moved(true);
    }
    this.began = null;
  }

  /** @param {boolean} final */
  #moved(final) {
    const position = Number(this.range.value);
    const again = this.chosen?.position === position && this.chosen.value === this.value; // let go where it was moved to
    const back = this.began?.position === position ? this.began.value : null; // where it was taken it has its old value
    let value = back ?? (again ? this.value : this.#at(position));
    // a key press on a whole number always leads to another one
    if (this.spec.whole && value === this.value && !again && back === null)
      value += Math.sign(position - this.#position(this.value));
    this.chosen = { position, value };
    this.#complain("");
    this.value = this.spec.value = value;
    this.box.value = this.#text(value);
    this.range.setAttribute("aria-valuetext", this.#text(value));
    this.edit(this.spec.key, String(value), final);
  }

  #typed() {
    this.typing = false;
    const value = parseNumber(this.box.value);
    const { label, validLow, validHigh, whole } = this.spec;
    if (Number.isNaN(value) || (whole && !Number.isInteger(value))) return this.#complain(this.texts.number_bad);
    if (value < validLow || value > validHigh) {
      const high = validHigh > 1e300 ? "∞" : short(validHigh, 17);
      return this.#complain(fill(this.texts.number_outside, { name: label, low: short(validLow, 17), high }));
    }
    this.#complain("");
    this.value = this.spec.value = value;
    this.range.value = String(this.#position(value));
    this.edit(this.spec.key, String(value), true);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape") {
      this.typing = false;
      this.box.value = this.#text(this.value);
      this.#complain("");
    }
  }

  /** @param {string} text */
  #complain(text) {
    tell(this.error, text);
    this.box.toggleAttribute("aria-invalid", Boolean(text));
  }
}

/**
 * A number rounded to a place well below `step`, so that fields show no noise digits.
 * @param {number} value @param {number} step
 */
export function roundTo(value, step) {
  const places = Math.max(0, Math.ceil(-Math.log10(step)) + 1);
  return Number(value.toFixed(Math.min(places, 12)));
}

/** A list of fields that survives updates: what has the same key keeps its place and its focus. */
export class Fields {
  /** @type {string} */ keys;

  /** @param {Texts} texts @param {Edit} edit */
  constructor(texts, edit) {
    this.texts = texts;
    this.edit = edit;
    this.byKey = new Map();
    this.node = h("div", { class: "stage-fields" });
  }

  /** @param {Control[]} specs */
  show(specs) {
    const keys = specs.map((spec) => `${spec.key} ${spec.label}`).join("|");
    if (keys === this.keys) {
      for (const spec of specs) this.byKey.get(spec.key)?.update(spec);
      return;
    }
    this.keys = keys;
    this.byKey = new Map(
      specs.map((spec) => [spec.key, new (spec.switch ? Switch : Field)(spec, this.texts, this.edit)]),
    );
    this.node.replaceChildren(...[...this.byKey.values()].map((field) => field.node));
  }

  /** @param {string} key @param {number} value */
  set(key, value) {
    this.byKey.get(key)?.set(value);
  }
}
