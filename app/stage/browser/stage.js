// The live stage: an experiment that is edited, the page that it is edited on, and the view of what comes of it.

import { onConnection, schemeOf } from "./wire/streamlit.js";
import { Attached } from "./attached.js";
import { h } from "./dom/dom.js";
import { Drafts } from "./drafts/drafts.js";
import { EditedExperiment } from "./experiment.js";
import { frame } from "./frame.js";
import { layout } from "./layout.js";
import { wishes } from "./lesson.js";
import { Page } from "./page.js";
import { View } from "./view.js";
import { styled } from "./wire/styles.js";
import { Endpoint, Latest } from "./wire/endpoint.js";

export class Stage {
  /** @type {Page} */ page;
  /** @type {Attached} */ attached;
  /** @type {View} */ view;
  /** @type {Scheme} */ scheme;
  /** @type {string | null} */ revision = null;
  /** @type {(name: string, value: unknown) => void} */ setStateValue;
  session = ""; // of the server
  token = ""; // another one asks for the runs to be played
  closed = false;
  followsHere = false; // the last change was followed by the browser itself
  connected = true;
  /** @type {unknown} */ error = null;

  /** @param {HTMLElement} root @param {StageData} data */
  constructor(root, data) {
    this.root = root;
    this.texts = data.texts;
    this.play = data.play === true;
    this.wishes = wishes(data);
    this.endpoint = new Endpoint(data.base, data.language);
    this.experiment = new EditedExperiment(this.wishes.lesson, {
      replaced: () => this.#replaced(),
      edited: (extent) => this.#edited(extent),
      follows: () => this.drafts.can(this.experiment.fields),
      redrawn: () => this.page.data.editing.notice(this.texts["points.redrawn"]),
      send: (query) => this.setStateValue("query", query),
    });
    const trouble = (/** @type {unknown} */ error) => this.#trouble(error);
    /** @type {Latest<[query: Query, scheme: Scheme], Scene>} */
    this.scenes = new Latest(
      (query, scheme) => this.endpoint.scene(query, scheme, this.wishes.scene),
      (scene, query) => this.#showScene(scene, query),
      trouble,
    );
    /** @type {Latest<[query: Query, draft: boolean, live?: string | null, scene?: Scene, trained?: boolean], Paths>} */
    this.paths = new Latest((query, draft, live, _, trained) => this.endpoint.several(query, draft, live, !trained),
      (paths, query, draft, live, scene) => this.#showPaths(paths, query, scene), trouble, this.endpoint.flights);
    this.drafts = new Drafts(this.endpoint, () => this.page.speaker.tell(this.texts.draft_unable));
    /** @type {Latest<Parameters<Endpoint["grid"]>, Grid>} */
    this.grids = new Latest(this.endpoint.grid, (grid, query) => query === this.query && this.page.map.surface(grid),
      () => {});
    this.ready = this.#build(data);
    this.resizer = new ResizeObserver(() => this.view?.resize());
    this.resizer.observe(root);
    this.connection = onConnection((connected) => this.#connectionChanged(connected));
  }

  get query() {
    return this.experiment.query;
  }

  /** @param {StageData} data */
  async #build({ assets }) {
    const { root, texts, experiment } = this;
    root.classList.add("stage", "stage-empty"); // a lesson does not show all panels: which it does the first scene tells
    root.replaceChildren(h("p", { class: "stage-hint" }, texts.loading));
    await styled(assets);
    this.page = new Page(root, assets, texts, this.wishes, this.endpoint, experiment, {
      row: (_, final) => this.view.showRow(final),
      log: (on) => this.view.setLog(on),
      chart: () => this.#wantScene(),
      branch: (number) => this.#branch(number),
      chose: () => this.view.redraw(),
      train: (query, trained) => query === this.query && this.paths.want(query, false, null, this.view.scene, trained),
    });
    this.attached = new Attached(this);
    this.view = new View(this.page, experiment, this.attached, this.wishes, {
      scene: () => this.#wantScene(),
      awaits: () => this.scenes.flying > 0,
      paths: () => this.paths.want(this.query, false),
      grid: (box, slice) => this.grids.want(this.query, box, slice),
      plays: () => this.#plays(),
    });
    root.classList.toggle("stage-lesson", this.wishes.lesson);
    const { page, attached: { places } } = this;
    root.replaceChildren(page.speaker.status,
      this.wishes.lesson ? layout(page, places, this.wishes) : frame(page, places, this.view), page.speaker.region);
    for (const node of [page.plots, page.data.node]) if (node) this.resizer.observe(node);
  }

  /**
   * A rerun of the page: a new revision means that the page itself changed the experiment.
   * @param {Component<StageData>} component
   */
  receive({ data, setStateValue }) {
    this.setStateValue = setStateValue;
    const scheme = schemeOf(this.root);
    const repaint = this.scheme && scheme !== this.scheme;
    const [session] = data.revision.split(".");
    const restarted = this.session && session !== this.session; // the server was: the stage knows better
    const changed = data.revision !== this.revision && !restarted;
    const before = this.revision == null ? null : this.wishes;
    const token = typeof data.play === "string" ? data.play : "";
    this.wishes = wishes(data);
    this.view?.wish(this.wishes);
    const freed = before?.hold && !this.wishes.hold;
    if (freed || (before && token && token !== this.token)) this.#replay();
    this.scheme = scheme;
    this.session = this.root.dataset.session = session; // another one after a restart of the server
    this.revision = data.revision;
    this.token = token;
    if (changed) {
      this.experiment.overtaken = this.experiment.afresh = true;
      this.experiment.load(data.query);
    } else if (repaint || (before && before.key !== this.wishes.key)) {
      this.experiment.load(this.query);
    } else if (this.view?.query &&
      (this.play || before?.hold !== this.wishes.hold || before?.waits !== this.wishes.waits)) {
      this.view.redraw();
    }
  }

  close() {
    this.closed = true; // answers that are still on their way have nowhere to go
    this.resizer.disconnect();
    this.connection.disconnect();
    this.view?.settling.end();
    this.page?.scrubber.pause();
    this.page?.training.close();
    this.attached?.close();
    for (const plot of [this.page?.map, this.page?.charts]) if (plot?.gd) plot.drawer.purge(plot.gd);
  }

  // ---- what follows from a change

  #wantScene() {
    this.scenes.want(this.query, this.scheme);
  }

