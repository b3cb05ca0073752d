// What the job of optim_core/insights/rate_map/job.py tells, line by line, and what the panel makes of it.

interface RateAxis {
  kind: string;
  ends: Ends;
  ticks: number[];
  values: number[];
}

/** The frame of the map; `up` is the second setting. */
interface RateFacts {
  up: string;
  choices: string[];
  across: RateAxis;
  upward: RateAxis;
  border: { x?: number[]; y?: number[]; words: string };
  steps: number;
  notes: string[];
}

/** A picture of final losses; null where the run is lost. */
interface RatePicture {
  x: number[];
  y: number[];
  rates: number[];
  values: number[];
  loss: (number | null)[][];
  shade: (number | null)[][];
  outcome: number[][];
  ticks: { shades: number[]; excess: number[]; above: boolean };
  best: [row: number, column: number] | null;
  even: number | null; // one loss everywhere
  lost: number; // share
  table: RateRow[];
}

interface RateRow {
  value: number;
  rate: number | null;
  loss: number | null;
  lost: number | null;
}

interface RateLine extends Partial<RateFacts> {
  picture?: RatePicture;
  alone?: string; // the optimizer has no second setting
  other?: string; // one that has
  problems?: string[];
  waiting?: number;
  words?: string;
  done?: boolean;
}

interface RateNames {
  rate: string;
  second: string;
  loss: string;
  above: string;
}

/** A pair of settings. */
interface RatePair {
  rate: number;
  value: number;
}

interface RateSlider {
  input: HTMLInputElement;
  label: HTMLElement;
  node: HTMLElement;
}
