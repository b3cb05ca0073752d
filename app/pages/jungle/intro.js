// The story on one screen, under a night picture of the jungle.

import { h, s } from "../../stage/browser/dom/dom.js";

const [WIDTH, HEIGHT] = [1200, 300];
/** @type {[y: number, color: string, size: number, from: number][]} */
const LAYERS = [[150, "#1c3f45", 34, 5], [195, "#14313a", 46, 3], [245, "#0c2029", 60, 11]]; // height, colour, size of the crowns, beginning

/** @param {Texts} t @param {() => void} begin */
export function introOf(t, begin) {
  const button = h("button", { type: "button", class: "jungle-button jungle-first jungle-begin", onclick: begin },
    t.begin);
  return h("section", { class: "jungle-intro", "aria-labelledby": "jungle-intro" }, night(),
    h("div", { class: "jungle-story" }, h("h2", { id: "jungle-intro", tabindex: "-1" }, t.intro_title),
      h("p", {}, t.intro_1), h("p", {}, t.intro_2), h("p", {}, t.intro_3),
      h("p", { class: "jungle-hint" }, t.intro_keys), button));
}

function night() {
  /** @param {number} offset @param {string} color @param {number} [opacity] */
  const stop = (offset, color, opacity = 1) => s("stop", { offset, "stop-color": color, "stop-opacity": opacity });
  const fades = s("defs", {},
    s("linearGradient", { id: "jungle-sky", x2: 0, y2: 1 }, stop(0, "#0b1826"), stop(0.6, "#1d4650"),
      stop(1, "#2d5f60")),
    s("radialGradient", { id: "jungle-moon" }, stop(0, "#fdf3d0"), stop(0.16, "#fbe9b4"), stop(0.18, "#f6dc98", 0.35),
      stop(1, "#f6dc98", 0)),
    s("radialGradient", { id: "jungle-light" }, stop(0, "#ffdf94", 0.95), stop(0.25, "#ffc861", 0.5),
      stop(1, "#ffc861", 0)),
    s("linearGradient", { id: "jungle-haze", x2: 0, y2: 1 }, stop(0, "#9db8b8", 0), stop(0.5, "#9db8b8", 0.34),
      stop(1, "#9db8b8", 0)));
  const [far, middle, near] = LAYERS.map(([y, color, size, from]) =>
    s("path", { d: crowns(y, size, from), fill: color })
  );
  /** @param {number} y @param {number} height */
  const haze = (y, height) => s("rect", { y, height, width: WIDTH, fill: "url(#jungle-haze)" });
  const calls = [26, 46, 66].map((r, n) =>
    s("path", { d: `M${930 - r},${246 - 0.2 * r}A${r},${r} 0 0 1 ${930 + r * 0.2},${246 - r}`, class: "jungle-wave",
      opacity: 0.9 - 0.25 * n })
  );
  return s("svg", { class: "jungle-night", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "xMaxYMax slice",
    "aria-hidden": "true" }, fades, s("rect", { width: WIDTH, height: HEIGHT, fill: "url(#jungle-sky)" }),
    s("circle", { cx: 880, cy: 74, r: 160, fill: "url(#jungle-moon)" }), far, haze(110, 120), middle, haze(150, 120),
    near, s("ellipse", { cx: 930, cy: 262, rx: 120, ry: 56, fill: "url(#jungle-light)" }),
    s("ellipse", { cx: 930, cy: 270, rx: 34, ry: 8, fill: "#050d12" }), ...calls,
    s("circle", { cx: 322, cy: 244, r: 60, fill: "url(#jungle-light)" }),
    s("path", { d: "M300,272l4,-22q-5,-4 -4,-10a6,6 0 1 1 11,1q1,4 -2,8l3,3l9,-5l1,3l-11,7l-3,-3l3,18h-4l-3,-12l-1,12z",
      fill: "#050d12" }), s("circle", { cx: 322, cy: 247, r: 3.4, fill: "#fff1c4" }), haze(215, 95));
}

/**
 * A line of tree crowns, always the same.
 * @param {number} y @param {number} size @param {number} from
 */
function crowns(y, size, from) {
  let d = `M0,${HEIGHT}V${y}`;
  for (let x = 0, n = from; x < WIDTH; n++) {
    const wide = size * (0.7 + ((n * 37) % 10) / 10), high = size * (0.35 + ((n * 53) % 7) / 8);
    d += `q${wide * 0.1},${-high} ${wide * 0.5},${-high}t${wide * 0.5},${high * (0.8 + ((n * 29) % 5) / 10)}`;
    d += `V${y + (((n * 17) % 9) - 4) * 2}`;
    x += wide;
  }
  return `${d}V${HEIGHT}Z`;
}
