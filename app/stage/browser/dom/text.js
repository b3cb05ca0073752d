// Texts with values filled in, and numbers as people write them.

/**
 * A template with its places in braces filled in; a place without a value stays.
 * @param {string} template @param {Record<string, unknown>} values
 */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * A number as people write it: four digits.
 * @param {number | null | undefined} value @param {number} [digits]
 */
export function short(value, digits = 4) {
  if (value == null || !Number.isFinite(value)) return "–";
  return String(Number(value.toPrecision(digits)));
}
