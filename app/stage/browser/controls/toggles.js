// Small buttons in a row, each of which opens what belongs to it below the row.

import { h, hide, write } from "../dom/dom.js";

let count = 0;

export class Toggles {
  /** @param {[title: string, content: HTMLElement][]} parts @param {boolean[]} open */
  constructor(parts, open = []) {
    this.panes = parts.map(([title, content], i) => {
      const id = `stage-pane-${++count}`;
      const pane = h("div", { class: "stage-pane", id, hidden: !open[i] }, content);
      /** @type {HTMLButtonElement} */
      const button = h("button", { type: "button", class: "stage-toggle", "aria-controls": id,
        "aria-expanded": String(!pane.hidden), onclick: () => {
          hide(pane, !pane.hidden);
          button.setAttribute("aria-expanded", String(!pane.hidden));
        } }, title);
      return { button, pane };
    });
    this.bar = h("div", { class: "stage-toggles" }, ...this.panes.map(({ button }) => button));
    this.node = h("div", {}, this.bar, ...this.panes.map(({ pane }) => pane));
  }

  /** Which are open. */
  get open() {
    return this.panes.map(({ pane }) => !pane.hidden);
  }

  /** @param {number} i @param {string} title */
  name(i, title) {
    write(this.panes[i].button, title);
  }
}
