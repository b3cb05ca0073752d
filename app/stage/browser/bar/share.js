// What can be taken along of the experiment: its link, a picture, its steps, an assignment; and what is kept of it.

import { Copied } from "../dom/copied.js";
import { button, freshLink, h, icon } from "../dom/dom.js";
import { fold } from "../dom/folds.js";
import { Popover } from "./popover.js";

export class Share {
  /** @param {Texts} t @param {BarActions} actions */
  constructor(t, { link, png, csv, assignment }) {
    this.node = h("button", { type: "button", class: "stage-icon bar-icon bar-share", "aria-label": t["bar.share"],
      title: t["bar.share"] }, icon("share"));
    const copied = new Copied(t.copied, t.not_copied);
    const copy = button(t.copy_link, () => copied.copy(link()));
    const popover = new Popover(this.node, t["bar.share"], [
      copy,
      copied.node,
      button(t.png, () => {
        popover.hide();
        png();
      }),
      freshLink(t.csv, () => ({ href: csv(), download: "descent-steps.csv" })),
      freshLink(t["bar.assignment"], () => ({ href: assignment() }), { title: t["bar.assignment_help"] }),
      fold(t["bar.stored"], {}, h("p", { class: "stage-hint" }, t["bar.stored_help"])),
    ], () => copied.say(""), true);
    popover.node.classList.add("bar-menu");
    popover.first = copy;
    this.popover = popover;
  }
}
