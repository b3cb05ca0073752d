// The learner's own formula, checked while they type. A mistake is pointed at; the last good picture stays.

import { h } from "../dom/dom.js";
import { Fields } from "./fields.js";
import { Latest } from "../wire/endpoint.js";
import { fill } from "../dom/text.js";

const PAUSE_MS = 180;

export class FormulaEditor {
  /** @type {number} */ timer;

  /**
   * `use(answer)` is told a formula that works; `edit` a change of the box.
   * @param {Texts} texts @param {Endpoint} endpoint @param {(answer: FormulaAnswer) => void} use @param {Edit} edit
   */
  constructor(texts, endpoint, use, edit) {
    this.texts = texts;
    this.input = h("input", {
      type: "text",
      class: "stage-formula",
      id: "stage-formula",
      maxlength: 400,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-describedby": "stage-formula-say stage-formula-help",
      oninput: () => this.#typed(),
    });
    this.say = h("div", { class: "stage-formula-say", id: "stage-formula-say", role: "status" });
    this.offers = h("div", { class: "stage-formula-offers" });
    this.box = new Fields(texts, edit);
    this.node = h("section", { class: "stage-panel stage-own", hidden: true },
      h("label", { for: "stage-formula", class: "stage-formula-label" }, texts.formula), this.input,
      h("div", { class: "stage-formula-told" }, this.say, this.offers),
      h("p", { class: "stage-hint", id: "stage-formula-help" }, texts.formula_help), this.box.node);
    /** @type {Latest<[text: string], FormulaAnswer>} */
    this.check = new Latest(
      (text) => endpoint.formula(text),
      (answer, text) => {
        if (text !== this.input.value) return;
        if (answer.problems) return this.#point(answer);
        this.#tell(this.texts.formula_ok, true);
        use(answer);
      },
      () => {}, // no answer yet: it is asked again
    );
  }

  /** @param {Scene} scene */
  show(scene) {
    const { box } = scene;
    this.node.hidden = !box;
    if (!box) return;
    if (document.activeElement !== this.input && !this.input.hasAttribute("aria-invalid"))
      this.input.value = scene.surface.formula;
    this.box.show(
      scene.surface.variables.flatMap((variable, i) =>
        ["low", "high"].map((end, j) => ({
          key: `${variable}.${end}`,
          label: fill(this.texts[`formula_${end}`], { variable }),
          help: "",
          value: box[i][j],
          low: -10,
          high: 10,
          log: false,
          typed: true,
          validLow: end === "low" ? -1e6 : box[i][0] + 1e-6,
          validHigh: end === "high" ? 1e6 : box[i][1] - 1e-6,
        }))
      ),
    );
  }

  #typed() {
    clearTimeout(this.timer);
    this.#tell(this.texts.formula_checking, true);
    this.timer = setTimeout(() => this.check.want(this.input.value), PAUSE_MS);
  }

  /**
   * Says all that is wrong, shows the formula with the places marked, and offers what could be meant.
   * @param {FormulaAnswer} answer
   */
  #point({ problems = [], places = [], suggestions = [] }) {
    this.#tell("", false);
    this.say.append(...problems.map((problem) => h("p", {}, problem)));
    if (places.length) this.say.append(marked(this.input.value, places));
    this.offers.append(
      ...suggestions.map((formula) =>
        h("button", { type: "button", class: "stage-button", translate: "no", onclick: () => this.#take(formula) },
          fill(this.texts.take_formula, { formula }))
      ),
    );
  }

  /** @param {string} formula */
  #take(formula) {
    this.input.value = formula;
    this.input.focus();
    this.#typed();
  }

  /** @param {string} text @param {boolean} fine */
  #tell(text, fine) {
    this.say.textContent = text;
    this.offers.replaceChildren();
    this.say.classList.toggle("stage-error", !fine);
    this.input.toggleAttribute("aria-invalid", !fine);
  }
}

/**
 * A text with these places marked, in the order in which they stand.
 * @param {string} text @param {[position: number, length: number][]} places
 */
function marked(text, places) {
  const code = h("code", { class: "stage-formula-where" });
  let at = 0;
  for (const [position, length] of places.toSorted((a, b) => a[0] - b[0])) {
    const start = Math.max(at, position);
    const end = position + Math.max(1, length);
    if (end <= at) continue;
    code.append(text.slice(at, start), h("mark", {}, text.slice(start, end) || "␣"));
    at = end;
  }
  code.append(text.slice(at));
  return code;
}
