// What answer.py says of the learning rates of each run.

/** What each rate between the slider's ends leads to. */
interface RateBand {
  low: number;
  high: number;
  log: boolean;
  rates: number[];
  kinds: number[]; // places in the answer's kinds
  losses: (number | null)[]; // at the end
  heights: (number | null)[]; // of the loss's line, 0 to 1
  last: number[]; // steps that were taken
  borders: Record<string, number | null>;
}

/** A band with the names of its kinds. */
interface NamedBand extends RateBand {
  names: string[];
}

/** The rates that follow from the curvature at rows of the path; null where none does. */
interface CurvatureRuler {
  rows: number[];
  curvature: number[];
  jump: (number | null)[];
  limit: number[];
  unsaid: (number | null)[]; // places in the answer's reasons
  along: Ends | null; // the lowest and the highest limit on the path
  formula: string | null;
  kinks: boolean;
  meaning: string;
}

/** What one run's rates lead to. */
interface StripRun {
  strip: RateBand | null;
  ruler: CurvatureRuler | null;
  words: StripFact[] | null;
}

interface StripFact {
  kind: string;
  text: string;
}

interface StripAnswer {
  kinds: string[];
  unsaid: string[]; // reasons why a rate does not follow
  runs: (StripRun | null)[]; // null: not asked for
}

/** What can be done on a strip: set a rate, or look at the path it would give. */
interface StripActions {
  take(rate: number): void;
  show(rate: number): void;
  hide(): void;
}
