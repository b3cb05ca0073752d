// A list to choose from with its label: a run, a coordinate, a way to look. It hides where there is nothing to choose.

import { h } from "../dom/dom.js";

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
   * Offers values by name. What was chosen stays chosen; where it is gone, `other` is, -1 the last. Returns whether they are others.
   * @param {[value: string, label: string][]} options
   */
  offer(options, other = 0) {
    this.node.hidden = options.length < 2;
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
    const others = this.offer(runs.map(({ label }, i) => [String(i + 1), label]), -1);
    this.node.hidden ||= !needed;
    return others;
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
