// The row above the picture: which surface, what is to be seen, examples, the way back, and what can be taken along.

import { h, write } from "../dom/dom.js";
import { ExampleChooser } from "./examples.js";
import { Share } from "./share.js";
import { SurfaceChooser } from "./surfaces.js";

/** A query as the browser writes it. @param {Query} query */
const written = (query) => new URLSearchParams(query).toString();

export class Bar {
  /** @type {Scene} */ scene;

  /** @param {HTMLElement} root @param {Texts} t @param {BarActions} actions */
  constructor(root, t, actions) {
    this.surfaces = new SurfaceChooser(t, actions);
    this.examples = new ExampleChooser(t, actions);
    this.share = new Share(t, actions);
    this.headline = h("h1", { class: "bar-headline" });
    this.ways = h("div", { class: "bar-ways" }); // there and back, from the panel that remembers
    this.query = actions.query;
    const choosers = [this.surfaces, this.examples, this.share];
    this.node = h("header", { class: "bar" }, this.surfaces.node, this.headline, this.examples.node, this.ways,
      this.share.node, ...choosers.map(({ popover }) => popover.node));
    root.addEventListener("stage-edited", () => this.#tell());
  }

  /** @param {Scene} scene */
  show(scene) {
    this.scene = scene;
    this.surfaces.show(scene.surface);
    this.#tell();
  }

  /** An example's own sentence is true of nothing else. */
  #tell() {
    if (!this.scene) return;
    const { query, headline, surface } = this.scene;
    write(this.headline, written(query) === this.query() ? headline : surface.teaches);
  }
}
