// The arrow keys among things that stand side by side in rows: each leads to the nearest one in its direction.

/** @type {Record<string, [across: number, down: number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const ASIDE = 3; // what lies aside counts as so much farther

/**
 * Which of these places is nearest in a direction to the one at `from`; -1 where there is none.
 * @param {Rectangle[]} places @param {number} from @param {[across: number, down: number]} way
 */
export function nearest(places, from, [across, down]) {
  const middle = places.map(({ left, top, width, height }) => [left + width / 2, top + height / 2]);
  const [x, y] = middle[from];
  let best = -1;
  let least = Infinity;
  middle.forEach(([otherX, otherY], i) => {
    const ahead = (otherX - x) * across + (otherY - y) * down;
    const aside = Math.abs((otherX - x) * down) + Math.abs((otherY - y) * across);
    if (ahead < 1 || (across && aside > places[from].height / 2)) return; // a row ends at its end
    if (ahead + ASIDE * aside >= least) return;
    [best, least] = [i, ahead + ASIDE * aside];
  });
  return best;
}

/**
 * One tab stop for all that `shown()` gives: the arrow keys, Home and End go from one to another.
 * @param {HTMLElement} node @param {() => HTMLElement[]} shown
 */
export function arrowKeys(node, shown) {
  node.addEventListener("keydown", (event) => {
    const all = shown();
    const from = all.indexOf(/** @type {HTMLElement} */ (event.target));
    const way = WAYS[event.key];
    const jump = { Home: 0, End: all.length - 1 }[event.key];
    if (from < 0 || !(way || jump != null)) return;
    event.preventDefault();
    const to = jump ?? nearest(all.map((one) => one.getBoundingClientRect()), from, way);
    if (to >= 0) all[to].focus();
  });
  node.addEventListener("focusin", ({ target }) => oneStop(shown(), /** @type {HTMLElement} */ (target)));
}

/**
 * Tab reaches one of them alone.
 * @param {HTMLElement[]} all @param {HTMLElement | undefined} one
 */
export function oneStop(all, one) {
  if (one && all.includes(one)) { for (const each of all) each.tabIndex = each === one ? 0 : -1; }
}
