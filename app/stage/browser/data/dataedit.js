// What can be done with the examples beside looking at them: another set, each example by hand, the line by its ends.

import { PointEditor } from "./datapoints.js";
import { button, h, tell, write } from "../dom/dom.js";
import { LineGrips } from "./linegrips.js";

export class DataEditing {
  /** @type {ExamplesRecord} */ examples;
  /** @type {string} */ known;

  /**
   * `actions` are the stage's: see datapoints.js and linegrips.js.
   * @param {Texts} texts @param {DataActions} actions
   */
  constructor(texts, actions) {
    this.texts = texts;
    this.actions = actions;
    this.points = new PointEditor(texts, actions);
    this.line = new LineGrips(texts, actions);
    this.select = h("select", { class: "stage-select", id: "stage-data-set", onchange: () => this.#choose() });
    this.help = h("p", { class: "stage-hint" });
    this.set = h("div", { class: "stage-data-set" },
      h("span", { class: "stage-check" }, h("label", { for: "stage-data-set" }, texts.points_set), this.select),
      this.help);
    this.words = h("p", { class: "stage-hint" });
    this.standardise = button(texts.bowl_standardise, () => actions.restage({ standardise: "1" }));
    this.conditioning = h("div", { class: "stage-conditioning" }, this.words, this.standardise);
    this.note = h("p", { class: "stage-hint", hidden: true });
    this.above = [this.set, this.note];
    this.below = [this.conditioning, this.points.node];
  }

  /** @param {Scene} scene @param {ExamplesRecord} examples @param {ExamplesPlot} plot */
  of(scene, examples, plot) {
    const { sets, set, conditioning } = examples;
    this.examples = examples;
    this.set.hidden = !sets.length;
    const known = sets.map(({ value }) => value).join();
    if (known !== this.known)
      this.select.replaceChildren(...sets.map(({ value, label }) => h("option", { value }, label)));
    this.known = known;
    this.select.value = set;
    write(this.help, sets.find(({ value }) => value === set)?.help ?? "");
    write(this.words, conditioning.words);
    this.conditioning.hidden = scene.wishes.lesson;
    this.standardise.hidden = !conditioning.standardise;
    if (examples.moved) this.notice("");
    this.points.of(examples, plot);
    this.line.of(scene, examples.line, plot);
  }

  /**
   * Something that was changed besides; it stands there until examples are chosen or moved again.
   * @param {string} text
   */
  notice(text) {
    tell(this.note, text);
    if (text) this.actions.say(text);
  }

  /**
   * How the inputs are seen in a frame of a drag, and the ranges that the plot keeps in it.
   * @param {InputScale} view
   */
  seen(view) {
    this.points.numbers.see(view);
  }

  held() {
    return this.points.held();
  }

  /** What is held and drawn over the plot goes where it belongs. */
  place() {
    this.points.place();
    this.line.place();
  }

  #choose() {
    const { keys, sets } = this.examples;
    this.notice("");
    this.actions.restage({ [keys.set]: this.select.value }, (key) => [keys.rows, keys.held, keys.labels].includes(key));
    const chosen = sets.find(({ value }) => value === this.select.value);
    this.actions.say(`${chosen?.label}. ${chosen?.help}`);
  }
}
