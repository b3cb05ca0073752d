// The examples: experiments that show something, in groups by what they are about, and the way back to the first one.

import { button, h, icon } from "../dom/dom.js";
import { Popover } from "./popover.js";
import { Tiles } from "./tiles.js";

export class ExampleChooser {
  /** @type {Gallery | undefined} */ gallery;

  /** @param {Texts} t @param {BarActions} actions */
  constructor(t, actions) {
    this.node = h("button", { type: "button", class: "bar-chip bar-examples" }, h("span", {}, t["bar.examples"]),
      icon("down"));
    /** @param {Query} query */
    const take = (query) => {
      this.popover.hide();
      actions.example(query);
    };
    this.tiles = new Tiles(take, actions.picture);
    this.reset = button(t["bar.reset"], () => this.gallery && take(this.gallery.first));
    this.popover = new Popover(this.node, t["bar.examples"], [
      h("div", { class: "bar-head" }, h("h2", {}, t["bar.examples"]), this.reset),
      this.tiles.node,
    ], async () => {
      this.gallery = await actions.gallery();
      this.tiles.offer(this.gallery.examples);
      this.tiles.mark(actions.query());
    }, true);
    this.popover.first = this.reset;
  }
}
