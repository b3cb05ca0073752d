// Markers and dashes as SVG, the same as Plotly draws them: a run looks alike in its card, on the overlay and at rest.

const SHAPES = {
  circle: "M-5,0a5,5 0 1 0 10,0a5,5 0 1 0 -10,0Z",
  square: "M-4.5,-4.5h9v9h-9Z",
  diamond: "M0,-6L6,0L0,6L-6,0Z",
  "triangle-up": "M0,-6L6,5H-6Z",
  "triangle-down": "M0,6L6,-5H-6Z",
  cross: "M-2,-6h4v4h4v4h-4v4h-4v-4h-4v-4h4Z",
};

export const DASHES = { solid: "", dash: "9 6", dot: "2 4", dashdot: "9 5 2 5", longdash: "14 7", longdashdot: "14 6 2 6" };

/** The outline of a marker, about 10 pixels wide and centred at 0, 0, and whether it is only an outline. */
export function shapeOf(marker) {
  return { shape: SHAPES[marker.replace("-open", "")] ?? SHAPES.circle, open: marker.endsWith("-open") };
}
