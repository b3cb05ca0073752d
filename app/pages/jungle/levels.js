// The levels to choose from, each with the best result so far.

import { h } from "../../stage/browser/dom/dom.js";
import { fill } from "../../stage/browser/dom/text.js";

/**
 * Fills the list; the level that is played is brought in sight.
 * @param {HTMLElement} list @param {JungleData["levels"]} levels @param {JungleData["best"]} best
 * @param {number | undefined} played @param {Texts} t @param {(level: number) => void} open
 */
export function showLevels(list, levels, best, played, t, open) {
  const items = levels.map(({ number, name }) => {
    const points = best[number];
    return h("li", {},
      h("button", { type: "button", class: "jungle-level", "aria-current": played === number ? "true" : null,
        onclick: () => open(number) }, h("b", {}, number), " ", h("span", {}, name),
        points == null ? "" : h("small", {}, " ", fill(t.level_best, { points }))));
  });
  list.replaceChildren(...items);
  /** @type {HTMLElement | null} */
  const current = list.querySelector("[aria-current]");
  if (current) list.scrollLeft = current.offsetLeft - list.clientWidth / 2; // on a phone they are one row
}
