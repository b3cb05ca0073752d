// A path laid on a surface: between two steps it follows the ground, for a straight line would go through it.

const MOST = 900; // places of one path; of a longer one only the steps are drawn
const FINE = 0.5; // of a cell of the grid: how far it is from one place of a line to the next

/**
 * The height of a grid at a place, as high as either way of folding a cell into two triangles makes it; NaN outside.
 * @param {Ground} ground @param {number} x @param {number} y
 */
export function heightAt({ box: [[left, right], [low, high]], across, up, heights }, x, y) {
  const u = ((x - left) / (right - left)) * (across - 1);
  const v = ((y - low) / (high - low)) * (up - 1);
  if (!(u >= 0 && v >= 0 && u <= across - 1 && v <= up - 1)) return NaN;
  const i = Math.min(Math.floor(u), across - 2);
  const j = Math.min(Math.floor(v), up - 2);
  const [a, b] = [u - i, v - j];
  const at = j * across + i;
  const [h00, h10, h01, h11] = [heights[at], heights[at + 1], heights[at + across], heights[at + across + 1]];
  const one = a + b < 1 ? h00 + a * (h10 - h00) + b * (h01 - h00) : h11 + (1 - a) * (h01 - h11) + (1 - b) * (h10 - h11);
  const other = a > b ? h00 + a * (h10 - h00) + b * (h11 - h10) : h00 + b * (h01 - h00) + a * (h11 - h01);
  return Math.max(one, other);
}

/**
 * The first `rows` rows of a run on the ground, `lift` above it: a line, and where its steps are.
 * @param {Ground} ground @param {{ point: ArrayLike<number>[] }} run @param {number} rows @param {number} lift
 * @returns {{ line: Spot[]; steps: Spot[] }}
 */
export function laid(ground, { point: [xs, ys] }, rows, lift) {
  const { box: [[left, right], [low, high]], across, up } = ground;
  /** @param {number} x @param {number} y @returns {Spot} */
  const spot = (x, y) => [x, y, heightAt(ground, x, y) + lift];
  const steps = Array.from({ length: rows }, (_, row) => spot(xs[row], ys[row]));
  const [wide, tall] = [(right - left) / (across - 1), (high - low) / (up - 1)];
  const line = steps.slice(0, 1);
  for (let row = 1; row < rows; row++) {
    const [dx, dy] = [xs[row] - xs[row - 1], ys[row] - ys[row - 1]];
    const far = Math.min(Math.hypot(dx / wide, dy / tall) / FINE, MOST / rows);
    const parts = Math.max(1, Math.ceil(far));
    for (let part = 1; part < parts; part++)
      line.push(spot(xs[row - 1] + (dx * part) / parts, ys[row - 1] + (dy * part) / parts));
    line.push(steps[row]);
  }
  return { line, steps };
}
