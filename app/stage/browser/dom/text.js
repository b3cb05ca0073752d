// Texts with values filled in, and numbers as people write them, both in the language of the page.

const PLACE = /\{(\w+)(?::([^{}|]+\|[^{}]+))?\}/g; // {count}, {count:one row|other rows}

export const CARD = 4;
export const TABLE = 5;
const ROUNDING = 1e-12; // of a number: what arithmetic leaves of one that is whole

/** @type {Record<string, { decimal: string, plurals: Intl.PluralRules }>} */
const known = {};

/** How the page's language writes numbers, and which words go with which. */
function conventions(language = globalThis.document?.documentElement.lang || "en") {
  if (!known[language]) {
    const decimal = new Intl.NumberFormat(language).formatToParts(1.5).find(({ type }) => type === "decimal")?.value;
    known[language] = { decimal: decimal ?? ".", plurals: new Intl.PluralRules(language) };
  }
  return known[language];
}

/**
 * A template with its places in braces filled in; a place without a value stays. One that counts gives its words.
 * @param {string} template @param {Record<string, unknown>} values @param {string} [language]
 */
export function fill(template, values, language) {
  return template.replace(PLACE, (whole, name, forms) => {
    if (!(name in values)) return whole;
    return forms ? counted(forms, Number(values[name]), language) : String(values[name]);
  });
}

/** @param {string} forms @param {number} number @param {string} [language] */
function counted(forms, number, language) {
  const words = Object.fromEntries(forms.split("|").map((form) => form.split(/ (.*)/s, 2)));
  return words[conventions(language).plurals.select(number)] ?? words.other;
}

/**
 * A number as people write it: plain from 0.001 to 9999, beyond that with a power of ten, such as 5.63 × 10⁻¹⁰. It has three
 * digits in a sentence, CARD in a card, TABLE in a table, and one more where that is all of it: a setting is not changed by
 * a sentence about it. lessons/measuring/words.py writes the same.
 * @param {number | null | undefined} value @param {number} [digits] @param {string} [language]
 */
export function short(value, digits = 3, language) {
  if (value == null || !Number.isFinite(value)) return "–";
  const whole = Number(value.toPrecision(digits + 1));
  const kept = Math.abs(whole - value) <= ROUNDING * Math.abs(value) ? whole : Number(value.toPrecision(digits));
  const [mantissa, power] = Math.abs(kept).toExponential().split("e");
  const plain = kept === 0 || Math.abs(Number(power)) <= 3;
  const figures = (plain ? String(Math.abs(kept)) : mantissa).replace(".", conventions(language).decimal);
  const minus = kept < 0 ? "−" : "";
  if (plain) return minus + figures;
  return `${minus}${figures === "1" ? "" : `${figures}\u00a0×\u00a0`}10${raised(Number(power))}`;
}

/** @param {number} power */
const raised = (power) => String(power).replace(/[-\d]/g, (sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)]));

/**
 * The same for machines, and for fields to type in: a decimal point, whatever the language.
 * @param {number | null | undefined} value @param {number} [digits]
 */
export function neutral(value, digits = 4) {
  if (value == null || !Number.isFinite(value)) return "–";
  return String(Number(value.toPrecision(digits)));
}
