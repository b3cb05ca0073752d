// The update rule of one run as formulas, and the same lines with the numbers of the step that is about to be taken.

import { Chooser } from "../controls/chooser.js";
import { button, h, write } from "../dom/dom.js";
import { fold, panel } from "../dom/folds.js";
import { Latest, Refusal } from "../wire/endpoint.js";
import { fill } from "../dom/text.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";

export class RulePanel {
  /** @type {Paths} */ paths;
  /** @type {number} */ row;
  /** @type {Query} */ query;
  /** @type {string | null} */ wish;
  /** @type {string} */ shape;
  /** @type {string} */ key;
  /** @type {Line[]} */ lines;
  /** @type {(() => void) | undefined} */ onchoice;

  /** @param {Texts} texts @param {Endpoint} endpoint */
  constructor(texts, endpoint) {
    this.texts = texts;
    this.fetch = new Latest(endpoint.rule, (answer) => this.#draw(answer), (error) => this.#tell(error));
    const ask = () => {
      this.#ask();
      this.onchoice?.(); // another run, another coordinate, opened or closed
    };
    this.run = new Chooser(texts.rule_run, ask, "stage-rule-run");
    this.axis = new Chooser(texts.rule_axis, ask, "stage-rule-axis");
    this.title = h("summary", {}, texts.rule);
    this.parts = h("div", { class: "stage-rule-parts" }); // what else there is to see of the step, by a panel of the playground
    this.step = h("p", { class: "stage-rule-step" });
    this.ended = h("p", { class: "stage-status", hidden: true });
    this.head = h("span", { role: "columnheader" });
    this.rows = h("div", { class: "stage-rule-rows", role: "table", "aria-label": texts.rule });
    this.box = h("div", { class: "stage-rule-box", tabindex: 0, role: "region", "aria-label": texts.rule_box },
      this.rows);
    this.letters = h("dl", { class: "stage-rule-letters" });
    this.listings = h("div", { class: "stage-rule-listings" });
    this.helpers = h("section", { "aria-label": texts.rule_helpers, hidden: true }, h("h3", {}, texts.rule_helpers),
      this.listings);
    this.node = panel("stage-rule", this.title, texts.rule_help, { ontoggle: ask }, [this.run.node, this.axis.node],
      this.ended, this.step, this.parts, this.box, this.helpers, fold(texts.rule_letters, {}, this.letters));
  }

  /**
   * Follows the stage: the step shown is the one that leaves `row`. Asks only while the panel is open.
   * @param {Scene} scene @param {Paths} paths @param {number} row @param {Query} query
   */
  show(scene, paths, row, query) {
    this.paths = paths;
    this.row = row;
    this.query = query;
    this.run.of(scene.runs);
    const variables = scene.surface.dim > 1 ? scene.surface.variables : [];
    this.axis.offer(variables.map((name, i) => [String(i), name]), -1);
    this.#ask();
  }

  /** The number of the run and of the step that are shown, both from 1; nothing where there is no path. */
  get now() {
    const run = this.paths?.runs[this.run.place];
    if (!run) return null;
    const steps = Number(new URLSearchParams(this.query).get("steps"));
    return { run: this.run.place + 1,
      step: Math.max(1, Math.min(run.step(Math.min(this.row, run.rows - 1)) + 1, steps || 1)) };
  }

  #ask() {
    const { now } = this;
    if (!this.node.open || !now) return;
    /** @type {[Query, number, number, number]} */
    const wish = [this.query, now.run, now.step, this.axis.place];
    if (wish.join(" ") === this.wish) return; // every frame of a drag comes here
    this.wish = wish.join(" ");
    this.fetch.want(...wish);
  }

