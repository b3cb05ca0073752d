// The hidden units of one run's network: a small picture of what each adds, with a sentence, and of their sum.

import { drawUnits } from "./unitpictures.js";
import { h, write } from "../dom/dom.js";
import { Latest } from "../wire/endpoint.js";
import { fill } from "../dom/text.js";

export class Inside {
  /** @type {Data} */ data;
  /** @type {Look} */ look;
  /** @type {Units | null} */ known;
  /** @type {string | null} */ asked;

  /**
   * `changed` is called when what is known of the units has changed.
   * @param {Texts} texts @param {Endpoint} endpoint @param {() => void} changed
   */
  constructor(texts, endpoint, changed) {
    this.texts = texts;
    this.changed = changed;
    this.known = null;
    /** @type {Latest<[query: Query, number: number, step: number, color: string], UnitsAnswer>} */
    this.fetch = new Latest((query, number, step, _color) => endpoint.units(query, number, step),
      (answer, ...wish) => this.#show(answer, wish.join(" ")), () => {
      this.asked = null;
    });
    this.title = h("h3", { class: "stage-units-title" });
    this.pictures = h("div", { class: "stage-units" });
    this.words = h("p", { class: "stage-hint" });
    this.node = h("div", { class: "stage-inside", hidden: true }, this.title, this.pictures, this.words);
  }

  /**
   * Another scene: what was known is of another network.
   * @param {Data} data
   */
  of(data) {
    this.data = data;
    this.forget();
  }

  /** The experiment is another; the pictures stay, but faint, until it is asked for again. */
  forget() {
    this.known = this.asked = null;
    this.node.classList.add("stage-stale");
  }

  hide() {
    this.node.hidden = true;
    this.forget();
  }

  /**
   * Asks for run `number` = 0, 1, ... with its look after `step` steps.
   * @param {Query} query @param {number} number @param {number} step @param {Look} look
   */
  ask(query, number, step, look) {
    const wish = [query, number + 1, step, look.color].join(" ");
    if (wish === this.asked) return;
    this.asked = wish;
    this.look = look;
    this.fetch.want(query, number + 1, step, look.color);
  }

  /** @param {UnitsAnswer} answer @param {string} wish */
  #show(answer, wish) {
    if (this.asked !== wish) return; // a newer one is on its way
    this.known = "units" in answer ? answer : null;
    this.node.hidden = false;
    this.node.classList.remove("stage-stale");
    write(this.title, fill(this.texts.units_title, { name: this.look.label, step: answer.row }));
    write(this.words, this.known?.together ?? answer.problem);
    this.pictures.hidden = !this.known;
    if (this.known) this.pictures.replaceChildren(...drawUnits(this.known, this.data, this.look, this.texts));
    this.changed();
  }
}
