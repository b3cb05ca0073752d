// The live stage. It holds one experiment as query text; moving a control sets a field of it and asks for the paths.
// @ts-nocheck: the lead cuts this file in three and types it; leave it alone

import { Attached } from "./attached.js";
import { Commits, TYPING_MS } from "./wire/commit.js";
import { DataPanel } from "./data/data.js";
import { rebased, withFormula } from "./wire/edits.js";
import { h, write } from "./dom/dom.js";
import { Fields } from "./controls/fields.js";
import { FormulaEditor } from "./controls/formula.js";
import { Insights } from "./wire/insights.js";
import { Labels } from "./plots/labels.js";
import { arrange, layout } from "./layout.js";
import { atStep, visible, wishes } from "./lesson.js";
import { Endpoint, Latest } from "./wire/endpoint.js";
import { ChartsPlot } from "./plots/charts.js";
import { OwnData } from "./data/owndata.js";
import { MapPlot } from "./plots/map.js";
import { fill, short } from "./dom/text.js";
import { picture } from "./plots/picture.js";
import { Plane } from "./controls/plane.js";
import { RulePanel } from "./words/rule.js";
import { RunList } from "./controls/runs.js";
import { plotlyFrom } from "./wire/script.js";
import { Scrubber } from "./scrubber.js";
import { settings } from "./controls/settings.js";
import { withShown } from "./wire/shown.js";
import { chartsHeight, dataSize, mapSize } from "./plots/sizes.js";
import { Speaker } from "./words/speaker.js";
import { StartHandle } from "./plots/start.js";
import { Symbols } from "./words/symbols.js";
import { StepsTable } from "./words/table.js";
import { TakePanel } from "./controls/take.js";
import { Training } from "./training.js";
import { bringInSight, onConnection, remember, remembered, schemeOf, toolbar } from "./around.js";

const SETTLE_MS = 140; // after the last movement everything goes into Plotly's traces
const stages = new WeakMap();

/** Called by Streamlit at every rerun with the same element; the stage lives on from call to call. */
export function mount(component) {
  const root = component.parentElement;
  let stage = stages.get(root);
  if (!stage) stages.set(root, stage = new Stage(root, component.data));
  stage.receive(component);
  return () => {
    if (root.isConnected) return; // a superseded call is cleaned up late; the stage is still in use
    stage.close();
    stages.delete(root);
  };
}

