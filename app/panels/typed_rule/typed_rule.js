// The learner's own optimizer: an editor for its lines, checked while they are typed, with the formulas that they mean.

import { button, h, write } from "../../stage/browser/dom/dom.js";
import { Chooser } from "../../stage/browser/controls/chooser.js";
import { fold, panel } from "../../stage/browser/dom/folds.js";
import { Latest } from "../../stage/browser/wire/endpoint.js";
import { fill } from "../../stage/browser/dom/text.js";
import { formula } from "../../stage/browser/words/rule.js";
import { OwnText } from "./text.js";

const SLUG = "own";
const CHECK_MS = 150;
const USE_MS = 600; // the runs follow once the typing pauses

export class TypedRule {
  static place = "rule";

  /** @type {SceneRun[]} */ mine;
  /** @type {number | null} */ number;
  /** @type {boolean} */ full;
  /** @type {string | null} */ shown;
  /** @type {string} */ first;
  /** @type {CheckedRule | null} */ known;
  /** @type {CheckedRule | null} */ good;
  /** @type {boolean} */ added;
  revealed = false; // it was opened for its lines
  /** @type {number} */ checkTimer;
  /** @type {number} */ useTimer;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    /** @param {string} key */
    this.t = (key) => ctx.t[`own.${key}`];
    this.shown = null;
    this.dirty = false;
    const { t } = this;
    this.text = new OwnText(t, () => this.#typed(), () => this.#use());
    /** @type {Chooser} */
    this.run = new Chooser(t("run"), () => this.#choose(Number(this.run.value)), "own-run");
    this.examples = new Chooser(t("example"), () => this.#example(), "own-example");
    this.add = h("button", { type: "button", class: "stage-button", onclick: () => this.#add() }, t("add"));
    this.say = h("p", { class: "own-say", id: "own-say", role: "status" });
    this.where = button(t("where"), () => this.text.point(), { hidden: true });
    this.lines = h("div", { class: "own-formulas" });
    /** @type {HTMLDetailsElement} */
    this.node = panel("own", t("title"), t("help"), { ontoggle: () => this.node.open && this.#begin() }, [this.run.node,
      this.examples.node, this.add],
      h("div", { class: "own-both" },
        h("div", { class: "own-left" }, this.text.node, h("div", { class: "own-line" }, this.say, this.where)),
        h("section", { class: "own-right", "aria-label": t("meaning") }, h("h3", {}, t("meaning")), this.lines)),
      this.#language());
    this.check = new Latest(
      (text) => ctx.get("own", "", { text }),
      (answer, text) => text === this.text.value && this.#answered(answer),
      () => {}, // no answer yet: it is asked again
    );
  }

  /** What can be typed, as a short list. */
  #language() {
    const words = this.t("words").split("\n").map((line) => line.split(" :: "));
    return fold(this.t("language"), {},
      h("dl", { class: "own-words" },
        ...words.flatMap(([code, meaning]) => [h("dt", {}, h("code", {}, code)), h("dd", {}, meaning)])));
  }

  /** @param {Scene} scene */
  scene(scene) {
    const mine = scene.runs.filter(({ optimizer }) => optimizer === SLUG);
    const more = this.mine && mine.length > this.mine.length;
    this.mine = mine;
    this.full = scene.runs.length >= scene.maxRuns;
    this.#offer(scene, mine);
    this.#buttons(mine);
    const number = more
      ? mine[mine.length - 1].number
      : mine.some((run) => run.number === this.number)
      ? this.number
      : mine[0]?.number ?? null;
    if (more) this.dirty = false;
    this.#show(number);
    if (!more) return;
    if (!this.node.open) this.#reveal(number);
    else if (this.added) this.text.focus(); // the button that was pressed is gone
    this.added = false;
  }

  close() {
    clearTimeout(this.checkTimer);
    clearTimeout(this.useTimer);
  }

  // ---- which rule

  /** @param {Scene} scene @param {SceneRun[]} mine */
  #offer(scene, mine) {
    this.run.offer(mine.map(({ number, label }) => [String(number), label]));
    /** @type {[string, string][]} */
    const examples = scene.ownExamples.map(({ name, text }) => [text, this.t(`example_${name}`)]);
    this.examples.offer([["", this.t("choose")], ...examples]);
    this.first = scene.ownExamples[0].text;
  }

  /**
   * In the card of each own run a way to its lines.
   * @param {SceneRun[]} mine
   */
  #buttons(mine) {
    for (const run of mine) {
      const slot = this.ctx.card(run.number)?.slots.own;
      if (!slot || slot.childElementCount) continue;
      slot.append(
        button(this.t("edit"), () => this.#reveal(run.number), { class: "stage-button stage-small own-edit" }),
      );
    }
  }

  /** @param {number | null} number */
  #choose(number) {
    this.dirty = false;
    this.#show(number);
  }

  /**
   * Shows the lines of a run; a draft that is being typed, or that is not right yet, is left alone.
   * @param {number | null} number
   */
  #show(number) {
    this.number = number;
    this.add.hidden = number !== null;
    this.add.disabled = this.full;
    if (number !== null) this.run.value = String(number);
    if (this.dirty) return;
    const typed = this.mine.find((run) => run.number === number)?.typed ?? this.first;
    if (typed === this.shown) return;
    this.shown = typed;
    this.known = null;
    this.text.value = typed;
    if (this.node.open) this.#begin();
  }

  #begin() {
    if (!this.known && !this.dirty) this.check.want(this.text.value);
    if (!this.revealed) return;
    this.revealed = false;
    this.node.scrollIntoView({ block: "nearest" });
    this.text.focus();
  }

