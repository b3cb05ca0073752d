// The start on the map: where it lies, and what moving its handle sets.

import { hide } from "./dom/dom.js";
import { StartHandle } from "./plots/start.js";

export class StartPoint {
  /** @param {Page} page @param {EditedExperiment} experiment @param {() => Paths} paths */
  constructor(page, experiment, paths) {
    this.page = page;
    this.experiment = experiment;
    this.paths = paths;
    this.handle = new StartHandle(page.map, page.texts, (point, final) => this.#move(point, final));
  }

  /** A new scene: the start may be fixed in it. */
  allow() {
    this.handle.allow(this.#variables.some((name) => this.page.start.byKey.has(name)));
  }

  /** The handle where the paths begin; on a curve it lies on the curve. */
  place() {
    const { page, experiment } = this;
    const variables = this.#variables;
    const [across, up] = this.#point(variables);
    const { x0, x1, y0, y1 } = page.map.view();
    hide(page.outside, !experiment.scene?.start.length || (across >= x0 && across <= x1 && !(up < y0 || up > y1)));
    this.handle.place(across, up ?? this.paths().runs.find((run) => run.rows)?.loss[0] ?? y0, variables);
  }

  /**
   * Moves the start, along the coordinates that are free.
   * @param {Pixel} point @param {boolean} final
   */
  #move(point, final) {
    const { page, experiment } = this;
    const variables = this.#variables;
    const free = variables.map((name, i) => [name, String(point[i])]).filter(([name]) => page.start.byKey.has(name));
    experiment.edit(Object.fromEntries(free), final);
    page.showFields(experiment.fields);
    if (variables.length < 2) return;
    const [across, up] = this.#point(variables);
    this.handle.place(across, up, variables);
  }

  /**
   * Where the start lies; a surface may draw its own, which no field holds.
   * @param {string[]} names
   */
  #point(names) {
    const { variables } = /** @type {Scene} */ (this.experiment.scene).surface;
    return names.map((name) =>
      Number(this.experiment.field(name) ?? this.paths().runs[0]?.point[variables.indexOf(name)][0])
    );
  }

  /** The variables that the map shows. */
  get #variables() {
    const { variables, axes } = /** @type {Scene} */ (this.experiment.scene).surface;
    return axes.map((axis) => variables[axis]);
  }
}