export class Stage {
  constructor(root, data) {
    const { base, assets, styles, language, texts, play } = data;
    this.root = root;
    this.assets = assets;
    this.styles = styles;
    this.texts = texts;
    this.play = play === true;
    this.revision = null;
    this.scene = null;
    this.paths = null;
    this.exits = [];
    this.left = new Map();
    this.connected = true;
    this.wishes = wishes(data);
    this.endpoint = new Endpoint(base, language);
    this.commits = new Commits(() => this.query, (query) => this.#tell(query), () => !this.wishes.lesson);
    this.fetchScene = new Latest(
      (query, scheme) => this.endpoint.scene(query, scheme, this.wishes.scene),
      (scene, query) => this.#showScene(scene, query),
      (e) => this.#trouble(e),
    );
    this.fetchPaths = new Latest(
      (query, draft, shown, scene, trained) => this.endpoint.paths(query, draft, shown, !trained),
      (paths, query, draft, shown, scene) => this.#showPaths(paths, query, scene),
      (e) => this.#trouble(e),
    );
    this.fetchGrid = new Latest(this.endpoint.grid, (grid, query) => query === this.query && this.map.surface(grid),
      () => {});
    this.ready = this.#build();
    this.resizer = new ResizeObserver(() => this.#resize());
    this.resizer.observe(root);
    this.connection = onConnection((connected) => this.#connectionChanged(connected));
  }

  /** A rerun of the page: a new revision means that the page itself changed the experiment. */
  receive({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    const scheme = schemeOf(this.root);
    const repaint = this.scheme && scheme !== this.scheme;
    this.scheme = scheme;
    const [session] = data.revision.split(".");
    this.root.dataset.session = session; // another one after a restart of the server
    const forgotten = this.session && session !== this.session; // the server was restarted: the stage knows better
    const told = data.revision !== this.revision;
    const before = this.revision == null ? null : this.wishes;
    const token = typeof data.play === "string" ? data.play : "";
    this.wishes = wishes(data);
    const freed = before?.hold && !this.wishes.hold;
    if (freed || (before && token && token !== this.token)) this.#replay();
    this.session = session;
    this.revision = data.revision;
    this.token = token;
    if (told && !forgotten) {
      this.overtaken = this.afresh = true;
      this.load(data.query);
    } else if (repaint || (before && before.key !== this.wishes.key)) {
      this.load(this.query);
    } else if (this.shownQuery &&
      (this.play || before?.hold !== this.wishes.hold || before?.waits !== this.wishes.waits)) {
      this.#redraw();
    }
  }

  close() {
    this.closed = true; // answers that are still on their way have nowhere to go
    clearTimeout(this.settleTimer);
    this.resizer.disconnect();
    this.connection.disconnect();
    this.scrubber?.pause();
    this.attached?.close();
    this.training?.close();
    for (const plot of [this.map, this.charts]) if (plot?.gd) this.Plotly.purge(plot.gd);
  }

  get query() {
    return this.fields.toString();
  }

  load(query) {
    this.fields = new URLSearchParams(query);
    this.root.dataset.wanted = this.query; // at rest it is what rests
    this.training?.edited(this.query);
    this.fetchScene.want(this.query, this.scheme);
  }

  async #build() {
    this.root.classList.add("stage");
    this.root.replaceChildren(h("p", { class: "stage-hint" }, this.texts.loading));
    const styled = Promise.all(this.styles.map((name) =>
      new Promise((done) => {
        document.head.append(
          h("link", { rel: "stylesheet", href: `${this.assets}/${name}`, onload: done, onerror: done }),
        );
      })
    ));
    const failed = () =>
      this.root.replaceChildren(h("p", { class: "stage-status", role: "status" }, this.texts.failed));
    [this.Plotly] = await Promise.all([plotlyFrom(this.assets, failed), styled]);
    const t = this.texts;
    const edit = (key, value, final) => this.edit({ [key]: value }, final);

    this.speaker = new Speaker(t);
    this.mapHost = h("div", { class: "stage-map", role: "group" });
    this.chartsHost = h("div", { class: "stage-charts", role: "img" });
    this.start = new Fields(t, edit);
    this.shape = new Fields(t, edit);
    this.plane = new Plane(t, (key, value) => this.#choose(key, value, []));
    this.shapePanel = h("section", { class: "stage-panel", "aria-label": t.surface_settings },
      h("h2", {}, t.surface_settings), this.shape.node);
    this.formula = new FormulaEditor(t, this.endpoint, (answer) => this.#useFormula(answer), edit);
    this.runs = new RunList(t, {
      edit,
      add: (slug) => this.restage({ run99: slug }),
      remove: (number) => this.restage({}, (key) => key === `run${number}` || key.startsWith(`run${number}.`)),
      drop: (change) => this.restage({}, (key) => key === change),
      branch: (number) => this.#branch(number),
      choose: (key, value, drops) => this.#choose(key, value, drops),
      compare: (number, library) => this.#compare(number, library),
    });
    this.settings = settings(t, edit, (changes, drop) => this.restage(changes, drop));
    this.scrubber = new Scrubber(t, this.wishes.lesson, (row, final) => this.#showRow(row, final));
    this.table = new StepsTable(t);
    this.logSwitch = h("input", { type: "checkbox", id: "stage-log",
      onchange: () => this.#setLog(this.logSwitch.checked) });
    this.logNote = h("span", { class: "stage-hint", hidden: true }, t.log_gap);
    this.stretched = h("p", { class: "stage-hint stage-stretched", hidden: true }, t.map_stretched);
    this.outside = h("p", { class: "stage-hint", hidden: true }, t.start_outside);
    this.thinned = h("p", { class: "stage-hint", hidden: true });
    this.tools = toolbar(t, {
      zoom: (factor) => this.map.zoom(factor),
      pan: (dx, dy) => this.map.pan(dx, dy),
      whole: () => this.map.whole(),
      png: () => picture(this.Plotly, this.map.gd, this.charts.gd, this.scene),
      csv: () => this.endpoint.csv(this.query),
      link: () => `${location.origin}${location.pathname}?${this.query}`,
    });
    this.rule = new RulePanel(t, this.endpoint);
    this.rule.node.open = this.table.node.open = this.wishes.lesson; // a lesson shows them because they are to be read
    this.take = new TakePanel(t, this.endpoint);
    this.symbols = new Symbols(t);
    const ask = (query, trained) =>
      query === this.query && this.fetchPaths.want(query, false, null, this.scene, trained);
    this.training = new Training(t, new Insights(this.endpoint).stream, ask,
      (steps) => this.#choose("steps", String(steps), []));
    this.data = new DataPanel(t, this.endpoint, {
      edit: (changes, final) => {
        this.edit(changes, final);
        this.showFields();
      },
      restage: (changes, drop) => this.restage(changes, drop),
      field: (name) => this.fields.get(name),
      say: (text) => this.speaker.say(text),
    });
    this.own = new OwnData(t, this.endpoint, {
      query: () => this.query,
      restage: (changes, drop) => this.restage(changes, drop),
      say: (text) => this.speaker.say(text),
    });
    this.standing = h("p", { class: "stage-standing", hidden: true });
    this.waits = h("p", { class: "stage-hint stage-waits", hidden: true }, t.waits);
    this.fixed = h("p", { class: "stage-hint", hidden: true });
    this.root.classList.toggle("stage-lesson", this.wishes.lesson);
    this.map = new MapPlot(this.mapHost, this.Plotly);
    this.charts = new ChartsPlot(this.chartsHost, this.Plotly);
    this.attached = new Attached(this);
    this.root.classList.add("stage-empty"); // a lesson does not show all panels, and which it does the first scene tells
    this.root.replaceChildren(...layout(t, this));
    this.map.onview = (moved) => this.#viewChanged(moved);
  }

  // ---- changing the experiment

  /** Sets fields of the experiment. While a finger moves (`final` false) only drafts are drawn. */
  edit(changes, final) {
    let [moved, reshaped] = [false, false];
    for (const [key, value] of Object.entries(changes)) {
      this.fields.set(key, value);
      moved ||= this.shape.byKey.has(key) || key === this.scene.examples?.keys.rows;
      reshaped ||= moved || this.formula.box.byKey.has(key);
    }
    this.#redrawn(changes);
    // where the start is the surface's own and not the learner's to choose, it moves with the shape
    if (reshaped && this.wishes.lesson && !this.start.byKey.size && this.scene.ownStart) {
      for (const name of this.scene.surface.variables) this.fields.delete(name);
    }
    const live = Number(this.fields.get("steps") ?? 0) <= this.scene.liveSteps || this.scene.shortens;
    // the surface comes along with the paths
    const living = moved && !final && this.scene.surface.dim > 1 && (live || this.scene.examples?.keys.rows in changes);
    if (reshaped && !living) this.fetchScene.want(this.query, this.scheme);
    this.root.dataset.wanted = this.query;
    this.training.edited(this.query);
    this.root.dispatchEvent(new CustomEvent("stage-edited", { detail: { query: this.query } }));
    if (live || final)
      this.fetchPaths.want(this.query, !final, living ? this.map.shown(this.#stepShown()) : null, this.scene);
    if (final) this.commits.soon();
  }

  /** A control that draws other examples means nothing to rows of one's own: they give way to it, and that is said. */
  #redrawn(changes) {
    const { redraws = [], keys } = this.scene.examples ?? {};
    if (!redraws.some((key) => key in changes)) return;
    const mine = [keys.rows, keys.held].filter((key) => this.fields.has(key));
    for (const key of mine) this.fields.delete(key);
    if (mine.length) this.data.editing.notice(this.texts["points.redrawn"]);
  }

  /** Another experiment altogether, as text. */
  become(query) {
    this.load(query);
    this.commits.soon();
  }

  /** A change after which the scene itself is another: runs come or go. `drop` chooses fields to remove. */
  restage(changes, drop = () => false) {
    for (const key of [...this.fields.keys()]) if (drop(key)) this.fields.delete(key);
    for (const [key, value] of Object.entries(changes)) this.fields.set(key, value);
    this.load(this.query);
    this.commits.soon();
  }

  /** Another schedule, decay, library ...: what belonged to the old choice goes. */
  #choose(key, value, drops) {
    this.restage({ [key]: value }, (field) => drops.some((start) => field.startsWith(start)));
  }

  /** The same run once more, under another library's conventions. */
  #compare(number, library) {
    const mine = [...this.fields].filter(([key]) => key === `run${number}` || key.startsWith(`run${number}.`));
    const copied = mine.map(([key, value]) => [key.replace(`run${number}`, "run99"), value]);
    this.restage({ ...Object.fromEntries(copied), "run99.library": library });
  }

  /** From the step that is shown on, the run gets a learning rate of its own. */
  #branch(number) {
    const run = this.paths.runs[number - 1];
    const row = Math.min(this.scrubber.row, run.rows - 1);
    const after = run.step(row);
    const inForce = this.scene.runs[number - 1].changes.findLast((change) => change.after < after)?.key ??
      `run${number}.lr`;
    // the rate before any schedule, which goes on from it: nothing moves until the new field is moved
    this.restage({ [`run${number}.lr.from${after}`]: this.fields.get(inForce) });
  }

  /** While a formula is typed it may lose a variable for a moment; its start and box are kept for when it is back. */
  #useFormula(answer) {
    for (const [key, value] of this.fields) this.left.set(key, value);
    this.load(withFormula(answer.query, this.fields, this.left).toString());
    this.commits.soon(TYPING_MS);
  }

  /** Tells Streamlit, which hears only what differs from what it was told last, though the page may have moved on since. */
  #tell(query) {
    const news = this.wishes.lesson ? query : withShown(query);
    this.told = this.overtaken && news === this.told ? `${news}&` : news;
    this.overtaken = false;
    this.setStateValue("query", this.told);
  }

  // ---- showing it

  async #showScene(scene, query) {
    await this.ready;
    if (this.closed) return;
    const first = !this.scene;
    const { dim, aspect } = scene.surface;
    Object.assign(scene, { looks: scene.runs, texts: this.texts, wishes: this.wishes });
    this.scene = scene;
    this.fields = rebased(scene.query, new URLSearchParams(query), this.fields);
    this.root.dataset.wanted = this.query;
    if (!this.wishes.paths) scene.map.data = scene.map.data.filter(({ meta }) => meta?.role !== "minima"); // it is theirs to find
    if (first) this.commits.write(scene.query);
    arrange(this, scene);
    this.root.classList.remove("stage-empty");
    const { afresh } = this;
    this.afresh = false;
    await this.map.show(scene, mapSize(scene, this.mapHost), afresh);
    await this.charts.show(scene, chartsHeight(this.chartsHost, this.scene));
    this.labels ??= new Labels(this.map, this.texts);
    this.handle ??= new StartHandle(this.map, this.texts, (point, final) => this.#moveStart(point, final));
    this.runs.show(scene);
    this.start.show(scene.start);
    this.handle.allow(this.#drawnAxes().some((name) => this.start.byKey.has(name)));
    this.shape.show(scene.parameters);
    this.plane.show(scene);
    this.symbols.show(scene.symbols);
    this.formula.show(scene);
    this.settings.show(scene);
    this.stretched.hidden = dim !== 2 || aspect != null || !this.wishes.shows("map");
    this.data.of(scene, dataSize(scene, this.data.node));
    this.own.of(scene);
    this.root.classList.toggle("stage-1d", dim === 1);
    this.root.style.setProperty("--stage-background", scene.background);
    const surface = JSON.stringify([scene.surface.slug, scene.surface.formula]);
    this.otherSurface = surface !== this.surface;
    this.surface = surface;
    const [row, where] = (remembered("row") ?? "").split("|");
    this.firstRow = first && where === scene.query && !this.wishes.lesson ? Number(row) : null;
    this.showFields();
    this.attached.scene(scene);
    if (!first && scene.notes.length) this.speaker.tell(scene.notes.join(" "));
    this.fetchPaths.want(this.query, false);
    if (this.map.moved()) this.#fetchView(); // the surface came for its whole box
  }

  #showPaths(paths, query, scene) {
    if (this.closed) return;
    const living = paths.live && scene === this.scene; // else there is a newer scene
    if (living && paths.dim !== this.scene.surface.dim) this.fetchScene.want(this.query, this.scheme); // other weights
    if (!this.#fit(paths)) return;
    this.paths = paths;
    this.training.shows(paths, query, this.scene);
    this.root.classList.toggle("stage-begun", paths.first != null);
    if (living) {
      this.map.change(paths.live);
      this.data.live(paths.live);
    }
    if (this.wishes.row != null && query !== this.shownQuery) this.scrubber.begin(this.wishes.row);
    this.shownQuery = query;
    const steps = Number(this.fields.get("steps"));
    if (this.otherSurface) this.#chooseLog();
    this.otherSurface = false;
    this.scrubber.fit(paths);
    if (this.firstRow != null) this.scrubber.go(this.firstRow, false);
    this.firstRow = null;
    this.showFields();
    this.#draw(steps);
    if (!this.wishes.lesson && this.charts.lacks(paths)) this.fetchScene.want(this.query, this.scheme); // a rate began to change: it has a chart now
    const every = Math.max(...paths.runs.map((run) => run.every));
    this.thinned.hidden = every === 1 || !this.wishes.shows("time");
    if (every > 1) this.thinned.textContent = fill(this.texts.every_nth, { every, steps });
    this.logNote.hidden = !this.charts.log || !paths.runs.some((run) => run.loss.some((value) => value <= 0));
    this.root.classList.toggle("stage-seeds", paths.runs.some((run) => run.bundle));
    this.root.classList.toggle("stage-clipped", paths.runs.some((run) => run.clipped.length));
    this.#settleSoon(paths.exact && !paths.live && query === this.query);
    this.root.dispatchEvent(new CustomEvent("stage-painted", { detail: { bytes: paths.bytes, query } }));
  }

  /** Whether the paths are of this scene; those of the last one are still there while the new ones are on their way. */
  #fit(paths) {
    return paths && this.scene && paths.runs.length === this.scene.runs.length && paths.dim === this.scene.surface.dim;
  }

  /** Draws the current paths and row on the overlays. */
  #draw(steps = Number(this.fields.get("steps"))) {
    if (!this.#fit(this.paths)) return;
    const { row } = this.scrubber;
    const { hold, lesson, stepping } = this.wishes;
    const seen = visible(this.paths, row, this.wishes);
    this.drawn = (this.drawn ?? 0) + 1;
    this.root.classList.add("stage-live");
    this.map.live(seen, row);
    this.charts.live(seen, row, steps);
    if (lesson) this.labels.show(seen, row, stepping);
    this.exits = this.map.found.map((g) => g.exit);
    this.runs.tell(this.paths.runs.map((run, i) => this.#words(run, seen.runs[i], i, row)), seen, row);
    this.waits.hidden = !this.wishes.waits;
    this.scrubber.wait(hold);
    this.rule.node.hidden = !this.wishes.shows("rule") || hold || (stepping && !row);
    this.table.node.hidden = !this.wishes.shows("table") || hold;
    const whole = this.paths.first == null; // of what is only begun there is nothing to tell yet
    if (whole && !this.rule.node.hidden) this.rule.show(this.scene, seen, stepping ? row - 1 : row, this.shownQuery); // the step taken last
    this.data.draw(this.paths, hold || !this.wishes.paths ? 0 : row, this.shownQuery);
    if (!this.wishes.paths)
      write(this.standing, fill(this.texts.loss_here, { loss: short(this.paths.runs[0]?.loss[0]) }));
    this.#placeHandle();
    if (whole) this.attached.draw(seen, row, this.shownQuery, this.paths.exact);
  }

  /** What is said of a run: nothing while it waits, where it stands while the learner steps, and at last what it did. */
  #words(run, seen, i, row) {
    const { hold, paths, stepping } = this.wishes;
    const name = this.scene.runs[i]?.label;
    if (hold || !paths || !name) return ""; // the scene of a run that comes or goes may be a moment ahead of its path
    const way = stepping ? atStep(seen, row, this.scene.surface, name, this.texts) : "";
    if (stepping && row < run.rows - 1) return way;
    const exit = this.exits[i];
    const left = exit ? fill(this.texts.exit, { name, step: exit.step, distance: short(exit.distance) }) : "";
    return [way, run.words, left].filter(Boolean).join(" ");
  }

  /** Back to the start; from there the runs play, once. */
  #replay() {
    this.play = true;
    this.scrubber?.begin(0);
  }

  #redraw() {
    this.#showPaths(this.paths, this.shownQuery);
  }

  /** Once nothing moves any more, everything goes into Plotly's traces. */
  #settleSoon(done) {
    clearTimeout(this.settleTimer);
    if (!done || this.paths.first != null) return;
    this.settleTimer = setTimeout(async () => {
      if (this.shownQuery !== this.query || this.map.living.shown) return; // newer paths, or the scene, are on their way
      const { row } = this.scrubber;
      const { drawn, query } = this;
      const seen = visible(this.paths, row, this.wishes);
      await this.map.rest(seen, row);
      await this.charts.rest(seen, row, Number(this.fields.get("steps")));
      if (drawn !== this.drawn || query !== this.query) return; // something moved meanwhile: the overlay is in use
      this.map.overlay.clear();
      this.charts.overlays.forEach((overlay) => overlay.clear());
      this.root.classList.remove("stage-live");
      if (!this.wishes.lesson) this.scrubber.align(this.charts.axis());
      this.table.show(this.scene, seen, row);
      this.data.rest();
      this.attached.rest(seen, row, query);
      if (!this.wishes.lesson) this.take.show(this.query);
      this.#speak();
      this.root.dataset.rested = this.query;
      if (this.scene.surface.dim > 2) this.#fetchView();
      if (!this.wishes.lesson) remember("row", this.scrubber.atEnd ? "" : `${row}|${this.query}`);
      if (this.wishes.hold) return;
      if (this.play && this.wishes.lesson) bringInSight(this.mapBox); // on a phone it lies below what was pressed
      if (this.play && !this.wishes.stepping) this.scrubber.play();
      this.play = false;
    }, SETTLE_MS);
  }

  #showRow(row, final) {
    if (!this.paths) return;
    this.#draw();
    if (final) this.#settleSoon(true);
  }

  /** Every field of the experiment in its control. */
  showFields() {
    for (const [key, value] of this.fields) {
      const number = Number(value);
      if (Number.isNaN(number)) continue;
      for (const fields of [this.start, this.runs, this.shape, this.settings, this.formula.box])
        fields.set(key, number);
    }
  }

  /** Moves the start, along the coordinates that are free. */
  #moveStart(point, final) {
    const shown = this.#drawnAxes();
    const free = shown.map((name, i) => [name, String(point[i])]).filter(([name]) => this.start.byKey.has(name));
    this.edit(Object.fromEntries(free), final);
    this.showFields();
    if (shown.length > 1) this.handle.place(...this.#startPoint(shown), shown);
  }

  /** Where the start lies on the map; a surface may draw its own, which no field holds. */
  #startPoint(names) {
    const { variables } = this.scene.surface;
    return names.map((name) => Number(this.fields.get(name) ?? this.paths.runs[0]?.point[variables.indexOf(name)][0]));
  }

  /** The variables that the map shows. */
  #drawnAxes() {
    const { variables, axes } = this.scene.surface;
    return axes.map((axis) => variables[axis]);
  }

