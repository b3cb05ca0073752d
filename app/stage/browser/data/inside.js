// The hidden units of one run's network: a small picture of what each adds, with a sentence, and of their sum.

import { drawUnits } from "./unitpictures.js";
import { h, write } from "../dom/dom.js";
import { Latest } from "../wire/endpoint.js";
import { fill } from "../dom/text.js";

export class Inside {
  /** `changed` is called when what is known of the units has changed. */
  constructor(texts, endpoint, changed) {
    Object.assign(this, { texts, changed, known: null });
    this.fetch = new Latest(endpoint.units, (answer, ...wish) => this.#show(answer, wish), () => {
      this.asked = null;
    });
    this.title = h("h3", { class: "stage-units-title" });
    this.pictures = h("div", { class: "stage-units" });
    this.words = h("p", { class: "stage-hint" });
    this.node = h("div", { class: "stage-inside", hidden: true }, this.title, this.pictures, this.words);
  }

  /** Another scene: what was known is of another network. */
  of(data) {
    this.data = data;
    this.forget();
  }

  /** The experiment is another; the pictures stay, but faint, until it is asked for again. */
  forget() {
    this.known = this.asked = null;
    this.node.classList.add("stage-stale");
  }

  hide() {
    this.node.hidden = true;
    this.forget();
  }

  /** Asks for run `number` = 0, 1, ... with its look after `step` steps. */
  ask(query, number, step, look) {
    const wish = [query, number + 1, step, look.color];
    if (wish.join(" ") === this.asked) return;
    this.asked = wish.join(" ");
    this.look = look;
    this.fetch.want(...wish);
  }

  #show(answer, [query, number, step, color]) {
    if (this.asked !== [query, number, step, color].join(" ")) return; // a newer one is on its way
    this.known = answer.problem ? null : answer;
    this.node.hidden = false;
    this.node.classList.remove("stage-stale");
    write(this.title, fill(this.texts.units_title, { name: this.look.label, step: answer.row }));
    write(this.words, answer.problem || answer.together);
    this.pictures.hidden = Boolean(answer.problem);
    if (this.known) this.pictures.replaceChildren(...drawUnits(answer, this.data, this.look, this.texts));
    this.changed();
  }
}
