// The button that gives a run another learning rate from the step on that is shown, and what it would do.

import { button, h, write } from "../dom/dom.js";
import { fill } from "../dom/text.js";

export class Branch {
  /** @param {Texts} texts @param {() => void} act */
  constructor(texts, act) {
    this.texts = texts;
    this.button = button(texts.change_rate, act);
    this.hint = h("p", { class: "stage-hint" });
    this.nodes = [this.button, this.hint];
  }

  /** @param {RunPath} path @param {number} row */
  at(path, row) {
    const step = path.rows ? path.step(Math.min(row, path.rows - 1)) : 0;
    const nowhere = step < 1 || step >= path.last;
    if (this.button.disabled !== nowhere) this.button.disabled = nowhere;
    write(this.hint, nowhere ? this.texts.change_rate_how : fill(this.texts.change_rate_help, { step }));
  }
}
