// What Plotly's traces of the map hold at rest: the geometry of the runs, back in coordinates, and the details of each place.

import { CARD, fill, short } from "../dom/text.js";
import { projected } from "./geometry.js";

/** @param {number} value */
const told = (value) => short(value, CARD);

/** @param {Paths} paths @param {number[]} axes */
export function startPoint(paths, axes) {
  const run = paths.runs.find((r) => r.loss.length);
  if (!run) return { x: [], y: [] };
  const [across, up] = projected(run, axes);
  return { x: [across[0]], y: [up[0]] };
}

/** @param {(Pixel | PixelRow | null)[]} points @param {PlotView} view */
const placed = (points, view) => ({ x: points.map((p) => (p ? view.x(p[0]) : null)),
  y: points.map((p) => (p ? view.y(p[1]) : null)) });

/**
 * What a trace of the other seeds shows at rest.
 * @param {string} role @param {Bundle | null | undefined} bundle @param {BundleLines | null} lines
 * @param {PlotView} view @param {Scene} scene
 */
export function together(role, bundle, lines, view, scene) {
  if (!bundle || !lines) return { x: [], y: [] };
  if (role === "bundle") return placed(lines.seeds, view);
  const { loss, point } = bundle.median;
  /** @param {PixelRow} place */
  const details = ([, , row]) => [bundle.step(row), ...[loss[row], ...point.map((c) => c[row])].map(told)];
  const customdata = lines.median.map((p) => (p ? details(p) : []));
  return { ...placed(lines.median, view), customdata, text: fill(scene.texts.hover_median, { seeds: bundle.seeds }) };
}

/**
 * What a trace shows at rest, from the run's geometry.
 * @param {string} role @param {Trace} trace @param {RunPath | undefined} run @param {Drawing} g @param {PlotView} view
 * @param {Scene} scene
 */
export function filled(role, trace, run, g, view, scene) {
  if (!run) return { x: [], y: [] };
  /** @param {(Pixel | PixelRow | null)[]} points */
  const back = (points) => placed(points, view);
  /** @param {ArrowHead[]} list */
  const heads = (list) => ({
    ...back(list.map((h) => h.tip)),
    marker: { ...trace.marker, size: list.map((h) => h.size), angle: list.map((h) => h.angle) },
  });
  /** @param {number} row */
  const details = (
    row,
  ) => [run.step(row),
    ...[run.loss[row], run.size[row], ...run.point.map((c) => c[row]), ...run.gradient.map((c) => c[row])].map(told)];
  switch (role) {
    case "trail":
    case "halo":
      return back(role === "trail" ? g.trail : g.path);
    case "path":
      return { ...back(g.path), customdata: g.path.map((p) => (p ? details(p[2]) : [])) };
    case "steps":
      return heads(g.heads);
    case "downhill":
    case "arrowhalo": {
      const lines = role === "downhill" ? [] : g.nowlines.flatMap(([a, b]) => [a, b, null]);
      const points = [...g.downhill.flatMap((a) => [a.from, a.tip, null]), ...lines];
      /** @param {(arrow: ArrowHead) => number} pick */
      const at = (pick) => [...g.downhill.flatMap((a) => [0, pick(a), 0]), ...lines.map(() => 0)];
      return { ...back(points), marker: { ...trace.marker, size: at((a) => a.size), angle: at((a) => a.angle) } };
    }
    case "nowlines":
      return back(g.nowlines.flatMap(([a, b]) => [a, b, null]));
    case "tangent":
      return back(g.tangent ?? []);
    case "now":
      return g.now ? { ...back([g.now.at]), customdata: [details(g.now.row)] } : { x: [], y: [] };
    case "exit":
      return g.exit
        ? { ...heads([g.exit]), text: [exitText(g.exit, scene)], textposition: awayFromEdges(g.exit.tip, view) }
        : { x: [], y: [], text: [] };
    default:
      return {};
  }
}

/**
 * A label's side that lies within the plot.
 * @param {Pixel} place @param {PlotView} view
 */
function awayFromEdges([x, y], view) {
  const across = x > view.width / 2 ? "left" : "right";
  const up = y < 30 ? "bottom" : y > view.height - 30 ? "top" : "middle";
  return `${up} ${across}`;
}

/** @param {NonNullable<Drawing["exit"]>} exit @param {Scene} scene */
function exitText(exit, scene) {
  return fill(scene.texts.exit_short, { step: exit.step, distance: short(exit.distance) });
}
