// What a link shows besides the experiment, such as a race: the address field `show`, its kind before the first "~".

const here = () => new URLSearchParams(location.search).get("show") ?? "";

/** Whether the address shows anything. */
export const showing = () => here() !== "";

/**
 * What the address shows of this kind; null where it does not.
 * @param {string} kind
 */
export function shown(kind) {
  const [name, ...rest] = here().split("~");
  return name === kind ? rest.join("~") : null;
}

/**
 * An experiment's query with what is shown beside it.
 * @param {Query} query @param {string} [besides]
 */
export function withShown(query, besides = here()) {
  return besides ? `${query}&show=${encodeURIComponent(besides)}` : query;
}

/**
 * Puts what is shown into the address bar; without a text nothing of this kind is. Returns whether that was news.
 * @param {string} kind @param {string | null} [text]
 */
export function show(kind, text = null) {
  if (shown(kind) === text) return false;
  const query = location.search.slice(1).split("&").filter((field) => field && !field.startsWith("show=")).join("&");
  history.replaceState(history.state, "", `?${withShown(query, text === null ? "" : `${kind}~${text}`)}`);
  return true;
}
