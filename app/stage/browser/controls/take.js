// The experiment to take along: a script in the library of one's choice, and the steps as files.

import { Copied } from "../dom/copied.js";
import { button, freshLink, h, write } from "../dom/dom.js";
import { panel } from "../dom/folds.js";
import { Chooser } from "./chooser.js";
import { Latest, Refusal } from "../wire/endpoint.js";

const LIBRARY = "take_in_"; // the texts that name the libraries, in the order in which they are offered

export class TakePanel {
  /** @type {Query} */ query;
  /** @type {string} */ wish;

  /** @param {Texts} texts @param {Endpoint} endpoint */
  constructor(texts, endpoint) {
    this.texts = texts;
    this.endpoint = endpoint;
    this.script = "";
    this.fetch = new Latest(endpoint.script, (script) => this.#draw(script), (error) => this.#trouble(error));
    const libraries = Object.entries(texts).filter(([key]) => key.startsWith(LIBRARY));
    this.library = new Chooser(texts.take_library, () => this.#ask(), "stage-take-library");
    this.library.offer(libraries.map(([key, name]) => [key.slice(LIBRARY.length), name]));
    this.copy = button(texts.take_copy, () => this.copied.copy(this.script));
    this.save = freshLink(texts.take_save,
      () => ({ download: `descent-${this.library.value}.py`,
        href: endpoint.scriptFile(this.query, this.library.value) }));
    this.copied = new Copied(texts.take_copied, texts.take_not_copied);
    this.problem = h("p", { class: "stage-status", hidden: true });
    this.code = h("code", {});
    this.box = h("pre", { class: "stage-code", tabindex: 0, role: "region", "aria-label": texts.take_script },
      this.code);
    this.node = panel("stage-take", texts.take, texts.take_help, { ontoggle: () => this.#ask() }, [this.library.node,
      this.copy, this.save,
      freshLink(texts.csv, () => ({ download: "descent-steps.csv", href: endpoint.csv(this.query) })),
      freshLink(texts.json, () => ({ download: "descent-steps.json", href: endpoint.json(this.query) }))],
      this.copied.node, this.problem, this.box);
  }

  /**
   * Follows the experiment; asks only while the panel is open.
   * @param {Query} query
   */
  show(query) {
    this.query = query;
    this.#ask();
  }

  #ask() {
    const wish = `${this.library.value} ${this.query}`;
    if (!this.node.open || this.query == null || wish === this.wish) return;
    this.wish = wish;
    this.copied.say("");
    this.fetch.want(this.query, this.library.value);
  }

  /** @param {string} script */
  #draw(script) {
    this.#show(script, "");
  }

  /**
   * A refusal stands where the script would; what may be over in a moment leaves the script there.
   * @param {unknown} error
   */
  #trouble(error) {
    if (error instanceof Refusal) this.#show("", error.message);
    else this.#show(this.script, error ? this.texts.reconnecting : "");
  }

  /** @param {string} script @param {string} problem */
  #show(script, problem) {
    this.script = script;
    write(this.code, script);
    write(this.problem, problem);
    this.problem.hidden = !problem;
    this.box.hidden = !script;
    this.copy.disabled = !script;
    this.save.hidden = !script;
  }
}
