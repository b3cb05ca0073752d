// The surface in symbols: the loss, its gradient and its curvature.

import { h } from "../dom/dom.js";
import { panel } from "../dom/folds.js";
import { formula } from "./rule.js";

export class Symbols {
  /** @type {string} */ key;

  /** @param {Texts} texts */
  constructor(texts) {
    this.list = h("div", {});
    this.node = panel("stage-symbols", texts.symbols, "", {}, [], this.list);
  }

  /** @param {SymbolsRecord} symbols */
  show({ formulas, notes }) {
    const key = JSON.stringify([formulas, notes]);
    if (key === this.key) return;
    this.key = key;
    // a wide formula is moved sideways in its own box, with the keyboard too
    /** @param {SymbolFormula} one @param {number} i */
    const label = ({ caption },
      i) => (formulas.filter((one) => one.caption === caption).length > 1 ? `${i + 1}. ${caption}` : caption);
    /** @param {SymbolFormula} one @param {number} i */
    const box = (one, i) =>
      h("div", { class: "stage-formula-box", tabindex: 0, role: "region", "aria-label": label(one, i) },
        formula(one.math));
    this.list.replaceChildren(
      ...formulas.flatMap((one, i) => [box(one, i), h("p", { class: "stage-hint" }, one.caption)]),
      ...notes.map((note) => h("p", { class: "stage-hint" }, note)),
    );
  }
}
