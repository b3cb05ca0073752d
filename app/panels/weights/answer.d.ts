// What answer.py says of the weights of one run.

/** Weights that belong together, by their place among the variables. */
interface WeightGroup {
  title: string;
  axes: number[];
}

interface WeightsAnswer {
  run: number;
  groups: WeightGroup[];
  order: number[]; // the weights that moved most
  words: string;
}
