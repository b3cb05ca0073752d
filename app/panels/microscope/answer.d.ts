// What answer.py says of one step.

/** A vector, or nothing of the kind; null stands for what is no number. */
type StepVector = (number | null)[] | null;

interface StepRow {
  name: string;
  symbol: string | null; // MathML
  values: (number | null)[] | null;
  note: string; // in place of too many values
}

/** What is known of any step, also of none at all. */
interface StepWords {
  run: number;
  step: number; // 0: there is none
  words: string[];
  rows: StepRow[];
  variables?: string[];
  hidden?: number; // coordinates without a column
}

/** A step taken apart. */
interface StepAnatomy extends StepWords {
  point: number[];
  loss: number;
  true: (number | null)[]; // the gradient of the whole surface
  fresh: StepVector; // what the gradient brings
  carried: StepVector; // what memory brings
  decay: StepVector;
  move: (number | null)[]; // the step
  rates: (number | null)[] | null; // of the coordinates
}

/** A label at an arrow, and which way the arrow goes. */
interface StepLabel {
  text: string;
  at: Pixel;
  way: Pixel;
}
