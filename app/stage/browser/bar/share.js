// What can be taken along of the experiment: its link, a picture, its steps, an assignment; and what is kept of it.

import { Copied } from "../dom/copied.js";
import { button, h, icon } from "../dom/dom.js";
import { fold } from "../dom/folds.js";
import { Popover } from "./popover.js";

export class Share {
  /** @param {Texts} t @param {BarActions} actions */
  constructor(t, { link, png, csv, assignment }) {
    this.node = h("button", { type: "button", class: "stage-icon bar-icon bar-share", "aria-label": t["bar.share"],
      title: t["bar.share"] }, icon("share"));
    const copied = new Copied(t.copied, t.not_copied);
    /** @param {string} text @param {() => string} address @param {Attributes} [more] */
    const way = (text, address, more = {}) => {
      const node = h("a", { class: "stage-button stage-small", href: "#", ...more }, text);
      for (const event of ["pointerdown", "focus", "click"])
        node.addEventListener(event, () => Object.assign(node, { href: address() }));
      return node;
    };
    const copy = button(t.copy_link, () => copied.copy(link()));
    const popover = new Popover(this.node, t["bar.share"], [
      copy,
      copied.node,
      button(t.png, () => {
        popover.hide();
        png();
      }),
      way(t.csv, csv, { download: "descent-steps.csv" }),
      way(t["bar.assignment"], assignment, { title: t["bar.assignment_help"] }),
      fold(t["bar.stored"], {}, h("p", { class: "stage-hint" }, t["bar.stored_help"])),
    ], () => copied.say(""), true);
    popover.node.classList.add("bar-menu");
    popover.first = copy;
    this.popover = popover;
  }
}
