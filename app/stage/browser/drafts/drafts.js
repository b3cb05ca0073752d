// Follows drafts here, in the frame of the pointer, by the code that Python printed. At rest Python's paths take their place.

import { bundleOf, rowsOf, thinning } from "./bundle.js";
import { heightsOf } from "./heights.js";
import { Draws } from "./draws.js";
import { alike, numbersOf } from "./numbers.js";
import { followed, ratesOf, roomy } from "./path.js";
import { sweep } from "./sweep.js";
import { draftWords } from "./words.js";

const FRAME_MS = 8; // of a frame for following; beyond, the first steps are drawn
const PACES = 6; // frames; the quickest tells what a step takes when nothing else is in its way
const FEWEST = 20; // steps that are always drawn
const SWEEP_MS = 4; // of a frame for the strip of one run
const SWEPT_STEPS = 2000; // as in optim_core/insights/rate_strip/sweep.py
const DRAWN_ROWS = 2001;
const NONE = new Float64Array(0);

export class Drafts {
  /** @type {Scene | null} */ scene = null;
  /** @type {Code | null} */ code = null; // of the scene, once it is here
  address = "";
  frame = 0; // that was asked for
  /** @type {number[]} */ paces = []; // milliseconds for a step, in the last frames
  /** @type {Float64Array[][]} */ columns = []; // of each run
  /** @type {Float64Array[]} */ spare = [];

  /** @param {Endpoint} endpoint @param {() => void} unable is told that this browser cannot */
  constructor(endpoint, unable) {
    this.endpoint = endpoint;
    this.unable = unable;
    this.draws = new Draws(endpoint);
  }

  /**
   * Another scene: fetches its code, unless that is here.
   * @param {Scene} scene
   */
  async of(scene) {
    this.scene = scene;
    const address = scene.code?.address ?? "";
    if (address === this.address) return;
    this.address = address;
    this.code = null;
    if (!address) return;
    try {
      const code = await this.endpoint.code(address);
      if (address !== this.address) return;
      this.code = code;
      for (let k = 0; k < PACES; k++) this.follow(new URLSearchParams(scene.query)); // the first call is slow
    } catch (error) {
      if (address === this.address) this.address = ""; // the next scene tries again
      this.unable();
      console.error(error);
    }
  }

