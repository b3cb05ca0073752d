// The ways to add a run: in a lesson a list with a button, else a button that opens the list of optimizers.

import { button, h, hide } from "../dom/dom.js";

let count = 0;

export class AddFromList {
  /** @param {Texts} texts @param {(slug: string) => void} add */
  constructor(texts, add) {
    this.choice = h("select", { class: "stage-select", "aria-label": texts.add_run });
    this.button = h("button", { type: "button", class: "stage-button", onclick: () => add(this.choice.value) },
      texts.add);
    this.node = h("div", { class: "stage-add" }, this.choice, this.button);
  }

  /** @param {Optimizer[]} optimizers */
  offer(optimizers) {
    this.choice.replaceChildren(
      ...optimizers.map(({ slug, name, help }) => h("option", { value: slug, title: help }, name)),
    );
  }

  /** @param {string | undefined} slug the next to learn */
  propose(slug) {
    this.choice.value = slug ?? "";
  }

  /** @param {boolean} more */
  allow(more) {
    this.button.disabled = this.choice.disabled = !more;
  }
}

export class AddFromMenu {
  /** @param {Texts} texts @param {(slug: string) => void} add */
  constructor(texts, add) {
    this.add = add;
    const id = `stage-add-${++count}`;
    this.list = h("ul", { class: "stage-add-list", id, hidden: true });
    this.button = button("", () => this.#open(Boolean(this.list.hidden)), { class: "stage-button stage-add-button",
      "aria-expanded": "false", "aria-controls": id });
    this.button.append(h("span", { class: "stage-plus", "aria-hidden": "true" }), texts.add_run);
    this.node = h("div", { class: "stage-adding", onkeydown: (event) => event.key === "Escape" && this.#close() },
      this.button, this.list);
  }

  /** @param {Optimizer[]} optimizers */
  offer(optimizers) {
    this.list.replaceChildren(
      ...optimizers.map(({ slug, name, help }) =>
        h("li", {}, h("button", { type: "button", "data-slug": slug, onclick: () => {
          this.#close();
          this.add(slug);
        } }, h("b", {}, name), h("span", {}, help)))
      ),
    );
  }

  propose() {}

  /** @param {boolean} more */
  allow(more) {
    this.button.disabled = !more;
    if (!more) this.#open(false);
  }

  /** @param {boolean} open */
  #open(open) {
    hide(this.list, !open);
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.list.scrollIntoView({ block: "nearest" });
  }

  #close() {
    if (this.list.contains(document.activeElement)) this.button.focus();
    this.#open(false);
  }
}
