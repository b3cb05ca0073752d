// Everything the stage consists of, built once: plots, controls, panels of words. What they do is handed in.

import { h, hide } from "./dom/dom.js";
import { Bar } from "./bar/bar.js";
import { barActions } from "./bar/actions.js";
import { ChartMenu } from "./controls/chartmenu.js";
import { Fields } from "./controls/fields.js";
import { FormulaEditor } from "./controls/formula.js";
import { Plane } from "./controls/plane.js";
import { RunList } from "./controls/list.js";
import { settings } from "./controls/settings.js";
import { Side } from "./controls/side.js";
import { TakePanel } from "./controls/take.js";
import { DataPanel } from "./data/data.js";
import { OwnData } from "./data/owndata.js";
import { ChartsPlot } from "./plots/charts.js";
import { Drawer } from "./plots/drawer.js";
import { MapPlot } from "./plots/map.js";
import { picture } from "./plots/picture.js";
import { wide } from "./plots/sizes.js";
import { Scrubber } from "./scrubber.js";
import { Training } from "./training.js";
import { schemeOf } from "./wire/streamlit.js";
import { Insights } from "./wire/insights.js";
import { RulePanel } from "./words/rule.js";
import { Speaker } from "./words/speaker.js";
import { StepsTable } from "./words/table.js";
import { Symbols } from "./words/symbols.js";
import { legend } from "./plots/legend.js";
import { toolbar } from "./controls/toolbar.js";

export class Page {
  /** @type {HTMLElement} */ plots; // in the playground: pictures, time and chart
  /** @type {Closer} */ closer;

  /**
   * @param {HTMLElement} root @param {string} assets @param {Texts} t @param {Wishes} wishes @param {Endpoint} endpoint
   * @param {EditedExperiment} experiment @param {PageActions} actions
   */
  constructor(root, assets, t, wishes, endpoint, experiment, actions) {
    const { restage, choose } = experiment;
    const query = () => experiment.query;
    /** @type {Edit} */
    const edit = (key, value, final) => experiment.edit({ [key]: value }, final);
    /** @param {string} text */
    const say = (text) => this.speaker.say(text);

    this.root = root;
    this.texts = t;
    this.speaker = new Speaker(t);

    this.mapHost = h("div", { class: "stage-map", role: "group" });
    this.chartsHost = h("div", { class: "stage-charts", role: "img" });
    this.drawer = new Drawer(assets, (late) => hide(this.late, !late));
    this.map = new MapPlot(this.mapHost, this.drawer);
    this.charts = new ChartsPlot(this.chartsHost, this.drawer);
    const files = {
      png: async () =>
        picture(await this.drawer.fetch(), this.map.figure, this.charts.figure,
          /** @type {Scene} */ (experiment.scene)),
      csv: () => endpoint.csv(experiment.query),
      link: () => `${location.origin}${location.pathname}?${experiment.query}`,
    };
    this.bar = wishes.lesson ? null : new Bar(root, t, barActions(endpoint, experiment, {
      ...files,
      assignment: wishes.assignment ?? "",
      scheme: () => schemeOf(root),
      trouble: (error) => this.speaker.trouble(error, true),
    }));
    this.tools = toolbar(t, {
      ...files,
      zoom: (factor) => this.map.zoom(factor),
      pan: (dx, dy) => this.map.pan(dx, dy),
      whole: () => this.map.whole(),
    });

    this.start = new Fields(t, edit);
    this.shape = new Fields(t, edit);
    this.plane = new Plane(t, choose);
    this.formula = new FormulaEditor(t, endpoint, experiment.useFormula, edit);
    this.runs = new RunList(t, wishes.lesson, {
      edit,
      choose,
      add: (slug) => restage({ run99: slug }),
      remove: experiment.remove,
      drop: (change) => restage({}, (key) => key === change),
      branch: actions.branch,
      compare: experiment.compare,
      duplicate: experiment.duplicate,
      chose: actions.chose,
    });
    this.settings = settings(t, edit, restage);
    this.data = new DataPanel(t, endpoint, {
      restage,
      say,
      field: experiment.field,
      edit: (changes, final) => {
        experiment.edit(changes, final);
        this.showFields(experiment.fields);
      },
    });
    this.own = new OwnData(t, endpoint, { query, restage, say });
    this.training = new Training(t, new Insights(endpoint).stream, actions.train,
      (steps) => choose("steps", String(steps), []));

    this.scrubber = new Scrubber(t, wishes.lesson, actions.row);
    this.chartMenu = new ChartMenu(t, actions);
    this.rule = new RulePanel(t, endpoint);
    this.table = new StepsTable(t);
    this.take = new TakePanel(t, endpoint);
    this.symbols = new Symbols(t);
    for (const { node } of [this.rule, this.table, this.symbols]) node.open = wishes.lesson; // a lesson shows them because they are to be read

    /** @param {string} text @param {string} [more] */
    const hint = (text, more = "") => h("p", { class: `stage-hint ${more}`.trim(), hidden: true }, text);
    this.stretched = hint(t.map_stretched, "stage-stretched");
    this.outside = hint(t.start_outside);
    this.thinned = hint("", "stage-thinned");
    this.late = h("p", { class: "stage-hint stage-late", role: "status", hidden: true }, t.plotly_late);
    this.waits = hint(t.waits, "stage-waits");
    this.fixed = hint("");
    this.standing = h("p", { class: "stage-standing", hidden: true });
    this.legend = legend(t);
    this.startPanel = h("section", { class: "stage-panel", "aria-label": t.start }, h("h2", {}, t.start),
      this.start.node, this.outside,
      h("p", { class: "stage-hint" }, wishes.lesson ? t.start_help_short : t.start_help));
    this.shapePanel = h("section", { class: "stage-panel", "aria-label": t.surface_settings },
      h("h2", {}, t.surface_settings), this.shape.node);
    this.side = new Side(t, wishes.lesson, this.runs.node, this.startPanel, this.shapePanel, this.settings.node);
    this.mapBox = h("div", { class: "stage-mapbox" });
  }

