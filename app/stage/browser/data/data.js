// The data beside the loss: the points, the model of every run at the shown row, and how far each point is from it.

import { ClassScatter } from "./classes.js";
import { DataEditing } from "./dataedit.js";
import { drawDataTable } from "./datatable.js";
import { h, write } from "../dom/dom.js";
import { fold } from "../dom/folds.js";
import { Table } from "../dom/table.js";
import { fitWords, modelAt, pictured } from "./fitted.js";
import { Inside } from "./inside.js";
import { numbers, Regions } from "./regions.js";
import { Latest } from "../wire/endpoint.js";
import { Chooser } from "../controls/chooser.js";
import { Scatter } from "./scatter.js";

const MOST_SQUARES = 40; // points; more squares would hide each other

export class DataPanel {
  /** @type {Scene} */ scene;
  /** @type {Data | null} */ data;
  /** @type {string} */ told;
  /** @type {Paths | null} */ paths;
  /** @type {number} */ row;
  /** @type {Query} */ query;
  /** @type {string} */ background;
  /** @type {Size} */ size;
  /** @type {SeedModels | null} */ seeds;
  /** @type {DecodedRegions | null} */ region;
  /** @type {{ query: Query; chances: Chances } | undefined} */ chances;
  /** @type {ExamplesPlot} */ scatter;
  /** @type {Model[]} */ shown;

