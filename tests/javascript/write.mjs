// Writes numbers as the page does: [value, digits, language] each, as JSON from standard input.

import { readFileSync } from "node:fs";
import { short } from "../../app/stage/browser/dom/text.js";

/** @type {[number, number, string][]} */
const asked = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map((one) => short(...one))));
