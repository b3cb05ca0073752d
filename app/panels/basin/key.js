// What a basin map depends on, as texts: while they stay the same, so does the map.

/**
 * What makes a surface's map another one.
 * @param {Scene} scene
 */
export function surfaceKey({ surface }) {
  return JSON.stringify([surface.slug, surface.formula, surface.domain, surface.axes]);
}

/**
 * All fields but the start on the map's axes and what belongs to other runs than `number`.
 * @param {Query} query @param {Scene} scene @param {number} number
 */
export function keyOf(query, { surface }, number) {
  const moved = new Set([...surface.axes.map((axis) => surface.variables[axis]), "v", "seeds", "stop.loss",
    "stop.gradient"]);
  /** @param {string} key */
  const other = (key) => /^run\d+(\.|$)/.test(key) && key !== `run${number}` && !key.startsWith(`run${number}.`);
  return JSON.stringify([number, ...[...new URLSearchParams(query)].filter(([key]) => !moved.has(key) && !other(key))]);
}
