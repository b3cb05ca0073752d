// What answer.py says of the terms of a race, and what its job tells.

/** Who takes part, or might; `number` is that of a run of the playground. */
interface RacePerson extends Look {
  number: number | null;
  slug: string;
  part: boolean;
}

type RaceFigures = Record<RacePlotName, RaceFigure>;
type RacePlotName = "curves" | "sweeps";

interface RaceFigure {
  data: { meta: { role: string; entry: number } }[];
  layout: Layout & { shapes: object[] };
}

interface RaceTerms {
  text: string;
  key: string; // the same for the same race
  people: RacePerson[];
  offers: { slug: string; name: string; help: string }[];
  room: number;
  fields: Control[];
  target: string;
  targets: Option[];
  about: string;
  notes: string[];
  figures: RaceFigures;
}

/** What the text of a race is written from. */
interface RaceMeaning {
  without: number[];
  rivals: string[];
  [field: string]: unknown;
}

/** One optimizer with all its rates. */
interface RaceSweep {
  entry: number;
  rates: number[];
  losses: (number | null)[];
}

/** The rates that lead nearly as far as the best. */
interface GoodRates {
  low: number;
  high: number;
  factor: number;
  open: boolean[]; // whether it goes on beyond an end
}

interface RaceRow {
  rate: number;
  edge: boolean;
  loss: number | null;
  low: number;
  high: number | null;
  cost: number | null; // gradients to the goal
  solved: boolean;
  good: GoodRates | null;
}

interface RaceOutcome {
  query: Query; // all with their best rates
  rows: RaceRow[];
  order: number[];
  asGood: number[];
  evaluations: number[];
  curves: (number | null)[][];
  sweeps: RaceSweep[];
  goal: number;
  goalLoss: number;
  firstLoss: number;
  lowest: number;
  log: boolean;
  csv: string;
}

interface RaceLine {
  progress?: number;
  entry: number;
  sweep?: RaceSweep;
  result?: RaceOutcome;
  waiting?: number;
  words: string;
  problems?: string[];
}

/** A race that was started. */
interface Raced {
  text: string;
  key: string;
  query: Query;
  scheme: Scheme;
  names: string[];
}
