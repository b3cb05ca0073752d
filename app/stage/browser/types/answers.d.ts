// What the endpoints answer besides scenes and paths, and what they are asked.

/** Losses for the box that is shown, see app/stage/routes.py. */
interface Grid {
  axes: number[][];
  loss: number[] | number[][];
  drawn: number[][]; // as the colours have them
  ticks: [number[], string[]] | null;
}

/** A formula is understood, and then an experiment; or what is wrong, and where, and what could be meant. */
interface FormulaAnswer {
  query: Query;
  problems?: string[];
  places?: [position: number, length: number][];
  suggestions?: string[];
}

/** One line of an update rule, as MathML. */
interface RuleLine {
  name: string;
  symbolic: string;
  note: string;
  operation: string; // the name of a listing
  numbers: string | null;
  result: string | null;
  because: string | null;
}

interface RuleAnswer {
  run: number;
  step: number;
  last: number;
  title: string;
  ended: string;
  schedule: RuleLine[];
  lines: RuleLine[];
  listings: { name: string; summary: string; source: string }[];
  letters: { symbol: string; meaning: string }[];
}

/** For each run and example the chance of class 1. */
type Chances = ((number | null)[] | null)[] | null;

/** Regions as numbers; null where a model has none. */
interface DecodedRegions extends RegionGrid {
  fields: (Int16Array | null)[];
}

/** What the models of all seeds have become: curves for each run, or regions. */
interface SeedAnswer extends RegionGrid {
  curves?: (number | null)[][][];
  regions?: (string | null)[][];
}

/** The same with the regions as numbers. */
interface SeedModels extends SeedAnswer {
  fields?: (Int16Array | null)[][];
}

interface UnitsCommon {
  run: number;
  row: number;
  problem: "";
  words: string[]; // for each unit
  together: string;
}

/** What hidden units add, over the grid of one input. */
interface CurveUnits extends UnitsCommon {
  grid: number[];
  units: number[][];
  sum: number[];
}

/** What hidden units add, over a plane of two inputs, as texts of whole numbers. */
interface SquareUnits extends UnitsCommon {
  grid?: undefined;
  cells: number;
  units: string[];
  units_unit: number;
  units_most: number;
  sum: [string];
  sum_unit: number;
  sum_most: number;
}

type Units = CurveUnits | SquareUnits;
type UnitsAnswer = Units | { run: number; row: number; problem: string };

/** What is chosen of a table of one's own; what is missing is the server's to choose. */
interface TableWish {
  surface?: string;
  cut?: number; // 1: only the beginning of a large file was sent
  header?: number | boolean;
  separator?: string;
  decimal?: string;
  encoding?: string;
  x?: string | null;
  y?: string | number | null;
  group?: string | number | null;
  held?: string | number;
  seed?: string | number;
}

interface TableColumn {
  name: string;
  words: string;
  groups: { label: string; count: number }[];
}

/** What becomes of the rows, before they are taken. */
interface Learned {
  points: string;
  held: string | null;
  names: string;
  words: string;
  notes: string[];
  standardise: boolean;
  scale: string;
  heads: string[];
  preview: string[][];
}

/** What a table has, see app/stage/answers/csv_rows.py. */
interface TableAnswer {
  kind: "numbers" | "classes";
  header: boolean;
  format: { key: string; value: string; options: { value: string; label: string }[] }[]; // separator, decimal, encoding
  columns: TableColumn[];
  words: string;
  notes: string[];
  problem?: string;
  chosen: { x: number[]; y: number; group: number | null; held: number; seed: number } | null;
  learn: Learned | null;
}

/** One line of a training's progress. */
interface TrainingLine {
  progress?: number;
  run: number;
  step: number;
  seeds: number;
  loss: number;
  seconds: number | null;
  curve: [number, number | null][]; // steps with their losses
  handed_over?: unknown; // it is done, and the server has the whole
  waiting?: number;
  words: string;
  problems?: string[];
}

/** Asks for an insight. It is JSON: who asks says what it is. */
type InsightGet = (name: string, query: Query, own?: object) => Promise<any>;

/** Has a worker do a job, whose lines come one after the other. */
type InsightStream = (
  name: string,
  query: Query,
  own: object,
  onLine: (line: any) => void,
  signal?: AbortSignal,
) => Promise<void>;
