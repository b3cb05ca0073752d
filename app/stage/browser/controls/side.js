// The column beside the pictures: the runs, and below them how everything is set up.

import { h } from "../dom/dom.js";
import { Setup } from "./setup.js";

export class Side {
  /**
   * In a lesson, where few controls are left, they stand in the open.
   * @param {Texts} texts @param {boolean} lesson @param {HTMLElement} runs
   * @param {...HTMLElement} settings start, surface, steps
   */
  constructor(texts, lesson, runs, ...settings) {
    this.setup = lesson ? null : new Setup(texts, ...settings);
    this.node = h("div", { class: "stage-side" }, runs, ...(this.setup ? [this.setup.node] : settings));
  }

  /** @param {Scene} scene */
  show(scene) {
    this.setup?.show(scene);
  }

  /** @param {string} key @param {number} value */
  set(key, value) {
    this.setup?.set(key, value);
  }
}
