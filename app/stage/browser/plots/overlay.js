// Draws while something moves: a light SVG layer over each plot, in Plotly's coordinates. At rest it is empty.

import { DASHES, shapeOf } from "./looks.js";

const SVG = "http://www.w3.org/2000/svg";
const PARTS = 8; // of a pixel: many points are drawn in whole numbers of them, which are written much faster

const SEEDS = 0; // beneath all runs
const RUNS = 1;

export class Overlay {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.svg = element("svg", { class: "stage-overlay", "aria-hidden": "true" }, host);
    const layer = () => ({ node: element("g", {}, this.svg), groups: /** @type {DrawnGroup[]} */ ([]) });
    this.layers = [layer(), layer()];
  }

  /**
   * Lies exactly over a rectangle of its host, given in pixels.
   * @param {Rectangle} rectangle
   */
  place(rectangle) {
    lay(this.svg, rectangle);
  }

  clear() {
    this.trim(0);
  }

  /**
   * A set of named paths for run number i, made once and reused from frame to frame.
   * @template {string} Name @param {number} layer @param {number} i @param {Look} look @param {string} background
   * @param {Record<Name, Record<string, unknown>>} parts @returns {DrawnGroup<Name>}
   */
  group(layer, i, look, background, parts) {
    const { node: parent, groups } = this.layers[layer];
    const key = `${look.color} ${look.dash} ${look.marker} ${background}`;
    const before = groups[i];
    if (before?.key === key) return before;
    const node = element("g", {});
    if (before) before.node.replaceWith(node);
    else parent.append(node);
    const paths = Object.fromEntries(
      Object.entries(parts).map(([name, style]) => [name, element("path", style, node)]),
    );
    groups[i] = { key, node, paths };
    return groups[i];
  }

  /** @param {number} count */
  trim(count) {
    for (const { groups } of this.layers) for (const group of groups.splice(count)) group.node.remove();
  }
}

/**
 * @template {keyof SVGElementTagNameMap} Name @param {Name} name @param {Record<string, unknown>} attributes
 * @param {Element} [parent]
 */
export function element(name, attributes, parent) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  parent?.append(node);
  return node;
}

/** @param {string} color @param {number} width @param {object} [more] @returns {Record<string, unknown>} */
const line = (color, width, more = {}) => ({ fill: "none", stroke: color, "stroke-width": width,
  "stroke-linejoin": "round", ...more });

/**
 * Draws the geometry of one run on the map's overlay.
 * @param {Overlay} overlay @param {number} i @param {Look} look @param {string} background @param {Drawing} g
 * @param {BundleLines | null} bundle
 */
export function drawRun(overlay, i, look, background, g, bundle) {
  const color = look.color;
  const group = overlay.group(RUNS, i, look, background, {
    trail: line(color, 1.6, { opacity: 0.7, "stroke-dasharray": DASHES[look.dash] }),
    halo: line(background, 6, { opacity: 0.75 }),
    path: { ...line(color, 2.6, { "stroke-dasharray": DASHES[look.dash] }), class: "stage-live-path" },
    dots: line(color, 4.5, { "stroke-linecap": "round" }),
    ...median(color, background),
    tangent: line(color, 1.8, { "stroke-dasharray": "6 5" }),
    downhill: line(color, 1.5),
    nowlines: line(color, 2.2),
    heads: { fill: color },
    exit: { fill: color },
    now: marker(look, background),
  });
  const parts = group.paths;
  const path = polyline(g.path);
  parts.trail.setAttribute("d", polyline(g.trail));
  parts.halo.setAttribute("d", path);
  parts.path.setAttribute("d", path);
  parts.dots.setAttribute("d", g.path.map((p) => (p ? `M${xy(p)}h0` : "")).join(""));
  parts.tangent.setAttribute("d", g.tangent ? `M${xy(g.tangent[0])}L${xy(g.tangent[1])}` : "");
  parts.downhill.setAttribute("d", g.downhill.map((a) => `M${xy(a.from)}L${xy(a.tip)}${headLines(a)}`).join(""));
  parts.nowlines.setAttribute("d", g.nowlines.map(([a, b]) => `M${xy(a)}L${xy(b)}`).join(""));
  parts.heads.setAttribute("d", g.heads.map(headArea).join(""));
  parts.exit.setAttribute("d", g.exit ? headArea(g.exit) : "");
  putMarker(parts.now, g.now?.at, 1.25);
  drawBundle(overlay, i, look, background, group, bundle);
}

/**
 * Draws one run's curve and current value in a chart's overlay, and crosses where clipping acted.
 * @param {Overlay} overlay @param {number} i @param {Look} look @param {string} background @param {ChartCurve} curve
 */
