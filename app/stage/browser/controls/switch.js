// A box to tick for what is only on or off.

import { h } from "../dom/dom.js";

let count = 0;

export class Switch {
  /** @type {Control} */ spec;

  /** @param {Control} spec @param {Texts} texts @param {Edit} edit */
  constructor(spec, texts, edit) {
    const id = `stage-switch-${++count}`;
    /** @type {HTMLInputElement} */
    this.box = h("input", { type: "checkbox", id,
      onchange: () => edit(this.spec.key, this.box.checked ? "1" : "0", true) });
    this.node = h("div", { class: "stage-field" },
      h("label", { for: id, class: "stage-check", title: spec.help || null }, this.box, spec.label));
    this.update(spec);
  }

  /** @param {number} value */
  set(value) {
    this.box.checked = value !== 0;
  }

  /** @param {Control} spec */
  update(spec) {
    this.spec = spec;
    this.set(spec.value);
  }
}
