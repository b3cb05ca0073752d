// The words below the band: what its stretches lead to, each said once, where its widest stretch is and where there is room.

import { h } from "../../stage/browser/dom/dom.js";
import { stretches } from "./band.js";
import { spread } from "./spread.js";

const LETTER = 6.2; // pixels that a letter takes about
const ROOM = 8; // between two words

export class Kinds {
  /** @type {string} */ written = "";

  /** @param {Texts} t */
  constructor(t) {
    this.t = t;
    this.node = h("div", { class: "strip-kinds", "aria-hidden": "true" });
  }

  /** @param {string[]} names of what each rate leads to @param {number} width of the band in pixels */
  show(names, width) {
    const said = placed(names, (kind) => this.t[`strip.short_${kind}`] ?? "", width);
    const written = JSON.stringify(said);
    if (written === this.written) return;
    this.written = written;
    this.node.replaceChildren(...said.map(({ word, left }) => h("span", { style: `left:${left.toFixed(1)}px` }, word)));
  }
}

/**
 * Which words have room below a band, with the pixel at which each begins. The widest stretches are said first.
 * @param {string[]} names @param {(kind: string) => string} say @param {number} width
 */
export function placed(names, say, width) {
  const last = Math.max(1, names.length - 1);
  /** @type {Map<string, { from: number; to: number }>} */
  const widest = new Map();
  for (const { kind, from, to } of stretches(names)) {
    const before = widest.get(kind);
    if (say(kind) && (!before || to - from > before.to - before.from)) widest.set(kind, { from, to });
  }
  const found = [...widest].map(([kind, { from, to }]) => ({ word: say(kind), size: say(kind).length * LETTER,
    wide: to - from, middle: (width * (from + to)) / 2 / last })
  );
  const room = () => found.reduce((sum, { size }) => sum + size + ROOM, -ROOM);
  while (found.length > 1 && room() > width) {
    const narrowest = Math.min(...found.map(({ wide }) => wide));
    found.splice(found.findIndex(({ wide }) => wide === narrowest), 1);
  }
  found.sort((one, other) => one.middle - other.middle);
  const lefts = spread(found.map(({ middle, size }) => ({ at: middle, size })), width, ROOM);
  return found.map(({ word }, i) => ({ word, left: lefts[i] }));
}
