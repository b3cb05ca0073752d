// What is shown: the scene of the experiment, its paths, and one row of them. It asks for what it lacks.

import { CARD, fill, short } from "./dom/text.js";
import { hide, write } from "./dom/dom.js";
import { Seldom } from "./dom/seldom.js";
import { arrange, remark } from "./layout.js";
import { logOf, visible } from "./lesson.js";
import { Labels } from "./plots/labels.js";
import { Names } from "./plots/names.js";
import { resizePlots, showPlots } from "./plots/sizes.js";
import { Settling } from "./settling.js";
import { StartPoint } from "./startpoint.js";
import { speak, tellRuns } from "./words/summary.js";
import { bringInSight } from "./dom/scroll.js";
import { remember, remembered } from "./wire/tab.js";

export class View {
  /** @type {Scene} */ scene;
  /** @type {Paths} */ paths;
  /** @type {Query | null} */ query = null; // that the paths belong to
  /** @type {number | null} */ firstRow = null; // where the tab was before a reload
  surface = ""; // of the scene
  otherSurface = false; // it came with the last scene
  afresh = false; // the page itself changed the experiment
  room = ""; // that the plots had when they were laid out

  /**
   * @param {Page} page @param {EditedExperiment} experiment @param {Attached} attached @param {Wishes} wishes
   * @param {ViewAsks} asks
   */
  constructor(page, experiment, attached, wishes, asks) {
    this.page = page;
    this.wishes = wishes;
    this.experiment = experiment;
    this.attached = attached;
    this.asks = asks;
    this.labels = new Labels(page.map, page.texts);
    this.names = wishes.lesson ? null : new Names(page.map, page.texts);
    this.start = new StartPoint(page, experiment, () => this.paths);
    this.words = new Seldom(100); // milliseconds
    this.settling = new Settling(() => this.#settle(), () => this.#rest());
    page.map.onview = (moved) => this.#viewChanged(moved);
  }

  get row() {
    return this.page.scrubber.row;
  }

  /** @param {Scene} scene @param {Query} asked */
  async showScene(scene, asked) {
    const { page, experiment, wishes } = this;
    const first = !this.scene;
    Object.assign(scene, { looks: scene.runs, texts: page.texts, wishes });
    // minima are a lesson's to find
    if (!wishes.paths) scene.map.data = scene.map.data.filter(({ meta }) => meta?.role !== "minima");
    this.scene = scene;
    experiment.answered(scene, asked);
    page.root.dataset.wanted = experiment.query;
    arrange(page, scene, wishes);
    const { afresh } = this;
    this.afresh = false;
    page.show(scene); // first: the plots have what the lists and the formula leave
    await showPlots(page, scene, afresh);
    this.start.allow();
    const surface = JSON.stringify([scene.surface.slug, scene.surface.formula]);
    this.otherSurface = surface !== this.surface;
    this.surface = surface;
    const [row, where] = (remembered("row") ?? "").split("|");
    this.firstRow = first && where === scene.query && !wishes.lesson ? Number(row) : null;
    page.showFields(experiment.fields);
    this.attached.scene(scene);
    page.closer?.fit();
    if (!first && scene.notes.length) page.speaker.tell(scene.notes.join(" "));
    this.asks.paths();
    if (page.map.moved()) this.#askGrid(); // the surface came for its whole box
  }

  /**
   * New paths; `scene` is the one they were asked for in, if the surface came along.
   * @param {Paths} paths @param {Query} query @param {Scene | null} [scene]
   */
  showPaths(paths, query, scene) {
    const { page, experiment } = this;
    const live = scene === this.scene ? paths.live : null; // else there is a newer scene
    if (live && paths.dim !== this.scene.surface.dim) this.asks.scene(); // other weights
    if (!this.#fits(paths)) return;
    this.paths = paths;
    page.training.shows(paths, query, this.scene);
    if (live) page.changeSurface(live);
    const { row, shows } = this.wishes;
    if (row != null && query !== this.query) page.scrubber.begin(row);
    this.query = query;
    if (this.otherSurface) page.chartMenu.scale(page.charts.log = logOf(paths, this.wishes, remembered("log")));
    this.otherSurface = false;
    page.scrubber.fit(paths);
    if (this.firstRow != null) page.scrubber.go(this.firstRow, false);
    this.firstRow = null;
    page.showFields(experiment.fields);
    this.draw();
    if (!this.wishes.lesson && page.charts.lacks(paths)) this.asks.scene(); // a rate began to change: it has a chart there
    remark(page, paths, experiment.steps, shows("time"));
    this.#settleSoon(paths.exact && !paths.live && query === experiment.query);
    page.root.dispatchEvent(new CustomEvent("stage-painted", { detail: { bytes: paths.bytes, query } }));
  }

  /**
   * A lesson wants something else of what is shown.
   * @param {Wishes} wishes
   */
  wish(wishes) {
    this.wishes = wishes;
    if (this.scene) this.scene.wishes = wishes;
  }

  /** The same paths once more, where something around them changed. */
  redraw() {
    this.showPaths(this.paths, /** @type {Query} */ (this.query));
  }

  /** Whether the paths are of this scene: those of the last one stay until the new ones come. @param {Paths | undefined} paths */
  #fits(paths) {
    return paths && this.scene && paths.runs.length === this.scene.runs.length && paths.dim === this.scene.surface.dim;
  }

  /** Draws the current paths and row on the overlays. */
  draw() {
    const { page, paths, scene, row } = this;
    if (!this.#fits(paths)) return;
    const query = /** @type {Query} */ (this.query);
    const { hold, lesson, stepping, waits, shows, paths: wanted } = this.wishes;
    const seen = visible(paths, row, this.wishes);
    this.settling.moved();
    page.root.classList.add("stage-live");
    page.map.live(seen, row);
    page.charts.live(seen, row, this.experiment.steps);
    if (lesson) this.labels.show(seen, row, stepping);
    this.names?.hide();
    this.words.do(() => tellRuns(page, paths, seen, row, scene, query), paths.exact); // laying them out takes longer than drawing
    hide(page.waits, !waits);
    page.scrubber.wait(hold);
    hide(page.rule.node, !shows("rule") || hold || (stepping && !row));
    hide(page.table.node, !shows("table") || hold);
    const whole = paths.first == null; // of what is only begun there is nothing to tell yet
    if (whole && !page.rule.node.hidden) page.rule.show(scene, seen, stepping ? row - 1 : row, query); // the step taken last
    page.data.draw(paths, hold || !wanted ? 0 : row, query);
    if (!wanted) write(page.standing, fill(page.texts.loss_here, { loss: short(paths.runs[0]?.loss[0], CARD) }));
    this.start.place();
    if (whole) this.attached.draw(seen, row, query, paths.exact);
  }

  /** Another row of the same paths. @param {boolean} final */
  showRow(final) {
    if (!this.paths) return;
    this.draw();
    if (final) this.#settleSoon(true);
  }

  /** @param {boolean} done */
  #settleSoon(done) {
    if (done && this.paths.first == null) this.settling.soon();
    else this.settling.stop();
    if (done) this.#complete();
  }

  /** Plotly takes over once it has come; of what is only begun, and does not rest, with the next scene. */
  #complete() {
    this.page.drawer.complete(() => this.paths.first == null ? this.settling.again() : this.asks.scene());
  }

