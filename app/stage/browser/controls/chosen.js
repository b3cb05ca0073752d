// Which run is chosen: it stays the same run when others come and go.

/**
 * The place of the chosen run in a new list. `before` and `after` are the runs' names; of runs that were all replaced the
 * place stays.
 * @param {string[]} before @param {string[]} after @param {number} chosen
 */
export function nextChosen(before, after, chosen) {
  const first = before.findIndex((name, i) => name !== after[i]);
  const last = after.length - 1;
  if (!before.length) return Math.max(0, Math.min(chosen, last));
  if (after.length > before.length && first < 0) return last; // what was added stands last
  if (after.length === before.length - 1) {
    const removed = first < 0 ? before.length - 1 : first;
    return Math.max(0, Math.min(removed < chosen ? chosen - 1 : chosen, last));
  }
  return Math.min(chosen, last);
}
