// The card of the chosen run: its learning rate, what became of it, and behind "⋯" everything else about it.

import { button, h, hide, write } from "../dom/dom.js";
import { fill } from "../dom/text.js";
import { remember, remembered } from "../wire/tab.js";
import { about } from "./about.js";
import { Branch } from "./branch.js";
import { Changes } from "./changes.js";
import { Choice } from "./choice.js";
import { Fields } from "./fields.js";
import { chosenBy } from "./lessoncard.js";
import { Toggles } from "./toggles.js";
import { Verdict } from "./verdict.js";

export class Card {
  /** @param {SceneRun} run @param {Texts} texts @param {RunActions} actions @param {CardWishes & { id: string }} more */
  constructor(run, texts, actions, { removable, id, open = [] }) {
    this.texts = texts;
    this.rateKey = `run${run.number}.lr`;
    this.main = new Fields(texts, actions.edit);
    this.rest = new Fields(texts, actions.edit);
    this.changes = new Changes(run, texts, actions);
    this.branch = new Branch(texts, () => actions.branch(run.number));
    this.choices = run.choices.map((choice) => new Choice(choice, texts, chosenBy(actions, run)));
    this.verdict = new Verdict(texts, run.label);
    this.way = h("div", { class: "stage-way" });
    this.slots = { rate: h("div", { class: "stage-slot-rate" }), words: h("div", { class: "stage-slot-words" }),
      own: h("div", { class: "stage-slot-own" }) };
    this.unusual = h("p", { class: "stage-hint stage-unusual" });
    this.toggles = new Toggles([
      ...this.choices.map((choice) => /** @type {[string, HTMLElement]} */ (["", choice.node])),
      [texts["strip.in_words"], this.slots.words],
      [texts.about_short, about(run, texts)],
    ], open);
    const name = run.label;
    this.duplicate = button(texts.duplicate_short, () => actions.duplicate(run.number), {
      "aria-label": fill(texts.duplicate, { name }),
      "data-key": "duplicate",
    });
    const remove = button(texts.remove_short, () => actions.remove(run.number), {
      "aria-label": fill(texts.remove, { name }),
      "data-key": "remove",
    });
    this.extra = h("div", { class: "stage-extra", id: `${id}-more`, hidden: remembered("card") !== "1" },
      this.rest.node, ...(run.branch ? this.branch.nodes : []), this.toggles.node,
      h("div", { class: "stage-bar" }, this.duplicate, removable ? remove : null));
    const more = fill(texts.more_run, { name });
    this.menu = h("button", { type: "button", class: "stage-icon stage-card-more", "aria-label": more, title: more,
      "aria-controls": `${id}-more`, "aria-expanded": String(!this.extra.hidden), "data-key": "more",
      onclick: () => this.#open(Boolean(this.extra.hidden)) }, "⋯");
    this.node = h("div", { class: "stage-card", id, hidden: true }, this.menu, this.main.node, this.unusual,
      this.changes.node, this.verdict.node, this.slots.own, this.extra);
  }

  /** Which of its parts are open. */
  get open() {
    return this.toggles.open;
  }

  /** The card shows what else there is to set; so will the others. @param {boolean} open */
  #open(open) {
    hide(this.extra, !open);
    this.menu.setAttribute("aria-expanded", String(open));
    remember("card", open ? "1" : "0");
  }

  /** @param {boolean} chosen */
  choose(chosen) {
    hide(this.node, !chosen);
    if (chosen) this.#open(remembered("card") === "1");
  }

  /** @param {SceneRun} run */
  show(run) {
    this.main.show(run.controls.filter(({ key }) => key === this.rateKey));
    this.rest.show(run.controls.filter(({ key }) => key !== this.rateKey));
    this.#seat();
    this.changes.show(run);
    run.choices.forEach((choice, i) => {
      this.choices[i].show(choice);
      this.toggles.name(i, titleOf(choice, this.texts));
    });
    const unusual = run.choices.filter(({ value, options }) => value !== options[0]?.value);
    write(this.unusual, unusual.map((choice) => chosenOption(choice, this.texts)).join(" · "));
    hide(this.unusual, !unusual.length);
  }

  /** The strip lies in the way of the learning rate's slider. */
  #seat() {
    const range = this.main.byKey.get(this.rateKey)?.range;
    if (!range || range.parentElement === this.way) return;
    range.replaceWith(this.way);
    this.way.replaceChildren(this.slots.rate, range);
  }

  /** @param {boolean} more whether there is room for another run */
  allow(more) {
    for (const choice of this.choices) choice.allow(more);
    this.duplicate.disabled = !more;
  }

  /** @param {Told} told @param {RunPath} path @param {number} row */
  tell(told, path, row) {
    this.verdict.tell(told, path.outcome);
    if (!told.moving) this.branch.at(path, row);
  }

  get words() {
    return this.verdict.words;
  }

  /** @param {string} key @param {number} value */
  set(key, value) {
    for (const part of [this.main, this.rest, this.changes, ...this.choices]) part.set(key, value);
  }
}

/**
 * What is chosen in a list.
 * @param {ChoiceSpec} choice @param {Texts} texts
 */
function chosenOption(choice, texts) {
  const { value, options } = choice;
  const what = titleOf(choice, texts);
  const label = options.find((option) => option.value === value)?.label ?? value;
  return fill(texts.unusual, { what, value: label });
}

/** @param {ChoiceSpec} choice @param {Texts} texts */
function titleOf({ key }, texts) {
  const name = key.split(".")[1];
  return texts[`menu_${name}`];
}
