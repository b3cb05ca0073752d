// What opens below a button of the bar: the browser's own popover, which Escape or a press elsewhere closes.

import { h } from "../dom/dom.js";

let count = 0;
const GAP = 6; // pixels between the button and what it opens
const TOUCHED = "(pointer: coarse)"; // a field that has the focus would bring up the keyboard of the screen

export class Popover {
  /** What has the focus first, where no finger would meet a keyboard. @type {HTMLElement | undefined} */
  first;

  /**
   * `opens` is told each time that it opens. With `end` it is in line with the button's end, not its beginning.
   * @param {HTMLButtonElement} opener @param {string} label @param {Child[]} content @param {() => void} [opens]
   * @param {boolean} [end]
   */
  constructor(opener, label, content, opens, end = false) {
    this.opener = opener;
    this.opens = opens;
    this.end = end;
    const id = `bar-popover-${++count}`;
    this.node = h("div", { class: `bar-popover ${end ? "bar-from-end" : ""}`, id, popover: "auto", role: "dialog",
      "aria-label": label, tabindex: -1,
      onbeforetoggle: (/** @type {ToggleEvent} */ event) => event.newState === "open" && this.#opening(),
      ontoggle: (/** @type {ToggleEvent} */ event) => this.#toggled(event.newState === "open") }, ...content);
    for (const [name, value] of Object.entries({ popovertarget: id, "aria-haspopup": "dialog",
      "aria-expanded": "false" }))
      opener.setAttribute(name, value);
  }

  #opening() {
    this.#place();
    this.opens?.();
  }

  hide() {
    this.node.hidePopover();
  }

  #place = () => {
    const { left, right, bottom } = this.opener.getBoundingClientRect();
    const { style } = this.node;
    style.setProperty("--bar-top", `${Math.round(bottom + GAP)}px`);
    style.setProperty("--bar-side", `${Math.round(this.end ? document.documentElement.clientWidth - right : left)}px`);
  };

  /** @param {boolean} open */
  #toggled(open) {
    if (open) addEventListener("resize", this.#place);
    else removeEventListener("resize", this.#place);
    this.opener.setAttribute("aria-expanded", String(open));
    const { activeElement } = document;
    if (open) (matchMedia(TOUCHED).matches ? this.node : this.first ?? this.node).focus();
    else if (!activeElement || activeElement === document.body || this.node.contains(activeElement))
      this.opener.focus();
  }
}