  /** @param {number | null} number */
  #reveal(number) {
    this.#choose(number);
    this.revealed = true;
    if (this.node.open) this.#begin();
    else this.node.open = true; // what it stands in opens with it, a moment later
  }

  // ---- typing

  #example() {
    if (!this.examples.value) return;
    this.text.value = this.examples.value;
    this.examples.value = "";
    this.#typed();
    this.text.focus();
  }

  #typed() {
    this.dirty = true;
    this.good = null;
    this.add.disabled = true; // until it is known to work
    clearTimeout(this.checkTimer);
    clearTimeout(this.useTimer);
    this.checkTimer = setTimeout(() => this.check.want(this.text.value), CHECK_MS);
  }

  /** @param {TypedAnswer} answer */
  #answered(answer) {
    this.#tell(answer);
    this.add.disabled = this.full || answer.problem != null;
    if (answer.problem != null) return;
    this.good = answer;
    if (!this.dirty) this.known = answer; // what the run has already
    else if (this.number !== null) this.useTimer = setTimeout(() => this.#use(), USE_MS);
  }

  /** @param {TypedAnswer} answer */
  #tell(answer) {
    const wrong = answer.problem != null;
    this.text.mark(wrong ? answer : null);
    this.where.hidden = !wrong;
    this.say.classList.toggle("stage-error", wrong);
    write(this.say, wrong
      ? fill(this.ctx.t["own.problem"], { line: answer.line, problem: answer.problem })
      : [this.t(this.number === null ? "ready" : "works"), ...answer.remarks].join(" "));
    this.lines.classList.toggle("own-old", wrong);
    if (wrong) return;
    this.lines.replaceChildren(
      ...answer.lines.map((row) =>
        h("div", { class: "own-formula" }, formula(row.formula),
          row.note ? h("p", { class: "stage-hint" }, row.note) : null)
      ),
    );
  }

  // ---- using it

  /** The run takes the lines. A parameter that is gone, or that begins elsewhere now, loses its setting. */
  #use() {
    clearTimeout(this.useTimer);
    if (!this.dirty || !this.good || this.number === null) return;
    const { text, parameters } = this.good;
    const prefix = `run${this.number}.`;
    const settings = new URLSearchParams(this.ctx.query());
    const before = new Map((this.known?.parameters ?? []).map((parameter) => [parameter.name, parameter]));
    const now = new Map(parameters.map((parameter) => [parameter.name, parameter]));
    /** @param {string} name */
    const stale = (name) => {
      const [old, fresh] = [before.get(name), now.get(name)];
      const value = Number(settings.get(prefix + name));
      return old !== undefined && (!fresh || fresh.default !== old.default || value < fresh.low || value > fresh.high);
    };
    this.known = this.good;
    this.shown = text;
    this.dirty = false;
    this.ctx.restage({ [`${prefix}rule`]: text }, (key) => key.startsWith(prefix) && stale(key.slice(prefix.length)));
  }

  #add() {
    const checked = this.dirty ? this.good : this.known;
    if (!checked) return;
    this.dirty = false;
    this.added = true;
    this.ctx.restage({ run99: SLUG, "run99.rule": checked.text });
  }
}
