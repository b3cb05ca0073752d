// Markers and dashes as SVG, the same as Plotly draws them: a run looks alike in its card, on the overlay and at rest.

/** @type {Record<string, string>} */
const SHAPES = {
  circle: "M-5,0a5,5 0 1 0 10,0a5,5 0 1 0 -10,0Z",
  square: "M-4.5,-4.5h9v9h-9Z",
  diamond: "M0,-6L6,0L0,6L-6,0Z",
  "triangle-up": "M0,-6L6,5H-6Z",
  "triangle-down": "M0,6L6,-5H-6Z",
  "triangle-left": "M-6,0L5,-6V6Z",
  "triangle-right": "M6,0L-5,-6V6Z",
  cross: "M-2,-6h4v4h4v4h-4v4h-4v-4h-4v-4h4Z",
  x: "M0,3.1l3.1,3.1l3.1,-3.1l-3.1,-3.1l3.1,-3.1l-3.1,-3.1l-3.1,3.1l-3.1,-3.1l-3.1,3.1l3.1,3.1l-3.1,3.1l3.1,3.1Z",
  hourglass: "M5,5.5H-5L5,-5.5H-5Z",
  bowtie: "M5.5,5V-5L-5.5,5V-5Z",
  pentagon: "M5.4,-1.8L3.4,4.6H-3.4L-5.4,-1.8L0,-5.7Z",
  "diamond-tall": "M0,7.5L4,0L0,-7.5L-4,0Z",
  "diamond-wide": "M0,4L7.5,0L0,-4L-7.5,0Z",
  "triangle-ne": "M-6,-3.5H3.5V6Z",
  "triangle-se": "M-6,3.5H3.5V-6Z",
  "triangle-sw": "M6,3.5H-3.5V-6Z",
  "triangle-nw": "M6,-3.5H-3.5V6Z",
  hexagon: "M4.8,-2.8V2.8L0,5.5L-4.8,2.8V-2.8L0,-5.5Z",
};

/** @type {Record<string, string>} */
export const DASHES = { solid: "", dash: "9 6", dot: "2 4", dashdot: "9 5 2 5", longdash: "14 7",
  longdashdot: "14 6 2 6" };

/**
 * The outline of a marker, about 10 pixels wide and centred at 0, 0, and whether it is only an outline.
 * @param {string} marker
 */
export function shapeOf(marker) {
  return { shape: SHAPES[marker.replace("-open", "")] ?? SHAPES.circle, open: marker.endsWith("-open") };
}
