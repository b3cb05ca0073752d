// What the parts of the stage hand to each other.

/** What Streamlit hands to a component at every rerun of the page. */
interface Component<Data> {
  parentElement: HTMLElement;
  data: Data;
  setStateValue(name: string, value: unknown): void;
}

/** What app/stage/stage.py sends. */
interface StageData {
  query: Query;
  revision: string; // another one: the page itself changed the experiment
  language: string;
  play: boolean | string;
  free: string[] | null; // in a lesson: patterns of the fields that may be set
  view: View | null;
  hold: boolean;
  waits: boolean;
  assignment: string; // the page that makes one of an experiment; empty where there is no way to it
  optimizers: string[] | null; // that may be added; null: all
  base: string;
  assets: string; // the address of scripts and style sheets
  texts: Texts;
}

/** What a lesson shows. */
interface View {
  paths?: boolean;
  panels?: string[];
  log?: boolean | null;
  row?: number | null;
}

/** What a lesson wants of the stage; the playground wants everything. */
interface Wishes {
  lesson: boolean;
  assignment?: string; // the page that makes one of an experiment
  paths: boolean; // whether runs are drawn at all
  dataFirst?: boolean;
  hold: boolean; // no run is drawn yet
  waits: boolean; // the learner is asked for what the run will do
  stepping: boolean; // the learner goes from step to step, and nothing of what is to come is drawn
  row: number | null; // at which a new run is shown; null: its end
  log: boolean | null;
  scene: string; // what the wishes add to the request for a scene
  key?: string;
  shows(panel: string): boolean;
  offers(slug: string): boolean;
}

/** A place in pixels. */
type Pixel = [number, number];

/** A place in pixels with the row that it is of. */
type PixelRow = [number, number, number];

/** A line in pixels; null where the pen is lifted. */
type Line = (PixelRow | null)[];

/** The plot area of a graph as a map between data and pixels. */
interface PlotView {
  left: number;
  top: number;
  width: number;
  height: number;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  scaleX: number;
  scaleY: number;
  px(x: number): number;
  py(y: number): number;
  x(px: number): number;
  y(py: number): number;
}

/** An area of a page in pixels. */
interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

/** A run's model at the row that is shown. */
interface Model extends Look, Goodness {
  number: number; // the run's place, 0, 1, ...
  step: number;
  burst: boolean; // its numbers ran away
  loss: number;
  curve?: number[]; // with one input: the model at the grid's inputs
  at?: number[]; // and at the examples
}

/** A panel beside the plots: made once with what it may use, then told of what happens. Only `node` is its own. */
interface Panel {
  node?: HTMLElement | null;
  /** A new scene: surface, runs and colours may be others. */
  scene?(scene: Scene): void;
  /** A frame: the paths, the row that is shown and the query they belong to. */
  draw?(paths: Paths, row: number, query: Query, exact: boolean): void;
  /** Nothing moves any more. */
  rest?(paths: Paths, row: number, query: Query): void;
  close?(): void;
}

/** How a panel is made, and where it stands. */
interface PanelClass {
  new(context: PanelContext): Panel;
  place?: string; // the "bar", over the "map", a tab of "Look closer", or "change", the line below the chart; "card": in slots of the cards
  lessons?: boolean; // whether lessons have it too
}

/** Sets a field of the experiment to a text; `final` when the finger lets go. */
type Edit = (key: string, value: string, final: boolean) => void;

/** Whether a field of the experiment is to go. */
type Drop = (key: string) => boolean;

/** Sets fields and drops others: the scene is another one then. */
type Restage = (changes: Changes, drop?: Drop) => void;

/** What the parts around the examples may use of the stage. */
interface DataActions {
  edit(changes: Changes, final: boolean): void;
  restage: Restage;
  field(name: string): string | null;
  say(text: string): void;
}

/** What a choice tells: what was chosen and what goes with the old one, a field that moved, a library to draw beside. */
interface ChoiceActions {
  choose(key: string, value: string, drops: string[]): void;
  edit: Edit;
  compare?(library: string): void;
}

/** What can be done with the runs; `number` = 1, 2, ... */
interface RunActions {
  edit: Edit;
  add(slug: string): void;
  remove(number: number): void;
  drop(key: string): void;
  branch(number: number): void;
  choose(key: string, value: string, drops: string[]): void;
  compare(number: number, library: string): void;
  duplicate(number: number): void;
  chose(): void; // another run's card is open
}

/** What is said of a run. */
interface Told {
  words: string;
  verdict: string; // in a few words, *one of which stands out*
  query: Query | null; // that it is about
  moving: boolean; // a draft: nothing else is known yet
}

