// The learning-rate strip under the slider of each run's card: what every rate leads to, and the marks of the curvature.

import { Latest, Refusal } from "../../stage/browser/wire/endpoint.js";
import { StripView } from "./view.js";
import { MANY } from "../../stage/browser/controls/runs.js";

const PAUSE = 0.5; // of the time an answer took, for each further run: while a finger moves the paths come first
const SELDOM = 400; // milliseconds from question to question where the browser follows: only the curvature is the server's

export class Strip {
  static place = "card";

  /** @type {Query} */ asked;
  /** @type {Query | null} */ fine;
  /** @type {string | null} */ wanted;
  /** @type {boolean} */ closed;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.node = null;
    /** @type {StripView[]} */
    this.views = [];
    this.next = 0;
    this.began = 0; // when it was asked last
    this.turn = 0; // the run whose strip was drafted last
    /** @type {Latest<[query: Query, step: number, fine: boolean], StripAnswer>} */
    this.fetch = new Latest(
      (query, step, fine) => this.#get(query, fine ? { step, fine: 1 } : { step }),
      (answer, query) => this.#use(answer, query),
      (error) => error instanceof Refusal && this.#use({ kinds: [], unsaid: [], runs: [] }), // the stage itself says what is wrong
    );
    /** @type {Latest<[query: Query, number: number, rate: number], Paths>} */
    this.path = new Latest((query, _number, _rate) => ctx.endpoint.paths(query, true),
      (paths, _query, number, rate) => this.#ghost(paths.runs[0], number, rate), () => {});
  }

  /**
   * The cards may be new: each gets its strip back, and a strip without a card goes.
   * @param {Scene} scene
   */
  scene({ runs }) {
    this.views.splice(runs.length).forEach((view) => view.node.remove());
    runs.forEach((run, i) => {
      this.views[i] ??= new StripView(this.ctx, {
        take: (rate) => this.ctx.edit({ [`run${i + 1}.lr`]: String(rate) }, true),
        show: (rate) => this.#show(i + 1, rate),
        hide: () => this.#hide(),
      });
      const slot = this.ctx.slot(i + 1, "rate");
      if (slot && this.views[i].node.parentElement !== slot) slot.replaceChildren(this.views[i].node);
      this.views[i].of(run, runs.length >= MANY);
    });
  }

  /** @param {Paths} paths @param {number} row @param {Query} query @param {boolean} [exact] */
  draw(paths, row, query, exact = true) {
    const fields = new URLSearchParams(query);
    this.views.forEach((view, i) =>
      paths.runs[i] && view.draw(paths.runs[i], row, Number(fields.get(`run${i + 1}.lr`)), exact)
    );
    if (!exact) this.#draft(query);
    if (paths.live?.data) return; // the data change with every frame: the paths and the surface come first
    const soonest = !exact && this.ctx.follows() ? Math.max(this.next, this.began + SELDOM) : this.next;
    if (query !== this.asked && performance.now() > soonest) this.#ask(paths, row, query, false);
  }

  /**
   * In each frame of a drag the strip of one run follows, in turn, unless the change makes no difference to it.
   * @param {Query} query
   */
  #draft(query) {
    const places = [...this.views.keys()].filter((i) => this.views[i].strip && this.views[i].about !== about(query, i));
    const place = places.find((i) => i > this.turn) ?? places[0];
    if (place === undefined) return;
    this.turn = place;
    const band = this.ctx.sweep(place);
    if (band) this.views[place].draft(band, about(query, place));
  }

  /**
   * Borders are looked for exactly once nothing moves.
   * @param {Paths} paths @param {number} row @param {Query} query
   */
  rest(paths, row, query) {
    if (query !== this.fine || !this.views.every((view, i) => view.knows(paths.runs[i], row)))
      this.#ask(paths, row, query, true);
  }

  close() {
    this.closed = true;
  }

  /** @param {Paths} paths @param {number} row @param {Query} query @param {boolean} fine */
  #ask(paths, row, query, fine) {
    this.asked = query;
    this.began = performance.now();
    this.fine = fine ? query : null;
    this.fetch.want(query,
      Math.max(0, ...paths.runs.map((run) => (run.rows ? run.step(Math.min(row, run.rows - 1)) : 0))), fine);
  }

  /** @param {Query} query @param {object} own @returns {Promise<StripAnswer>} */
  async #get(query, own) {
    const began = performance.now();
    const answer = await this.ctx.get("strip", query, own);
    const now = performance.now();
    this.next = now + PAUSE * (answer.runs.length - 1) * (now - began);
    return answer;
  }

  /** @param {StripAnswer} answer @param {Query} [query] */
  #use({ kinds, unsaid, runs }, query) {
    if (this.closed || (query && runs.length !== this.views.length)) return; // of the runs before
    const now = this.ctx.query();
    this.views.forEach((view, i) => {
      const meant = query === undefined ? "" : about(query, i);
      view.show(runs[i], kinds, unsaid, meant, meant !== about(now, i));
    });
    const paths = this.ctx.paths();
    if (paths && query) this.draw(paths, this.ctx.row(), this.asked);
    this.ctx.root.dispatchEvent(new CustomEvent("strip-painted", { detail: { query } }));
  }

  /**
   * Asks for the path that run `number` would take with another rate.
   * @param {number} number @param {number} rate
   */
  #show(number, rate) {
    const fields = new URLSearchParams();
    for (const [key, value] of new URLSearchParams(this.ctx.query())) {
      const [, run, rest] = /^run(\d+)(.*)$/.exec(key) ?? [];
      if (!run) fields.set(key, value);
      else if (Number(run) === number) fields.set(`run1${rest}`, value);
    }
    fields.set("run1.lr", String(rate));
    fields.delete("seeds"); // one path is enough
    this.wanted = `${number} ${rate}`;
    this.path.want(fields.toString(), number, rate);
  }

  /** @param {RunPath} run @param {number} number @param {number} rate */
  #ghost(run, number, rate) {
    if (this.wanted !== `${number} ${rate}` || this.closed) return;
    const { color } = this.ctx.scene().looks[number - 1] ?? {};
    this.ctx.ghosts.show("strip", run, { label: this.ctx.t["strip.ghost"].replace("{rate}", String(rate)), color,
      dash: "dot" });
  }

  #hide() {
    this.wanted = null;
    this.ctx.ghosts.hide("strip");
  }
}

/**
 * What the strip of a run depends on: neither its own rate nor the other runs.
 * @param {Query} query @param {number} place of the run
 */
function about(query, place) {
  const own = `run${place + 1}`;
  return [...new URLSearchParams(query)]
    .filter(([key]) => !/^run\d/.test(key) || ((key === own || key.startsWith(`${own}.`)) && key !== `${own}.lr`)).join(
      "&",
    );
}
