// A list to choose from with its label: a run, a coordinate, a way to look. It hides where there is nothing to choose.

import { h, hide } from "../dom/dom.js";

let count = 0;

export class Chooser {
  /** @type {string} */ offered;

  /**
   * `changed` is called when something else was chosen.
   * @param {string} label @param {() => void} changed @param {string} [id]
   */
  constructor(label, changed, id = `stage-chooser-${++count}`) {
    this.list = h("select", { class: "stage-select", id, onchange: changed });
    this.node = h("div", { class: "stage-rule-choice", hidden: true },
      h("label", { for: id, class: "stage-label" }, label), this.list);
  }

  /**
   * Offers values by name, where they are `needed`. What was chosen stays chosen; where it is gone, `other` is, -1 the
   * last. Returns whether they are others.
   * @param {[value: string, label: string][]} options
   */
  offer(options, other = 0, needed = true) {
    hide(this.node, options.length < 2 || !needed);
    const offered = JSON.stringify(options);
    if (offered === this.offered) return false;
    const { value } = this.list;
    const gone = this.list.length ? options.at(other) : options[0];
    this.offered = offered;
    this.list.replaceChildren(...options.map(([name, label]) => h("option", { value: name }, label)));
    this.list.value = (options.find(([name]) => name === value) ?? gone ?? [""])[0];
    return true;
  }

  /**
   * Offers the runs by their numbers; hidden as long as it is not `needed`.
   * @param {{ label: string }[]} runs
   */
  of(runs, needed = true) {
    return this.offer(runs.map(({ label }, i) => [String(i + 1), label]), -1, needed);
  }

  get value() {
    return this.list.value;
  }

  set value(value) {
    this.list.value = value;
  }

  /** The place of what is chosen, 0, 1, ... */
  get place() {
    return Math.max(0, this.list.selectedIndex);
  }
}
