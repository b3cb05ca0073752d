// Where things lie on the map in pixels: the path, its arrows, the place where it leaves. Drawing is done elsewhere,
// by the overlay while something moves and by Plotly at rest, from the same geometry.

export const ARROW_EVERY = 42; // pixels of path for each arrow
const HEAD = 12;
const BACKOFF = 3; // the head ends just before the point's own marker
const DOWNHILL = 24;
const NOW_HEAD = 15;
const NOW_DOWNHILL = 44;
const ALIKE = 0.03; // scales that differ by less turn no right angle by more than a degree
const MARGIN = 2; // lines are followed this many plot sizes beyond the edge; no pixel is drawn from there on

/**
 * The plot area of a Plotly graph, with linear axes, as a map between data and pixels.
 * @param {Graph} gd @returns {PlotView}
 */
export function viewOf(gd) {
  const { xaxis, yaxis } = gd._fullLayout;
  const [x0, x1] = xaxis.range.map(Number);
  const [y0, y1] = yaxis.range.map(Number);
  const width = xaxis._length;
  const height = yaxis._length;
  return {
    left: xaxis._offset,
    top: yaxis._offset,
    width,
    height,
    x0,
    x1,
    y0,
    y1,
    scaleX: width / (x1 - x0),
    scaleY: -height / (y1 - y0),
    px: (x) => ((x - x0) / (x1 - x0)) * width,
    py: (y) => height - ((y - y0) / (y1 - y0)) * height,
    x: (px) => x0 + (px / width) * (x1 - x0),
    y: (py) => y0 + ((height - py) / height) * (y1 - y0),
  };
}

/**
 * What a path shows across and up on the map: the two coordinates `axes`, or the only one and its loss.
 * @param {Pick<GhostRun, "point" | "loss">} path @param {number[]} axes @returns {[ArrayLike<number>, ArrayLike<number>]}
 */
export function projected({ point, loss }, axes) {
  return [point[axes[0]], axes.length > 1 ? point[axes[1]] : loss];
}

/**
 * Everything the map shows of one run at one row: lines, arrow heads, markers, all in pixels.
 * @param {RunPath} run @param {PlotView} view @param {number} row @param {number[]} axes
 * @param {boolean} along whether there are arrows along the path too @returns {Drawing}
 */
export function geometry(run, view, row, axes, along = true) {
  const [across, up] = projected(run, axes);
  /** @type {(i: number) => Pixel} */
  const at = (i) => [view.px(across[i]), view.py(up[i])];
  const now = Math.min(row, run.rows - 1);
  /** @type {Drawing} */
  const strokes = { trail: [], path: [], heads: [], downhill: [], nowlines: [], now: null, exit: null, tangent: null };
  if (!run.rows) return strokes;

  let walked = ARROW_EVERY / 2;
  let before = at(0);
  if (inside(before, view, MARGIN)) strokes.path.push([...before, 0]);
  for (let i = 1; i < run.rows; i++) {
    const here = at(i);
    const part = clip(before, here, view, MARGIN);
    if (part) {
      const line = i <= now ? strokes.path : strokes.trail;
      if (part.entered) line.push(null, [...part.from, i - 1]);
      else if (line === strokes.trail && !line.length) line.push([...before, i - 1]);
      line.push([...part.to, i]);
      if (i <= now && inside(here, view, 0)) {
        walked += Math.hypot(here[0] - before[0], here[1] - before[1]);
        if (along && walked >= ARROW_EVERY) {
          walked = 0;
          strokes.heads.push(arrow(shortOf(before, here), here[0] - before[0], here[1] - before[1], HEAD));
          addDownhill(strokes.downhill, run, axes, view, i - 1, before, DOWNHILL, HEAD - 2);
        }
      }
    }
    before = here;
  }
  addNow(strokes, run, axes, view, now, at);
  strokes.exit = exitOf(run, view, at);
  return strokes;
}

/**
 * The paths of all seeds, and their median: lines in pixels with their rows, null where one is lifted.
 * @param {Bundle} bundle @param {PlotView} view @param {number[]} axes @returns {BundleLines}
 */
export function bundleLines(bundle, view, axes) {
  const lines = bundle.paths.map((path) => followed(...projected(path, axes), view));
  return { seeds: lines.flatMap((line) => [...line, null]), median: followed(...projected(bundle.median, axes), view) };
}

/**
 * A line through points on the map in pixels, with its rows; null where it is lifted.
 * @param {ArrayLike<number>} across @param {ArrayLike<number>} up @param {PlotView} view @returns {Line}
 */
export function followed(across, up, view) {
  /** @type {Line} */
  const line = [];
  /** @type {PixelRow | null} */
  let before = null;
  let near = false;
  for (let i = 0; i < across.length; i++) {
    /** @type {PixelRow} */
    const here = [view.px(across[i]), view.py(up[i]), i];
    const wasNear = near;
    near = inside(here, view, MARGIN);
    if (wasNear && near) line.push(here);
    else if (!before) line.push(...(near ? [here] : []));
    else {
      const part = clip(before, here, view, MARGIN);
      if (part?.entered) line.push(null, [...part.from, i - 1]);
      if (part) line.push([...part.to, i]);
    }
    before = here;
  }
  return line;
}

/**
 * The current point with both arrows: the step about to be taken, and straight downhill.
 * @param {Drawing} strokes @param {RunPath} run @param {number[]} axes @param {PlotView} view @param {number} now
 * @param {(i: number) => Pixel} at
 */
