// Which run is looked into: a list of the runs, hidden where there is only one.

import { h } from "../dom/dom.js";

export class RunChoice {
  /** @type {string} */ names;

  /**
   * `changed` is called when another run was chosen.
   * @param {string} id @param {string} label @param {() => void} changed
   */
  constructor(id, label, changed) {
    this.list = h("select", { class: "stage-select", id, onchange: changed });
    this.node = h("div", { class: "stage-rule-choice", hidden: true },
      h("label", { for: id, class: "stage-label" }, label), this.list);
  }

  /**
   * Other runs: the first of them is chosen, unless they are called the same.
   * @param {Look[]} runs
   */
  of(runs) {
    const names = runs.map(({ label }) => label);
    if (names.join("\n") === this.names) return;
    this.names = names.join("\n");
    this.list.replaceChildren(...names.map((name) => h("option", {}, name)));
  }

  /** The place of the chosen run, 0, 1, ... */
  get chosen() {
    return Math.max(0, this.list.selectedIndex);
  }

  /** @param {boolean} needed */
  allow(needed) {
    this.node.hidden = !needed || this.list.length < 2;
  }
}
