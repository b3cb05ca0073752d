// A field for a few lines of code: with line numbers, and with the place of a mistake underlined behind the text.

import { h } from "../../stage/browser/dom/dom.js";

const ROWS = 8;

export class OwnText {
  /** @type {Mistake | null} */ place;

  /**
   * `typed()` is told every change, `left()` that the field was left.
   * @param {(key: string) => string} t @param {() => void} typed @param {() => void} left
   */
  constructor(t, typed, left) {
    this.typed = typed;
    this.numbers = h("pre", { class: "own-numbers", "aria-hidden": "true" });
    this.behind = h("pre", { class: "own-behind", "aria-hidden": "true" });
    this.area = h("textarea", {
      class: "own-area",
      id: "own-text",
      rows: ROWS,
      maxlength: 1000,
      wrap: "off",
      spellcheck: "false",
      autocomplete: "off",
      autocapitalize: "off",
      "aria-describedby": "own-say",
      oninput: () => {
        this.mark(null);
        typed();
      },
      onchange: left,
      onscroll: () => this.#scrolled(),
    });
    this.node = h("div", {}, h("label", { for: "own-text", class: "stage-formula-label" }, t("lines")),
      h("div", { class: "own-code" }, this.numbers, h("div", { class: "own-sheet" }, this.behind, this.area)));
    this.mark(null);
  }

  get value() {
    return this.area.value;
  }

  set value(text) {
    this.area.value = text;
    this.mark(null);
  }

  focus() {
    this.area.focus({ preventScroll: true });
  }

  /**
   * Underlines where the mistake is, {position, length, line}; null where there is none.
   * @param {Mistake | null} place
   */
  mark(place) {
    this.place = place;
    const text = this.area.value;
    const count = Math.max(ROWS, text.split("\n").length);
    this.area.rows = count;
    this.area.toggleAttribute("aria-invalid", Boolean(place));
    this.numbers.replaceChildren(
      ...Array.from({ length: count },
        (_, i) => h("span", { class: place?.line === i + 1 ? "own-bad" : null }, `${i + 1}\n`)),
    );
    if (!place) return this.behind.replaceChildren();
    const end = place.position + place.length;
    this.behind.replaceChildren(text.slice(0, place.position), h("mark", {}, text.slice(place.position, end) || " "),
      `${text.slice(end)}\n`);
    this.#scrolled();
  }

  /** Takes the keyboard to the mistake and selects it. */
  point() {
    if (!this.place) return;
    this.area.focus();
    this.area.setSelectionRange(this.place.position, this.place.position + this.place.length);
  }

  #scrolled() {
    this.behind.scrollLeft = this.area.scrollLeft;
  }
}
