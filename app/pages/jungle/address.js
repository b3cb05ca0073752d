// Where a game is kept: in the address bar, so that a reload or a link brings it back, and in this tab's storage.

import { remember as store, remembered as stored } from "../../stage/browser/wire/tab.js";

const KEY = "jungle";
const MINE = "jungle-mine"; // the search that was ended here, and not in somebody's link
const FIELDS = ["level", "seed", "log"];

/** The game that the address or this tab remembers; null where there is none. */
export function remembered() {
  return known(location.search) ?? known(stored(KEY) ?? "");
}

/**
 * Whether this search was ended in this tab.
 * @param {JungleSearch} game
 */
export const isMine = (game) => stored(MINE) === queryOf(game);

/** @param {JungleSearch} game */
export const claim = (game) => store(MINE, queryOf(game));

/** @param {JungleSearch} game */
export function remember(game) {
  const query = queryOf(game);
  if (location.search !== `?${query}`) history.replaceState(history.state, "", `?${query}`);
  store(KEY, query);
}

/** @param {JungleSearch} search */
export function queryOf({ level, seed, log }) {
  return `level=${encodeURIComponent(level)}&seed=${encodeURIComponent(seed)}&log=${
    encodeURIComponent(log).replaceAll("%3A", ":")
  }`;
}

/** @param {JungleSearch} game */
export const linkTo = (game) => `${location.origin}${location.pathname}?${queryOf(game)}`;

/** @param {string} text @returns {Partial<JungleSearch> | null} */
function known(text) {
  const all = new URLSearchParams(text);
  if (!FIELDS.some((field) => all.has(field))) return null;
  return Object.fromEntries(FIELDS.filter((field) => all.has(field)).map((field) => [field, all.get(field)]));
}
