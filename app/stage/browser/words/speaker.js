// What the stage says: a line above it where something is wrong, and a live region that reads out what happened.

import { h } from "../dom/dom.js";
import { Refusal } from "../wire/endpoint.js";

const SPEAK_MS = 900;

export class Speaker {
  /** @type {number} */ timer;
  said = "";

  /** @param {Texts} texts */
  constructor(texts) {
    this.texts = texts;
    this.status = h("p", { class: "stage-status", role: "status", hidden: true });
    this.region = h("div", { class: "stage-hidden", "aria-live": "polite" });
  }

  /**
   * Trouble with an answer (null: no more), while the page itself is connected or not.
   * @param {unknown} error @param {boolean} connected
   */
  trouble(error, connected) {
    const text = error instanceof Refusal ? error.message : error || !connected ? this.texts.reconnecting : "";
    if (this.last === this.texts.reconnecting && !text) this.say(this.texts.restored);
    this.tell(text);
  }

  /**
   * The line above the stage: trouble, or what was changed of a wish; gone with the next answer.
   * @param {string} text
   */
  tell(text) {
    this.last = text; // on the page it may be translated
    this.status.textContent = text;
    this.status.hidden = !text;
  }

  /** @param {string} text */
  say(text) {
    this.said = text;
    this.region.textContent = text;
  }

  /**
   * Read out once, after the last change; not again where only the picture was drawn anew.
   * @param {string} text
   */
  soon(text) {
    clearTimeout(this.timer);
    if (text !== this.said) this.timer = setTimeout(() => this.say(text), SPEAK_MS);
  }
}
