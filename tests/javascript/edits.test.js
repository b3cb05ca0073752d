// Edits of an experiment as fields of its text form.

import assert from "node:assert/strict";
import { test } from "node:test";
import { rebased, withFormula } from "../../app/stage/browser/wire/edits.js";

const fields = (text) => new URLSearchParams(text);

test("an answer that nothing has overtaken is taken as it is", () => {
  assert.equal(rebased("f=bowl&x=1", fields("x=1&f=bowl"), fields("x=1&f=bowl")).toString(), "f=bowl&x=1");
});

test("what was changed while the answer was under way stays changed", () => {
  assert.equal(rebased("f=bowl&x=1&y=2", fields("x=1&y=2"), fields("x=5&y=2")).get("x"), "5");
});

test("a field that was removed meanwhile stays removed", () => {
  const found = rebased("f=bowl&noise=1", fields("f=bowl&noise=1"), fields("f=bowl"));
  assert.ok(!found.has("noise"));
});

test("runs are numbered anew by the server, and what was changed follows its run", () => {
  const asked = "run1=sgd&run3=adam&run3.lr=0.1";
  const found = rebased("run1=sgd&run2=adam&run2.lr=0.1", fields(asked), fields("run1=sgd&run3=adam&run3.lr=0.5"));
  assert.equal(found.get("run2.lr"), "0.5");
  assert.ok(!found.has("run3.lr"));
});

test("a new formula keeps the runs and the settings of now, not those of the answer", () => {
  const found = withFormula("formula=x^2&run1=sgd&steps=50", fields("formula=x&run1=adam&steps=7"), new Map());
  assert.equal(found.get("formula"), "x^2");
  assert.equal(found.get("run1"), "adam");
  assert.equal(found.get("steps"), "7");
});

test("a variable that comes back has its start and box as they were left", () => {
  const left = new Map([["y", "3"], ["y.low", "-9"]]);
  const found = withFormula("formula=x*y&x=0&y=0&y.low=-1", fields("formula=x&x=2"), left);
  assert.deepEqual([found.get("x"), found.get("y"), found.get("y.low")], ["2", "3", "-9"]);
});
