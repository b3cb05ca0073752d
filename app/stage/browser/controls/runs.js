// The list of runs: a card for each, with its look, its sliders, what happened to it, and the ways to change it.

import { Choice } from "./choice.js";
import { button, h, icon, write } from "../dom/dom.js";
import { Fields } from "./fields.js";
import { fold } from "../dom/folds.js";
import { DASHES, shapeOf } from "../plots/looks.js";
import { fill } from "../dom/text.js";

const IN_LESSON = 3; // so many controls stand in the open in a lesson

export const MANY = 3; // runs: from here on their cards are kept short

export class RunList {
  /** @type {RunCard[]} */ cards;
  /** @type {string} */ key;
  /** @type {string} */ offered;

  /** @param {Texts} texts @param {RunActions} actions */
  constructor(texts, actions) {
    this.texts = texts;
    this.actions = actions;
    this.cards = [];
    this.list = h("ol", { class: "stage-runs" });
    this.choice = h("select", { class: "stage-select", "aria-label": texts.add_run });
    this.add = h("button", { type: "button", class: "stage-button", onclick: () => actions.add(this.choice.value) },
      texts.add);
    this.full = h("p", { class: "stage-hint", hidden: true }, texts.full);
    this.node = h("section", { class: "stage-panel", "aria-label": texts.runs }, this.heading = h("h2", {}, texts.runs),
      this.list, this.adding = h("div", { class: "stage-add" }, this.choice, this.add), this.full);
  }

  /** @param {Scene} scene */
  show(scene) {
    const { lesson, offers } = scene.wishes;
    const offered = scene.optimizers.filter(({ slug }) => offers(slug));
    this.#offer(offered);
    /** @param {SceneRun} run */
    const parts = (run) => (lesson ? [...run.controls, ...run.choices] : []).map((part) => part.key);
    const key = scene.runs.map((run) =>
      `${run.label} ${run.color} ${run.dash} ${run.changes.map((c) => c.key)} ${parts(run)}`
    ).join("|");
    if (key !== this.key) {
      this.key = key;
      const there = new Set(scene.runs.map((run) => run.optimizer));
      this.choice.value = (offered.find(({ slug }) => !there.has(slug)) ?? offered[0])?.slug; // the next to learn
      const open = this.cards.map((card) => card.folds.map(({ open: shown }) => shown));
      const control = document.activeElement?.getAttribute("data-key") ?? "";
      const focused = this.cards.findIndex((card) => card.node.contains(document.activeElement));
      const changes = this.cards[focused]?.changeFields.length;
      this.cards = scene.runs.map((run, i) =>
        new RunCard(run, this.texts, this.actions, { removable: offered.length > 0 && scene.runs.length > 1,
          open: open[i], ...scene.wishes })
      );
      this.list.replaceChildren(...this.cards.map((card) => card.node));
      scene.runs.forEach((run, i) => this.cards[i].show(run));
      if (focused >= 0) this.#refocus(Math.min(focused, this.cards.length - 1), changes, control);
    }
    scene.runs.forEach((run, i) => this.cards[i].show(run));
    const full = scene.runs.length >= scene.maxRuns;
    this.add.disabled = this.choice.disabled = full;
    this.adding.hidden = !offered.length;
    this.full.hidden = !full || !offered.length;
    for (const card of this.cards) card.allow(!full);
  }

  /**
   * Cards were made anew under the keyboard's focus: it goes to the new field, or stays in its place in the list.
   * @param {number} place @param {number} changes @param {string} key
   */
  #refocus(place, changes, key) {
    const card = this.cards[place];
    /** @type {NodeListOf<HTMLButtonElement | HTMLSelectElement>} */
    const controls = card.node.querySelectorAll("[data-key]");
    const same = [...controls].find((node) => key && node.dataset.key === key && !node.disabled);
    const offers = [...controls].find((node) =>
      key.startsWith("compare") && node.matches('select[data-key$=".library"]')
    );
    /** @type {HTMLInputElement | null} */
    const field = card.changeFields.length > changes
      ? card.changes.querySelector(".stage-change:last-child .stage-number")
      : null;
    (field ?? same ?? offers ?? card.node.querySelector("input") ?? this.add).focus();
  }

  /**
   * The words for each run, and whether its rate can be changed from the step that is shown.
   * @param {string[]} words @param {Paths} paths @param {number} row
   */
  tell(words, paths, row) {
    this.cards.forEach((card, i) => paths.runs[i] && card.tell(words[i], paths.runs[i], row));
  }

  /** @param {Scene["optimizers"]} optimizers */
  #offer(optimizers) {
    const offered = optimizers.map(({ slug }) => slug).join();
    if (offered === this.offered) return;
    this.offered = offered;
    this.choice.replaceChildren(
      ...optimizers.map(({ slug, name, help }) => h("option", { value: slug, title: help }, name)),
    );
  }

  /** What happened to all runs, as the cards say it. */
  words() {
    return this.cards.map((card) => card.words.textContent).join(" ");
  }

  /** @param {string} key @param {number} value */
  set(key, value) {
    for (const card of this.cards) card.set(key, value);
  }

  /**
   * A place in the card of run `number` = 1, 2, ...: "rate" under its learning rate, "why" behind its words.
   * @param {number} number @param {"rate" | "why"} name
   */
  slot(number, name) {
    return this.cards[number - 1]?.slots[name];
  }
}

