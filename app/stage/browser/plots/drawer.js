// What draws the plots of a stage: a sketch at first, and from a rest on Plotly, once it has arrived.

import { plotlyFrom } from "../wire/script.js";
import { Sketch } from "./sketch.js";

/** Has Plotly's calls, whoever does them. */
export class Drawer {
  #sketch = new Sketch();
  /** @type {Plotly | null} */ #plotly = null; // once it has arrived
  /** @type {Set<HTMLElement>} */ #sketched = new Set();
  /** @type {PromiseWithResolvers<Plotly>} */ #arrival = Promise.withResolvers();
  /** @type {Promise<void> | undefined} */ #fetching;

  /**
   * `trouble(late)` is told when Plotly does not arrive, and when it does after all.
   * @param {string} assets @param {(late: boolean) => void} trouble
   */
  constructor(assets, trouble) {
    this.assets = assets;
    this.trouble = trouble;
  }

  /**
   * The same calls for who can wait until Plotly has arrived.
   * @type {Plotter}
   */
  later = {
    newPlot: async (...what) => (await this.#arrival.promise).newPlot(...what),
    react: async (...what) => (await this.#arrival.promise).react(...what),
    relayout: async (...what) => (await this.#arrival.promise).relayout(...what),
    purge: (graph) => void this.#arrival.promise.then((plotly) => plotly.purge(graph)),
  };

  get plotly() {
    return this.#arrival.promise;
  }

  get arrived() {
    return this.#plotly !== null;
  }

  /** Whether the plots have all that there is to see and to hover over. */
  get whole() {
    return this.arrived && !this.#sketched.size;
  }

  /** Asks for Plotly, the first time, and waits for it. */
  fetch() {
    return this.#fetching ??= this.#fetch();
  }

  async #fetch() {
    let late = false;
    this.#plotly = await plotlyFrom(this.assets, () => this.trouble(late = true));
    if (late) this.trouble(false);
    this.#arrival.resolve(this.#plotly);
  }

  /** @type {Plotter["newPlot"]} */
  newPlot = (...what) => this.#for(what[0]).newPlot(...what);
  /** @type {Plotter["react"]} */
  react = (...what) => this.#for(what[0]).react(...what);
  /** @type {Plotter["relayout"]} */
  relayout = (...what) => this.#for(what[0]).relayout(...what);
  /** @type {Plotter["purge"]} */
  purge = (graph) => this.#for(graph).purge(graph);

  /**
   * Draws what rests: Plotly does it from here on, if it is there.
   * @type {Plotter["react"]}
   */
  rest(graph, ...figure) {
    if (this.arrived && this.#sketched.delete(graph)) this.#sketch.purge(graph);
    return this.react(graph, ...figure);
  }

  /** @param {HTMLElement} graph @returns {Plotter} */
  #for(graph) {
    if (this.#plotly && !this.#sketched.has(graph)) return this.#plotly;
    this.#sketched.add(graph);
    return this.#sketch;
  }
}
