// Numbers as people type and read them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNumber, roundTo } from "../../app/stage/browser/controls/fields.js";
import { CARD, fill, neutral, short } from "../../app/stage/browser/dom/text.js";

const READ = {
  "0.1": 0.1,
  " 12 ": 12,
  ".5": 0.5,
  "5.": 5,
  "-3e-4": -3e-4,
  "+2": 2,
  "0,25": 0.25, // a decimal comma
  "−1,5": -1.5, // a typeset minus
  "0,125": 0.125,
};

for (const [text, value] of Object.entries(READ)) {
  test(`"${text}" is read as ${value}`, () => assert.equal(parseNumber(text), value));
}

for (const text of ["", "abc", "1,000", "12,345", "1.2.3", "1e", "0x10", "Infinity", "--1", "1 000", "1,2,3"]) {
  test(`"${text}" is not guessed at`, () => assert.ok(Number.isNaN(parseNumber(text))));
}

test("a number is rounded well below the step that it is moved by", () => {
  assert.equal(roundTo(0.123456789, 0.01), 0.123);
  assert.equal(roundTo(1234.5678, 10), 1235);
  assert.equal(roundTo(0.1 + 0.2, 1e-6), 0.3);
});

test("a number has three digits in a sentence, four in a card, and what is none is a dash", () => {
  assert.equal(short(0.123456), "0.123");
  assert.equal(short(0.123456, CARD), "0.1235");
  assert.equal(short(1 / 3, 2), "0.33");
  assert.equal(short(1000), "1000");
  assert.equal(short(0.001), "0.001");
  for (const none of [NaN, Infinity, undefined]) assert.equal(short(none), "–");
});

test("a number with one digit more is written whole: a setting stays what it is", () => {
  assert.equal(short(0.1234), "0.1234");
  assert.equal(short(0.12345), "0.123");
  assert.equal(short(9999), "9999");
});

test("what is far from one has a power of ten, with raised digits and a true minus", () => {
  assert.equal(short(5.63217e-10), "5.63\u00a0×\u00a010⁻¹⁰");
  assert.equal(short(-12345), "−1.23\u00a0×\u00a010⁴");
  assert.equal(short(1e-4), "10⁻⁴");
});

test("a text is filled in with values by name, and a name without one stays", () => {
  assert.equal(fill("{name} after {step} steps", { name: "Adam", step: 3 }), "Adam after 3 steps");
  assert.equal(fill("{name} and {other}", { name: "Adam" }), "Adam and {other}");
});

test("the language chooses the decimal sign, but not for machines", () => {
  assert.equal(short(-0.25, 4, "de"), "−0,25");
  assert.equal(short(1234567, 4, "de"), "1,235\u00a0×\u00a010⁶");
  assert.equal(neutral(-0.25), "-0.25");
});

test("a number chooses its words as the language has them", () => {
  const rows = "{count} {count:one row|other rows}";
  assert.deepEqual([1, 2].map((count) => fill(rows, { count }, "en")), ["1 row", "2 rows"]);
  const files = "{count:one plik|few pliki|many plików|other pliku}";
  assert.deepEqual([1, 2, 5, 22].map((count) => fill(files, { count }, "pl")), ["plik", "pliki", "plików", "pliki"]);
});
