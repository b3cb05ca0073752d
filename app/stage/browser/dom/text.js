// Texts with values filled in, and numbers as people write them, both in the language of the page.

const PLACE = /\{(\w+)(?::([^{}|]+\|[^{}]+))?\}/g; // {count}, {count:one row|other rows}

/** @type {Record<string, { signs: Record<string, string>, plurals: Intl.PluralRules }>} */
const known = {};

/** How the page's language writes numbers, and which words go with which. */
function conventions(language = globalThis.document?.documentElement.lang || "en") {
  if (!known[language]) {
    const parts = new Intl.NumberFormat(language).formatToParts(-1.5).map(({ type, value }) => [type, value]);
    const { decimal, minusSign } = Object.fromEntries(parts);
    known[language] = { signs: { ".": decimal, "-": minusSign }, plurals: new Intl.PluralRules(language) };
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
 * A number as people write it: four digits.
 * @param {number | null | undefined} value @param {number} [digits] @param {string} [language]
 */
export function short(value, digits = 4, language) {
  const { signs } = conventions(language);
  return neutral(value, digits).replace(/[.-]/g, (sign) => signs[sign]);
}

/**
 * The same for machines, and for fields to type in: a decimal point, whatever the language.
 * @param {number | null | undefined} value @param {number} [digits]
 */
export function neutral(value, digits = 4) {
  if (value == null || !Number.isFinite(value)) return "–";
  return String(Number(value.toPrecision(digits)));
}
