// The fair race: who takes part and on what terms, the start and the stop, and what came out.

import { h, tell, write } from "../../stage/browser/dom/dom.js";
import { Latest, Refusal } from "../../stage/browser/wire/endpoint.js";
import { fill } from "../../stage/browser/dom/text.js";
import { shown, withShown } from "../../stage/browser/wire/shown.js";
import { RaceForm } from "./form.js";
import { RacePlots } from "./plots.js";
import { RaceResult } from "./result.js";

export class Race {
  static place = "compare";

  /** @type {Query} */ query;
  /** @type {string} */ wish;
  /** @type {RaceTerms & { query: Query }} */ terms;
  /** @type {string} */ answered; // the text that these are the answer to
  /** @type {Raced | null} */ raced;
  /** @type {AbortController | null} */ running;
  /** @type {RaceOutcome | null} */ ended;
  /** @type {boolean} */ refused;
  /** @type {string | null} */ failed;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    const { t } = ctx;
    const linked = shown("race");
    this.ctx = ctx;
    this.t = t;
    this.text = linked ?? "";
    this.awaited = linked !== null;
    /** @type {Latest<[query: Query, race: string, scheme: Scheme], RaceTerms>} */
    this.setup = new Latest((query, race, scheme) => ctx.get("race", query, { race, scheme }),
      (answer, query, text) => this.#ready(answer, query, text), (error) => this.#trouble(error));
    this.form = new RaceForm(t, (text) => this.#changed(text));
    this.go = h("button", { type: "button", class: "stage-button race-go", disabled: true,
      onclick: () => (this.running ? this.#stop() : this.#start()) }, t["race.start"]);
    this.bar = h("progress", { class: "race-bar", max: 1, value: 0, "aria-label": t["race.progress"], hidden: true });
    this.doing = h("p", { class: "stage-hint race-doing", role: "status" });
    this.problem = h("p", { class: "stage-status", role: "alert", hidden: true });
    this.stale = h("p", { class: "stage-hint race-stale", role: "status", hidden: true }, t["race.stale"]);
    this.plots = new RacePlots(ctx);
    this.result = new RaceResult(t, { take: () => this.#take(), link: () => this.#link() });
    this.node = h("details", { class: "stage-panel stage-steps race", open: this.awaited,
      ontoggle: () => this.#toggled() }, h("summary", {}, t["race.title"]),
      h("p", { class: "stage-hint" }, t["race.help"]), this.form.node,
      h("div", { class: "stage-table-bar race-start" }, this.go, this.bar, this.doing), this.problem, this.stale,
      this.result.words, this.plots.node, this.result.node);
  }

  scene() {
    if (this.raced && this.raced.scheme !== this.ctx.scheme()) this.#repaint();
    this.#ask();
  }

  /** @param {Paths} seen @param {number} row @param {Query} query */
  rest(seen, row, query) {
    this.query = query;
    this.#ask();
  }

  close() {
    this.running?.abort();
    this.plots.close();
  }

  #toggled() {
    if (this.node.open) this.#ask();
    else this.ctx.link("race");
    this.plots.resize();
  }

  #ask() {
    const wish = this.#wish();
    if (!this.node.open || this.query == null || wish.join(" ") === this.wish) return;
    this.wish = wish.join(" ");
    this.setup.want(...wish);
  }

  /** @returns {[Query, string, Scheme]} */
  #wish() {
    return [this.query, this.text, this.ctx.scheme()];
  }

  /** @param {string} text */
  #changed(text) {
    this.text = text;
    this.#ask();
  }

  /** @param {RaceTerms} answer @param {Query} query @param {string} text */
  #ready(answer, query, text) {
    if (text !== this.text) return; // the answer to the newer terms is on its way
    this.terms = { ...answer, query };
    this.answered = text;
    this.form.show(answer);
    this.#trouble(null);
    this.#compare();
    if (!this.awaited) return;
    this.awaited = false;
    this.#start();
  }

  /** Whether what is shown is a race on other terms than those that stand there now. */
  #compare() {
    this.stale.hidden = !this.raced || Boolean(this.running) || (!this.refused && this.terms.key === this.raced.key);
  }

  /**
   * Says why a race cannot be run so. A change of the terms is then taken back, a link that nobody understands forgotten.
   * @param {unknown} error
   */
  #trouble(error) {
    const refused = error instanceof Refusal;
    const said = refused ? error.message : error ? this.t.reconnecting : "";
    tell(this.problem, said);
    this.refused = refused;
    if (refused) this.awaited = false;
    this.go.disabled = Boolean(said) && !this.running;
    if (!this.refused) return;
    if (!this.terms && this.text) {
      this.text = "";
      this.form.keep(said);
      this.#ask();
    } else if (this.terms?.query === this.query && this.terms.text !== this.text) {
      this.text = this.answered = this.terms.text;
      this.wish = this.#wish().join(" ");
      this.form.show(this.terms);
      this.refused = this.go.disabled = false;
    }
    this.#compare();
  }

