// What the browser needs to follow drafts by itself: see app/stage/answers/code.py and optim_core/javascript.

/** A field of the query that holds a number, and what it is where the field is left out. */
type Usual = [key: string, usual: number];

interface CodeRecord {
  address: string;
  shape: Usual[]; // the surface's parameters
  minima: number[][];
  endings: string[]; // the outcomes that `ending` counts
  flips: number; // so many steps that alternate are said to jump to and fro
  lowest: number | null; // the lowest loss that is known
  start: Usual[];
  runs: CodeRun[];
}

/** The fields of a run, in the order in which its code takes them. */
interface CodeRun {
  rate: string;
  hypers: Usual[];
  plan: Usual[];
  warmup: string;
  clip: string;
  stops: boolean; // whether its rule may have no step
  sweep: number[]; // the rates of its strip
}

/** A printed module. */
interface Code {
  runs: {
    follow(
      start: number[],
      steps: number,
      rates: Float64Array,
      sigma: number,
      draws: Float64Array,
      hypers: number[],
      constants: number[],
      columns: Float64Array[],
    ): number;
    rate(t: number, lr: number, steps: number, warmup: number, plan: number[]): number;
  }[];
  loss(...pointAndConstants: number[]): [number];
  outside(...pointAndConstants: number[]): boolean[];
  constants(...shape: number[]): number[];
  start?(...shape: number[]): number[];
  ending(reached: boolean, outside: boolean, lost: boolean, tallest: number, stops: boolean): number;
  alternates(before: number, step: number, length: number): boolean;
  height(loss: number, lowest: number, span: number): number;
}

/** The numbers of an experiment. */
interface Numbers {
  endings: string[];
  flips: number;
  constants: number[]; // of the surface
  start: number[];
  steps: number;
  sigma: number; // of the noise of a step
  seed: number;
  seeds: number;
  stop: { what: string; limit: number } | null;
  runs: RunNumbers[];
}

interface RunNumbers {
  rate: number;
  hypers: number[];
  plan: number[];
  warmup: number;
  changes: [after: number, rate: number][];
  stops: boolean;
  clip: string;
  clipAt: number; // infinite where nothing is clipped
}

/** A strip as far as the ends of its paths show it. */
interface DraftBand {
  rates: number[];
  names: string[]; // kinds
  losses: (number | null)[];
  heights: (number | null)[];
  last: number[];
}

/** A path that was followed here: so many finite rows, in the first of its columns. */
interface Followed {
  columns: Float64Array[]; // point, loss, gradient, size of the step, its rate
  last: number; // the last finite row, or the one that met the stop condition; -1: none
  outcome: string;
  steps: number; // that it was followed for
  alternates: boolean; // its last steps jump to and fro
}
