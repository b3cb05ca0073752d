// What stands beside a copy button: what was said, and the text itself, selected, where the page may not copy.

import { h, write } from "./dom.js";

export class Copied {
  /** @param {string} done @param {string} byHand @param {string} [look] */
  constructor(done, byHand, look = "stage-hint") {
    this.done = done;
    this.byHand = byHand;
    this.note = h("span", { class: look, role: "status" });
    this.field = h("textarea", { class: "copied-field", rows: 1, readonly: true, hidden: true, spellcheck: "false",
      "aria-label": byHand });
    this.node = h("span", { class: "copied" }, this.note, this.field);
  }

  /**
   * Copies a text. No browser lets a page do so over plain http; then the text is shown, to be copied by hand.
   * @param {string} text
   */
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(this.done);
    } catch {
      this.say(this.byHand);
      this.field.value = text;
      this.field.hidden = false;
      this.field.focus();
      this.field.select();
    }
  }

  /**
   * Says something else, or nothing.
   * @param {string} words
   */
  say(words) {
    write(this.note, words);
    this.field.hidden = true;
  }
}