  // ---- running

  /** Runs a race on the terms that stand there: at once, or when they have been answered. */
  async #start() {
    if (this.answered !== this.text || this.terms.query !== this.query) {
      this.awaited = true;
      return;
    }
    const { text, key, query, people, figures } = this.terms;
    const running = (this.running = new AbortController());
    this.raced = { text, key, query, scheme: this.ctx.scheme(),
      names: people.filter(({ part }) => part).map(({ label }) => label) };
    this.ended = null;
    this.ctx.link("race", text);
    this.#busy(true);
    write(this.doing, this.t["race.begins"]);
    this.result.clear();
    await this.plots.begin(figures);
    try {
      await this.ctx.stream("race", query, { race: text }, (line) => this.running === running && this.#line(line),
        running.signal);
      if (!this.ended) throw new Error("the race broke off");
    } catch (error) {
      if (this.running === running && !running.signal.aborted)
        write(this.doing, this.failed ?? (error instanceof Refusal ? error.message : this.t["race.failed"]));
    }
    if (this.running === running) this.#busy(false);
  }

  #stop() {
    this.running?.abort();
    this.#busy(false);
    write(this.doing, this.t["race.stopped"]);
  }

  /** @param {boolean} busy */
  #busy(busy) {
    if (!busy) this.running = null;
    this.failed = null;
    this.bar.hidden = !busy;
    this.bar.value = 0;
    this.go.disabled = !busy && this.refused;
    this.node.setAttribute("aria-busy", String(busy));
    write(this.go, this.t[busy ? "race.stop" : this.raced ? "race.again" : "race.start"]);
    this.#compare();
  }

  /** @param {RaceLine} line */
  #line({ progress, entry, sweep, result, waiting, words, problems }) {
    const { names } = this.raced ?? { names: [] };
    if (waiting != null) write(this.doing, words);
    if (problems) write(this.doing, this.failed = problems.join(" "));
    if (progress != null) {
      this.bar.value = progress;
      write(this.doing, fill(this.t["race.doing"], { name: names[entry], part: entry + 1, all: names.length }));
    }
    if (sweep) this.plots.sweep(sweep);
    if (result) this.#finish(result);
  }

  /** @param {RaceOutcome} result */
  #finish(result) {
    this.ended = result;
    write(this.doing, "");
    const { names } = this.raced ?? { names: [] };
    this.plots.finish(result, names);
    this.result.show(result, names);
  }

  /** The same race in the colours of the other scheme. */
  async #repaint() {
    const { raced, ended } = this;
    if (!raced) return;
    raced.scheme = this.ctx.scheme();
    const { figures } = await this.ctx.get("race", raced.query, { race: raced.text, scheme: raced.scheme });
    if (raced !== this.raced) return;
    await this.plots.begin(figures);
    if (ended) this.plots.finish(ended, raced.names);
  }

  // ---- taking along

  /** All with their best rates become the runs of the playground. */
  #take() {
    this.text = this.form.alone(); // they are all runs of the playground now
    if (this.ended) this.ctx.load(this.ended.query);
    return this.t["race.took"];
  }

  #link() {
    const { query, text } = this.raced ?? { query: "", text: "" };
    return `${location.origin}${location.pathname}?${withShown(query, `race~${text}`)}`;
  }
}
