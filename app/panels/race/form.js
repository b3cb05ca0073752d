// The terms of a race: who takes part, the budget, the seeds and the target. They are kept as the race's text.
// @ts-nocheck

import { h, write } from "../../stage/browser/dom/dom.js";
import { Fields } from "../../stage/browser/controls/fields.js";
import { swatch } from "../../stage/browser/controls/runs.js";

export class RaceForm {
  /** `changed(text)` is told each change. */
  constructor(t, changed) {
    Object.assign(this, { t, changed });
    this.people = h("ul", { class: "race-people" });
    this.choice = h("select", { class: "stage-select", "aria-label": t["race.add_which"] });
    this.add = h("button", { type: "button", class: "stage-button stage-small",
      onclick: () => this.#tell({ rivals: [...this.now.rivals, this.choice.value] }) }, t["race.add"]);
    this.classics = h("button", { type: "button", class: "stage-button stage-small", onclick: () => this.#fill() },
      t["race.classics"]);
    this.fields = new Fields(t, (key, value, final) => final && this.#tell({ [key]: value }));
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

  /** The terms as the server understood them. */
  show(terms) {
    const focus = document.activeElement?.dataset?.race;
    const adding = [this.add, this.classics].includes(document.activeElement);
    Object.assign(this, { terms, now: meant(terms) });
    this.node.hidden = false;
    if (!this.choice.options.length)
      this.choice.append(
        ...terms.offers.map(({ slug, name, help }) => h("option", { value: slug, title: help }, name)),
      );
    this.people.replaceChildren(...terms.people.map((person) => this.#person(person)));
    if (focus) (this.people.querySelector(`[data-race="${focus}"]`) ?? this.add).focus();
    const there = new Set(terms.people.map(({ slug }) => slug));
    if (there.has(this.choice.value))
      this.choice.value = [...this.choice.options].find(({ value }) => !there.has(value))?.value ?? this.choice.value;
    this.choice.disabled = this.add.disabled = this.classics.disabled = terms.room === 0;
    if (adding && !terms.room) this.people.lastChild.querySelector("input").focus(); // a disabled button would lose the focus
    this.fields.show(terms.fields.map((field) => ({ ...field })));
    if (!this.target.options.length)
      this.target.append(...terms.targets.map(({ value, label }) => h("option", { value }, label)));
    this.target.value = terms.target;
    write(this.about, [terms.about, ...terms.notes].join(" "));
  }

  /** Says what was wrong with a link. */
  keep(said) {
    write(this.kept, said);
    this.kept.hidden = false;
  }

  /** The text of the same terms for the playground's runs alone. */
  alone() {
    return written({ ...this.now, without: [], rivals: [] });
  }

  #person({ label, number, slug, part, ...look }) {
    const box = h("input", {
      type: "checkbox",
      checked: part,
      "data-race": `${number ?? label}`,
      onchange: () =>
        this.#tell(number ? { without: toggled(this.now.without, number) } : { rivals: less(this.now.rivals, slug) }),
    });
    return h("li", {}, h("label", { class: "stage-check" }, box, swatch(look), label));
  }

  /** The first optimizers that are taught and not there yet, as many as there is room for. */
  #fill() {
    const there = new Set(this.terms.people.map(({ slug }) => slug));
    const missing = [...this.choice.options].map(({ value }) => value).filter((slug) => !there.has(slug));
    this.#tell({ rivals: [...this.now.rivals, ...missing.slice(0, this.terms.room)] });
  }

  /** A change counts at once: another one may follow before the server has answered. */
  #tell(changes) {
    Object.assign(this.now, changes);
    this.changed(written(this.now));
  }
}

/** What the terms of the server say, as what their text is written from. */
function meant({ people, fields, target }) {
  const without = people.filter(({ number, part }) => number && !part).map(({ number }) => number);
  const rivals = people.filter(({ number }) => !number).map(({ slug }) => slug);
  return { ...Object.fromEntries(fields.map(({ key, value }) => [key, value])), target, without, rivals };
}

function written({ rivals, without, ...plain }) {
  const parts = Object.entries(plain).map(([key, value]) => `${key}.${value}`);
  if (without.length) parts.push(["without", ...without].join("."));
  if (rivals.length) parts.push(["with", ...rivals].join("."));
  return parts.join("~");
}

const toggled = (list, item) => (list.includes(item) ? list.filter((other) => other !== item) : [...list, item]);

/** The list without the first such item. */
const less = (list, item) => list.filter((_, place) => place !== list.indexOf(item));
