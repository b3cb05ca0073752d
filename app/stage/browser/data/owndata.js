// Data of one's own: a file or pasted text is read by the server and forgotten; what is chosen of it becomes fields of the link.

import { button, h, write } from "../dom/dom.js";
import { fold } from "../dom/folds.js";
import { Latest, Refusal } from "../wire/endpoint.js";
import { OwnForm } from "./ownform.js";
import { fill } from "../dom/text.js";

const MOST_BYTES = 2_000_000; // as in optim_core/examples/table/decoding.py; of a larger file the beginning is sent
const OWN = "own"; // the value of the field of sets, as in optim_core/examples/builtin.py
const STANDARDISE = "standardise";

export class OwnData {
  /** @type {string} */ surface;
  /** @type {string[]} */ variables;
  /** @type {ExamplesRecord | null} */ examples;
  /** @type {{ bytes: ArrayBuffer; name: string; cut?: number }} */ source;
  /** @type {TableWish} */ chosen;
  /** @type {Changes} */ before;

  /**
   * `actions`: `query()`, `restage(changes, drop)` and `say(text)` of the stage.
   * @param {Texts} texts @param {Endpoint} endpoint @param {Pick<DataActions, "restage" | "say"> & { query(): Query }} actions
   */
  constructor(texts, endpoint, actions) {
    this.texts = texts;
    this.actions = actions;
    const t = texts;
    /** @type {HTMLInputElement} */
    this.file = h("input", { type: "file", id: "stage-own-file", accept: ".csv,.tsv,.tab,.txt,text/csv,text/plain",
      onchange: () => this.#files(this.file.files), onclick: () => {
        this.file.value = "";
      } }); // the same file may be another one by now
    this.paste = h("textarea", { class: "stage-own-paste", id: "stage-own-paste", rows: 4, spellcheck: "false",
      autocomplete: "off", placeholder: t["owndata.example"] });
    this.read = button(t["owndata.read"], () => this.#pasted());
    this.problem = h("p", { class: "stage-error", role: "alert" });
    this.form = new OwnForm(t, (changes) => this.#choose(changes), () => this.#learn());
    this.back = button(t["owndata.back"], () => this.#back());
    this.drop = h("div", { class: "stage-own-drop", ondragover: (event) => this.#over(event, true),
      ondragleave: (event) => this.#over(event, false), ondrop: (event) => this.#dropped(event) },
      h("label", { for: "stage-own-file", class: "stage-label" }, t["owndata.file"]), this.file);
    this.node = fold(t["owndata.title"], { class: "stage-more stage-own-data", hidden: true },
      h("p", { class: "stage-hint" }, t["owndata.privacy"]),
      h("div", { class: "stage-own-columns" }, this.drop,
        h("div", {}, h("label", { for: "stage-own-paste", class: "stage-label" }, t["owndata.paste"]), this.paste,
          h("div", { class: "stage-bar" }, this.read))), this.problem, this.form.node, this.back);
    /** @type {Latest<[own: TableWish, bytes: ArrayBuffer, name: string], TableAnswer>} */
    this.fetch = new Latest(
      (own, bytes, _name) => endpoint.rows(own, bytes),
      (answer, own, bytes, name) => this.#answered(answer, own, bytes, name),
      (error) => {
        this.#trouble(error instanceof Refusal ? error.message : error ? t.reconnecting : "");
        this.form.again();
      },
    );
  }

  /**
   * Another scene: it may be another model, or data that are not to be changed.
   * @param {Scene} scene
   */
  of({ surface, examples, wishes }) {
    const other = surface.slug !== this.surface;
    this.surface = surface.slug;
    this.variables = surface.variables;
    this.examples = examples;
    this.node.hidden = !examples?.editable || !examples.sets.length || !wishes.shows("data");
    this.back.hidden = this.node.hidden || examples?.set !== OWN;
    if (other && this.source && !this.node.hidden) this.#ask({ ...this.chosen, x: null, y: null, group: null });
  }

  // ---- what is read

  /** @param {FileList | null | undefined} files */
  #files(files) {
    if (files?.length) this.#take(files[0], files[0].name);
  }

  #pasted() {
    const text = this.paste.value;
    if (!text.trim()) return this.#trouble(this.texts["owndata.nothing"]);
    this.#take(new Blob([text]), this.texts["owndata.pasted"]);
  }

  /**
   * The bytes are taken at once: a file may be gone or another one when columns are chosen.
   * @param {Blob} blob @param {string} name
   */
  async #take(blob, name) {
    try {
      const bytes = await blob.slice(0, MOST_BYTES).arrayBuffer();
      this.#ask({ cut: blob.size > MOST_BYTES ? 1 : 0 }, { bytes, name });
    } catch {
      this.#trouble(fill(this.texts["owndata.unreadable"], { name }));
    }
  }

  /** @param {DragEvent} event @param {boolean} over */
  #over(event, over) {
    event.preventDefault();
    this.drop.classList.toggle("stage-own-over", over);
  }

  /** @param {DragEvent} event */
  #dropped(event) {
    this.#over(event, false);
    this.#files(event.dataTransfer?.files);
  }

  // ---- what is chosen

  /** @param {TableWish} changes */
  #choose(changes) {
    this.#ask({ ...this.chosen, ...changes });
  }

  /** @param {TableWish} own @param {{ bytes: ArrayBuffer; name: string; cut?: number }} source */
  #ask(own, source = this.source) {
    const cut = own.cut ?? source.cut;
    this.fetch.want({ ...own, surface: this.surface, cut }, source.bytes, source.name);
  }

  /**
   * What was read before stays until something else could be read.
   * @param {TableAnswer} answer @param {TableWish} own @param {ArrayBuffer} bytes @param {string} name
   */
  #answered(answer, own, bytes, name) {
    if (own.surface !== this.surface) return; // the answer for the other model is on its way
    this.source = { bytes, name, cut: own.cut };
    this.chosen = { header: own.header, ...own, ...(answer.chosen && { ...answer.chosen, x: answer.chosen.x.join() }) };
    this.#trouble("");
    this.form.show(answer, name);
  }

  /** @param {string | null} text */
  #trouble(text) {
    write(this.problem, text || "");
  }

  // ---- what becomes of it

  #learn() {
    if (!this.form.learn || !this.examples) return;
    const { points, held, names, words } = this.form.learn;
    const { keys, set } = this.examples;
    if (set !== OWN)
      this.before = Object.fromEntries(
        [...new URLSearchParams(this.actions.query())].filter(([key]) => this.#mine(key)),
      );
    const rows = { [keys.set]: OWN, [keys.rows]: points, [keys.labels]: names, ...(held && { [keys.held]: held }) };
    this.actions.restage({ ...rows, [STANDARDISE]: this.form.standardise ? "1" : "0" }, (key) => this.#mine(key));
    this.actions.say(words);
  }

  #back() {
    this.actions.restage(this.before ?? {}, (key) => this.#mine(key));
    this.actions.say(this.texts["owndata.is_back"]);
  }

  /**
   * The fields that belong to the examples: which they are, how they are drawn and seen, and the start, which follows them.
   * @param {string} key
   */
  #mine(key) {
    const { keys = {}, redraws = [] } = this.examples ?? {};
    return [...Object.values(keys), ...redraws, ...this.variables, STANDARDISE].includes(key);
  }
}
