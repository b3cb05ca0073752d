// A list to choose from, with the sliders and sentences that belong to what is chosen.

import { button, h, write } from "../dom/dom.js";
import { Fields } from "./fields.js";

let count = 0;

export class Choice {
  /** @type {ChoiceSpec} */ spec;
  /** @type {string} */ options;
  /** @type {string} */ offers;

  /**
   * `actions.choose(key, value, drops)` is told what was chosen; `actions.compare(library)` to draw another beside it.
   * @param {ChoiceSpec} spec @param {Texts} texts @param {ChoiceActions} actions
   */
  constructor(spec, texts, actions) {
    this.actions = actions;
    const id = `stage-choice-${++count}`;
    /** @type {HTMLSelectElement} */
    this.select = h("select", { class: "stage-select", id, "data-key": spec.key,
      onchange: () => actions.choose(this.spec.key, this.select.value, this.spec.drops) });
    this.fields = new Fields(texts, actions.edit);
    this.notes = h("div", {});
    /** @type {HTMLButtonElement[]} */
    this.buttons = [];
    this.beside = h("div", { class: "stage-bar" });
    this.node = h("div", { class: "stage-choice" },
      this.field = h("div", { class: "stage-field" }, h("label", { for: id, class: "stage-label" }, spec.label),
        this.select), this.fields.node, this.notes, this.beside);
    this.show(spec);
  }

  /** @param {ChoiceSpec} spec */
  show(spec) {
    this.spec = spec;
    const options = spec.options.map(({ value }) => value).join();
    if (options !== this.options) {
      this.options = options;
      this.select.replaceChildren(...spec.options.map(({ value, label }) => h("option", { value }, label)));
    }
    this.field.hidden = Boolean(spec.fixed);
    this.select.value = spec.value;
    this.select.disabled = spec.options.length < 2;
    this.fields.show(spec.controls ?? []);
    this.#sentences(spec.notes ?? []);
    this.#compare(spec.compare ?? []);
  }

  /** @param {string[]} notes */
  #sentences(notes) {
    while (this.notes.children.length > notes.length) this.notes.lastChild?.remove();
    while (this.notes.children.length < notes.length) this.notes.append(h("p", { class: "stage-hint" }));
    notes.forEach((text, i) => write(this.notes.children[i], text));
  }

  /**
   * Buttons are made anew only where they are others, so that one keeps the focus.
   * @param {Option[]} offers
   */
  #compare(offers) {
    const key = JSON.stringify(offers);
    if (key === this.offers) return;
    this.offers = key;
    this.buttons = offers.map(({ value, label }) =>
      button(label, () => this.actions.compare?.(value), { "data-key": `compare ${value}` })
    );
    this.beside.replaceChildren(...this.buttons);
  }

  /** @param {boolean} more */
  allow(more) {
    for (const each of this.buttons) each.disabled = !more;
  }

  /** @param {string} key @param {number} value */
  set(key, value) {
    this.fields.set(key, value);
  }
}
