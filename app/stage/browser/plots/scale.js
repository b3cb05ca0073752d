// Where values lie on an axis, as a share of its way and in pixels.

const FAR = 1e5;

/**
 * As far away as SVG takes numbers.
 * @param {number} pixels
 */
export const bounded = (pixels) => Math.max(-FAR, Math.min(FAR, pixels));

/**
 * How far a value is on the way from the low end to the high one.
 * @param {{ low: number; high: number; log?: boolean }} axis @param {number} value
 */
export function shareOf({ low, high, log = false }, value) {
  return log ? Math.log(Math.max(value, 1e-300) / low) / Math.log(high / low) : (value - low) / (high - low);
}

/**
 * Turns a curve into points of a plot, from its upper left corner. Plotly's own axis functions would take most of a frame
 * for many seeds.
 * @param {PlottedAxis} xaxis @param {PlottedAxis} yaxis @returns {(curve: Values) => Curve}
 */
export function pixelsOf(xaxis, yaxis) {
  const [across, up] = [xaxis, yaxis].map(({ type, range: [low, high], _length }) => {
    const plain = type === "log" ? Math.log10 : Number; // the ends of a logarithmic axis are powers of ten
    /** @param {number} value */
    return (value) => shareOf({ low, high }, plain(value)) * _length;
  });
  /** @type {(x: number | null, value: number | null) => Pixel | null} */
  const pixel = (x, value) => {
    const y = value === null ? NaN : yaxis._length - up(value);
    return x !== null && Number.isFinite(y) ? [across(x), bounded(y)] : null;
  };
  return ({ x, y }) => x.map((value, i) => pixel(value, y[i]));
}
