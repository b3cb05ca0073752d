// Follows drafts here, in the frame of the pointer, by the code that Python printed. At rest Python's paths take their place.

import { bundleOf } from "./bundle.js";
import { Draws } from "./draws.js";
import { heightsOf } from "./heights.js";
import { alike, numbersOf } from "./numbers.js";
import { Pace } from "./pace.js";
import { followed, ratesOf, roomy } from "./path.js";
import { drawn } from "./rows.js";
import { sweep } from "./sweep.js";
import { draftWords } from "./words.js";

const WARM = 5; // drafts that are followed before the first is drawn, for the first calls are slow
const SWEEP_MS = 4; // of a frame for the strip of one run
const SWEPT_STEPS = 2000; // as in optim_core/insights/rate_strip/sweep.py
const FEWEST_RATES = 20;
const FEWEST_SEEDS = 4;
const NONE = [new Float64Array(0)];

export class Drafts {
  /** @type {Scene | null} */ scene = null;
  /** @type {Code | null} */ code = null; // of the scene, once it is here
  module = ""; // that it is, or will be
  tries = 0; // that failed
  frame = 0; // that was asked for
  pace = new Pace();
  /** @type {Float64Array[][]} */ columns = []; // of each run
  /** @type {Float64Array[]} */ spare = [];

  /** @param {Endpoint} endpoint @param {() => void} unable is told, once, that the code cannot be loaded */
  constructor(endpoint, unable) {
    this.endpoint = endpoint;
    this.unable = unable;
    this.draws = new Draws(endpoint, () => this.#warm());
  }

  /**
   * Another scene: fetches its code, unless that is here.
   * @param {Scene} scene
   */
  async of(scene) {
    this.scene = scene;
    const address = scene.code?.address ?? "";
    const [module] = address.split("?");
    if (module === this.module) return;
    this.module = module;
    this.code = null;
    if (!module) return;
    try {
      // a browser remembers that an address failed, but not what stands behind #
      const code = await this.endpoint.code(this.tries ? `${address}#${this.tries}` : address);
      if (module !== this.module) return;
      this.code = code;
      this.#warm();
    } catch (error) {
      if (module === this.module) this.module = ""; // the next scene tries again
      this.code = null;
      if (!this.tries++) this.unable();
      console.error(error);
    }
  }

  #warm() {
    const fields = new URLSearchParams(this.scene?.query);
    for (let k = 0; k < WARM; k++) this.follow(fields);
  }

  /**
   * Calls `draw` in the next frame, once, unless it is stopped before.
   * @param {() => void} draw
   */
  soon(draw) {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      draw();
    });
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /**
   * Whether an experiment can be followed here: its code is here, and so are its draws.
   * @param {URLSearchParams} fields
   */
  can(fields) {
    return this.#known(fields) !== null;
  }

  /**
   * The paths of an experiment; null where it cannot be followed here. Where a surface is not that of the scene, or was
   * not in the frame before, its heights come along: `boxes` are the one that is shown and that of its colours.
   * @param {URLSearchParams} fields @param {[[Ends, Ends], [Ends, Ends]]} [boxes] @param {boolean} [changed]
   * @returns {Paths | null}
   */
  follow(fields, boxes, changed = false) {
    const known = this.#known(fields);
    if (!known) return null;
    const { code, record, numbers, draws } = known;
    const seeds = draws.slice(0, this.#seeds(draws.length, code.runs.length, numbers.steps));
    const together = code.runs.length * (seeds.length > 1 ? seeds.length + 1 : 1);
    const steps = this.pace.steps(numbers.steps, together);
    const began = performance.now();
    const runs = code.runs.map((_, place) => this.#run(code, place, numbers, steps, seeds));
    this.pace.took(performance.now() - began, steps, together);
    const moved = changed || record.shape.some(([key, value]) => Number(fields.get(key) ?? value) !== value);
    const live = boxes && moved ? this.#surface(code, record, numbers, boxes) : null;
    return { runs, dim: numbers.start.length, live, region: null, first: null, train: null, exact: false, bytes: 0 };
  }

  /**
   * How many seeds are drawn: so many that all steps are. A few seeds say more than the first steps of all.
   * @param {number} all @param {number} runs @param {number} steps
   */
  #seeds(all, runs, steps) {
    const most = this.pace.paths(steps) / runs - 1;
    return all <= most ? all : most >= FEWEST_SEEDS ? Math.floor(most) : 1;
  }

  /**
   * What the rates of a run's slider lead to, as many of them as there is time for; null where that is not known here.
   * @param {URLSearchParams} fields @param {number} place of the run
   */
  sweep(fields, place) {
    const known = this.#known(fields);
    const rates = known?.record.runs[place]?.sweep ?? [];
    if (!known || !rates.length) return null;
    const { code, record, numbers, draws, domain } = known;
    const steps = Math.min(numbers.steps, SWEPT_STEPS);
    const every = Math.ceil(rates.length / Math.max(FEWEST_RATES, SWEEP_MS / (this.pace.step * steps)));
    const tried = rates.filter((_, k) => k % every === 0 || k === rates.length - 1);
    return sweep(code, place, numbers, tried, steps, draws[0], domain, record.lowest);
  }

  /**
   * All that following an experiment takes; null where some of it is not here.
   * @param {URLSearchParams} fields
   */
  #known(fields) {
    const { scene, code } = this;
    if (!scene?.code || !code || !alike(fields, new URLSearchParams(scene.query), scene.code)) return null;
    const numbers = numbersOf(fields, scene.code, code);
    const { sigma, seed, seeds, steps, start } = numbers;
    const draws = sigma ? this.draws.of(seed, seeds, steps + 1, start.length) : NONE;
    return draws && { code, record: scene.code, numbers, draws, domain: scene.surface.domain };
  }

  /**
   * @param {Code} code @param {CodeRecord} record @param {Numbers} numbers @param {[[Ends, Ends], [Ends, Ends]]} boxes
   * @returns {LiveSurface | null}
   */
  #surface(code, { minima }, { constants, start }, [box, home]) {
    if (start.length < 2) return null;
    const heights = heightsOf((x, y) => code.loss(x, y, ...constants)[0], box, home);
    return { ...heights, minima, data: null, offset: [], scale: [] };
  }

  /**
   * @param {Code} code @param {number} place @param {Numbers} numbers @param {number} steps
   * @param {Float64Array[]} draws of each seed @returns {RunPath}
   */
  #run(code, place, numbers, steps, draws) {
    const { texts, runs } = /** @type {Scene} */ (this.scene);
    const dim = numbers.start.length;
    const rates = ratesOf(code.runs[place], numbers.runs[place], steps, numbers.steps);
    const columns = this.columns[place] = roomy(this.columns[place] ?? [], 2 * dim + 3, steps + 1);
    const path = followed(code, place, numbers, steps, draws[0], rates, columns);
    const run = drawn(path, numbers.runs[place], numbers.steps, dim);
    const shorter = place === 0 && steps < numbers.steps && path.last === steps; // that is said once
    const fewer = place === 0 && draws.length < numbers.seeds && numbers.sigma > 0 ? draws.length : 0;
    if (draws.length > 1) {
      this.spare = roomy(this.spare, 2 * dim + 3, steps + 1);
      const whole = { ...numbers, stop: null };
      run.bundle = bundleOf((k) => followed(code, place, whole, steps, draws[k], rates, this.spare), draws.length,
        steps, dim);
    }
    return { ...run, ...draftWords(path, runs[place]?.label ?? "", shorter, fewer, texts) };
  }
}