  /** @param {RuleAnswer} answer */
  #draw(answer) {
    this.#tell(null);
    this.ended.hidden = !answer.ended;
    write(this.ended, answer.ended);
    write(this.step, answer.title);
    this.step.hidden = !answer.title;
    const rows = [...answer.schedule, ...answer.lines];
    write(this.head, answer.step ? fill(this.texts.rule_numbers, { step: answer.step }) : "");
    const shape = JSON.stringify(rows.map((row) => [row.symbolic, row.note, row.operation]));
    if (shape === this.shape) rows.forEach((row, i) => this.lines[i].show(row)); // only numbers are others
    else this.#layOut(rows);
    this.shape = shape;
    this.#explain(answer);
  }

  /** @param {RuleLine[]} rows */
  #layOut(rows) {
    this.lines = rows.map((row) => new Line(row, this.texts, (name) => this.#open(name)));
    const head = h("div", { role: "row", class: "stage-rule-head" },
      h("span", { role: "columnheader" }, this.texts.rule_symbols), this.head,
      h("span", { role: "columnheader", class: "stage-hidden" }, this.texts.rule_note));
    this.rows.replaceChildren(head, ...this.lines.map((line) => line.node));
    this.rows.classList.remove("stage-rule-stacked");
    this.rows.classList.toggle("stage-rule-stacked", this.box.scrollWidth > this.box.clientWidth); // no room side by side
  }

  /**
   * The letters and the named operations; they change with the run, not with the step.
   * @param {RuleAnswer} answer
   */
  #explain({ letters, listings }) {
    const key = JSON.stringify([letters, listings]);
    if (key === this.key) return;
    this.key = key;
    this.letters.replaceChildren(
      ...letters.flatMap(({ symbol, meaning }) => [h("dt", {}, formula(symbol)), h("dd", {}, meaning)]),
    );
    this.helpers.hidden = !listings.length;
    this.listings.replaceChildren(
      ...listings.map(({ name, summary, source }) =>
        h("details", { class: "stage-more", "data-name": name },
          h("summary", {}, h("code", {}, name), summary ? ` ${summary}` : ""),
          h("pre", { class: "stage-code", tabindex: 0, role: "region", "aria-label": name }, h("code", {}, source)))
      ),
    );
  }

  /** @param {string} name */
  #open(name) {
    const listing = this.listings.querySelector(`[data-name="${CSS.escape(name)}"]`);
    if (!(listing instanceof HTMLDetailsElement)) return;
    listing.open = true;
    listing.querySelector("summary")?.focus();
  }

  /** @param {unknown} error */
  #tell(error) {
    this.wish = error ? null : this.wish; // what was refused may be asked again
    if (error) this.ended.hidden = false;
    if (error) write(this.ended, error instanceof Refusal ? error.message : this.texts.reconnecting);
  }
}

/** One line of the rule: in symbols, with numbers, and what decided where it branches. */
class Line {
  /** @type {string} */ said;

  /** @param {RuleLine} row @param {Texts} texts @param {(name: string) => void} open */
  constructor(row, texts, open) {
    this.numbers = h("div", { role: "cell", class: "stage-rule-numbers" });
    this.because = texts.rule_because;
    const listing = row.operation &&
      button(fill(texts.rule_open, { name: row.operation }), () => open(row.operation));
    const remarks = [row.note ? h("p", { class: "stage-hint" }, row.note) : null, listing].filter(Boolean);
    this.node = h("div", { role: "row" }, h("div", { role: "cell" }, formula(row.symbolic)), this.numbers,
      remarks.length ? h("div", { role: "cell", class: "stage-rule-remarks" }, ...remarks) : null);
    this.show(row);
  }

  /** @param {RuleLine} row */
  show({ numbers, result, because }) {
    const said = `${numbers} ${result} ${because}`;
    if (said === this.said) return;
    this.said = said;
    const reason = because && h("div", { class: "stage-rule-because" }, `${this.because} `, formula(because));
    const parts = [numbers && formula(numbers), result && formula(result), reason];
    this.numbers.replaceChildren(...parts.filter((part) => part instanceof Node));
  }
}

/**
 * MathML text as an element. As XML nothing in it can be anything but MathML.
 * @param {string} text
 */
export function formula(text) {
  const root = new DOMParser().parseFromString(text, "application/xml").documentElement;
  const plain = root.namespaceURI === MATHML &&
    [root, ...root.getElementsByTagName("*")].every((node) => node.namespaceURI === MATHML);
  return plain ? document.importNode(root, true) : document.createTextNode(text);
}
