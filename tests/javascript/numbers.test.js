// Numbers as people type and read them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNumber, roundTo } from "../../app/stage/browser/controls/fields.js";
import { fill, short } from "../../app/stage/browser/dom/text.js";

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

test("a number is shown with four digits, and what is none as a dash", () => {
  assert.equal(short(0.123456), "0.1235");
  assert.equal(short(1 / 3, 2), "0.33");
  assert.equal(short(1000), "1000");
  for (const none of [NaN, Infinity, undefined]) assert.equal(short(none), "–");
});

test("a text is filled in with values by name, and a name without one stays", () => {
  assert.equal(fill("{name} after {step} steps", { name: "Adam", step: 3 }), "Adam after 3 steps");
  assert.equal(fill("{name} and {other}", { name: "Adam" }), "Adam and {other}");
});
