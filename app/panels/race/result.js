// What came out of a race: sentences, a table with a line for each, and what can be taken along.

import { Copied } from "../../stage/browser/dom/copied.js";
import { button, h, write } from "../../stage/browser/dom/dom.js";
import { Table } from "../../stage/browser/dom/table.js";
import { fill, short, TABLE } from "../../stage/browser/dom/text.js";

const ALIKE = 1.001; // factors that differ by less differ by rounding

export class RaceResult {
  /** @param {Texts} t @param {{ take(): string; link(): string }} actions */
  constructor(t, { take, link }) {
    this.t = t;
    /** @param {string} text @param {() => void} act */
    this.words = h("p", { class: "race-words", role: "status" });
    this.table = new Table(t["race.table"]);
    this.copied = new Copied(t.copied, t.not_copied);
    this.file = h("a", { class: "stage-button stage-small", download: "descent-race.csv", href: "#" }, t["race.csv"]);
    this.meaning = h("p", { class: "stage-hint" });
    this.node = h("div", { hidden: true }, this.meaning, this.table.node,
      h("div", { class: "stage-table-bar" }, button(t["race.take"], () => this.copied.say(take())), this.file,
        button(t["race.link"], () => this.copied.copy(link())), this.copied.node));
  }

  clear() {
    write(this.words, "");
    this.copied.say("");
    this.node.hidden = true;
  }

  /** @param {RaceOutcome} result @param {string[]} names */
  show(result, names) {
    write(this.words, this.#sentences(result, names).join(" "));
    const { t } = this;
    const meaning = fill(t["race.meaning"], { goal: short(result.goalLoss), first: short(result.firstLoss),
      lowest: short(result.lowest) });
    write(this.meaning, result.rows.some(spreads) ? `${meaning} ${t["race.brackets"]}` : meaning);
    const heads = ["place", "name", "best_rate", "final", "to_target", "good", "factor"].map((key) =>
      t[`race.col_${key}`]
    );
    this.table.show({ caption: h("caption", { class: "stage-hidden" }, t["race.table"]), heads,
      rows: result.order.map((i, place) => this.#row(result.rows[i], names[i], place + 1)) });
    URL.revokeObjectURL(this.file.href);
    this.file.href = URL.createObjectURL(new Blob([result.csv], { type: "text/csv" }));
    this.node.hidden = false;
  }

  /** @param {RaceRow} row @param {string} name @param {number} place */
  #row({ rate, edge, loss, low, high, cost, good }, name, place) {
    const { t } = this;
    const spread = spreads({ low, high, loss })
      ? ` (${short(low, TABLE)} – ${high === null ? t["race.lost"] : short(high, TABLE)})`
      : "";
    return [
      h("td", {}, place),
      h("th", { scope: "row" }, name),
      `${short(rate, TABLE)}${edge ? ` ${t["race.edge"]}` : ""}`,
      loss === null ? t["race.lost"] : `${short(loss, TABLE)}${spread}`,
      cost === null ? t["race.never"] : String(cost),
      good ? [...new Set([good.low, good.high].map((end) => short(end, TABLE)))].join(" – ") : t["race.none"],
      good ? this.#factor(good) : t["race.none"],
    ];
  }

  /** @param {GoodRates} good */
  #factor({ factor, open }) {
    return fill(this.t[open.includes(true) ? "race.at_least" : "race.times"], { factor: short(factor, 2) });
  }

  /** @param {RaceOutcome} outcome @param {string[]} names */
  #sentences({ order, asGood, rows, evaluations, goalLoss }, names) {
    const { t } = this;
    const [first] = order;
    const { rate, loss } = rows[first];
    if (loss === null) return [t["race.all_lost"]];
    const said = [
      fill(t["race.wins"], { name: names[first], rate: short(rate, 3), loss: short(loss), budget: evaluations.at(-1) }),
    ];
    if (order.length === 1) said.length = 0;
    const there = order.filter((i) => rows[i].solved).map((i) => names[i]);
    if (there.length > 1) said[0] = fill(t["race.solved"], { names: there.join(", ") });
    else if (asGood.length) said.push(fill(t["race.as_good"], { names: asGood.map((i) => names[i]).join(", ") }));
    const reached = order.filter((i) => rows[i].cost !== null);
    if (!reached.length) return [...said, fill(t["race.nobody"], { goal: short(goalLoss) })];
    const count = Math.min(...reached.map((i) => rows[i].cost ?? Infinity));
    const soonest = reached.filter((i) => rows[i].cost === count).map((i) => names[i]);
    said.push(fill(t["race.soonest"], { names: soonest.join(", "), count, goal: short(goalLoss) }));
    const wide = (/** @type {number} */ i) => rows[i].good?.factor ?? -Infinity;
    const factor = Math.max(...order.map(wide));
    const widest = order.filter((i) => rows[i].good && wide(i) > factor / ALIKE);
    if (order.length === 1 || factor < ALIKE) return said; // nobody has more than one good rate
    const open = widest.some((i) => rows[i].good?.open.includes(true));
    return [...said,
      fill(t[open ? "race.widest_open" : "race.widest"], { names: widest.map((i) => names[i]).join(", "),
        factor: short(factor, 2) })];
  }
}

/**
 * Whether the seeds ended at losses that differ.
 * @param {Pick<RaceRow, "low" | "high" | "loss">} row
 */
function spreads({ low, high, loss }) {
  return low !== high && loss !== null;
}