export function drawCurve(overlay, i, look, background, { points, crosses, now, bundle, test = [] }) {
  const group = overlay.group(RUNS, i, look, background, {
    curve: line(look.color, 2.2, { "stroke-dasharray": DASHES[look.dash] }),
    test: line(look.color, 1.4, { "stroke-dasharray": "5 3" }),
    ...median(look.color, background),
    crosses: line(look.color, 1.8),
    now: marker(look, background),
  });
  const parts = group.paths;
  parts.curve.setAttribute("d", polyline(points));
  parts.test.setAttribute("d", polyline(test));
  parts.crosses.setAttribute("d", crosses.map((p) => (p ? `M${xy(p)}m-3.5,-3.5l7,7m0,-7l-7,7` : "")).join(""));
  putMarker(parts.now, now, 1);
  drawBundle(overlay, i, look, background, group, bundle);
}

/**
 * A double line, so that it differs from the path by more than colour. Styled as in app/figures/map.py.
 * @param {string} color @param {string} background
 */
const median = (color, background) => ({ median: line(color, 3.8), core: line(background, 1.4) });

/**
 * Puts an SVG exactly over a rectangle of its host, one unit for a pixel. Doing it again costs nothing.
 * @param {SVGElement} svg @param {Rectangle} place
 */
export function lay(svg, { left, top, width, height }) {
  const placed = `${left},${top},${width},${height}`;
  if (svg.dataset.placed === placed) return;
  svg.dataset.placed = placed;
  Object.assign(svg.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
}

/**
 * Draws the same run with other seeds, beneath all runs, and their median among the run's own parts.
 * @param {Overlay} overlay @param {number} i @param {Look} look @param {string} background @param {DrawnGroup<"median" | "core">} group
 * @param {BundleLines<Line | Curve> | null} [bundle]
 */
function drawBundle(overlay, i, look, background, group, bundle = null) {
  const fine = { opacity: 0.45, transform: `scale(${1 / PARTS})`, "vector-effect": "non-scaling-stroke" };
  const { seeds } = overlay.group(SEEDS, i, look, background, { seeds: line(look.color, 1, fine) }).paths;
  if (group.bundle === bundle) return; // there are thousands of points
  group.bundle = bundle;
  const middle = bundle ? polyline(bundle.median) : "";
  seeds.setAttribute("d", bundle ? coarseLine(bundle.seeds) : "");
  group.paths.median.setAttribute("d", middle);
  group.paths.core.setAttribute("d", middle);
}

/** @type {(place: Pixel | PixelRow) => string} */
const xy = ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`;

/** @param {(Pixel | PixelRow | null)[]} points */
export function polyline(points) {
  let d = "";
  let pen = "M";
  for (const p of points) {
    if (!p) pen = "M";
    else {
      d += pen + xy(p);
      pen = "L";
    }
  }
  return d;
}

/**
 * The same in whole eighths of a pixel, without the points that lie where the one before does.
 * @param {Line | Curve} points
 */
function coarseLine(points) {
  let d = "";
  let before = null;
  for (const p of points) {
    if (!p) before = null;
    else if (!before || Math.abs(p[0] - before[0]) > 0.5 || Math.abs(p[1] - before[1]) > 0.5) {
      d += (before ? "L" : "M") + Math.round(PARTS * p[0]) + "," + Math.round(PARTS * p[1]);
      before = p;
    }
  }
  return d;
}

/** @param {Look} look @param {string} background */
function marker({ color, marker: name }, background) {
  const { shape, open } = shapeOf(name);
  return open
    ? { d: shape, fill: background, stroke: color, "stroke-width": 2 }
    : { d: shape, fill: color, stroke: background, "stroke-width": 1.6 };
}

/** @param {SVGPathElement} path @param {Pixel | null | undefined} at @param {number} scale */
function putMarker(path, at, scale) {
  path.setAttribute("visibility", at ? "visible" : "hidden");
  if (at) path.setAttribute("transform", `translate(${xy(at)}) scale(${scale})`);
}

/** @param {ArrowHead} head @returns {[Pixel, Pixel]} */
function wings({ tip: [x, y], angle, size }) {
  const a = ((angle - 90) * Math.PI) / 180;
  const c = Math.cos(a);
  const s = Math.sin(a);
  const side = 0.42 * size;
  return [[x - size * c + side * s, y - size * s - side * c], [x - size * c - side * s, y - size * s + side * c]];
}

/** @param {ArrowHead} head */
function headArea(head) {
  const [a, b] = wings(head);
  return `M${xy(head.tip)}L${xy(a)}L${xy(b)}Z`;
}

/** @param {ArrowHead} head */
function headLines(head) {
  const [a, b] = wings(head);
  return `M${xy(a)}L${xy(head.tip)}L${xy(b)}`;
}
