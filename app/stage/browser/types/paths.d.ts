// The paths of an experiment, as wire/endpoint.js reads them from the bytes that app/stage/answers/paths.py writes.

/** Numbers one below the other: float32 while a finger moves, float64 at rest. */
type Column = Float32Array | Float64Array;

/** A path as far as it is drawn: the coordinates of its points, one column each, and the loss. */
interface Path {
  point: Column[];
  loss: Column;
}

/** The columns that have a chart. */
type ChartName = "loss" | "size" | "gradient" | "rate";

/** What the head of the bytes says of a run; its numbers stand behind it. */
interface RunHead {
  rows: number;
  every: number; // of how many steps one is a row
  last: number; // the last step
  steps: number; // that were asked for
  outcome: string;
  words: string; // what happened
  verdict: string; // the same in a few words, *one of which stands out*
  clipped: number[]; // rows whose gradient was clipped
  fit?: { count: number; rows: number; every: number } | null; // the model at each of the grid's inputs
  measures?: { names: string[]; rows: number; every: number } | null;
  bundle?: { seeds: number; rows: number; every: number; last: number } | null;
}

interface PathsHead {
  precision: 4 | 8; // bytes of a number
  columns: number;
  runs: RunHead[];
  region: RegionAnswer | null;
  live: Omit<LiveSurface, "heights"> | null;
  first?: number | null;
  train?: { seconds: number } | null;
}

interface RunPath extends Path, Omit<RunHead, "fit" | "measures" | "bundle"> {
  gradient: Column[];
  size: Column; // of the step that leaves a row
  rate: Column; // the learning rate of that step
  quiet?: boolean; // no arrow says which way is down
  fit: (NonNullable<RunHead["fit"]> & { columns: Column[] }) | null;
  measures: Measures | null;
  bundle: Bundle | null;
  step(row: number): number;
}

/** How good a run's model is, at rows of its own. */
interface Measures {
  test?: Column;
  right?: Column;
  right_test?: Column;
  rows: number;
  step(row: number): number;
  at(step: number): Goodness;
}

interface Goodness {
  test?: number; // loss on the examples that were held out
  right?: number; // share on the right side of the border
  right_test?: number;
}

/** The same run with other seeds: a path for each, and the median. */
interface Bundle {
  seeds: number;
  rows: number;
  paths: Path[];
  median: Path;
  step(row: number): number;
}

/** The surface as it is in a frame of a drag, see app/stage/answers/live.py. */
interface LiveSurface {
  side: number;
  heights: Column; // side * side, 1 where the colours end
  minima: number[][];
  data: Data | null;
  offset: number[];
  scale: number[];
}

/** What each run's model gives to every place; a region is a text of numbers, null where there are none. */
interface RegionAnswer extends RegionGrid {
  regions: (string | null)[];
}

interface Paths {
  runs: RunPath[];
  dim: number;
  live: LiveSurface | null;
  region: RegionAnswer | null;
  first: number | null; // only so many steps are there yet
  train: { seconds: number } | null; // a worker would take so long for the others
  exact: boolean;
  bytes: number;
}
