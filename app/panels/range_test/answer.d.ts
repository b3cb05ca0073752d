// What answer.py says of a range test.

/** A table of numbers whose first column names the row. */
interface RangeTable {
  caption: string;
  heads: string[];
  rows: [string | number, ...(number | null)[]][];
}

interface RangeAnswer {
  run: number;
  fields: Control[];
  headline: string;
  figure: Figure | null; // without it there is nothing but the headline
  reasons: string[];
  warnings: string[];
  takes: { label: string; key: string; rate: string; said: string }[]; // rates that can be taken
  points: RangeTable;
  numbers: RangeTable;
}

/** Sentences under a heading. */
interface RangeList {
  list: HTMLElement;
  node: HTMLElement;
}