function addNow(strokes, run, axes, view, now, at) {
  const here = at(now);
  if (!inside(here, view, 0)) return;
  strokes.now = { at: here, row: now };
  if (!run.quiet) addDownhill(strokes.downhill, run, axes, view, now, here, NOW_DOWNHILL, NOW_HEAD - 2);
  if (run.point.length === 1) strokes.tangent = tangentAt(run, view, now, here);
  if (now + 1 >= run.rows) return;
  const next = at(now + 1);
  const part = clip(here, next, view, MARGIN);
  if (!part) return;
  strokes.nowlines.push([here, part.to]);
  strokes.heads.push(arrow(part.to, next[0] - here[0], next[1] - here[1], NOW_HEAD));
}

/**
 * Straight downhill is at a right angle to the contour lines, where both axes have one scale: else no arrow could be.
 * @param {Drawing["downhill"]} list @param {RunPath} run @param {number[]} axes @param {PlotView} view
 * @param {number} row @param {Pixel} from @param {number} length @param {number} head
 */
function addDownhill(list, run, axes, view, row, from, length, head) {
  const dx = -run.gradient[axes[0]][row] * view.scaleX;
  const dy = axes.length > 1 ? -run.gradient[axes[1]][row] * view.scaleY : 0;
  const norm = Math.hypot(dx, dy);
  if (axes.length > 1 && Math.abs(Math.log(view.scaleX / -view.scaleY)) > ALIKE) return;
  if (!(norm > 1e-9) || !Number.isFinite(norm) || !inside(from, view, 0)) return;
  /** @type {Pixel} */
  const to = [from[0] + (dx / norm) * length, from[1] + (dy / norm) * length];
  list.push({ from, ...arrow(to, dx, dy, head) });
}

/**
 * An arrow head: its tip, and its angle clockwise from straight up, as Plotly's markers count it.
 * @param {Pixel} tip @param {number} dx @param {number} dy @param {number} size @returns {ArrowHead}
 */
function arrow(tip, dx, dy, size) {
  return { tip, angle: (Math.atan2(dx, -dy) * 180) / Math.PI, size };
}

/** @param {Pixel} from @param {Pixel} to @returns {Pixel} */
function shortOf([ax, ay], [bx, by]) {
  const share = Math.min(BACKOFF / Math.hypot(bx - ax, by - ay), 0.5);
  return [bx - share * (bx - ax), by - share * (by - ay)];
}

/** @param {RunPath} run @param {PlotView} view @param {number} row @param {Pixel} here @returns {Drawing["tangent"]} */
function tangentAt(run, view, row, here) {
  const slope = (run.gradient[0][row] * view.scaleY) / view.scaleX;
  if (!Number.isFinite(slope)) return null;
  const reach = (0.28 * view.width) / Math.hypot(1, slope);
  return [[here[0] - reach, here[1] - reach * slope], [here[0] + reach, here[1] + reach * slope]];
}

/**
 * Where a path leaves the visible map for good, and how far from its start it gets.
 * @param {RunPath} run @param {PlotView} view @param {(i: number) => Pixel} at @returns {Drawing["exit"]}
 */
function exitOf(run, view, at) {
  const last = run.rows - 1;
  if (last < 1 || inside(at(last), view, 0.001)) return null;
  let row = last;
  while (row > 0 && !inside(at(row - 1), view, 0.001)) row--;
  if (row === 0) return null;
  const part = clip(at(row - 1), at(row), view, 0);
  if (!part) return null;
  let distance = 0;
  for (let i = row; i <= last; i++) {
    distance = Math.max(distance, Math.hypot(...run.point.map((axis) => axis[i] - axis[0])));
  }
  const [ax, ay] = at(row - 1);
  const [bx, by] = at(row);
  return { ...arrow(part.to, bx - ax, by - ay, 18), step: run.step(row), distance };
}

/** @param {Pixel | PixelRow} place @param {Size} view @param {number} margin in plot sizes, beyond the edge */
export function inside([px, py], view, margin) {
  const w = view.width * margin;
  const h = view.height * margin;
  return px >= -w && px <= view.width + w && py >= -h && py <= view.height + h;
}

/**
 * The part of a segment within the plot and its margin (Liang-Barsky); null where there is none.
 * @param {Pixel | PixelRow} from @param {Pixel | PixelRow} to @param {Size} view @param {number} margin
 */
function clip([ax, ay], [bx, by], view, margin) {
  if (![ax, ay, bx, by].every(Number.isFinite)) return null;
  const w = view.width * margin;
  const h = view.height * margin;
  let from = 0;
  let to = 1;
  for (const [p, q] of [
    [ax - bx, ax + w],
    [bx - ax, view.width + w - ax],
    [ay - by, ay + h],
    [by - ay, view.height + h - ay],
  ]) {
    if (p === 0 ? q < 0 : false) return null;
    if (p < 0) from = Math.max(from, q / p);
    if (p > 0) to = Math.min(to, q / p);
  }
  if (from > to) return null;
  // from 1e300 away a crossing is only good to 1e284: keep it on the edge where it belongs
  /** @param {number} value @param {number} end @param {number} room */
  const within = (value, end, room) => Math.max(-room, Math.min(end + room, value));
  /** @type {(s: number) => Pixel} */
  const on = (s) => [within(ax + s * (bx - ax), view.width, w), within(ay + s * (by - ay), view.height, h)];
  return { from: on(from), to: on(to), entered: from > 0 };
}
