// Something that is done at most every so often.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Seldom } from "../../app/stage/browser/dom/seldom.js";

test("the first is done at once, those after it in a while, of them the last alone", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const done = [];
  const seldom = new Seldom(1e6);
  for (const word of ["a", "b", "c"]) seldom.do(() => done.push(word), false);
  assert.deepEqual(done, ["a"]);
  t.mock.timers.tick(1e6);
  assert.deepEqual(done, ["a", "c"]);
});

test("what must be done is done at once, and what waited is forgotten", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const done = [];
  const seldom = new Seldom(1e6);
  for (const word of ["a", "b"]) seldom.do(() => done.push(word), false);
  seldom.do(() => done.push("c"), true);
  t.mock.timers.tick(1e7);
  assert.deepEqual(done, ["a", "c"]);
});