  /** Once nothing moves any more, everything goes into Plotly's traces. */
  async #settle() {
    const { page, experiment, row } = this;
    if (this.query !== experiment.query || page.map.living?.shown || this.asks.awaits()) return false; // newer paths, or the scene, are on their way
    const seen = visible(this.paths, row, this.wishes);
    await page.map.rest(seen, row);
    await page.charts.rest(seen, row, experiment.steps);
    return this.query === experiment.query;
  }

  #rest() {
    const { page, row, scene } = this;
    const query = /** @type {Query} */ (this.query);
    const { hold, lesson, stepping } = this.wishes;
    const seen = visible(this.paths, row, this.wishes);
    page.still();
    this.start.place(); // who draws at rest may have given the axes another place
    this.names?.show(seen, page.runs.chosen, page.map.geometries);
    page.table.show(scene, seen, row);
    page.data.rest();
    this.attached.rest(seen, row, query);
    if (!lesson) {
      page.scrubber.align(page.aligned ? page.charts.axis() : null);
      page.take.show(query);
      remember("row", page.scrubber.atEnd ? "" : `${row}|${query}`);
    }
    speak(page, scene);
    if (page.drawer.whole) page.root.dataset.rested = query;
    else this.#complete();
    if (scene.surface.dim > 2) this.#askGrid();
    if (hold || !this.asks.plays()) return;
    if (lesson) bringInSight(page.mapBox); // on a phone it lies below what was pressed
    if (!stepping) page.scrubber.play();
  }

  /** @param {boolean} moved */
  #viewChanged(moved) {
    const elsewhere = this.page.map.moved();
    hide(this.page.tools.whole, !elsewhere);
    this.page.tools.map.classList.toggle("stage-moved", elsewhere);
    if (!this.paths) return;
    this.draw();
    this.#settleSoon(moved);
    if (moved) this.#askGrid();
  }

  /** The surface for what the map shows; one of more coordinates than two is cut where the first run is now. */
  #askGrid() {
    const { x0, x1, y0, y1 } = this.page.map.view();
    const run = this.paths?.runs[0];
    const { dim } = this.scene.surface;
    const slice = dim < 3 || !run?.rows ? null : run.point.map((axis) => axis[Math.min(this.row, run.rows - 1)]);
    this.asks.grid(dim === 1 ? [x0, x1] : [x0, x1, y0, y1], slice);
  }

  /** The step at which the first run is shown. */
  get step() {
    const run = this.paths?.runs[0];
    if (!run?.rows || this.page.scrubber.atEnd) return this.experiment.steps;
    return run.step(Math.min(this.row, run.rows - 1));
  }

  /** @param {boolean} log */
  setLog(log) {
    this.page.charts.log = log;
    if (!this.wishes.lesson) remember("log", log ? "1" : "0");
    this.redraw();
  }

  resize() {
    const { page, scene } = this;
    if (scene) page.fit(scene);
    const room = [page.root.clientWidth, page.plots?.clientHeight, window.innerHeight, page.data.around].join();
    if (!this.paths || !page.root.clientWidth || room === this.room) return;
    this.room = room;
    resizePlots(page, scene);
    this.draw();
    this.#settleSoon(true);
  }
}
