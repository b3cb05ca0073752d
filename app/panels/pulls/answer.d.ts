// What answer.py says of the pulls of the examples, and where they lie on the map.

interface PullsAnswer {
  run: number;
  step: number;
  variables: string[];
  point: number[];
  loss: number;
  pulls: number[][]; // of each example, along the drawn coordinates
  whole: number[]; // their mean
  batch: number[]; // the mean of those that are picked
  picked: number[] | null; // the examples of the next step
  words: string[];
  labels: string[];
  groups: string[];
  inputs: number[][];
  targets: number[];
  answers: number[];
  residuals: number[];
  losses: number[];
  apart: string[]; // in words, how far the model is from each
  ways: string[]; // and where it pulls
}

/** An arrow in pixels; `i` is its example. */
interface Arrow {
  i?: number;
  from: Pixel;
  to: Pixel;
  cut?: boolean; // at the edge of the map
}

interface PullsLayout {
  rate: number; // the one scale
  start: Pixel;
  outside: boolean;
  chain: boolean;
  all: Arrow[];
  strong: Arrow[] | null;
  bold: { whole: Arrow; batch?: Arrow };
  cut: number;
}
