// Talks to the endpoint: few requests of a kind are under way, and the newest wish wins.

import { Flights } from "./flights.js";
import { readPaths } from "./paths.js";

const RETRY_MS = [300, 700, 1500, 3000, 5000];
const LONGEST_MS = 30000;

/**
 * Answers requests one at a time, or as many as `flights` has room for. A wish that comes while there is none replaces
 * the one that waits, and an answer that is overtaken by a newer one is dropped.
 * @template {unknown[]} Wish @template Answer
 */
export class Latest {
  /** @type {Wish | null} */ waiting;
  /** @type {boolean} */ troubled;
  /** @type {boolean} */ pausing; // nobody answered

  /**
   * @param {(...wish: Wish) => Promise<Answer>} ask @param {(answer: Answer, ...wish: Wish) => unknown} use
   * @param {(error: unknown) => void} trouble @param {{ room: number }} [flights]
   */
  constructor(ask, use, trouble, flights = { room: 1 }) {
    this.ask = ask;
    this.use = use;
    this.trouble = trouble;
    this.flights = flights;
    this.flying = 0;
    this.asked = 0; // the number of the newest question, and of the newest that was answered
    this.answered = 0;
    this.waiting = null;
    this.failures = 0;
  }

  /** @param {Wish} wish */
  want(...wish) {
    this.waiting = wish;
    this.#work();
  }

  async #work() {
    if (!this.waiting || this.pausing || this.flying >= this.flights.room) return;
    const wish = this.waiting;
    const number = ++this.asked;
    this.waiting = null;
    this.flying++;
    try {
      await this.#answer(number, await this.ask(...wish), wish);
    } catch (error) {
      await this.#failed(number, error, wish);
    }
    this.flying--;
    this.#work();
  }

  /** @param {number} number @param {Answer} answer @param {Wish} wish */
  async #answer(number, answer, wish) {
    if (number < this.answered) return;
    this.answered = number;
    if (this.troubled) this.trouble(null);
    this.troubled = false;
    this.failures = 0;
    try {
      await this.use(answer, ...wish);
    } catch (error) {
      console.error(error); // a mistake of ours, not of the connection: the next answer may be drawn
    }
  }

  /** @param {number} number @param {unknown} error @param {Wish} wish */
  async #failed(number, error, wish) {
    if (error instanceof Overtaken || number < this.answered) return;
    this.troubled = true;
    this.trouble(error);
    if (error instanceof Refusal || this.pausing || number < this.asked) return; // what was asked later may yet be answered
    this.pausing = true;
    await new Promise((done) => setTimeout(done, RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)]));
    this.pausing = false;
    this.waiting ??= wish; // nothing newer was asked for: try the same again
  }
}

/** The server had a newer question of this page before it came to this one. */
export class Overtaken extends Error {}

/** The server understood the request and says why it cannot be answered. */
export class Refusal extends Error {
  /** @param {{ problems?: string[] }} body */
  constructor(body) {
    super((body.problems ?? []).join(" "));
    this.body = body;
  }
}

export class Endpoint {
  /** @param {string} base @param {string} language */
  constructor(base, language) {
    this.base = base;
    this.language = language;
    this.root = `${base}/stage`;
    this.flights = new Flights();
  }

