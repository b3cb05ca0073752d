// What the plots of examples and the ways to change them hand to each other, see data/.

/** How inputs are seen: (input - offset) / scale. */
interface InputScale {
  offset: number[];
  scale: number[];
}

/** What a plot of examples draws besides the models. */
interface Shown {
  squares: boolean;
  units: Units | null;
  region: DecodedRegions | null;
  seeds: SeedModels | null;
  chosen: number; // the run whose sides are tinted
}

/** An example that is held: where, and what to go back to. */
interface PointDrag {
  box: DOMRect;
  rows: number[][];
  field: string | null;
  at: Pixel;
  moved?: boolean;
}

/** An end of the start's line that is held. */
interface LineDrag {
  end: number;
  ys: number[];
  box: DOMRect;
  before: (string | null)[];
  y?: number;
}

/** A table's heads and rows. */
interface DataTable {
  heads: string[];
  rows: (string | number)[][];
}

/** Where a plot lies in its picture, and how values are placed in it. */
interface AxesPlace extends Rectangle {
  x: Ends;
  y: Ends;
  px(x: number): number;
  py(y: number): number;
  labels: { x: string; y: string };
}

/** Pictures of the hidden units and of their sum. */
interface UnitPictures {
  unit(i: number): Element;
  sum(): Element;
}

/** The losses of a run that is trained. */
interface LossCurve {
  look: Look;
  points: [number, number | null][];
}
