// The heights of a surface while a slider changes it, on the scale of colours that app/figures/heights.py has.

const SIDE = 48; // as in app/stage/answers/live.py
const UNIT_QUANTILE = 0.08;

/**
 * The losses over a box, row by row from the lower left; what is not finite is a gap.
 * @param {(x: number, y: number) => number} loss @param {[Ends, Ends]} box
 */
function losses(loss, [[left, right], [low, high]]) {
  const values = new Float64Array(SIDE * SIDE);
  for (let i = 0; i < SIDE; i++) {
    const y = low + ((high - low) * i) / (SIDE - 1);
    for (let k = 0; k < SIDE; k++) {
      const value = loss(left + ((right - left) * k) / (SIDE - 1), y);
      values[i * SIDE + k] = Number.isFinite(value) ? value : NaN;
    }
  }
  return values;
}

/**
 * How losses become heights from 0 to 1, where the colours end.
 * @param {Float64Array} values of the box that the colours are for
 */
function scaleOf(values) {
  const known = values.filter((value) => !Number.isNaN(value)).toSorted();
  if (!known.length) return () => NaN;
  const place = UNIT_QUANTILE * (known.length - 1);
  const below = known[Math.floor(place)];
  const quantile = below + (place % 1) * (known[Math.ceil(place)] - below);
  const [lowest, highest] = [known[0], /** @type {number} */ (known.at(-1))];
  const unit = Math.max(quantile - lowest, 1e-3 * (highest - lowest), 1e-300);
  /** @param {number} value */
  const drawn = (value) => Math.log1p(Math.max(value - lowest, 0) / unit);
  const top = drawn(highest) || 1;
  return (/** @type {number} */ value) => drawn(value) / top;
}

/**
 * A coarse grid of heights for one frame of a drag, over the box that is shown, in the colours of its home.
 * @param {(x: number, y: number) => number} loss @param {[Ends, Ends]} box @param {[Ends, Ends]} home
 */
export function heightsOf(loss, box, home) {
  const usual = losses(loss, home);
  const scale = scaleOf(usual);
  const same = String(box) === String(home);
  return { side: SIDE, heights: (same ? usual : losses(loss, box)).map(scale) };
}
