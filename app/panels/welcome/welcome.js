// A first visit: once the runs were played, three marks show what can be done, each gone when it was, and then a goal.

import { h, hide, still, write } from "../../stage/browser/dom/dom.js";
import { fill, short } from "../../stage/browser/dom/text.js";
import { been, come } from "./been.js";
import { MARKS, reached, stood } from "./marks.js";

const GOAL = { loss: 1e-8, steps: 40 }; // out of reach as the first example stands, and within reach of both sliders

export class Welcome {
  static place = "change";

  /** @type {MarkFacts | undefined} */ before; // when the present mark came
  played = false; // once the first picture stood
  next = 0; // the place of the present mark

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    const { t } = ctx;
    this.on = ctx.newcomer && !been();
    this.follow = () => this.on && !this.mark.hidden && this.#show();
    ctx.root.addEventListener("scroll", this.follow, true); // on a phone what it points at moves
    this.node = h("p", { class: "welcome-goal", role: "status", hidden: true });
    this.words = h("span", {});
    this.count = h("span", { class: "welcome-count" });
    this.mark = h("div", { class: "welcome-mark", role: "note", "aria-label": t["welcome.title"], hidden: true },
      this.words,
      h("span", { class: "welcome-foot" }, this.count,
        h("button", { type: "button", class: "welcome-skip", onclick: () => this.#skip() }, t["welcome.skip"])));
  }

  close() {
    this.ctx.root.removeEventListener("scroll", this.follow, true);
  }

  /** While something moves, what a mark points at may be elsewhere. */
  draw() {
    if (this.on) hide(this.mark, true);
  }

  /** @param {Paths} paths @param {number} row @param {Query} query */
  rest(paths, row, query) {
    if (!this.on) return;
    const now = { query, row, surface: this.ctx.scene().surface, paths };
    if (!this.played && !still()) {
      this.played = true; // the first runs are about to be played
      return;
    }
    this.before ??= now;
    if (MARKS[this.next]?.done(this.before, now)) {
      this.next++;
      this.before = now;
    }
    this.#show();
    if (this.next >= MARKS.length) this.#aim(now);
  }

  #skip() {
    this.on = false;
    this.mark.remove();
    /** @type {HTMLElement | null} */ (this.ctx.root.querySelector(".stage-handle"))?.focus({ preventScroll: true });
  }

  /** The mark beside what it is about, where that is in sight. */
  #show() {
    const mark = MARKS[this.next];
    const target = mark && this.ctx.root.querySelector(mark.at);
    const place = target?.getBoundingClientRect();
    if (!this.mark.isConnected) {
      this.ctx.root.append(this.mark);
      come(); // once is enough
    }
    hide(this.mark, !place?.width);
    if (!mark || !place?.width) return;
    write(this.words, this.ctx.t[`welcome.${mark.name}`]);
    write(this.count, fill(this.ctx.t["welcome.count"], { now: this.next + 1, all: MARKS.length }));
    const stage = this.ctx.root.getBoundingClientRect();
    const size = { width: this.mark.offsetWidth, height: this.mark.offsetHeight };
    const [left, top] = stood(place, stage, size, mark.aside);
    Object.assign(this.mark.style, { left: `${left}px`, top: `${top}px` });
  }

  /** @param {MarkFacts} now */
  #aim({ paths }) {
    hide(this.node, false);
    const { t } = this.ctx;
    const text = reached(paths, GOAL) ? t["welcome.reached"] : t["welcome.goal"];
    write(this.node, fill(text, { loss: short(GOAL.loss), steps: GOAL.steps }));
  }
}