  #placeHandle() {
    const variables = this.#drawnAxes();
    const run = this.paths.runs.find((r) => r.rows);
    const start = this.#startPoint(variables);
    const { x0, x1, y0, y1 } = this.map.view();
    this.outside.hidden = !this.scene.start.length ||
      start[0] >= x0 && start[0] <= x1 && !(start[1] < y0 || start[1] > y1);
    if (start.length > 1) this.handle.place(start[0], start[1], variables);
    else this.handle.place(start[0], run ? run.loss[0] : this.map.view().y0, variables);
  }

  #viewChanged(moved) {
    this.tools.whole.hidden = !this.map.moved();
    if (!this.paths) return;
    this.#draw();
    this.#settleSoon(moved);
    if (moved) this.#fetchView();
  }

  /** The step at which the first run is shown. */
  #stepShown() {
    const run = this.paths?.runs[0];
    return !run?.rows || this.scrubber.atEnd
      ? Number(this.fields.get("steps"))
      : run.step(Math.min(this.scrubber.row, run.rows - 1));
  }

  #fetchView() {
    const { x0, x1, y0, y1 } = this.map.view();
    this.fetchGrid.want(this.query, this.scene.surface.dim === 1 ? [x0, x1] : [x0, x1, y0, y1], this.#slice());
  }

  /** The point through which a surface of more coordinates than two is cut: where the first run is now. */
  #slice() {
    const run = this.paths.runs[0];
    if (this.scene.surface.dim < 3 || !run?.rows) return null;
    return run.point.map((axis) => axis[Math.min(this.scrubber.row, run.rows - 1)]);
  }

  // ---- view settings, sizes, words

  /** A logarithmic scale unless the learner chose otherwise or there is nothing it could show. */
  #chooseLog() {
    const kept = this.wishes.lesson ? null : remembered("log");
    const any = (test) => this.paths.runs.some((run) => run.loss.some(test));
    this.charts.log = kept
      ? kept === "1"
      : this.wishes.log
      ? !any((value) => value < 0)
      : this.wishes.log ?? !any((value) => value <= 0);
    this.logSwitch.checked = this.charts.log;
  }

  #setLog(log) {
    this.charts.log = log;
    if (!this.wishes.lesson) remember("log", log ? "1" : "0");
    this.#showPaths(this.paths, this.shownQuery);
  }

  #resize() {
    const width = this.mapHost?.clientWidth;
    if (!this.paths || !width || width === this.width) return;
    this.width = width;
    this.map.resize(mapSize(this.scene, this.mapHost));
    this.charts.resize(chartsHeight(this.chartsHost, this.scene));
    this.data.resize(dataSize(this.scene, this.data.node));
    this.#draw();
    this.#settleSoon(true);
  }

  /** Buttons of the page itself work only while Streamlit is connected, so that is said too. */
  #connectionChanged(connected) {
    this.connected = connected;
    if (connected) this.#tell(this.query); // a restarted server does not know it
    this.#trouble(this.error);
  }

  #trouble(error) {
    this.error = error;
    this.speaker?.trouble(error, this.connected);
  }

  /** What happened, read out once, after the last change. The charts' alternative text says the same. */
  #speak() {
    const words = [this.wishes.paths ? this.runs.words() : this.standing.textContent,
      this.wishes.waits ? this.texts.waits : ""].filter(Boolean).join(" ");
    const { dim } = this.scene.surface;
    this.mapHost.setAttribute("aria-label", `${dim === 1 ? this.texts.curve : this.texts.map}. ${words}`);
    const charts = this.scene.charts.layout.meta.charts.map((chart) => this.texts[`${chart}_axis`]).join(", ");
    this.chartsHost.setAttribute("aria-label", `${charts}. ${words}`);
    this.speaker.soon(words);
  }
}
