// As much of Plotly.js as is used here. Its figures have many more fields; app/figures writes them.

/** A figure as Python sends it. */
interface Figure {
  data: Trace[];
  layout: Layout;
}

/** Numbers as app/figures/map.py packs them. */
interface Packed {
  dtype: "f4" | "f8";
  bdata: string;
}

/** `meta` says what a trace is for: its role, and the place of its run. */
interface Trace {
  type: string;
  meta?: { role?: string; run?: number | null };
  x?: unknown;
  y?: unknown;
  z?: unknown;
  zmax: number;
  text?: unknown;
  customdata?: unknown;
  marker?: { color: string; line?: { color: string; width: number } };
  line: { color: string; width: number };
  colorscale: [number | string, string][];
  opacity: number;
  contours: { end: number; size: number };
  colorbar?: { tickvals?: number[]; ticktext?: string[] };
  showscale?: boolean;
}

interface Axis {
  range: Ends;
  type?: string;
  gridcolor?: string;
  domain?: Ends;
  title?: { text: string };
  ticks?: string;
  ticklabelposition?: string;
  tickfont?: object;
}

interface Layout {
  width: number;
  height: number;
  margin: Record<string, number>;
  xaxis: Axis;
  yaxis: Axis;
  meta: { charts: ChartName[]; paper: Required<Pick<Layout, "annotations" | "margin">> }; // what a picture has
  dragmode?: string | false;
  font: { color: string; size: number; family?: string };
  annotations?: { text: string; y: number }[];
  paper_bgcolor: string;
  [name: string]: unknown;
}

/** An axis as it is drawn: where it begins and how long it is, in pixels of the graph. */
/** An axis with its two ends, of a logarithmic one as powers of ten, and its length in pixels. */
interface PlottedAxis {
  range: Ends;
  type?: string;
  _length: number;
}

/** An axis with its labels, as Plotly draws them: see app/figures/charts.py. */
interface ScaledAxis extends PlottedAxis {
  _offset: number;
  nticks: number;
  tickfont: { family: string; size: number; color: string };
  gridcolor: string;
  minexponent: number;
}

interface DrawnAxis extends ScaledAxis {
  type: string;
  title?: { text: string };
  ticklabelposition?: string;
  d2p(value: number): number;
  p2d(pixel: number): number;
}

/** An element that Plotly draws into; before, it has nothing but what elements have. */
interface Graph extends HTMLElement {
  layout: Layout;
  _fullData: Trace[];
  _fullLayout: { width: number; height: number; paper_bgcolor: string; font: Layout["font"]; margin: Layout["margin"];
    annotations?: Layout["annotations"]; scene?: { camera: { eye: Record<"x" | "y" | "z", number> } }; xaxis: DrawnAxis;
    yaxis: DrawnAxis; [axis: `yaxis${number}`]: DrawnAxis };
  on(event: string, act: (changes: Record<string, unknown>) => void): void;
}

interface Window {
  Plotly: Plotly; // once its script has run
}

/** What draws plots: Plotly, or the sketch that stands in for it. */
interface Plotter {
  newPlot(graph: HTMLElement, data: object[], layout: object, config?: object): Promise<Graph>;
  react(graph: HTMLElement, data: object[], layout: object, config?: object): Promise<Graph>;
  relayout(graph: HTMLElement, changes: object): Promise<Graph>;
  purge(graph: HTMLElement): void;
}

interface Plotly extends Plotter {
  toImage(figure: Figure, options: object): Promise<string>;
}