/** Why it went so. */
interface Explanation {
  name: string;
  content: boolean; // nothing is wrong
  verdict: string;
}

/** How a run's card is made. */
interface CardWishes extends Wishes {
  removable: boolean;
  open?: boolean[];
}

/** What the tools around the map do. */
interface Tools {
  zoom(factor: number): void;
  pan(across: number, up: number): void;
  whole(): void;
  png(): void;
  link(): string;
}

/** A path that is no run. Unless it has `step`, every row is a step. */
interface GhostRun {
  point: ArrayLike<number>[];
  loss: ArrayLike<number>;
  rows: number;
  step?(row: number): number;
}

/** Draws such paths by name, pale, on the map and on the loss chart; `row` is where the ring stands, left out the end. */
interface GhostDrawer {
  show(name: string, run: GhostRun, look?: { label?: string; color?: string; dash?: string; row?: number }): void;
  hide(name: string): void;
}

/** What a panel may use of the stage. */
interface PanelContext {
  t: Texts;
  root: HTMLElement;
  newcomer: boolean; // came without a link, so the first runs are played
  Plotly: Plotter; // its calls are done once it has arrived
  endpoint: Endpoint;
  get: InsightGet;
  stream: InsightStream;
  scheme(): Scheme;
  query(): Query;
  scene(): Scene;
  paths(): Paths;
  row(): number;
  follows(): boolean; // whether the browser itself followed what is drawn
  sweep(place: number): DraftBand | null; // the strip of a run while something moves, where the browser can follow it
  edit(changes: Changes, final?: boolean): void;
  restage: Restage;
  load(query: Query): void; // another experiment altogether
  link(kind: string, text?: string | null): void; // what the address shows besides
  show(): void; // every field of the experiment in its control
  say(text: string): void;
  chosen(): number; // the place of the run whose card is open
  card(number: number): Card | undefined; // of run 1, 2, ...; none in a lesson
  place(name: string): HTMLElement; // one of those a panel may stand in, for what does not stand with its node
  map: MapPlot;
  charts: ChartsPlot;
  data: DataPanel;
  scrubber: Scrubber;
  rule: RulePanel;
  layer(name: string): Layer;
  ghosts: GhostDrawer;
}

/** How far an edit reaches: whether another scene is needed, whether paths are, and whether the surface comes along. */
interface EditExtent {
  scene: boolean;
  paths: boolean;
  along: boolean;
  final: boolean;
}

/** What follows from a change of the experiment. */
interface ExperimentEffects {
  replaced(): void; // it is another one
  edited(extent: EditExtent): void; // fields of it were set
  follows(): boolean; // whether the browser can follow it by itself
  redrawn(): void; // the learner's own examples gave way to others
  send(query: Query): void; // the page is to know
}

/** What controls of the page do that the experiment does not know. */
interface PageActions {
  row(row: number, final: boolean): void; // shows another row
  log(on: boolean): void; // a logarithmic scale
  chart(): void; // another one was chosen
  branch(number: number): void; // a learning rate of its own, from the row that is shown
  chose(): void; // another run's card is open
  train(query: Query, trained: boolean): void; // asks for the paths again
}

/** What the view asks for. */
interface ViewAsks {
  awaits(): boolean; // whether a scene is on its way
  scene(): void;
  paths(): void;
  grid(box: number[], slice: number[] | null): void;
  plays(): boolean; // whether the runs are to be played now
}

// classes that are handed around
type Attached = import("../attached.js").Attached;
type EditedExperiment = import("../experiment.js").EditedExperiment;
type Page = import("../page.js").Page;
type Card = import("../controls/card.js").Card;
type Closer = import("../closer.js").Closer;
type Verdict = import("../controls/verdict.js").Verdict;
type Chooser = import("../controls/chooser.js").Chooser;
type Drawer = import("../plots/drawer.js").Drawer;
type ChartsPlot = import("../plots/charts.js").ChartsPlot;
type DataPanel = import("../data/data.js").DataPanel;
type Endpoint = import("../wire/endpoint.js").Endpoint;
type ExamplesPlot = import("../data/scatter.js").Scatter | import("../data/classes.js").ClassScatter;
type IconName = Parameters<typeof import("../dom/dom.js").icon>[0];
type Layer = import("../plots/layer.js").Layer;
type MapPlot = import("../plots/map.js").MapPlot;
type PointEditor = import("../data/datapoints.js").PointEditor;
type RulePanel = import("../words/rule.js").RulePanel;
type Scrubber = import("../scrubber.js").Scrubber;
type Stage = import("../stage.js").Stage;
type StageView = import("../view.js").View;

/** A text of one panel by the end of its key, filled in with values. */
type Say = (key: string, values?: Record<string, unknown>) => string;
