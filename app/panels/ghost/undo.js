// The way back and forth: two buttons that say how far it goes, and Ctrl+Z.

import { h, icon } from "../../stage/browser/dom/dom.js";
import { fill } from "../../stage/browser/dom/text.js";

const TEXT = "input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, [contenteditable=true]";

export class UndoButtons {
  /**
   * `go(by)` is told how far to go, -1 or 1.
   * @param {Texts} t @param {(by: number) => void} go
   */
  constructor(t, go) {
    this.t = t;
    this.go = go;
    /** @param {number} by @param {"undo" | "redo"} way @param {string} keys */
    const button = (by, way, keys) =>
      h("button", { type: "button", class: "stage-icon bar-icon", onclick: () => go(by), "aria-keyshortcuts": keys },
        icon(way));
    this.undo = button(-1, "undo", "Control+Z");
    this.redo = button(1, "redo", "Control+Shift+Z Control+Y");
    this.node = h("div", { class: "ghost-buttons" }, this.undo, this.redo);
  }

  /** @param {{ undos: number; redos: number }} history */
  count({ undos, redos }) {
    this.node.classList.toggle("ghost-unused", !undos && !redos);
    counted(this.undo, undos, fill(this.t["ghost.undo_count"], { count: undos }));
    counted(this.redo, redos, fill(this.t["ghost.redo_count"], { count: redos }));
  }

  /**
   * Ctrl+Z and Ctrl+Shift+Z, except where a text is written and has its own.
   * @param {KeyboardEvent} event
   */
  key(event) {
    const back = event.key.toLowerCase() === "z";
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !(back || event.key.toLowerCase() === "y")) return;
    const [target] = event.composedPath();
    if ((target instanceof Element && target.matches(TEXT)) ||
      document.querySelector("[role=dialog]:not([popover]), :popover-open") ||
      !this.undo.isConnected)
      return;
    event.preventDefault();
    this.go(back && !event.shiftKey ? -1 : 1);
  }
}

/** @param {HTMLButtonElement} button @param {number} count @param {string} words */
function counted(button, count, words) {
  button.setAttribute("aria-disabled", String(!count)); // not `disabled`: the keyboard's focus stays
  button.setAttribute("aria-label", words);
  button.title = words;
}
