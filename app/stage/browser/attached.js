// The panels beside the plots: made once, told of every scene, frame and rest, and given what they may use of the stage.

import { TABS } from "./closer.js";
import { h } from "./dom/dom.js";
import { Insights } from "./wire/insights.js";
import { Layer } from "./plots/layer.js";
import { PANELS } from "../../panels/panels.js";
import { show } from "./wire/shown.js";

export class Attached {
  /** @type {Panel[]} */ panels;
  /** @type {GhostDrawer} */ ghosts;

  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    this.layers = new Map();
    this.ghosts = { show() {}, hide() {} };
    this.places = Object.fromEntries(
      ["bar", "map", "change", ...TABS].map((place) => [place, h("div", { class: `stage-place-${place}` })]),
    );
    this.panels = /** @type {PanelClass[]} */ (PANELS).filter((Panel) => Panel.lessons || !stage.wishes.lesson).map(
      (Panel) => {
        const panel = new Panel(this.#context());
        if (panel.node) this.#place(Panel.place).append(panel.node);
        return panel;
      },
    );
  }

  /** @param {string | undefined} name */
  #place(name) {
    const place = this.places[name ?? ""];
    if (!place) throw new Error(`static place = "${name}"; there are ${Object.keys(this.places).join(", ")}`);
    return place;
  }

  /**
   * A new scene: surface, runs and colours may be others, and the cards of the runs new.
   * @param {Scene} scene
   */
  scene(scene) {
    this.#tell("scene", scene);
  }

  /**
   * A frame: the paths, the row that is shown and the query they belong to.
   * @param {Paths} paths @param {number} row @param {Query} query @param {boolean} exact
   */
  draw(paths, row, query, exact) {
    for (const layer of this.layers.values()) layer.place();
    this.#tell("draw", paths, row, query, exact);
  }

  /**
   * Nothing moves any more.
   * @param {Paths} paths @param {number} row @param {Query} query
   */
  rest(paths, row, query) {
    this.#tell("rest", paths, row, query);
  }

  close() {
    this.#tell("close");
  }

  /**
   * A panel that fails is no reason for the others, and for the stage, to fail.
   * @param {"scene" | "draw" | "rest" | "close"} what @param {...any} facts
   */
  #tell(what, ...facts) {
    for (const panel of this.panels) {
      try {
        /** @type {Function | undefined} */ (panel[what])?.apply(panel, facts);
      } catch (error) {
        console.error(error);
      }
    }
  }

  /**
   * What a panel may use of the stage.
   * @returns {PanelContext}
   */
  #context() {
    const { stage } = this;
    const attached = this;
    const insights = new Insights(stage.endpoint);
    const { page, experiment } = stage;
    return {
      t: stage.texts,
      root: stage.root,
      newcomer: stage.play,
      Plotly: page.drawer.later,
      endpoint: stage.endpoint,
      get: insights.get,
      stream: insights.stream,
      scheme: () => stage.scheme,
      query: () => stage.query,
      scene: () => stage.view.scene,
      paths: () => stage.view.paths,
      row: () => page.scrubber.row,
      follows: () => stage.followsHere,
      sweep: (place) => stage.drafts.sweep(experiment.fields, place),
      edit: (changes, final = true) => experiment.edit(changes, final),
      restage: experiment.restage,
      load: (query) => experiment.become(query),
      link: (kind, text) => show(kind, text) && experiment.commits.soon(), // what the address shows besides
      show: () => page.showFields(experiment.fields),
      say: (text) => page.speaker.tell(text),
      chosen: () => page.runs.chosen,
      card: (number) => page.runs.card(number),
      place: (name) => this.places[name],
      map: page.map,
      charts: page.charts,
      data: page.data,
      scrubber: page.scrubber,
      rule: page.rule,
      layer: (name) => this.#layer(name),
      get ghosts() {
        return attached.ghosts;
      },
      set ghosts(drawn) {
        attached.ghosts = drawn;
      }, // by the panel that draws them
    };
  }

  /** @param {string} name */
  #layer(name) {
    if (!this.layers.has(name)) this.layers.set(name, new Layer(this.stage.page.map, name));
    return this.layers.get(name);
  }
}
