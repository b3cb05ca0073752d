// Follows paths by printed modules, and calls what they are made of: a task as JSON from stdin, the answers as JSON.
// What is no number in JSON goes as a text: "nan", "inf", "-inf".

import { readFileSync } from "node:fs";
import { sweep } from "../../app/stage/browser/drafts/sweep.js";
import { heightsOf } from "../../app/stage/browser/drafts/heights.js";

const NUMBERS = { nan: NaN, inf: Infinity, "-inf": -Infinity };
const TEXTS = { NaN: "nan", Infinity: "inf", "-Infinity": "-inf" };
const plain = (value) => (Number.isFinite(value) ? value : TEXTS[String(value)]);
const load = (text) => import(`data:text/javascript,${encodeURIComponent(text)}`);

const task = JSON.parse(readFileSync(0, "utf8"), (_, value) => (Object.hasOwn(NUMBERS, value) ? NUMBERS[value] : value));
const modules = await Promise.all(task.modules.map(load));

function followed({ module, run, start, steps, lr, changes, warmup, plan, sigma, draws, hypers, constants }) {
  const { follow, rate } = modules[module].runs[run];
  const rates = Float64Array.from({ length: steps }, (_, k) => {
    const now = changes.reduce((at, [after, value]) => (k + 1 > after ? value : at), lr);
    return rate(k + 1, now, steps, warmup, plan);
  });
  const columns = Array.from({ length: 2 * start.length + 3 }, () => new Float64Array(steps + 1));
  const last = follow(start, steps, rates, sigma, draws, hypers, constants, columns);
  return { rates: [...rates].map(plain), columns: columns.map((column) => [...column.subarray(0, last + 1)].map(plain)) };
}

/** Calls a function of a module with each list of arguments. */
function call({ module, name, calls }) {
  return calls.map((values) => [modules[module][name](...values)].flat().map(Number).map(plain));
}

/** The heights of a surface over a box, in the colours of its home. */
const drawn = ({ module, heights: [box, home], constants }) =>
  [...heightsOf((x, y) => modules[module].loss(x, y, ...constants)[0], box, home).heights].map(plain);

/** The strip of a run, as a draft has it. */
function swept({ module, sweep: [domain, known], run, start, steps, warmup, plan, sigma, draws, hypers, constants, rates }) {
  const numbers = { start, steps, sigma, constants, stop: null, runs: [{ hypers, plan, warmup, changes: [] }] };
  return sweep(modules[module], run, numbers, rates, steps, draws, domain, known);
}

const answer = (job) => job.sweep ? swept(job) : (job.calls ? call(job) : job.heights ? drawn(job) : followed(job));
process.stdout.write(JSON.stringify(task.jobs.map(answer)));
