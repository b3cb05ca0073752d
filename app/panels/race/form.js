// The terms of a race: who takes part, the budget, the seeds and the target. They are kept as the race's text.

import { button, h, write } from "../../stage/browser/dom/dom.js";
import { Fields } from "../../stage/browser/controls/fields.js";
import { swatch } from "../../stage/browser/controls/swatch.js";

export class RaceForm {
  /** @type {RaceTerms} */ terms;
  /** @type {RaceMeaning} */ now;

  /**
   * `changed(text)` is told each change.
   * @param {Texts} t @param {(text: string) => void} changed
   */
  constructor(t, changed) {
    this.t = t;
    this.changed = changed;
    this.people = h("ul", { class: "race-people" });
    this.choice = h("select", { class: "stage-select", "aria-label": t["race.add_which"] });
    this.add = button(t["race.add"], () => this.#tell({ rivals: [...this.now.rivals, this.choice.value] }));
    this.classics = button(t["race.classics"], () => this.#fill());
    this.fields = new Fields(t, (key, value, final) => final && this.#tell({ [key]: value }));
    /** @type {HTMLSelectElement} */
    this.target = h("select", { class: "stage-select", id: "race-target",
      onchange: () => this.#tell({ target: this.target.value }) });
    this.about = h("p", { class: "stage-hint" });
    this.kept = h("p", { class: "stage-status", role: "status", hidden: true });
    this.node = h("div", { class: "race-form", hidden: true }, this.kept,
      h("fieldset", { class: "race-who" }, h("legend", {}, t["race.who"]), this.people,
        h("div", { class: "race-add" }, this.choice, this.add), this.classics),
      h("div", { class: "race-terms" }, this.fields.node,
        h("label", { class: "stage-label", for: "race-target" }, t["race.target"]), this.target, this.about));
  }

  /**
   * The terms as the server understood them.
   * @param {RaceTerms} terms
   */
  show(terms) {
    const focus = document.activeElement?.getAttribute("data-race");
    const adding = [this.add, this.classics].some((node) => node === document.activeElement);
    this.terms = terms;
    this.now = meant(terms);
    this.node.hidden = false;
    if (!this.choice.options.length)
      this.choice.append(
        ...terms.offers.map(({ slug, name, help }) => h("option", { value: slug, title: help }, name)),
      );
    this.people.replaceChildren(...terms.people.map((person) => this.#person(person)));
    /** @type {HTMLElement | null} */
    const same = this.people.querySelector(`[data-race="${focus}"]`);
    if (focus) (same ?? this.add).focus();
    const there = new Set(terms.people.map(({ slug }) => slug));
    if (there.has(this.choice.value))
      this.choice.value = [...this.choice.options].find(({ value }) => !there.has(value))?.value ?? this.choice.value;
    this.choice.disabled = this.add.disabled = this.classics.disabled = terms.room === 0;
    /** @type {HTMLElement | null} */
    const last = this.people.querySelector("li:last-child input");
    if (adding && !terms.room) last?.focus(); // a disabled button would lose the focus
    this.fields.show(terms.fields.map((field) => ({ ...field })));
    if (!this.target.options.length)
      this.target.append(...terms.targets.map(({ value, label }) => h("option", { value }, label)));
    this.target.value = terms.target;
    write(this.about, [terms.about, ...terms.notes].join(" "));
  }

  /**
   * Says what was wrong with a link.
   * @param {string} said
   */
  keep(said) {
    write(this.kept, said);
    this.kept.hidden = false;
  }

  /** The text of the same terms for the playground's runs alone. */
  alone() {
    return written({ ...this.now, without: [], rivals: [] });
  }

  /** @param {RacePerson} person */
  #person(person) {
    const { label, number, slug, part } = person;
    const box = h("input", {
      type: "checkbox",
      checked: part,
      "data-race": `${number ?? label}`,
      onchange: () =>
        this.#tell(number ? { without: toggled(this.now.without, number) } : { rivals: less(this.now.rivals, slug) }),
    });
    return h("li", {}, h("label", { class: "stage-check" }, box, swatch(person), label));
  }

  /** The first optimizers that are taught and not there yet, as many as there is room for. */
  #fill() {
    const there = new Set(this.terms.people.map(({ slug }) => slug));
    const missing = [...this.choice.options].map(({ value }) => value).filter((slug) => !there.has(slug));
    this.#tell({ rivals: [...this.now.rivals, ...missing.slice(0, this.terms.room)] });
  }

  /**
   * A change counts at once: another one may follow before the server has answered.
   * @param {Partial<RaceMeaning>} changes
   */
  #tell(changes) {
    Object.assign(this.now, changes);
    this.changed(written(this.now));
  }
}

/**
 * What the terms of the server say, as what their text is written from.
 * @param {RaceTerms} terms @returns {RaceMeaning}
 */
function meant({ people, fields, target }) {
  const without = people.flatMap(({ number, part }) => (number && !part ? [number] : []));
  const rivals = people.filter(({ number }) => !number).map(({ slug }) => slug);
  return { ...Object.fromEntries(fields.map(({ key, value }) => [key, value])), target, without, rivals };
}

/** @param {RaceMeaning} meaning */
function written({ rivals, without, ...plain }) {
  const parts = Object.entries(plain).map(([key, value]) => `${key}.${value}`);
  if (without.length) parts.push(["without", ...without].join("."));
  if (rivals.length) parts.push(["with", ...rivals].join("."));
  return parts.join("~");
}

/** @param {number[]} list @param {number} item */
const toggled = (list, item) => (list.includes(item) ? list.filter((other) => other !== item) : [...list, item]);

/**
 * The list without the first such item.
 * @param {string[]} list @param {string} item
 */
const less = (list, item) => list.filter((_, place) => place !== list.indexOf(item));
