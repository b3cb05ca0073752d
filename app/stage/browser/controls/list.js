// The list of runs. In a lesson each has its card; else each is a row, and the card of the chosen one stands below its row.

import { h } from "../dom/dom.js";
import { remember, remembered } from "../wire/tab.js";
import { AddFromList, AddFromMenu } from "./add.js";
import { Card } from "./card.js";
import { nextChosen } from "./chosen.js";
import { LessonCard } from "./lessoncard.js";
import { Row } from "./row.js";

export class RunList {
  /** @type {(Card | LessonCard)[]} */ cards = [];
  /** @type {Row[]} */ rows = [];
  /** @type {string[]} */ names = [];
  /** @type {string} */ key;
  /** @type {string} */ offered;
  chosen = 0; // the place of the run whose card is open

  /** @param {Texts} texts @param {boolean} lesson @param {RunActions} actions */
  constructor(texts, lesson, actions) {
    this.texts = texts;
    this.lesson = lesson;
    this.actions = actions;
    this.list = h("ol", { class: "stage-runs" });
    this.add = new (lesson ? AddFromList : AddFromMenu)(texts, actions.add);
    this.full = h("p", { class: "stage-hint", hidden: true }, texts.full);
    this.heading = h("h2", { class: lesson ? null : "stage-hidden" }, texts.runs);
    this.node = h("section", { class: "stage-panel", "aria-label": texts.runs }, this.heading, this.list, this.add.node,
      this.full);
    this.chosen = Number(remembered("chosen") ?? 0);
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
      this.add.propose((offered.find(({ slug }) => !there.has(slug)) ?? offered[0])?.slug);
      this.#make(scene, offered.length > 0 && scene.runs.length > 1);
    }
    for (const part of [this.cards, this.rows]) scene.runs.forEach((run, i) => part[i]?.show(run));
    const full = scene.runs.length >= scene.maxRuns;
    this.add.allow(!full);
    this.add.node.hidden = !offered.length;
    this.full.hidden = !full || !offered.length;
    for (const card of this.cards) card.allow(!full);
  }

  /** @param {Scene} scene @param {boolean} removable */
  #make({ runs, wishes }, removable) {
    const control = document.activeElement?.getAttribute("data-key") ?? "";
    const items = [...this.list.children];
    const focused = items.findIndex((item) => item.contains(document.activeElement));
    const changes = this.cards[focused]?.changes.fields.length;
    const before = this.cards;
    const names = runs.map(({ label }) => label);
    this.chosen = nextChosen(this.names, names, this.chosen);
    this.names = names;
    if (this.lesson) {
      this.cards = runs.map((run, i) =>
        new LessonCard(run, this.texts, this.actions, { removable, open: before[i]?.open, ...wishes })
      );
      this.list.replaceChildren(...this.cards.map((card) => card.node));
    } else {
      this.rows = runs.map((run, i) => new Row(run, this.texts, () => this.choose(i)));
      this.cards = runs.map((run, i) =>
        new Card(run, this.texts, this.actions, { removable, open: before[i]?.open, ...wishes, id: this.rows[i].card })
      );
      this.list.replaceChildren(
        ...this.cards.map((card, i) => h("li", { class: "stage-run" }, this.rows[i].node, card.node)),
      );
      this.#open();
    }
    for (const part of [this.cards, this.rows]) runs.forEach((run, i) => part[i]?.show(run));
    if (focused >= 0) this.#refocus(Math.min(focused, this.cards.length - 1), changes, control);
  }

  /** @param {number} place */
  choose(place) {
    if (place === this.chosen) return;
    this.chosen = place;
    this.#open();
    this.actions.chose();
  }

  #open() {
    remember("chosen", String(this.chosen));
    this.rows.forEach((row, i) => row.choose(i === this.chosen));
    this.cards.forEach((card, i) => card instanceof Card && card.choose(i === this.chosen));
  }

  /**
   * Cards were made anew under the keyboard's focus: it goes to the new field, or stays in its place in the list.
   * @param {number} place @param {number} changes @param {string} key
   */
  #refocus(place, changes, key) {
    const card = this.cards[place];
    const item = this.list.children[place];
    /** @type {NodeListOf<HTMLButtonElement | HTMLSelectElement>} */
    const controls = item.querySelectorAll("[data-key]");
    const same = [...controls].find((node) => key && node.dataset.key === key && !node.disabled);
    const offers = [...controls].find((node) =>
      key.startsWith("compare") && node.matches('select[data-key$=".library"]')
    );
    /** @type {HTMLInputElement | null} */
    const field = card.changes.fields.length > changes
      ? card.changes.node.querySelector(".stage-change:last-child .stage-number")
      : null;
    /** @type {HTMLElement | null} */
    const usual = item.querySelector(this.lesson ? "input" : "button");
    (field ?? same ?? offers ?? usual ?? this.add.button).focus();
  }

  /**
   * What there is to say of each run. While something moves nobody sees the closed cards, so only the rows follow.
   * @param {Told[]} told @param {Paths} paths @param {number} row
   */
  tell(told, paths, row) {
    paths.runs.forEach((path, i) => {
      this.rows[i]?.tell(path);
      if (this.lesson || !told[i].moving || i === this.chosen) this.cards[i]?.tell(told[i], path, row);
    });
  }

  /** @param {Optimizer[]} optimizers */
  #offer(optimizers) {
    const offered = optimizers.map(({ slug }) => slug).join();
    if (offered === this.offered) return;
    this.offered = offered;
    this.add.offer(optimizers);
  }

  /** What happened to all runs, as the cards say it. */
  words() {
    return this.cards.map((card) => card.words.textContent).join(" ");
  }

  /** @param {string} key @param {number} value */
  set(key, value) {
    for (const part of [...this.rows, ...this.cards]) part.set(key, value);
  }

  /** The card of run `number` = 1, 2, ...; none in a lesson. @param {number} number */
  card(number) {
    const card = this.cards[number - 1];
    return card instanceof Card ? card : undefined;
  }
}
