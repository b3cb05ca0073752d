// Follows paths by printed modules, and calls what they are made of: a task as JSON from stdin, the answers as JSON.
// What is no number in JSON goes as a text: "nan", "inf", "-inf".

import { readFileSync } from "node:fs";
import { Drafts } from "../../app/stage/browser/drafts/drafts.js";
import { ratesOf } from "../../app/stage/browser/drafts/path.js";
import { sweep } from "../../app/stage/browser/drafts/sweep.js";
import { heightsOf } from "../../app/stage/browser/drafts/heights.js";

const NUMBERS = { nan: NaN, inf: Infinity, "-inf": -Infinity };
const TEXTS = { NaN: "nan", Infinity: "inf", "-Infinity": "-inf" };
const plain = (value) => (Number.isFinite(value) ? value : TEXTS[String(value)]);
const load = (text) => import(`data:text/javascript,${encodeURIComponent(text)}`);

const task = JSON.parse(readFileSync(0, "utf8"), (_, value) => (Object.hasOwn(NUMBERS, value) ? NUMBERS[value] : value));
const modules = await Promise.all(task.modules.map(load));

/** A run by its printed function. */
function path({ module, run, start, steps, changes, warmup, plan, sigma, draws, hypers, constants, lr }) {
  const { follow } = modules[module].runs[run];
  /** @type {any} */
  const numbers = { rate: lr, changes, warmup, plan };
  const rates = ratesOf(modules[module].runs[run], numbers, steps, steps);
  const columns = Array.from({ length: 2 * start.length + 3 }, () => new Float64Array(steps + 1));
  const last = follow(start, steps, rates, sigma, draws, hypers, constants, columns);
  return { rates: [...rates].map(plain), columns: columns.map((column) => [...column.subarray(0, last + 1)].map(plain)) };
}

/** All runs of a scene as the stage draws them in a frame. */
async function draft({ module, scene, draws }) {
  /** @type {any} */
  const endpoint = { code: async () => modules[module], draws: async () => Float64Array.from(draws.flat(2)) };
  const drafts = new Drafts(endpoint, () => {});
  Object.assign(drafts.pace, { steps: (planned) => planned, paths: () => Infinity }); // however slow the machine is
  await drafts.of(scene);
  await new Promise((done) => setImmediate(done)); // the draws are here
  const table = (columns) => columns.map((column) => [...column].map(plain));
  const paths = drafts.follow(new URLSearchParams(scene.query));
  if (!paths) throw new Error(`nothing follows ${scene.query}`);
  return paths.runs.map((run) => ({
    ...run,
    columns: table([...run.point, run.loss, ...run.gradient, run.size, run.rate]),
    bundle: run.bundle && [...run.bundle.paths, run.bundle.median].flatMap(({ point, loss }) => table([...point, loss])),
  }));
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
  const own = { hypers, plan, warmup, changes: [], stops: false };
  const endings = ["diverged", "left_domain", "no_step"];
  /** @type {any} */
  const numbers = { start, steps, sigma, constants, stop: null, runs: [own], endings, flips: 10 };
  return sweep(modules[module], run, numbers, rates, steps, draws, domain, known);
}

const KINDS = { calls: call, heights: drawn, sweep: swept, scene: draft };
const kind = (job) => Object.entries(KINDS).find(([field]) => field in job)?.[1] ?? path;
const answers = await Promise.all(task.jobs.map((job) => kind(job)(job)));
process.stdout.write(JSON.stringify(answers));
