// The experiments that were on the stage one after the other, and which of them is there now. Kept in the tab.

import { remember, remembered } from "../../stage/browser/wire/tab.js";

const NAME = "history";
const MOST = 60;

export class History {
  /** @type {Query[]} */ entries;
  /** @type {number} */ at;

  constructor() {
    const { entries, at } = kept();
    this.entries = entries;
    this.at = at;
  }

  get now() {
    return this.entries[this.at];
  }

  /** What stood there before, to which one step back leads. */
  get before() {
    return this.entries[this.at - 1];
  }

  get undos() {
    return Math.max(0, this.at);
  }

  get redos() {
    return this.entries.length - 1 - this.at;
  }

  /**
   * A new experiment; what was undone before it is gone.
   * @param {Query} query
   */
  push(query) {
    this.entries = [...this.entries.slice(0, this.at + 1), query].slice(-MOST);
    this.at = this.entries.length - 1;
    this.#keep();
  }

  /**
   * The same experiment in another text, or one more touch of the same change.
   * @param {Query} query
   */
  replace(query) {
    this.entries[this.at] = query;
    this.#keep();
  }

  /**
   * Two texts one after the other that turned out to be one experiment become one entry.
   * @param {Query} before @param {Query} after
   */
  join(before, after) {
    const i = this.entries.findIndex((query, k) => query === before && this.entries[k + 1] === after);
    if (i < 0) return;
    this.entries.splice(i, 1);
    if (this.at > i) this.at -= 1;
    this.#keep();
  }

  /**
   * Goes back (-1) or forth (1); null where there is nothing.
   * @param {number} by
   */
  move(by) {
    if (!(this.at + by in this.entries)) return null;
    this.at += by;
    this.#keep();
    return this.now;
  }

  #keep() {
    remember(NAME, JSON.stringify({ entries: this.entries, at: this.at }));
  }
}

/** @returns {{ entries: Query[]; at: number }} */
function kept() {
  const nothing = { entries: [], at: -1 };
  try {
    const { entries, at } = JSON.parse(remembered(NAME) ?? "");
    const ours = entries.every((/** @type {unknown} */ query) => typeof query === "string") && at in entries;
    return ours ? { entries, at } : nothing;
  } catch {
    return nothing; // nothing was kept, or somebody else wrote there
  }
}

/**
 * The fields in which two experiments differ, as one text.
 * @param {Query} before @param {Query} after
 */
export function changed(before, after) {
  const [was, now] = [before, after].map((query) => new URLSearchParams(query));
  return [...new Set([...was.keys(), ...now.keys()])].filter((key) => was.get(key) !== now.get(key)).toSorted().join();
}
