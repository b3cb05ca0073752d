// Reading what a person types, and how much motion they want.

/**
 * Plain decimal text as a number; a decimal comma is understood. NaN for anything else.
 * @param {string} text
 */
export function parseNumber(text) {
  const plain = text.trim().replace("−", "-").replace(/^([+-]?\d+),(\d+)$/, "$1.$2");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

/** Whether the person asked for less motion. */
export const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
