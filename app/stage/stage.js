// The live stage. It holds one experiment as query text; moving a control sets a field of it and asks for the paths.

import { rebased, withFormula } from "./edits.js";
import { Fields, h } from "./fields.js";
import { FormulaEditor } from "./formula.js";
import { layout } from "./layout.js";
import { Endpoint, Latest, Refusal } from "./model.js";
import { ChartsPlot } from "./charts.js";
import { MapPlot, fill } from "./plots.js";
import { picture } from "./picture.js";
import { Plane } from "./plane.js";
import { RulePanel } from "./rule.js";
import { RunList } from "./runs.js";
import { plotlyFrom } from "./script.js";
import { Scrubber } from "./scrubber.js";
import { settings } from "./settings.js";
import { chartsHeight, mapSize } from "./sizes.js";
import { StartHandle } from "./start.js";
import { Symbols } from "./symbols.js";
import { StepsTable } from "./table.js";
import { TakePanel } from "./take.js";
import { onConnection, remember, remembered, schemeOf, toolbar } from "./around.js";

const SETTLE_MS = 140; // after the last movement everything goes into Plotly's traces
const COMMIT_MS = 350; // keys repeat; one commit for a burst of them
const SPEAK_MS = 900;
const ADDRESS_MS = 1500;
const TYPING_MS = 1500; // a formula is committed once the typing pauses
const stages = new WeakMap();

/** Called by Streamlit at every rerun with the same element; the stage lives on from call to call. */
export function mount(component) {
  const root = component.parentElement;
  let stage = stages.get(root);
  if (!stage) stages.set(root, (stage = new Stage(root, component.data)));
  stage.receive(component);
  return () => {
    if (root.isConnected) return; // a superseded call is cleaned up late; the stage is still in use
    stage.close();
    stages.delete(root);
  };
}