  /** Another query is wanted: at rest it is what rests. */
  #wanted() {
    this.root.dataset.wanted = this.query;
    this.page?.training.edited(this.query);
  }

  #replaced() {
    this.#wanted();
    this.#wantScene();
  }

  /** @param {EditExtent} extent */
  #edited({ scene, paths, along, final }) {
    const { view, page, root } = this;
    if (scene) this.#wantScene();
    this.#wanted();
    root.dispatchEvent(new CustomEvent("stage-edited", { detail: { query: this.query } }));
    this.followsHere = !scene && this.drafts.can(this.experiment.fields);
    if (this.followsHere) this.drafts.soon(() => this.#draft());
    if (final || (paths && !this.followsHere))
      this.paths.want(this.query, !final, along ? page.map.shown(view.step) : null, view.scene);
  }

  #draft() {
    const { view, experiment } = this;
    const { map } = this.page;
    const paths = this.closed ? null : this.drafts.follow(experiment.fields, map.boxes(), map.living?.shown);
    if (paths) view.showPaths(paths, this.query, view.scene);
  }

  /** @param {Paths} paths of the endpoint's @param {Query} query @param {Scene} [scene] */
  #showPaths(paths, query, scene) {
    if (this.closed || (query !== this.query && this.followsHere)) return; // a newer draft is drawn
    if (paths.exact && query === this.query) this.drafts.stop(); // nothing may be drawn over what rests
    this.view.showPaths(paths, query, scene);
  }

  /** @param {Scene} scene @param {Query} query */
  async #showScene(scene, query) {
    await this.ready;
    if (this.closed) return;
    this.drafts.of(scene);
    this.view.afresh ||= this.experiment.afresh;
    this.experiment.afresh = false;
    await this.view.showScene(scene, query);
  }

  /**
   * From the step that is shown on, the run gets a learning rate of its own.
   * @param {number} number
   */
  #branch(number) {
    const { scene, paths, row } = this.view;
    const run = paths.runs[number - 1];
    this.experiment.branch(scene.runs[number - 1], run.step(Math.min(row, run.rows - 1)));
  }

  /** Back to the start; from there the runs play, once. */
  #replay() {
    this.play = true;
    this.page?.scrubber.begin(0);
  }

  /** Whether the runs are to be played now; asked once, they are. */
  #plays() {
    const { play } = this;
    this.play = false;
    return play;
  }

  /**
   * Buttons of the page itself work only while Streamlit is connected, so that is said too.
   * @param {boolean} connected
   */
  #connectionChanged(connected) {
    this.connected = connected;
    if (connected) this.experiment.send(this.query); // a restarted server does not know it
    this.#trouble(this.error);
  }

  /** @param {unknown} error */
  #trouble(error) {
    this.error = error;
    this.page?.speaker.trouble(error, this.connected);
  }
}
