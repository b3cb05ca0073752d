// What answer.py says of the effective rates of one run.

interface EffectiveAnswer {
  run: number;
  words: string;
  figure: Figure | null; // without it there is nothing but the words
  table: { caption: string; heads: string[]; rows: [number, ...(number | null)[]][] };
}
