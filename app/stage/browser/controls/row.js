// A run in the list: its line, its name, its learning rate and its loss at the end. A press chooses it.

import { h, write } from "../dom/dom.js";
import { CARD, short } from "../dom/text.js";
import { swatch } from "./swatch.js";

let count = 0;

export class Row {
  value = NaN;

  /** @param {SceneRun} run @param {Texts} texts @param {() => void} press */
  constructor(run, texts, press) {
    this.key = `run${run.number}.lr`;
    this.rate = h("span", { class: "stage-row-rate" });
    this.loss = h("span", { class: "stage-row-loss" });
    /** @param {string} text */
    const unseen = (text) => h("span", { class: "stage-hidden" }, ` ${text} `);
    const rated = run.controls.some(({ key }) => key === this.key);
    this.card = `stage-card-${++count}`;
    this.node = h("button", { type: "button", class: "stage-row", "data-key": `row ${run.number}`,
      "aria-expanded": "false", "aria-controls": this.card, title: run.help, onclick: press }, swatch(run),
      h("span", { class: "stage-row-name" }, run.label), rated ? unseen(texts.row_rate) : null, this.rate,
      unseen(texts.row_loss), this.loss);
  }

  /** @param {SceneRun} run */
  show({ controls }) {
    const rate = controls.find(({ key }) => key === this.key);
    if (rate) this.set(this.key, rate.value);
  }

  /** @param {RunPath} path */
  tell({ loss, rows }) {
    write(this.loss, short(loss[rows - 1], CARD));
  }

  /** @param {string} key @param {number} value */
  set(key, value) {
    if (key !== this.key || value === this.value) return; // a frame of a drag sets every field
    this.value = value;
    write(this.rate, short(value, CARD));
  }

  /** @param {boolean} chosen */
  choose(chosen) {
    this.node.setAttribute("aria-expanded", String(chosen));
  }
}