  /** Whether time stands over the chart, step over step: beside the map or on a phone there is no room for that. */
  get aligned() {
    return wide() && !this.root.classList.contains("frame-beside");
  }

  /**
   * The chart stands beside the map where that is upright, and where the drawer takes the room below.
   * @param {Scene} scene
   */
  fit({ beside }) {
    if (!this.plots) return;
    const open = this.closer.open !== null;
    this.root.classList.toggle("frame-open", open);
    this.root.classList.toggle("frame-beside", beside || open);
  }

  /**
   * The parts of a scene that are no plots take it over.
   * @param {Scene} scene
   */
  show(scene) {
    this.bar?.show(scene);
    this.runs.show(scene);
    this.start.show(scene.start);
    this.shape.show(scene.parameters);
    this.plane.show(scene);
    this.symbols.show(scene.symbols);
    this.chartMenu.show(scene);
    this.formula.show(scene);
    this.settings.show(scene);
    this.side.show(scene);
    this.own.of(scene);
  }

  /** @param {LiveSurface} live as it is in a frame of a drag */
  changeSurface(live) {
    this.map.change(live);
    this.data.live(live);
  }

  /** Nothing moves: what the overlays show is in Plotly's traces, once it has arrived. */
  still() {
    if (!this.drawer.whole) return;
    this.map.overlay.clear();
    this.charts.overlay.clear();
    this.root.classList.remove("stage-live");
  }

  /**
   * Every field of the experiment in its control.
   * @param {URLSearchParams} fields
   */
  showFields(fields) {
    const controls = [this.start, this.runs, this.shape, this.settings, this.side, this.formula.box];
    for (const [key, value] of fields)
      if (!Number.isNaN(Number(value))) { for (const one of controls) one.set(key, Number(value)); }
  }
}
