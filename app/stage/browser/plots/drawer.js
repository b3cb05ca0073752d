// What draws the plots of a stage: a sketch at first, and from a rest on Plotly, once it has arrived.

import { plotlyFrom } from "../wire/script.js";
import { Sketch } from "./sketch.js";

/** Has Plotly's calls, whoever does them. */
export class Drawer {
  #sketch = new Sketch();
  /** @type {Plotly | null} */ #plotly = null; // once it has arrived
  /** @type {Set<HTMLElement>} */ #sketched = new Set();
  /** @type {Promise<Plotly> | undefined} */ #fetching;

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
    newPlot: async (...what) => (await this.fetch()).newPlot(...what),
    react: async (...what) => (await this.fetch()).react(...what),
    relayout: async (...what) => (await this.fetch()).relayout(...what),
    purge: (graph) => this.#plotly?.purge(graph), // before it has come nothing is drawn
  };

  /** Whether the plots have all that there is to see and to hover over. */
  get whole() {
    return this.#plotly !== null && !this.#sketched.size;
  }

  /** Plotly; it is asked for the first time that somebody wants it. */
  fetch() {
    return this.#fetching ??= this.#fetch();
  }

  /**
   * Calls `then` once Plotly has come, where it has not yet drawn every plot.
   * @param {() => void} then
   */
  async complete(then) {
    if (this.whole) return;
    await this.fetch();
    if (!this.whole) then();
  }

  async #fetch() {
    let late = false;
    this.#plotly = await plotlyFrom(this.assets, () => this.trouble(late = true));
    if (late) this.trouble(false);
    return this.#plotly;
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
   * Plotly draws this graph from here on, if it is there; the next call is to be one that draws.
   * @param {HTMLElement} graph
   */
  take(graph) {
    if (this.#plotly && this.#sketched.delete(graph)) this.#sketch.purge(graph);
  }

  /** @param {HTMLElement} graph @returns {Plotter} */
  #for(graph) {
    if (this.#plotly && !this.#sketched.has(graph)) return this.#plotly;
    this.#sketched.add(graph);
    return this.#sketch;
  }
}