  /**
   * `actions` are what an edit of the examples may use of the stage, see dataedit.js.
   * @param {Texts} texts @param {Endpoint} endpoint @param {DataActions} actions
   */
  constructor(texts, endpoint, actions) {
    this.texts = texts;
    this.endpoint = endpoint;
    this.shown = [];
    this.editing = new DataEditing(texts, actions);
    /** @param {string} id @param {string} text @param {() => void} change */
    const check = (id, text, change) => {
      const box = h("input", { type: "checkbox", id, onchange: change });
      return { box, node: h("label", { for: id, class: "stage-check", hidden: true }, box, text) };
    };
    this.squares = check("stage-squares", texts.data_squares, () => this.#again());
    this.units = check("stage-units", texts.data_units, () => this.#looked());
    this.choice = new Chooser(texts.data_inside, () => this.#looked(), "stage-inside");
    this.inside = new Inside(texts, endpoint, () => this.#again());
    this.regions = new Regions(endpoint, () => this.#again());
    /** @type {Latest<[query: Query, row: number], RegionAnswer & { chances: Chances }>} */
    this.fetchChances = new Latest(endpoint.region, ({ chances }, query) => {
      this.chances = { query, chances };
      if (this.data) drawDataTable(this.table, this.data, this.shown, chances, texts);
    }, () => {});
    /** @type {Latest<[query: Query], SeedAnswer>} */
    this.fetchSeeds = new Latest(endpoint.seeds, (answer, query) => this.#sown(answer, query), () => {});
    this.bar = h("div", { class: "stage-bar" }, this.squares.node, this.units.node, this.choice.node);
    this.curves = new Scatter(); // of examples with one input
    this.classes = new ClassScatter(); // of examples with two
    this.scatter = this.curves;
    this.words = h("p", { class: "stage-hint stage-fit-words" });
    this.table = new Table(texts.data_table);
    this.fold = fold(texts.data_table, { ontoggle: () => this.#tabulate() }, this.table.node);
    this.details = h("div", { hidden: true }); // in the playground: what stands apart from the picture
    this.node = h("section", { class: "stage-data", "aria-label": texts.data, hidden: true });
  }

  /** The plot of the examples that is in use. */
  get plot() {
    return this.scatter;
  }

  /** The height of what there is to choose and to read around the picture. */
  get around() {
    return this.node.offsetHeight - this.plot.svg.clientHeight;
  }

  /**
   * Another scene: other points, or none.
   * @param {Scene} scene @param {() => Size} size of the picture, once what stands around it is there
   */
  of(scene, size) {
    const { data, wishes } = scene;
    const fresh = JSON.stringify(data) !== this.text;
    this.scene = scene;
    this.data = data;
    this.text = JSON.stringify(data);
    const scatter = data?.grid ? this.curves : this.classes;
    if (scatter !== this.scatter) { // what is shown is of the other kind
      this.shown = [];
      this.paths = this.seeds = null;
    }
    this.scatter = scatter;
    const parts = data && !this.node.hidden ? [...this.editing.above, this.scatter.node] : [];
    const more = parts.length
      ? [this.words, this.bar, this.inside.node, ...this.editing.below, this.fold]
      : [];
    this.details.hidden = !parts.length;
    if (wishes.lesson) fillWith(this.node, [...parts, ...more]);
    else {
      fillWith(this.node, parts);
      fillWith(this.details, more);
    }
    if (!data || !parts.length) return;
    data.colors = scene.classes;
    this.squares.node.hidden = !data.grid || data.x.length > MOST_SQUARES;
    if (fresh && wishes.lesson && !wishes.paths) this.squares.box.checked = true; // there it is what is to be seen
    this.units.node.hidden = !data.units;
    this.choice.of(scene.looks, (!data.grid || data.units) && wishes.paths);
    this.bar.hidden = this.squares.node.hidden && this.units.node.hidden && this.choice.node.hidden;
    this.inside.of(data);
    this.scatter.of(data, scene.background, this.texts);
    this.resize(size());
    if (scene.examples) this.editing.of(scene, scene.examples, this.scatter);
  }

  /**
   * The examples as they are in a frame of a drag, in place of the scene's.
   * @param {LiveSurface} live
   */
  live({ data, offset, scale }) {
    if (!this.data || this.node.hidden || !data) return;
    this.editing.seen({ offset, scale });
    const kept = { box: this.editing.held() ?? data.box, colors: this.data.colors, labels: this.data.labels };
    this.data = /** @type {Data} */ ({ ...data, ...kept });
    this.scatter.of(this.data, this.background, this.texts);
    this.scatter.resize(this.size);
  }

  /** @param {Size} size */
  resize(size) {
    if (!this.data || this.node.hidden) return;
    this.size = size;
    this.scatter.resize(size);
    this.#again();
    this.editing.place();
  }

  /**
   * The models at a row; where no run is drawn, the one at the start.
   * @param {Paths} paths @param {number} row @param {Query} query
   */
  draw(paths, row, query) {
    if (!this.data || this.node.hidden) return;
    const { wishes, looks, background } = this.scene;
    const neutral = wishes.hold || !wishes.paths;
    const played = row !== this.row && query === this.query;
    if (query !== this.query) {
      this.inside.forget(); // the units are asked for once nothing moves, and so are the other seeds
      this.seeds = null;
    }
    this.paths = paths;
    this.row = row;
    this.query = query;
    const ink = { color: "var(--st-primary-color)", dash: "solid", marker: "circle", label: this.texts.data_start };
    const runs = neutral ? paths.runs.slice(0, 1) : paths.runs;
    const { data } = this;
    this.shown = runs.flatMap((run, i) => modelAt(run, row, neutral ? ink : looks[i], i, data) ?? []);
    this.background = background;
    this.#again();
    this.editing.place();
    this.words.hidden = !wishes.paths && !this.data.test; // the loss is already said
    write(this.words,
      this.shown.map((model) => fitWords(model, this.region?.fields[model.number], this.texts)).join(" "));
    if (played) this.#ask();
  }

  /** Once nothing moves: the hidden units, the table and the picture in words. */
  rest() {
    if (!this.data || this.node.hidden) return;
    this.scatter.describe(`${pictured(this.data, this.texts)} ${this.words.textContent}`);
    this.#ask();
    if (this.paths?.runs.some(({ bundle }) => bundle)) this.fetchSeeds.want(this.query);
    this.#tabulate();
  }

  #again() {
    if (!this.data) return;
    const squares = this.squares.box.checked && !this.squares.node.hidden;
    this.region = this.data.grid || !this.paths ? null : this.regions.at(this.paths, this.row, this.query);
    const { region, seeds } = this;
    const chosen = this.shown.length > 1 ? this.choice.place : 0;
    this.scatter.draw(this.shown, { squares, region, seeds, chosen,
      units: this.units.box.checked ? this.inside.known : null });
  }

  /** Another run is looked into, or none. */
  #looked() {
    if (!this.units.box.checked) this.inside.hide();
    this.#again();
    this.#ask();
  }

  /** The hidden units of the run that is looked into. */
  #ask() {
    const { place: chosen } = this.choice;
    const run = this.paths?.runs[chosen];
    if (!this.data?.units || !this.units.box.checked || !run?.rows) return;
    this.inside.ask(this.query, chosen, run.step(Math.min(this.row, run.rows - 1)), this.scene.looks[chosen]);
  }

  /**
   * What the models of all seeds have become.
   * @param {SeedAnswer} answer @param {Query} query
   */
  #sown(answer, query) {
    if (query !== this.query) return;
    this.seeds = { ...answer, fields: answer.regions?.map((run) => run.map(numbers)) };
    this.#again();
  }

  #tabulate() {
    if (!this.fold.open || !this.data) return;
    const { query } = this;
    const run = this.paths?.runs.find(({ rows }) => rows);
    if (!this.data.grid && run) this.fetchChances.want(query, run.step(Math.min(this.row, run.rows - 1)));
    drawDataTable(this.table, this.data, this.shown, this.chances?.query === query ? this.chances.chances : null,
      this.texts);
  }
}

/**
 * Another list of children, where it is another one.
 * @param {HTMLElement} node @param {Element[]} parts
 */
function fillWith(node, parts) {
  if (node.childElementCount !== parts.length || parts.some((part, i) => part !== node.children[i]))
    node.replaceChildren(...parts);
}
