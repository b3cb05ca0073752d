// Lines of equal value through a grid of numbers: marching squares, joined to long lines so that dashes run through.

/**
 * The lines on which `values`, row by row `cells` a side, have `level`: lists of places in cells from the first corner.
 * A line that ends where it began is closed.
 * @param {ArrayLike<number>} values @param {number} cells @param {number} level @returns {Pixel[][]}
 */
export function contour(values, cells, level) {
  /** @param {number} i */
  const above = (i) => values[i] > level;
  /** @type {(edge: number) => Pixel} */
  const place = (edge) => {
    const upright = edge >= cells * cells; // from a grid point to the one above it, else to the one on its right
    const i = upright ? edge - cells * cells : edge;
    const [from, to] = [values[i], values[i + (upright ? cells : 1)]];
    const share = (level - from) / (to - from);
    return [(i % cells) + (upright ? 0 : share), Math.floor(i / cells) + (upright ? share : 0)];
  };
  /** @type {Map<number, number[]>} */
  const next = new Map(); // from an edge that is crossed to those that the line goes on to
  /** @param {number} a @param {number} b */
  const join = (a, b) => {
    for (const [from, to] of [[a, b], [b, a]]) next.set(from, [...(next.get(from) ?? []), to]);
  };
  for (let row = 0; row < cells - 1; row++) {
    for (let column = 0; column < cells - 1; column++) {
      const i = row * cells + column;
      const [low, high, left, right] = [i, i + cells, cells * cells + i, cells * cells + i + 1];
      /** @type {number[]} */
      const crossed = [];
      if (above(i) !== above(i + 1)) crossed.push(low);
      if (above(i + 1) !== above(i + cells + 1)) crossed.push(right);
      if (above(i + cells) !== above(i + cells + 1)) crossed.push(high);
      if (above(i) !== above(i + cells)) crossed.push(left);
      if (crossed.length === 2) join(crossed[0], crossed[1]);
      if (crossed.length < 4) continue;
      const middle = (values[i] + values[i + 1] + values[i + cells] + values[i + cells + 1]) / 4 > level;
      const pairs = middle === above(i) ? [[low, right], [high, left]] : [[low, left], [high, right]];
      for (const [a, b] of pairs) join(a, b);
    }
  }
  const lines = [];
  /** @param {number} edge */
  const degree = (edge) => next.get(edge)?.length ?? 0;
  const ends = [...next.keys()].toSorted((a, b) => degree(a) - degree(b)); // open lines first
  for (const start of ends) {
    const line = [start];
    for (let at = start, to = next.get(at)?.pop(); to !== undefined; at = to, to = next.get(at)?.pop()) {
      const back = next.get(to) ?? [];
      back.splice(back.indexOf(at), 1);
      line.push(to);
    }
    if (line.length > 1) lines.push(line.map(place));
  }
  return lines;
}
