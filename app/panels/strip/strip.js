// The learning-rate strip in the way of each slider: what every rate leads to, and the marks of the curvature.

import { Latest, Refusal } from "../../stage/browser/wire/endpoint.js";
import { StripView } from "./view.js";
const SELDOM = 400; // milliseconds from question to question where the browser follows: only the curvature is the server's

export class Strip {
  static place = "card";

  /** @type {Query} */ asked;
  /** @type {string | null} */ fine;
  place = -1; // of the run whose strip was drawn last
  /** @type {string | null} */ wanted;
  /** @type {boolean} */ closed;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.node = null;
    /** @type {StripView[]} */
    this.views = [];
    this.began = 0; // when it was asked last
    /** @type {Latest<[query: Query, place: number, step: number, fine: boolean], StripAnswer>} */
    this.fetch = new Latest(
      (query, place, step, fine) => ctx.get("strip", query, { run: place + 1, step, ...(fine ? { fine: 1 } : {}) }),
      (answer, query, place) => this.#use(answer, query, place),
      (error) => error instanceof Refusal && this.#blank(),
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
    runs.forEach((_, i) => {
      this.views[i] ??= new StripView(this.ctx, {
        take: (rate) => this.ctx.edit({ [`run${i + 1}.lr`]: String(rate) }, true),
        show: (rate) => this.#show(i + 1, rate),
        hide: () => this.#hide(),
      });
      this.views[i].of(this.ctx.card(i + 1));
    });
  }

  /**
   * Only the strip of the run whose card is open is in sight, asked for and drawn.
   * @param {Paths} paths @param {number} row @param {Query} query @param {boolean} [exact]
   */
  draw(paths, row, query, exact = true) {
    const place = this.ctx.chosen();
    const view = this.views[place];
    if (!view || !paths.runs[place]) return;
    if (place !== this.place && view.about !== about(query, place)) view.blank(about(query, place));
    this.place = place;
    view.draw(paths.runs[place], row, Number(new URLSearchParams(query).get(`run${place + 1}.lr`)), exact);
    if (!exact) this.#draft(view, query, place);
    if (paths.live?.data) return; // the data change with every frame: the paths and the surface come first
    const soonest = !exact && this.ctx.follows() ? this.began + SELDOM : -Infinity;
    if (query !== this.asked && performance.now() > soonest) this.#ask(paths, row, query, false);
  }

  /**
   * In each frame of a drag the strip follows, unless the change makes no difference to it.
   * @param {StripView} view @param {Query} query @param {number} place
   */
  #draft(view, query, place) {
    if (!view.strip || view.about === about(query, place)) return;
    const band = this.ctx.sweep(place);
    if (band) view.draft(band, about(query, place));
  }

  /**
   * Borders are looked for exactly once nothing moves.
   * @param {Paths} paths @param {number} row @param {Query} query
   */
  rest(paths, row, query) {
    const place = this.ctx.chosen();
    if (`${place} ${query}` !== this.fine || !this.views[place]?.knows(paths.runs[place], row))
      this.#ask(paths, row, query, true);
  }

  close() {
    this.closed = true;
  }

  /** @param {Paths} paths @param {number} row @param {Query} query @param {boolean} fine */
  #ask(paths, row, query, fine) {
    const place = this.ctx.chosen();
    this.asked = query;
    this.began = performance.now();
    this.fine = fine ? `${place} ${query}` : null;
    const run = paths.runs[place];
    this.fetch.want(query, place, run?.rows ? run.step(Math.min(row, run.rows - 1)) : 0, fine);
  }

  /** @param {StripAnswer} answer @param {Query} query @param {number} place */
  #use({ kinds, unsaid, runs }, query, place) {
    if (this.closed || runs.length !== this.views.length) return; // of the runs before
    const meant = about(query, place);
    this.views[place].show(runs[place], kinds, unsaid, meant, meant !== about(this.ctx.query(), place));
    const paths = this.ctx.paths();
    if (paths) this.draw(paths, this.ctx.row(), this.asked, paths.exact);
    this.ctx.root.dispatchEvent(new CustomEvent("strip-painted", { detail: { query } }));
  }

  /** There is no answer; the stage itself says what is wrong. */
  #blank() {
    for (const view of this.views) view.blank("");
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
