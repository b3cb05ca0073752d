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
    this.say = h("p", { class: "stage-formula-say", id: "stage-formula-say", role: "status" });
    this.box = new Fields(texts, edit);
    this.node = h("section", { class: "stage-panel stage-own", hidden: true },
      h("label", { for: "stage-formula", class: "stage-formula-label" }, texts.formula), this.input, this.say,
      h("p", { class: "stage-hint", id: "stage-formula-help" }, texts.formula_help), this.box.node);
    /** @type {Latest<[text: string], FormulaAnswer>} */
    this.check = new Latest(
      (text) => endpoint.formula(text),
      (answer, text) => {
        if (text !== this.input.value) return;
        if (answer.problem) return this.#point(answer);
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
   * Says what is wrong and shows the formula with the place marked.
   * @param {FormulaAnswer} answer
   */
  #point({ problem, position, length }) {
    this.#tell(problem ?? "", false);
    if (position == null) return;
    const text = this.input.value;
    const end = position + Math.max(1, length ?? 1);
    const marked = h("mark", {}, text.slice(position, end) || "␣");
    this.say.append(h("code", { class: "stage-formula-where" }, text.slice(0, position), marked, text.slice(end)));
  }

  /** @param {string} text @param {boolean} fine */
  #tell(text, fine) {
    this.say.textContent = text;
    this.say.classList.toggle("stage-error", !fine);
    this.input.toggleAttribute("aria-invalid", !fine);
  }
}
