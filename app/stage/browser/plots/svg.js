// SVG over a plot, for what rests or is small: elements, their place, and lines through points.

const SVG = "http://www.w3.org/2000/svg";

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

/**
 * Sets an attribute where it is another one; the same again would be laid out in every frame.
 * @param {Element} node @param {string} name @param {string} value
 */
export function set(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

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

/** @param {(Pixel | PixelRow | null)[]} points */
export function polyline(points) {
  let d = "";
  let pen = "M";
  for (const p of points) {
    if (!p) pen = "M";
    else {
      d += `${pen}${p[0].toFixed(1)},${p[1].toFixed(1)}`;
      pen = "L";
    }
  }
  return d;
}