class RunCard {
  /**
   * In a lesson few controls are left: they stand in the open.
   * @param {SceneRun} run @param {Texts} texts @param {RunActions} actions @param {CardWishes} more
   */
  constructor(run, texts, actions, { removable, lesson, offers, open = [] }) {
    this.texts = texts;
    this.run = run;
    this.offers = offers;
    this.inSight = lesson ? IN_LESSON : 1;
    /** @type {ChoiceActions} */
    const chosen = { ...actions, compare: (library) => actions.compare(this.run.number, library) };
    this.main = new Fields(texts, actions.edit);
    this.changes = h("div", {});
    this.rest = new Fields(texts, actions.edit);
    this.words = h("p", { class: "stage-words" });
    this.slots = { rate: h("div", { class: "stage-slot-rate" }), why: h("div", { class: "stage-slot-why" }) };
    this.branch = button(texts.change_rate, () => actions.branch(this.run.number));
    const remove = h("button", { type: "button", class: "stage-icon",
      "aria-label": fill(texts.remove, { name: run.label }), title: fill(texts.remove, { name: run.label }),
      onclick: () => actions.remove(this.run.number) }, icon("close"));
    this.hint = h("p", { class: "stage-hint" });
    this.choices = run.choices.map((choice) => new Choice(this.#offered(choice), texts, chosen));
    this.about = h("div", { class: "stage-about" },
      ...[run.help, run.conventions, fill(texts.about_source, { source: run.source })].map((text) => h("p", {}, text)));
    const choices = this.choices.map((choice) => choice.node);
    const plain = lesson && choices.length <= IN_LESSON;
    const some = [
      (run.branch || run.controls.length > this.inSight) &&
      [texts.more, this.rest.node, ...(run.branch ? [this.branch, this.hint] : [])],
      choices.length && !plain && [texts.choices, ...choices],
      (!lesson || run.choices.some(({ key }) => key === `run${run.number}`)) &&
      [fill(texts.about, { name: run.label }), this.about],
    ];
    this.folds = some.filter((part) => Array.isArray(part)).map(([title, ...content], i) =>
      fold(title, { open: open[i] }, ...content)
    );
    this.changeFields = run.changes.map((change) => {
      const fields = new Fields(texts, actions.edit);
      const undo = h("button", { type: "button", class: "stage-icon", "aria-label": texts.remove_change,
        title: texts.remove_change, onclick: () => actions.drop(change.key) }, icon("close"));
      this.changes.append(h("div", { class: "stage-change" }, fields.node, undo));
      return fields;
    });
    this.node = h("li", { class: "stage-run" },
      h("div", { class: "stage-run-head" }, swatch(run), h("strong", { title: run.help }, run.label),
        removable ? remove : null), ...(plain ? choices : []), this.main.node, this.slots.rate, this.changes,
      this.words, this.slots.why, ...this.folds);
  }

  /** @param {SceneRun} run */
  show(run) {
    this.run = run;
    this.main.show(run.controls.slice(0, this.inSight));
    this.rest.show(run.controls.slice(this.inSight));
    run.changes.forEach((change, i) => this.changeFields[i].show([change]));
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

  /** @param {string} words @param {RunPath} path @param {number} row */
  tell(words, path, row) {
    write(this.words, words);
    if (this.words.dataset.outcome !== path.outcome) this.words.dataset.outcome = path.outcome;
    const step = path.rows ? path.step(Math.min(row, path.rows - 1)) : 0;
    this.branch.disabled = step < 1 || step >= path.last;
    write(this.hint, this.branch.disabled ? this.texts.change_rate_how : fill(this.texts.change_rate_help, { step }));
  }

  /** @param {string} key @param {number} value */
  set(key, value) {
    this.main.set(key, value);
    this.rest.set(key, value);
    for (const fields of [...this.changeFields, ...this.choices]) fields.set(key, value);
  }
}

/**
 * A piece of the run's line with its marker: the same colour, dash and shape as on the plots.
 * @param {Look} look
 */
export function swatch({ color, dash, marker }) {
  const { shape, open } = shapeOf(marker);
  const span = h("span", { class: "stage-swatch", "aria-hidden": "true" });
  span.innerHTML =
    `<svg width="44" height="16" viewBox="-22 -8 44 16"><path d="M-22,0H22" stroke="${color}" stroke-width="2.6" stroke-dasharray="${
      DASHES[dash]
    }"/>` +
    `<path d="${shape}" fill="${open ? "var(--stage-background)" : color}" stroke="${color}" stroke-width="${
      open ? 2 : 0
    }"/></svg>`;
  return span;
}
