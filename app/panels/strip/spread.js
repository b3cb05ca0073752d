// Where labels go that should stand over their places, but neither over each other nor beyond the ends.

/**
 * The left end of each label, in pixels. `labels` are in order of their places.
 * @param {{ at: number; size: number }[]} labels @param {number} width @param {number} room between two
 */
export function spread(labels, width, room) {
  const lefts = labels.map(({ at, size }) => at - size / 2);
  for (let i = labels.length - 1, end = width; i >= 0; i--) {
    lefts[i] = Math.min(lefts[i], end - labels[i].size);
    end = lefts[i] - room;
  }
  for (let i = 0, begin = 0; i < labels.length; i++) {
    lefts[i] = Math.max(lefts[i], begin);
    begin = lefts[i] + labels[i].size + room;
  }
  return lefts;
}