  /**
   * Calls `draw` in the next frame, once.
   * @param {() => void} draw
   */
  soon(draw) {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      draw();
    });
  }

  /**
   * Whether an experiment can be followed here: its code is here, and so are its draws.
   * @param {URLSearchParams} fields
   */
  can(fields) {
    const { scene, code } = this;
    if (!scene?.code || !code || !alike(fields, new URLSearchParams(scene.query), scene.code)) return false;
    const numbers = numbersOf(fields, scene.code, code);
    return !numbers.sigma || this.#draws(numbers, numbers.seeds, numbers.steps + 1) !== null;
  }

  /**
   * The paths of an experiment; null where it cannot be followed here. With the `boxes` that are shown of a surface that
   * is changing, and that its colours are for, its heights come along.
   * @param {URLSearchParams} fields @param {[[Ends, Ends], [Ends, Ends]] | null} [boxes] @returns {Paths | null}
   */
  follow(fields, boxes) {
    const { scene, code } = this;
    if (!scene?.code || !code || !this.can(fields)) return null;
    const numbers = numbersOf(fields, scene.code, code);
    const dim = numbers.start.length;
    const seeds = numbers.sigma ? numbers.seeds : 1;
    const together = code.runs.length * (seeds > 1 ? seeds + 1 : 1);
    const steps = Math.min(numbers.steps,
      Math.max(FEWEST, Math.floor(FRAME_MS / (Math.min(...this.paces) * together))));
    const draws = numbers.sigma ? this.#draws(numbers, seeds, steps + 1) : [NONE];
    if (!draws) return null;
    const began = performance.now();
    const runs = code.runs.map((_, place) => this.#run(code, place, numbers, steps, draws));
    this.paces = [...this.paces.slice(1 - PACES), Math.max(1e-5, (performance.now() - began) / (together * steps))];
    const live = boxes ? this.#surface(code, scene.code, numbers, boxes) : null;
    return { runs, dim, live, region: null, first: null, train: null, exact: false, bytes: 0 };
  }

  /**
   * What the rates of a run's slider lead to, as many of them as there is time for; null where that is not known here.
   * @param {URLSearchParams} fields @param {number} place of the run
   */
  sweep(fields, place) {
    const { scene, code } = this;
    const rates = scene?.code?.runs[place]?.sweep ?? [];
    if (!scene?.code || !code || !rates.length || !this.can(fields)) return null;
    const numbers = numbersOf(fields, scene.code, code);
    const steps = Math.min(numbers.steps, SWEPT_STEPS);
    const most = Math.max(FEWEST, SWEEP_MS / (Math.min(...this.paces) * steps));
    const every = Math.ceil(rates.length / most);
    const draws = numbers.sigma ? this.draws.of(numbers.seed, steps + 1, numbers.start.length) : NONE;
    if (!draws) return null;
    return sweep(code, place, numbers, rates.filter((_, k) => k % every === 0 || k === rates.length - 1), steps, draws,
      scene.surface.domain, scene.code.lowest);
  }

  /**
   * @param {Code} code @param {CodeRecord} record @param {Numbers} numbers @param {[[Ends, Ends], [Ends, Ends]]} boxes
   * @returns {LiveSurface}
   */
  #surface(code, { minima }, { constants }, [box, home]) {
    const heights = heightsOf((x, y) => code.loss(x, y, ...constants)[0], box, home);
    return { ...heights, minima, data: null, offset: [], scale: [] };
  }

  /**
   * The draws of each seed; null where some are on their way.
   * @param {Numbers} numbers @param {number} seeds @param {number} rows
   */
  #draws({ seed, start }, seeds, rows) {
    const tables = Array.from({ length: seeds }, (_, k) => this.draws.of(seed + k, rows, start.length));
    return tables.some((table) => table === null) ? null : /** @type {Float64Array[]} */ (tables);
  }

  /**
   * @param {Code} code @param {number} place @param {Numbers} numbers @param {number} steps
   * @param {Float64Array[]} draws @returns {RunPath}
   */
  #run(code, place, numbers, steps, draws) {
    const { texts, runs } = /** @type {Scene} */ (this.scene);
    const dim = numbers.start.length;
    const rates = ratesOf(code.runs[place], numbers.runs[place], steps, numbers.steps);
    const columns = this.columns[place] = roomy(this.columns[place] ?? [], 2 * dim + 3, steps + 1);
    const path = followed(code, place, numbers, steps, draws[0], rates, columns);
    const run = drawn(path, numbers.runs[place], dim);
    const shorter = steps < numbers.steps && path.last === steps;
    if (draws.length > 1) {
      this.spare = roomy(this.spare, 2 * dim + 3, steps + 1);
      const whole = { ...numbers, stop: null };
      run.bundle = bundleOf((k) => followed(code, place, whole, steps, draws[k], rates, this.spare), draws.length,
        steps, dim);
    }
    return { ...run, steps, words: draftWords(path, runs[place]?.label ?? "", shorter, texts) };
  }
}

/**
 * The rows that are drawn of a path, as app/stage/answers/paths.py sends them.
 * @param {Followed} path @param {RunNumbers} run @param {number} dim @returns {RunPath}
 */
function drawn({ columns, last, outcome }, { clip, clipAt }, dim) {
  const every = thinning(last, columns.length, DRAWN_ROWS);
  const kept = rowsOf(last, every);
  const all = every === 1
    ? columns.map((column) => column.slice(0, last + 1))
    : columns.map((column) => Float64Array.from(kept, (row) => column[row]));
  const gradient = all.slice(dim + 1, 2 * dim + 1);
  const [size, rate] = all.slice(-2);
  if (kept.length) size[kept.length - 1] = rate[kept.length - 1] = NaN; // no step leaves the last row
  /** @param {number} row */
  const acted = (row) => {
    const parts = gradient.map((column) => Math.abs(column[row]));
    return (clip === "norm" ? Math.hypot(...parts) : Math.max(...parts)) > clipAt;
  };
  return { rows: kept.length, every, last, steps: last, outcome, words: "",
    clipped: clipAt < Infinity ? kept.map((_, row) => row).slice(0, -1).filter(acted) : [], point: all.slice(0, dim),
    loss: all[dim], gradient, size, rate, fit: null, measures: null, bundle: null,
    step: (row) => Math.min(row * every, last) };
}
