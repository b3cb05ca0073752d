// The surface: a button with its name, which opens all surfaces in groups, with pictures and a field to search.

import { h, icon, write } from "../dom/dom.js";
import { fill } from "../dom/text.js";
import { Popover } from "./popover.js";
import { Tiles } from "./tiles.js";

export class SurfaceChooser {
  slug = "";

  /** @param {Texts} t @param {BarActions} actions */
  constructor(t, actions) {
    this.t = t;
    this.name = h("span", { class: "bar-chip-name" });
    this.node = h("button", { type: "button", class: "bar-chip bar-surface" },
      h("span", { class: "stage-hidden" }, `${t["bar.surface"]}: `), this.name, icon("down"));
    this.tiles = new Tiles((slug) => {
      this.popover.hide();
      actions.surface(slug);
    }, (slug) => slug && actions.thumbnail(slug));
    this.field = h("input", { type: "search", class: "stage-number bar-search", "aria-label": t["bar.search"],
      placeholder: t["bar.search"], autocomplete: "off", spellcheck: "false", oninput: () => this.#search(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) });
    this.found = h("p", { class: "bar-found", role: "status" });
    this.popover = new Popover(this.node, t["bar.surfaces"], [
      h("div", { class: "bar-head" }, h("h2", {}, t["bar.surfaces"]), this.field),
      this.found,
      this.tiles.node,
    ], () => this.#open(actions));
    this.popover.first = this.field;
  }

  /** @param {SceneSurface} surface */
  show({ slug, name }) {
    this.slug = slug;
    write(this.name, name);
  }

  /** @param {BarActions} actions */
  async #open(actions) {
    this.field.value = "";
    this.tiles.offer((await actions.gallery()).surfaces);
    this.tiles.mark(this.slug);
    this.#search();
  }

  #search() {
    const words = this.field.value;
    const count = this.tiles.search(words);
    write(this.found, words.trim() ? (count ? fill(this.t["bar.found"], { count }) : this.t["bar.not_found"]) : "");
    if (!words.trim()) this.tiles.mark(this.slug);
  }

  /** Enter takes the first that was found, the arrow down leads there. @param {KeyboardEvent} event */
  #key(event) {
    const [first] = this.tiles.shown;
    if (event.key === "Enter" && this.field.value.trim()) first?.click();
    else if (event.key === "ArrowDown") first?.focus();
    else return;
    event.preventDefault();
  }
}