  /** @type {(query: Query, scheme: Scheme, wishes: string) => Promise<Scene>} */
  scene = (query, scheme, wishes) => this.#json(`${this.root}/${this.language}/${scheme}/scene?${query}${wishes}`);
  /** @type {() => Promise<Gallery>} */
  gallery = () => this.#json(`${this.root}/${this.language}/gallery`);
  /** @type {(query: Query, slug: string) => Promise<{ query: Query }>} */
  onto = (query, slug) => this.#json(`${this.root}/${this.language}/on?${query}&onto=${slug}`);
  /** @type {(query: Query, view: number[], at: number[] | null) => Promise<Grid>} */
  grid = (query, view, at) =>
    this.#json(`${this.root}/${this.language}/grid?${query}&view=${view}${at ? `&at=${at}` : ""}`);
  /** @type {(text: string) => Promise<FormulaAnswer>} */
  formula = (text) => this.#json(`${this.root}/${this.language}/formula?text=${encodeURIComponent(text)}`);
  /** @type {(query: Query, run: number, step: number, axis: number) => Promise<RuleAnswer>} */
  rule = (query, run, step, axis) =>
    this.#json(`${this.root}/${this.language}/rule?${query}&run=${run}&step=${step}&axis=${axis}`);
  /** @param {Query} query */
  csv = (query) => `${this.root}/${this.language}/steps.csv?${query}`;
  /** @param {Query} query */
  json = (query) => `${this.root}/${this.language}/steps.json?${query}`;
  /** @type {(query: Query, library: string) => Promise<string>} */
  script = async (query, library) =>
    (await this.#get(`${this.root}/${this.language}/script?${query}&library=${library}`)).text();
  /** @type {(query: Query, row: number) => Promise<RegionAnswer & { chances: Chances }>} */
  region = (query, row) => this.#json(`${this.root}/${this.language}/region?${query}&row=${row}`);
  /** @type {(query: Query) => Promise<SeedAnswer>} */
  seeds = (query) => this.#json(`${this.root}/${this.language}/seeds?${query}`);
  /** @type {(own: TableWish, bytes: ArrayBuffer) => Promise<TableAnswer>} */
  rows = (own, bytes) => this.#json(`${this.root}/${this.language}/csv?${given(own)}`, { method: "POST", body: bytes });
  /** @type {(query: Query, run: number, row: number) => Promise<UnitsAnswer>} */
  units = (query, run, row) => this.#json(`${this.root}/${this.language}/units?${query}&run=${run}&row=${row}`);
  /** @type {(address: string) => Promise<Code>} */
  code = (address) => import(`${this.root}/${this.language}/${address}`);
  /** @type {(seed: number, seeds: number, rows: number, dim: number) => Promise<Float64Array>} */
  draws = async (seed, seeds, rows, dim) => {
    const own = given({ seed, seeds, rows, dim });
    return new Float64Array(await (await this.#get(`${this.root}/${this.language}/draws?${own}`)).arrayBuffer());
  };
  /** @param {Query} query @param {string} library */
  scriptFile = (query, library) => `${this.root}/${this.language}/script?${query}&library=${library}&save=1`;

  /**
   * `shown` is what the map shows, where the surface is to come along (app/stage/answers/live.py). With `trains` much work is only begun.
   * @param {Query} query @param {boolean} draft @param {string | null} [shown] @param {boolean} [trains] @param {Flights} [flights]
   */
  async paths(query, draft, shown, trains, flights) {
    const own = { draft: draft ? 1 : null, live: shown || null, train: trains && !draft ? 1 : null,
      turn: draft ? flights?.turn() : null };
    const began = performance.now();
    const response = await this.#get(
      `${this.root}/${this.language}/paths?${[query, String(given(own))].filter(Boolean).join("&")}`,
    );
    if (response.status === 204) throw new Overtaken();
    const bytes = await response.arrayBuffer();
    if (draft) flights?.landed(performance.now() - began, response.headers.get("Server-Timing"));
    return readPaths(bytes);
  }

  /**
   * The same for drafts of which several are under way, as many as there are flights for.
   * @param {Query} query @param {boolean} draft @param {string | null | undefined} shown @param {boolean} trains
   */
  several(query, draft, shown, trains) {
    return this.paths(query, draft, shown, trains, this.flights);
  }

  /** @param {string} url @param {RequestInit} [more] */
  async #json(url, more) {
    return (await this.#get(url, more)).json();
  }

  /** @param {string} url @param {RequestInit} [more] */
  async #get(url, more) {
    const response = await fetch(url, { ...more, signal: AbortSignal.timeout(LONGEST_MS) });
    if (response.status === 400) throw new Refusal(await response.json());
    if (!response.ok) throw new Error(`${response.status}`);
    return response;
  }
}

/**
 * The fields that have a value, as a query.
 * @param {object} own
 */
function given(own) {
  return new URLSearchParams(Object.entries(own).filter(([, value]) => value != null));
}