class Stage {
  constructor(root, { base, assets, language, texts, play }) {
    Object.assign(this, { root, assets, texts, play, revision: null, scene: null, paths: null, exits: [], left: new Map(), connected: true });
    this.endpoint = new Endpoint(base, language);
    this.fetchScene = new Latest(this.endpoint.scene, (scene, query) => this.#showScene(scene, query), (e) => this.#trouble(e));
    this.fetchPaths = new Latest(
      (query, draft) => this.endpoint.paths(query, draft), (paths, query) => this.#showPaths(paths, query), (e) => this.#trouble(e),
    );
    this.fetchGrid = new Latest(this.endpoint.grid, (grid, query) => query === this.query && this.map.surface(grid), () => {});
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
    const forgotten = this.session && session !== this.session; // the server was restarted: the stage knows better
    const told = data.revision !== this.revision;
    Object.assign(this, { session, revision: data.revision });
    if (told && !forgotten) {
      this.load(data.query);
    } else if (repaint) {
      this.load(this.query);
    }
  }

  close() {
    this.resizer.disconnect();
    this.connection.disconnect();
    this.scrubber?.pause();
    for (const plot of [this.map, this.charts]) if (plot?.gd) this.Plotly.purge(plot.gd);
  }

  get query() {
    return this.fields.toString();
  }

  load(query) {
    this.fields = new URLSearchParams(query);
    this.fetchScene.want(this.query, this.scheme);
  }

  async #build() {
    this.root.classList.add("stage");
    this.root.replaceChildren(h("p", { class: "stage-hint" }, this.texts.loading));
    const sheet = h("link", { rel: "stylesheet", href: `${this.assets}/stage.css` });
    const styled = new Promise((done) => { sheet.onload = sheet.onerror = done; });
    document.head.append(sheet);
    const failed = () => this.root.replaceChildren(h("p", { class: "stage-status", role: "status" }, this.texts.failed));
    [this.Plotly] = await Promise.all([plotlyFrom(this.assets, failed), styled]);
    const t = this.texts;
    const edit = (key, value, final) => this.edit({ [key]: value }, final);

    this.status = h("p", { class: "stage-status", role: "status", hidden: true });
    this.speaker = h("div", { class: "stage-hidden", "aria-live": "polite" });
    this.mapHost = h("div", { class: "stage-map", role: "group" });
    this.chartsHost = h("div", { class: "stage-charts", role: "img" });
    this.start = new Fields(t, edit);
    this.shape = new Fields(t, edit);
    this.plane = new Plane(t, (key, value) => this.#choose(key, value, []));
    this.shapePanel = h("section", { class: "stage-panel", "aria-label": t.surface_settings }, h("h2", {}, t.surface_settings), this.shape.node);
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
    this.scrubber = new Scrubber(t, (row, final) => this.#showRow(row, final));
    this.table = new StepsTable(t);
    this.logSwitch = h("input", { type: "checkbox", id: "stage-log", onchange: () => this.#setLog(this.logSwitch.checked) });
    this.logNote = h("span", { class: "stage-hint", hidden: true }, t.log_gap);
    this.stretched = h("p", { class: "stage-hint stage-stretched", hidden: true }, t.map_stretched);
    this.outside = h("p", { class: "stage-hint", hidden: true }, t.start_outside);
    this.thinned = h("p", { class: "stage-hint", hidden: true });
    this.tools = toolbar(t, {
      zoom: (factor) => this.map.zoom(factor), pan: (dx, dy) => this.map.pan(dx, dy), whole: () => this.map.whole(),
      png: () => picture(this.Plotly, this.map.gd, this.charts.gd, this.scene), csv: () => this.endpoint.csv(this.query),
      copy: () => navigator.clipboard.writeText(`${location.origin}${location.pathname}?${this.query}`),
      say: (text) => this.#say(text),
    });
    this.rule = new RulePanel(t, this.endpoint);
    this.take = new TakePanel(t, this.endpoint);
    this.symbols = new Symbols(t);
    this.root.replaceChildren(...layout(t, this));
    this.map = new MapPlot(this.mapHost, this.Plotly);
    this.charts = new ChartsPlot(this.chartsHost, this.Plotly);
    this.map.onview = (moved) => this.#viewChanged(moved);
  }

  // ---- changing the experiment

  /** Sets fields of the experiment. While a finger moves (`final` false) only drafts are drawn. */
  edit(changes, final) {
    let reshaped = false;
    for (const [key, value] of Object.entries(changes)) {
      this.fields.set(key, value);
      reshaped ||= this.shape.byKey.has(key) || this.formula.box.byKey.has(key);
    }
    if (reshaped) this.fetchScene.want(this.query, this.scheme);
    this.root.dispatchEvent(new CustomEvent("stage-edited", { detail: { query: this.query } }));
    const live = Number(this.fields.get("steps") ?? 0) <= this.scene.liveSteps;
    if (live || final) this.fetchPaths.want(this.query, !final);
    if (final) this.#commitSoon();
  }

  /** A change after which the scene itself is another: runs come or go. `drop` chooses fields to remove. */
  restage(changes, drop = () => false) {
    for (const key of [...this.fields.keys()]) if (drop(key)) this.fields.delete(key);
    for (const [key, value] of Object.entries(changes)) this.fields.set(key, value);
    this.load(this.query);
    this.#commitSoon();
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
    const inForce = this.scene.runs[number - 1].changes.filter((change) => change.after < after).at(-1)?.key ?? `run${number}.lr`;
    // the rate before any schedule, which goes on from it: nothing moves until the new field is moved
    this.restage({ [`run${number}.lr.from${after}`]: this.fields.get(inForce) });
  }

  /** While a formula is typed it may lose a variable for a moment; its start and box are kept for when it is back. */
  #useFormula(answer) {
    for (const [key, value] of this.fields) this.left.set(key, value);
    this.load(withFormula(answer.query, this.fields, this.left).toString());
    this.#commitSoon(TYPING_MS);
  }

  #commitSoon(pause = COMMIT_MS) {
    clearTimeout(this.commitTimer);
    this.commitTimer = setTimeout(() => {
      const query = this.query;
      const address = location.search;
      this.setStateValue("query", query);
      // Streamlit writes the address; where its server does not answer, the experiment must not be lost by a reload.
      setTimeout(() => {
        if (query === this.query && location.search === address) history.replaceState(history.state, "", `?${query}`);
      }, ADDRESS_MS);
    }, pause);
  }

  // ---- showing it

  async #showScene(scene, query) {
    await this.ready;
    const first = !this.scene;
    const { dim, aspect } = scene.surface;
    Object.assign(scene, { looks: scene.runs, texts: this.texts });
    this.scene = scene;
    this.fields = rebased(scene.query, new URLSearchParams(query), this.fields);
    if (first && location.search.slice(1) !== scene.query) history.replaceState(history.state, "", `?${scene.query}`);
    await this.map.show(scene, mapSize(scene, this.mapHost));
    await this.charts.show(scene, chartsHeight(this.chartsHost, this.scene));
    this.handle ??= new StartHandle(this.map, this.texts, (point, final) => this.#moveStart(point, final));
    this.runs.show(scene);
    this.start.show(scene.start);
    this.shape.show(scene.parameters);
    this.plane.show(scene);
    this.symbols.show(scene.symbols);
    this.shapePanel.hidden = !scene.parameters.length;
    this.formula.show(scene);
    this.settings.show(scene);
    this.stretched.hidden = dim !== 2 || aspect != null;
    this.root.classList.toggle("stage-1d", dim === 1);
    this.root.style.setProperty("--stage-background", scene.background);
    const surface = JSON.stringify([scene.surface.slug, scene.surface.formula]);
    this.otherSurface = surface !== this.surface;
    this.surface = surface;
    const [row, where] = (remembered("row") ?? "").split("|");
    this.firstRow = first && where === scene.query ? Number(row) : null;
    this.#showFields();
    if (!first && scene.notes.length) this.#tell(scene.notes.join(" "));
    this.fetchPaths.want(this.query, false);
    if (this.map.moved()) this.#fetchView(); // the surface came for its whole box
  }

  #showPaths(paths, query) {
    if (!this.scene || paths.runs.length !== this.scene.runs.length || paths.dim !== this.scene.surface.dim) return;
    this.paths = paths;
    this.shownQuery = query;
    const steps = Number(this.fields.get("steps"));
    if (this.otherSurface) this.#chooseLog();
    this.otherSurface = false;
    this.scrubber.fit(paths);
    if (this.firstRow != null) this.scrubber.go(this.firstRow, false);
    this.firstRow = null;
    this.#showFields();
    this.#draw(steps);
    if (this.charts.lacks(paths)) this.fetchScene.want(this.query, this.scheme); // a rate began to change: it has a chart now
    const every = Math.max(...paths.runs.map((run) => run.every));
    this.thinned.hidden = every === 1;
    if (every > 1) this.thinned.textContent = fill(this.texts.every_nth, { every, steps });
    this.logNote.hidden = !this.charts.log || !paths.runs.some((run) => run.loss.some((value) => value <= 0));
    this.root.classList.toggle("stage-seeds", paths.runs.some((run) => run.bundle));
    this.root.classList.toggle("stage-clipped", paths.runs.some((run) => run.clipped.length));
    this.#settleSoon(paths.exact && query === this.query);
    this.root.dispatchEvent(new CustomEvent("stage-painted", { detail: { bytes: paths.bytes, query } }));
  }

  /** Draws the current paths and row on the overlays. */
  #draw(steps = Number(this.fields.get("steps"))) {
    const { row } = this.scrubber;
    this.drawn = (this.drawn ?? 0) + 1;
    this.root.classList.add("stage-live");
    this.map.live(this.paths, row);
    this.charts.live(this.paths, row, steps);
    this.exits = this.map.found.map((g) => g.exit);
    this.runs.tell(this.paths, this.exits, row);
    this.rule.show(this.scene, this.paths, row, this.shownQuery);
    this.#placeHandle();
  }

