// Which two coordinates the map shows, where a point has more than two.

import { Choice } from "./choice.js";
import { h, write } from "../dom/dom.js";
import { fill } from "../dom/text.js";

export class Plane {
  /** @param {Texts} texts @param {(key: string, value: string, drops: string[]) => void} choose */
  constructor(texts, choose) {
    this.texts = texts;
    this.choose = choose;
    /** @type {Choice[]} */
    this.choices = [];
    this.lists = h("div", { class: "stage-plane" });
    this.words = h("p", { class: "stage-hint" });
    this.node = h("section", { class: "stage-panel", "aria-label": texts.plane, hidden: true },
      h("h2", {}, texts.plane), this.lists, this.words);
  }

  /** @param {Scene} scene */
  show({ plane, surface }) {
    this.node.hidden = this.words.hidden = !plane.length;
    if (this.choices.length !== plane.length) {
      this.choices = plane.map((spec) => new Choice(spec, this.texts, { choose: this.choose, edit: () => {} }));
      this.lists.replaceChildren(...this.choices.map((choice) => choice.node));
    }
    plane.forEach((spec, i) => this.choices[i].show(spec));
    write(this.words, fill(this.texts.plane_help, { dim: surface.dim }));
  }
}
