// Distance to go: how far each run ends from the nearest known minimum, in a sentence.

import { h, write } from "../../stage/browser/dom/dom.js";
import { Latest } from "../../stage/browser/wire/endpoint.js";

export class Distance {
  constructor(ctx) {
    this.query = "";
    this.trouble = h("p", {});
    this.list = h("ul", { class: "insight-distance" });
    this.fetch = new Latest((query) => ctx.get("distance", query), (answer) => this.#show(answer),
      (error) => write(this.trouble, error?.message ?? ""));
    this.node = h(
      "details",
      { class: "stage-panel", ontoggle: () => this.#ask() },
      h("summary", {}, ctx.t["distance.title"]),
      h("p", { class: "stage-hint" }, ctx.t["distance.help"]),
      this.list,
      this.trouble,
    );
  }

  rest(paths, row, query) {
    this.query = query;
    this.#ask();
  }

  #ask() {
    if (this.node.open && this.query) this.fetch.want(this.query);
  }

  #show({ words }) {
    this.list.replaceChildren(...words.map((sentence) => h("li", {}, sentence)));
  }
}
