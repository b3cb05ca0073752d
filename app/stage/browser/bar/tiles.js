// Things to choose in groups, each one button: a picture with its name. What is searched for stays, all else hides.

import { h, hide } from "../dom/dom.js";
import { arrowKeys, oneStop } from "./arrows.js";

/** How words are compared: without capitals and accents. @param {string} words */
const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export class Tiles {
  /** @type {Map<HTMLButtonElement, GalleryEntry>} */
  entries = new Map();
  /** @type {HTMLElement[]} */ groups = [];

  /**
   * `take` is told what was chosen; `picture` gives the address of its picture, or none.
   * @param {(value: string) => void} take @param {(value: string) => string} picture
   */
  constructor(take, picture) {
    this.take = take;
    this.picture = picture;
    this.node = h("div", { class: "bar-tiles" });
    arrowKeys(this.node, () => this.shown);
  }

  /** The buttons that are not hidden. */
  get shown() {
    return [...this.entries.keys()].filter((tile) => !tile.parentElement?.hidden);
  }

  /** @param {GalleryGroup[]} groups */
  offer(groups) {
    this.entries.clear();
    this.groups = groups.map(({ label, entries }) =>
      h("div", { class: "bar-group", role: "group", "aria-label": label }, h("h3", { "aria-hidden": "true" }, label),
        h("ul", { class: "bar-row" }, ...entries.map((entry) => h("li", {}, this.#tile(entry)))))
    );
    this.node.replaceChildren(...this.groups);
    oneStop(this.shown, this.shown[0]);
  }

  /** @param {GalleryEntry} entry */
  #tile(entry) {
    const image = this.picture(entry.value);
    const picture = image ?
      h("img", { class: "bar-picture", src: image, alt: "", loading: "lazy", width: 144, height: 92 }) :
      h("span", { class: "bar-picture bar-formula", "aria-hidden": "true" }, "f(x, y)");
    const tile = h("button", { type: "button", class: "bar-tile", title: entry.says, "data-value": entry.value,
      onclick: () => this.take(entry.value) }, picture, h("span", { class: "bar-name" }, entry.label));
    this.entries.set(tile, entry);
    return tile;
  }

  /**
   * Which one is there now; the arrow keys begin at it.
   * @param {string} value
   */
  mark(value) {
    for (const [tile, entry] of this.entries) {
      tile.removeAttribute("aria-current");
      if (entry.value !== value) continue;
      tile.setAttribute("aria-current", "true");
      oneStop(this.shown, tile);
    }
  }

  /**
   * Leaves in sight what has all these words in its name or its sentence; returns how many those are.
   * @param {string} words
   */
  search(words) {
    const wanted = plain(words).split(/\s+/).filter(Boolean);
    for (const [tile, { label, says }] of this.entries) {
      const own = plain(`${label} ${says}`);
      hide(/** @type {HTMLElement} */ (tile.parentElement), !wanted.every((word) => own.includes(word)));
    }
    for (const group of this.groups) hide(group, !group.querySelector("li:not([hidden])"));
    oneStop(this.shown, this.shown[0]);
    return this.shown.length;
  }
}
