// What one run looks like on the map and in the charts, in pixels, see plots/geometry.js.

/** An arrow head: its tip, and its angle clockwise from straight up. */
interface ArrowHead {
  tip: Pixel;
  angle: number;
  size: number;
}

/** Everything the map shows of one run at one row. */
interface Drawing {
  trail: Line; // what comes after the row
  path: Line;
  heads: ArrowHead[];
  downhill: (ArrowHead & { from: Pixel })[];
  nowlines: [Pixel, Pixel][];
  now: { at: Pixel; row: number } | null;
  tangent: [Pixel, Pixel] | null;
  exit: (ArrowHead & { step: number; distance: number }) | null; // where the path leaves the map for good
}

/** A curve in the pixels of a chart; null where there is no number. */
type Curve = (Pixel | null)[];

/** The paths of all seeds, one after the other, and their median. */
interface BundleLines<Points = Line> {
  seeds: Points;
  median: Points;
}

/** What a chart shows of one run. */
interface ChartCurve {
  points: Curve;
  crosses: Curve; // steps whose gradient was clipped
  now: Pixel | null | undefined;
  bundle: BundleLines<Curve> | null | undefined;
  test?: Curve; // the loss on the examples that were held out
}

/** Values over steps; null where there is none. */
interface Values {
  x: (number | null)[];
  y: (number | null)[];
  customdata?: number[];
}

/** How the surface is drawn while it changes: as Plotly draws it at rest. */
interface LivingLook {
  colorscale: Trace["colorscale"];
  line: Trace["line"];
  background: string;
  star: Trace["marker"];
  axes: number[];
  bands: number;
}
