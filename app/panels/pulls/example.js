// One example among the pulls: chosen by its number or pointed at, and where its arrow leads in words.

import { h, signButton, write } from "../../stage/browser/dom/dom.js";
import { fill } from "../../stage/browser/dom/text.js";

export class ExampleChoice {
  /** @type {number} */ count;

  /**
   * `changed` is called when another example was chosen.
   * @param {Texts} t @param {() => void} changed
   */
  constructor(t, changed) {
    this.t = t;
    this.changed = changed;
    /** @type {number | null} */
    this.pinned = null;
    /** @type {number | null} */
    this.hovered = null;
    this.number = h("input", {
      type: "text",
      inputmode: "numeric",
      class: "stage-number",
      id: "insight-pulls-example",
      autocomplete: "off",
      "aria-describedby": "insight-pulls-error",
      onchange: () => this.#typed(),
    });
    this.node = h("span", {}, h("label", { for: "insight-pulls-example", class: "stage-label" }, t["pulls.example"]),
      this.number, signButton("‹", t["pulls.before"], () => this.#go(-1)),
      signButton("›", t["pulls.after"], () => this.#go(1)));
    this.error = h("span", { class: "stage-error", id: "insight-pulls-error", hidden: true });
    this.words = h("p", { class: "insight-pulls-one" });
    this.live = h("div", { class: "stage-hidden", "aria-live": "polite" });
  }

  /** The example that is pointed at, or else the one that was chosen by its number. */
  get chosen() {
    return this.hovered ?? this.pinned;
  }

  /**
   * There are so many examples; where they are others, none is chosen.
   * @param {number} count
   */
  of(count) {
    if (count !== this.count) {
      this.pinned = this.hovered = null;
      this.number.value = "";
    }
    this.count = count;
  }

  /** @param {number | null} i */
  hover(i) {
    if (i === this.hovered) return;
    this.hovered = i;
    this.changed();
  }

  /**
   * Says what is known of the example. Returns it; null where there is none.
   * @param {PullsAnswer | null} answer
   */
  tell(answer) {
    const { chosen: i, t } = this;
    if (!answer || i == null || i >= answer.pulls.length) {
      write(this.words, t["pulls.one_none"]);
      return null;
    }
    const said = fill(t["pulls.one"], { number: i + 1, count: answer.pulls.length, apart: answer.apart[i],
      way: answer.ways[i] });
    const picked = answer.picked ? t[answer.picked.includes(i) ? "pulls.one_in" : "pulls.one_out"] : "";
    write(this.words, [said, picked].filter(Boolean).join(" "));
    return i;
  }

  #typed() {
    const { count } = this;
    const text = this.number.value.trim();
    const number = Number(text);
    const fits = text === "" || (Number.isInteger(number) && number >= 1 && number <= count);
    this.error.hidden = fits;
    write(this.error, fits ? "" : fill(this.t["pulls.number_bad"], { count }));
    this.number.toggleAttribute("aria-invalid", !fits);
    if (!fits) return;
    this.pinned = text === "" ? null : number - 1;
    this.hovered = null;
    this.changed();
    write(this.live, this.words.textContent);
  }

  /** @param {number} by */
  #go(by) {
    const { count } = this;
    const now = this.pinned ?? (by > 0 ? -1 : count);
    this.number.value = String(Math.max(1, Math.min(count, now + by + 1)));
    this.#typed();
  }
}
