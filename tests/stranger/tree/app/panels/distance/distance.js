// Distance to go: how far each run ends from the nearest known minimum, in a sentence.

import { h, write } from "../../stage/browser/dom/dom.js";
import { Latest } from "../../stage/browser/wire/endpoint.js";

export class Distance {
  static place = "compare";

  query = "";
  trouble = h("p", {});
  list = h("ul", { class: "insight-distance" });

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.fetch = new Latest(
      (/** @type {Query} */ query) => ctx.get("distance", query),
      (/** @type {{words: string[]}} */ answer) => this.#show(answer),
      (error) => write(this.trouble, error instanceof Error ? error.message : ""),
    );
    this.node = h(
      "details",
      { class: "stage-panel", ontoggle: () => this.#ask() },
      h("summary", {}, ctx.t["distance.title"]),
      h("p", { class: "stage-hint" }, ctx.t["distance.help"]),
      this.list,
      this.trouble,
    );
  }

  /**
   * @param {Paths} paths
   * @param {number} row
   * @param {Query} query
   */
  rest(paths, row, query) {
    this.query = query;
    this.#ask();
  }

  #ask() {
    if (/** @type {HTMLDetailsElement} */ (this.node).open && this.query) this.fetch.want(this.query);
  }

  /** @param {{words: string[]}} answer */
  #show({ words }) {
    this.list.replaceChildren(...words.map((sentence) => h("li", {}, sentence)));
  }
}
