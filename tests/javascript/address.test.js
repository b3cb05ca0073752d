// What the address shows besides the experiment, and the experiments that were on the stage.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { History, changed } from "../../app/panels/ghost/history.js";
import { show, showing, shown, withShown } from "../../app/stage/browser/wire/shown.js";

const kept = new Map();

beforeEach(() => {
  kept.clear();
  const location = { search: "?f=bowl&steps=10" };
  const history = { state: null, replaceState: (state, title, address) => location.search = address };
  const sessionStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  Object.assign(globalThis, { location, history, sessionStorage });
});

test("a kind of thing is put into the address beside the experiment, found there, and taken out again", () => {
  assert.ok(!showing());
  assert.ok(show("race", "lr~3"));
  assert.equal(shown("race"), "lr~3");
  assert.equal(shown("basin"), null);
  assert.ok(location.search.startsWith("?f=bowl&steps=10&show="));
  assert.ok(show("race"));
  assert.equal(location.search, "?f=bowl&steps=10");
});

test("showing the same again is no news", () => {
  assert.ok(show("race", "lr"));
  assert.ok(!show("race", "lr"));
});

test("a new experiment takes along what is shown", () => {
  show("race", "lr");
  assert.equal(withShown("f=saddle"), "f=saddle&show=race~lr");
});

test("one goes back and forth through the experiments, and a new one ends the way forth", () => {
  const history = new History();
  for (const query of ["a", "b", "c"]) history.push(query);
  assert.equal(history.move(-1), "b");
  assert.equal(history.move(-1), "a");
  assert.equal(history.move(-1), null);
  assert.equal(history.move(1), "b");
  assert.deepEqual([history.undos, history.redos], [1, 1]);
  history.push("d");
  assert.deepEqual([history.before, history.now, history.redos], ["b", "d", 0]);
});

test("sixty experiments are kept, and they survive a reload of the tab", () => {
  const history = new History();
  for (let i = 0; i < 70; i++) history.push(String(i));
  const again = new History();
  assert.equal(again.entries.length, 60);
  assert.deepEqual([again.before, again.now], ["68", "69"]);
});

test("one more touch of the same change, and two texts of one experiment, are one entry", () => {
  const history = new History();
  for (const query of ["a", "b", "c"]) history.push(query);
  history.replace("c2");
  assert.deepEqual(history.entries, ["a", "b", "c2"]);
  history.join("a", "b");
  assert.deepEqual([history.entries, history.now], [["b", "c2"], "c2"]);
});

test("what somebody else wrote into the tab's memory is not taken for a history", () => {
  for (const text of ["no json", '{"entries":[1],"at":0}', '{"entries":["a"],"at":5}']) {
    kept.set("descent.history", text);
    assert.deepEqual(new History().entries, []);
  }
});

test("two experiments differ in these fields", () => {
  assert.equal(changed("f=bowl&x=1&y=2", "f=bowl&x=3&z=4"), "x,y,z");
});
