// The regions of a basin map as a table: what happens there, the loss, the share of the starts, and a start to try.

import { button, h } from "../../stage/browser/dom/dom.js";
import { Table } from "../../stage/browser/dom/table.js";
import { fill, short, TABLE } from "../../stage/browser/dom/text.js";
import { fillCanvas, lookOf } from "./patterns.js";

const SWATCH = [26, 18];
const SAID = 4; // regions in the sentence that sums up

/**
 * The groups with those in one row that are places without a letter.
 * @param {BasinGroup[]} groups @param {Texts} t
 */
export function rowsOf(groups, t) {
  const others = groups.filter((group) => !group.letter && group.at);
  if (others.length < 2) return groups;
  /** @param {"count" | "share"} name */
  const sum = (name) => others.reduce((total, group) => total + group[name], 0);
  const together = { ...others[0], count: sum("count"), share: sum("share"), loss: null,
    words: fill(t["basin.others"], { count: others.length }) };
  return [...groups.filter((group) => !others.includes(group)), together].toSorted((a, b) => b.share - a.share);
}

/** @param {number} share */
export const percent = (share) => (share > 0 && share < 0.005 ? "< 1" : String(Math.round(100 * share)));

/**
 * The largest regions in one sentence.
 * @param {BasinPicture} picture @param {Texts} t
 */
export function said({ starts, groups }, t) {
  const rows = rowsOf(groups, t);
  const shares = rows.slice(0, SAID).map((row) =>
    fill(t["basin.share"], { percent: percent(row.share), words: row.words })
  );
  if (rows.length > SAID) shares.push(t["basin.more"]);
  return fill(t["basin.shares"], { starts, shares: shares.join("; ") });
}

export class BasinTable {
  /** @param {Texts} t @param {(start: number[]) => void} choose */
  constructor(t, choose) {
    this.t = t;
    this.choose = choose;
    this.table = new Table(t["basin.table"], "insight-basin-table");
    this.node = this.table.node;
  }

  /** @param {BasinGroup[]} rows @param {Scheme} scheme @param {boolean} fixed */
  show(rows, scheme, fixed) {
    const { t } = this;
    const heads = [t["basin.col_end"], t["basin.col_share"], t["basin.col_loss"],
      ...(fixed ? [] : [h("span", { class: "stage-hidden" }, t["basin.start_there"])])];
    this.table.show({ heads, rows: rows.map((row) => this.#row(row, scheme, fixed)) });
  }

  /** @param {BasinGroup} row @param {Scheme} scheme @param {boolean} fixed */
  #row(row, scheme, fixed) {
    const there = button(this.t["basin.start_there"], () => this.choose(row.start), {
      "aria-label": fill(this.t["basin.start_words"], { words: row.words }),
    });
    const name = h("span", { class: "insight-basin-name" }, swatch(row, scheme), h("span", {}, row.words));
    const loss = row.loss === null ? "–" : short(Math.abs(row.loss) < 1e-12 ? 0 : row.loss, TABLE);
    return [name, `${percent(row.share)} %`, loss, ...(fixed ? [] : [there])];
  }
}

/** @param {BasinGroup} group @param {Scheme} scheme */
function swatch(group, scheme) {
  const [width, height] = SWATCH;
  const canvas = h("canvas", { width, height, "aria-hidden": "true" });
  const look = lookOf(group, scheme);
  /** @param {number} x @param {number} y */
  const edge = (x, y) => x === 0 || y === 0 || x === width - 1 || y === height - 1;
  fillCanvas(canvas, (x, y) => (edge(x, y) ? look.edge : look.drawn(x, y) ? look.pattern : look.plain));
  return h("span", { class: "insight-basin-swatch" }, canvas, h("b", {}, group.letter || ""));
}
