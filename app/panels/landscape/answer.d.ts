// What answer.py says of a plane through the losses around a run.

/** A path on the plane: where it is after some of its steps. */
interface LandscapePath extends Look {
  run: number;
  steps: number[];
  x: number[];
  y: number[];
}

interface LandscapeAnswer {
  run: number;
  plane: string;
  draw: number; // which random plane
  loss: string;
  tests: boolean; // whether there are examples that were held out
  figure: Figure | null; // without it there is nothing but the words
  paths: LandscapePath[];
  table: { caption: string; heads: string[]; rows: [number, ...(number | null)[]][] };
  words: string[];
}