  /** Once nothing moves any more, everything goes into Plotly's traces. */
  #settleSoon(done) {
    clearTimeout(this.settleTimer);
    if (!done) return;
    this.settleTimer = setTimeout(async () => {
      if (this.shownQuery !== this.query) return; // newer paths are on their way
      const { row } = this.scrubber;
      const { drawn, query } = this;
      await this.map.rest(this.paths, row);
      await this.charts.rest(this.paths, row, Number(this.fields.get("steps")));
      if (drawn !== this.drawn || query !== this.query) return; // something moved meanwhile: the overlay is in use
      this.map.overlay.clear();
      this.charts.overlays.forEach((overlay) => overlay.clear());
      this.root.classList.remove("stage-live");
      this.scrubber.align(this.charts.axis());
      this.table.show(this.scene, this.paths, row);
      this.take.show(this.query);
      this.#speak();
      this.root.dataset.rested = this.query;
      if (this.scene.surface.dim > 2) this.#fetchView();
      remember("row", this.scrubber.atEnd ? "" : `${row}|${this.query}`);
      if (this.play) this.scrubber.play();
      this.play = false;
    }, SETTLE_MS);
  }

  #showRow(row, final) {
    if (!this.paths) return;
    this.#draw();
    if (final) this.#settleSoon(true);
  }

  #showFields() {
    for (const [key, value] of this.fields) {
      const number = Number(value);
      if (Number.isNaN(number)) continue;
      for (const fields of [this.start, this.runs, this.shape, this.settings, this.formula.box]) fields.set(key, number);
    }
  }

  #moveStart([x, y], final) {
    const [across, up] = this.#drawn();
    this.edit(up ? { [across]: String(x), [up]: String(y) } : { [across]: String(x) }, final);
    this.#showFields();
    if (up) this.handle.place(x, y, [across, up]);
  }

  /** The variables that the map shows. */
  #drawn() {
    const { variables, axes } = this.scene.surface;
    return axes.map((axis) => variables[axis]);
  }

  #placeHandle() {
    const variables = this.#drawn();
    const run = this.paths.runs.find((r) => r.rows);
    const start = variables.map((name) => Number(this.fields.get(name)));
    const { x0, x1, y0, y1 } = this.map.view();
    this.outside.hidden = start[0] >= x0 && start[0] <= x1 && !(start[1] < y0 || start[1] > y1);
    if (start.length > 1) this.handle.place(start[0], start[1], variables);
    else this.handle.place(start[0], run ? run.loss[0] : this.map.view().y0, variables);
  }

  #viewChanged(moved) {
    if (!this.paths) return;
    this.#draw();
    this.#settleSoon(moved);
    if (moved) this.#fetchView();
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
    const kept = remembered("log");
    this.charts.log = kept ? kept === "1" : this.paths.runs.every((run) => run.loss.every((value) => value > 0));
    this.logSwitch.checked = this.charts.log;
  }

  #setLog(log) {
    this.charts.log = log;
    remember("log", log ? "1" : "0");
    this.#showPaths(this.paths, this.shownQuery);
  }

  #resize() {
    const width = this.mapHost?.clientWidth;
    if (!this.paths || !width || width === this.width) return;
    this.width = width;
    this.map.resize(mapSize(this.scene, this.mapHost));
    this.charts.resize(chartsHeight(this.chartsHost, this.scene));
    this.#draw();
    this.#settleSoon(true);
  }

  /** Buttons of the page itself work only while Streamlit is connected, so that is said too. */
  #connectionChanged(connected) {
    this.connected = connected;
    if (connected) this.setStateValue("query", this.query); // a restarted server does not know it
    this.#trouble(this.error);
  }

  #trouble(error) {
    this.error = error;
    const lost = this.status?.textContent === this.texts.reconnecting;
    const text = error instanceof Refusal ? error.message : error || !this.connected ? this.texts.reconnecting : "";
    if (lost && !text) this.#say(this.texts.restored);
    this.#tell(text);
  }

  /** A line above the stage: trouble, or what was changed of a wish; gone with the next answer. */
  #tell(text) {
    if (!this.status) return;
    this.status.textContent = text;
    this.status.hidden = !text;
  }

  #say(text) {
    this.speaker.textContent = text;
  }

  /** What happened, read out once, after the last change. The charts' alternative text says the same. */
  #speak() {
    const words = this.runs.words();
    const { dim } = this.scene.surface;
    this.mapHost.setAttribute("aria-label", `${dim === 1 ? this.texts.curve : this.texts.map}. ${words}`);
    const rates = this.scene.charts.layout.yaxis3 ? `, ${this.texts.rate_axis}` : "";
    this.chartsHost.setAttribute("aria-label", `${this.texts.loss_axis}, ${this.texts.size_axis}${rates}. ${words}`);
    clearTimeout(this.speakTimer);
    this.speakTimer = setTimeout(() => this.#say(words), SPEAK_MS);
  }
}
