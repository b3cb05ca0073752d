// The scene: everything the stage draws of an experiment except the paths, as app/stage/answers/scene.py writes it.

/** One experiment as text: the query of a link, `f=bowl&run1=sgd&run1.lr=0.1`. */
type Query = string;

/** Fields of an experiment with their new values, as its query has them. */
type Changes = Record<string, string>;

/** The catalogue's words by their short key. */
type Texts = Record<string, string>;

/** Low end and high end. */
type Ends = [number, number];

type Scheme = "light" | "dark";

/** A slider with its number field, or a switch where it is only on or off. Moving it sets the field `key`. */
interface Control {
  key: string;
  label: string;
  help: string;
  value: number;
  low: number; // the slider's ends; more may be typed, within the two valid ones
  high: number;
  validLow: number;
  validHigh: number;
  log: boolean;
  whole?: boolean;
  switch?: boolean;
  typed?: boolean; // a number field without a slider
  sign?: string | null; // its letter, as κ
}

/** One entry of a list, with what it is. */
interface Option {
  value: string;
  label: string;
}

/** A list to choose from, with the controls and sentences that belong to what is chosen. */
interface ChoiceSpec {
  key: string;
  label: string;
  value: string;
  options: Option[];
  drops: string[]; // the beginnings of fields that mean something only to the old choice
  controls?: Control[];
  notes?: string[];
  compare?: Option[]; // libraries under which the same run can be drawn beside it
  fixed?: boolean; // the choice is made, what belongs to it is free
}

/** How a run is drawn, the same on every plot. */
interface Look {
  label: string;
  color: string;
  dash: string;
  marker: string;
}

interface SceneRun extends Look {
  number: number; // 1, 2, ...
  optimizer: string;
  help: string;
  conventions: string;
  source: string;
  typed: string; // the learner's own rule
  branch: boolean; // whether its learning rate may be changed from a step on
  controls: Control[];
  changes: (Control & { after: number })[]; // learning rates from a step on
  choices: ChoiceSpec[];
}

/** An optimizer that can be added. */
interface Optimizer {
  slug: string;
  name: string;
  help: string;
}

interface SceneSurface {
  slug: string; // empty for a formula of one's own
  name: string;
  teaches: string; // what is to be seen on it
  formula: string;
  dim: number;
  variables: string[];
  domain: Ends[];
  aspect: number | null; // height over width where both axes have one scale
  axes: number[]; // the coordinates that the map shows
}

/** Some of the examples: an input each or two, and the target or the class. */
interface Examples<Input = number> {
  x: Input[];
  y: number[];
}

/** How the numbers of a region are meant: where its places lie, what they count, where lines are drawn. */
interface RegionGrid {
  box: [Ends, Ends];
  cells: number; // places a side
  unit: number; // log-odds that a whole number counts
  shades: number; // log-odds from which on a class is as good as certain
  levels: number[];
}

/** What examples of one or two inputs have in common. */
interface DataCommon {
  groups: string[]; // the names of the classes; none for numbers
  units: boolean; // whether a model has hidden units that can be looked into
  colors: [string, string]; // of the two classes; the stage takes them from the scene
}

/** Examples with one input, and the inputs that curves are drawn at. */
interface CurveData extends DataCommon, Examples {
  grid: number[];
  test: Examples | null; // held out
  truth: number[] | null; // what the examples were drawn from
  labels: { x: string; y: string };
  box: [Ends, Ends] | null;
}

/** Examples of two classes in the plane of their two inputs. */
interface ClassData extends DataCommon, Examples<[number, number]> {
  grid: null;
  test: Examples<[number, number]> | null;
  labels: { x: string; x2: string; y: string };
  box: [Ends, Ends];
  region: RegionGrid;
}

type Data = CurveData | ClassData;

/** What can be changed about the examples, as app/stage/answers/examples.py writes it. */
interface ExamplesRecord {
  rows: number[][]; // input(s), then the target, as they are typed
  offset: number[]; // the model sees (input - offset) / scale
  scale: number[];
  labels: string[];
  groups: string[];
  editable: boolean;
  moved: boolean;
  sets: (Option & { help: string })[];
  set: string;
  keys: { set: string; rows: string; held: string; labels: string }; // fields of the query
  redraws: string[]; // fields that draw other examples
  fewest: number;
  most: number;
  largest: number;
  line: string[]; // the two coordinates that are a line's slope and height
  conditioning: { words: string; standardise: boolean };
}

interface SymbolFormula {
  caption: string;
  math: string;
}

interface SymbolsRecord {
  formulas: SymbolFormula[];
  notes: string[];
}

interface Scene {
  query: Query;
  notes: string[]; // what was changed of a wish
  headline: string; // what is to be seen in this very experiment
  surface: SceneSurface;
  beside: boolean; // the charts stand beside the map, and not below
  data: Data | null;
  examples: ExamplesRecord | null;
  symbols: SymbolsRecord;
  plane: ChoiceSpec[];
  ownStart: boolean; // whether the start is the surface's own
  start: Control[];
  parameters: Control[];
  box: Ends[] | null; // of a formula of one's own
  settings: Record<string, Control>;
  stops: string[];
  stop: { what: string; limit: number } | null;
  background: string;
  classes: [string, string];
  rates: string; // the colours of a map of learning rates, by Plotly's name
  liveSteps: number; // up to here the path follows the finger
  shortens: boolean; // whether a draft may have fewer steps
  code: CodeRecord | null; // what follows drafts in the browser
  steps: number;
  runs: SceneRun[];
  optimizers: Optimizer[];
  ownExamples: { name: string; text: string }[];
  maxRuns: number;
  map: Figure;
  charts: Figure;
  fixed: string; // in a lesson: what it keeps fixed
  // what the stage adds for its parts
  looks: Look[];
  texts: Texts;
  wishes: Wishes;
}
