// The grid and the labels of a chart whose axes change while something moves, as Plotly draws them at rest.

import { decade, decades } from "./ranges.js";

const TICK = 4; // pixels, outside of the plot
export const OUT = 7.1; // from the plot to a label: the tick, a fifth of a letter, half a line
const IN = 4; // from the edge to a label inside
const MIDDLE = 0.35; // of a letter's size, from its middle down to its line
const BELOW = 1; // the same from its upper edge
const RAISED = { size: 0.7, up: 0.6 };
const ROUND = [1, 2, 5, 10];

/**
 * Draws the labels of a map within its edges.
 * @param {Paper} ink @param {ScaledAxis} xaxis @param {ScaledAxis} yaxis
 */
export function drawInside(ink, xaxis, yaxis) {
  const { size } = xaxis.tickfont;
  const bottom = yaxis._offset + yaxis._length;
  ink.textAlign = "center";
  for (const { share, words } of ticks(xaxis))
    label(ink, xaxis, words, "", size, xaxis._offset + share * xaxis._length, bottom - IN);
  ink.textAlign = "left";
  for (const { share, words } of ticks(yaxis))
    label(ink, yaxis, words, "", size, xaxis._offset + IN, bottom - share * yaxis._length + MIDDLE * size);
}

/**
 * Draws the grid of a chart and the labels of its upright axis, and of the lying one where it has these.
 * @param {Paper} ink @param {ScaledAxis} xaxis @param {ScaledAxis} yaxis @param {boolean} labelled
 */
export function drawScales(ink, xaxis, yaxis, labelled) {
  const [left, top, width, height] = [xaxis._offset, yaxis._offset, xaxis._length, yaxis._length];
  const bottom = top + height;
  ink.lineWidth = 1;
  ink.setLineDash([]);
  const across = ticks(xaxis).map((tick) => ({ ...tick, at: left + crisp(tick.share * width) }));
  const up = ticks(yaxis).map((tick) => ({ ...tick, at: bottom - crisp(tick.share * height) }));
  ink.strokeStyle = xaxis.gridcolor;
  ink.beginPath();
  for (const { at, share } of across) {
    if (within(share * width, width)) line(ink, at, top, at, bottom);
    if (labelled) line(ink, at, bottom, at, bottom + TICK);
  }
  for (const { at, share } of up) {
    if (within(share * height, height)) line(ink, left, at, left + width, at);
    line(ink, left - TICK, at, left, at);
  }
  ink.stroke();
  ink.textAlign = "right";
  const high = yaxis.tickfont.size;
  for (const { at, words, power } of up) {
    label(ink, yaxis, words, power, high, left - OUT, at + MIDDLE * high);
  }
  ink.textAlign = "center";
  const { size } = xaxis.tickfont;
  if (labelled) {
    for (const { at, words } of across) label(ink, xaxis, words, "", size, at, bottom + OUT + BELOW * size);
  }
}

/**
 * A line of the grid does not lie on the plot's edge.
 * @param {number} pixels @param {number} length
 */
const within = (pixels, length) => pixels > 1 && pixels < length - 1;

/** @param {number} pixels */
const crisp = (pixels) => Math.round(pixels) + 0.5;

/** @param {Paper} ink @param {number[]} ends */
function line(ink, ...[x0, y0, x1, y1]) {
  ink.moveTo(x0, y0);
  ink.lineTo(x1, y1);
}

/**
 * @param {Paper} ink @param {ScaledAxis} axis @param {string} words @param {string} power that stands raised behind them
 * @param {number} size @param {number} x @param {number} y
 */
function label(ink, { tickfont }, words, power, size, x, y) {
  const font = (/** @type {number} */ pixels) => `${pixels}px ${tickfont.family}`;
  ink.fillStyle = tickfont.color;
  ink.font = font(size * RAISED.size);
  const room = power ? ink.measureText(power).width : 0;
  if (power) ink.fillText(power, x, y - RAISED.up * size);
  ink.font = font(size);
  ink.fillText(words, x - room, y);
}

/**
 * The places of an axis that have a line and a label.
 * @param {ScaledAxis} axis @returns {{ share: number, words: string, power: string }[]}
 */
export function ticks({ range: [low, high], type, nticks, _length, minexponent }) {
  if (type === "log") {
    return decades([low, high]).map((power) => ({ share: (power - low) / (high - low), words: decade(power),
      power: "" })
    );
  }
  const step = roundStep((high - low) / (nticks || Math.max(4, Math.min(9, _length / 80)) + 1));
  const near = 1e-9;
  const [first, last] = [Math.ceil(low / step - near), Math.floor(high / step + near)];
  const exponent = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high))) + 0.01);
  const far = Math.abs(exponent) > minexponent;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const value = (first + i) * step;
    const share = (value - low) / (high - low);
    if (!far || !value) return { share, words: signed(Number(value.toPrecision(6))), power: "" };
    const digits = signed(Number((value / 10 ** exponent).toPrecision(6)));
    return { share, words: `${digits}×10`, power: signed(exponent) };
  });
}

/** @param {number} rough */
function roundStep(rough) {
  const base = 10 ** Math.floor(Math.log10(rough));
  return base * (ROUND.find((factor) => factor >= rough / base) ?? 10);
}

/** @param {number} value */
const signed = (value) => String(value).replace("-", "−");
