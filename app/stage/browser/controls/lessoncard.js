// A run's card in a lesson: the few controls that are left stand in the open, and what happened is said in whole sentences.

import { h, icon, write } from "../dom/dom.js";
import { fold } from "../dom/folds.js";
import { fill } from "../dom/text.js";
import { about } from "./about.js";
import { Branch } from "./branch.js";
import { Changes } from "./changes.js";
import { Choice } from "./choice.js";
import { Fields } from "./fields.js";
import { swatch } from "./swatch.js";

const IN_SIGHT = 3; // controls

export class LessonCard {
  /** @param {SceneRun} run @param {Texts} texts @param {RunActions} actions @param {CardWishes} more */
  constructor(run, texts, actions, { removable, offers, open = [] }) {
    this.run = run;
    this.offers = offers;
    this.main = new Fields(texts, actions.edit);
    this.changes = new Changes(run, texts, actions);
    this.rest = new Fields(texts, actions.edit);
    this.words = h("p", { class: "stage-words" });
    this.branch = new Branch(texts, () => actions.branch(run.number));
    this.choices = run.choices.map((choice) => new Choice(this.#offered(choice), texts, chosenBy(actions, run)));
    const remove = h("button", { type: "button", class: "stage-icon",
      "aria-label": fill(texts.remove, { name: run.label }), title: fill(texts.remove, { name: run.label }),
      onclick: () => actions.remove(run.number) }, icon("close"));
    const choices = this.choices.map((choice) => choice.node);
    const plain = choices.length <= IN_SIGHT;
    const some = [
      (run.branch || run.controls.length > IN_SIGHT) &&
      [texts.more, this.rest.node, ...(run.branch ? this.branch.nodes : [])],
      !plain && [texts.choices, ...choices],
      run.choices.some(({ key }) => key === `run${run.number}`) &&
      [fill(texts.about, { name: run.label }), about(run, texts)],
    ];
    this.folds = some.filter((part) => Array.isArray(part)).map(([title, ...content], i) =>
      fold(title, { open: open[i] }, ...content)
    );
    this.node = h("li", { class: "stage-run" },
      h("div", { class: "stage-run-head" }, swatch(run), h("strong", { title: run.help }, run.label),
        removable ? remove : null), ...(plain ? choices : []), this.main.node, this.changes.node, this.words,
      ...this.folds);
  }

  /** Which of its parts are open. */
  get open() {
    return this.folds.map(({ open }) => open);
  }

  /** @param {SceneRun} run */
  show(run) {
    this.run = run;
    this.main.show(run.controls.slice(0, IN_SIGHT));
    this.rest.show(run.controls.slice(IN_SIGHT));
    this.changes.show(run);
    run.choices.forEach((choice, i) => this.choices[i].show(this.#offered(choice)));
  }

  /**
   * The list of optimizers has those that the lesson offers, and the present one.
   * @param {ChoiceSpec} choice @returns {ChoiceSpec}
   */
  #offered(choice) {
    if (choice.key !== `run${this.run.number}`) return choice;
    return { ...choice, options: choice.options.filter(({ value }) => value === choice.value || this.offers(value)) };
  }

  /**
   * Whether there is room for another run.
   * @param {boolean} more
   */
  allow(more) {
    for (const choice of this.choices) choice.allow(more);
  }

  /** @param {Told} told @param {RunPath} path @param {number} row */
  tell({ words }, path, row) {
    write(this.words, words);
    if (this.words.dataset.outcome !== path.outcome) this.words.dataset.outcome = path.outcome;
    this.branch.at(path, row);
  }

  /** @param {string} key @param {number} value */
  set(key, value) {
    for (const part of [this.main, this.rest, this.changes, ...this.choices]) part.set(key, value);
  }
}

/**
 * What a choice of a run does.
 * @param {RunActions} actions @param {SceneRun} run @returns {ChoiceActions}
 */
export const chosenBy = (actions, run) => ({ ...actions, compare: (library) => actions.compare(run.number, library) });
