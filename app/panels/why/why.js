// In each run's card: why it went as it did, how that is known, and a button for a change that was tried and helps.

import { h, write } from "../../stage/browser/dom/dom.js";
import { Latest, Refusal } from "../../stage/browser/wire/endpoint.js";
import { fill } from "../../stage/browser/dom/text.js";

export class Why {
  static place = "card";

  /** @type {string | null} */ asked;
  /** @type {Query | null} */ previewed;
  /** @type {number | null} */ taken;
  /** @type {string} */ done;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.node = null;
    /** @type {Reason[]} */
    this.reasons = [];
    /** @type {Latest<[query: Query, place: number], { runs: (WhyExplanation | null)[] }>} */
    this.fetch = new Latest(
      (query, place) => ctx.get("why", query, { run: place + 1 }),
      ({ runs }, query, place) => this.#use(runs, query, place),
      (error) => error instanceof Refusal && this.#use([], ctx.query(), ctx.chosen()), // the stage itself says what is wrong
    );
    /** @type {Latest<[query: Query, i: number], Paths>} */
    this.preview = new Latest((query, _i) => ctx.endpoint.paths(query, true),
      (paths, query, i) => this.#draw(paths.runs[i], query, i), () => {});
  }

  close() {
    this.previewed = null;
  }

  /**
   * The cards may be new: each gets its words back.
   * @param {Scene} scene
   */
  scene({ runs }) {
    this.reasons.length = Math.min(this.reasons.length, runs.length);
    runs.forEach((_, i) => {
      this.reasons[i] ??= new Reason(this.ctx.t, { take: (fix) => this.#take(i, fix), show: (fix) => this.#show(i, fix),
        hide: () => this.#hide() });
      if (this.reasons[i].of(this.ctx.card(i + 1)?.verdict)) this.asked = null; // a new card knows nothing yet
    });
    if (this.taking != null) this.#keepFocus(this.taking); // the card with the button was made anew
  }

  /** @param {Paths} paths @param {number} row @param {Query} query */
  draw(paths, row, query) {
    const place = this.ctx.chosen();
    this.reasons[place]?.wait(!this.ctx.card(place + 1)?.verdict.knows(query));
  }

  /**
   * Only the run whose card is open is asked about.
   * @param {Paths} paths @param {number} row @param {Query} query
   */
  rest(paths, row, query) {
    const place = this.ctx.chosen();
    const asked = `${place} ${query}`;
    if (asked === this.asked || this.ctx.card(place + 1)?.verdict.knows(query)) return;
    this.asked = asked;
    this.fetch.want(query, place);
  }

  /** @param {(WhyExplanation | null)[]} runs @param {Query} query @param {number} place */
  #use(runs, query, place) {
    if (query !== this.ctx.query() || !this.reasons[place]) {
      this.asked = null; // the next rest asks again
      return;
    }
    this.reasons[place].show(runs[place] ?? null, query);
    this.reasons[place].wait(false);
    if (this.taking === place) this.#tell(place);
  }

  /**
   * While the button is pointed at or focused, the path that the change would make is drawn beside the present one.
   * @param {number} i @param {WhyFix} fix
   */
  #show(i, { set, drop }) {
    const fields = new URLSearchParams(this.ctx.query());
    for (const key of drop) fields.delete(key);
    for (const [key, value] of Object.entries(set)) fields.set(key, value);
    fields.delete("seeds"); // one path is enough
    this.previewed = fields.toString();
    this.preview.want(this.previewed, i);
  }

  /** @param {RunPath} run @param {Query} query @param {number} i */
  #draw(run, query, i) {
    const { color } = this.ctx.scene().looks[i] ?? {};
    if (run && query === this.previewed)
      this.ctx.ghosts.show("why", run, { label: this.ctx.t["why.ghost"], color, dash: "dot" });
  }

  #hide() {
    this.previewed = null;
    this.ctx.ghosts.hide("why");
  }

  /**
   * One press makes the change; the focus stays in the card, where the next sentence says what came of it.
   * @param {number} i @param {WhyFix} fix
   */
  #take(i, { label, set, drop }) {
    this.#hide();
    this.taking = i;
    this.done = fill(this.ctx.t["why.done"], { label });
    this.reasons[i].verdict?.node.focus({ preventScroll: true });
    this.ctx.restage(set, (key) => drop.includes(key));
  }

  /** @param {number} i */
  #tell(i) {
    this.taking = null;
    this.reasons[i].tell(this.done);
    this.#keepFocus(i);
  }

  /**
   * The focus was on the button; where it went with the old card, or into the new one, it comes back to the words.
   * @param {number} i
   */
  #keepFocus(i) {
    const node = this.reasons[i]?.verdict?.node;
    const now = document.activeElement;
    if (now === document.body || node?.closest(".stage-run")?.contains(now)) node?.focus({ preventScroll: true });
  }
}

class Reason {
  /** @type {WhyFix | null} */ fix = null;
  /** @type {Verdict | undefined} */ verdict;

  /** @param {Texts} t @param {{ take(fix: WhyFix): void; show(fix: WhyFix): void; hide(): void }} actions */
  constructor(t, { take, show, hide }) {
    this.t = t;
    this.says = h("p", { class: "why-says" });
    this.title = h("h3", { class: "why-title" }, t["why.evidence"]);
    this.list = h("ul", { class: "why-evidence" });
    this.button = h("button", {
      type: "button",
      class: "stage-button why-fix",
      onclick: () => this.fix && take(this.fix),
      onpointerenter: () => this.fix && show(this.fix),
      onfocus: () => this.fix && show(this.fix),
      onpointerleave: hide,
      onblur: hide,
      hidden: true,
    });
    this.promise = h("p", { class: "stage-hint" });
    this.done = h("p", { class: "stage-hidden", role: "status" });
    this.node = h("div", { class: "why", hidden: true }, this.says, this.promise, this.title, this.list);
  }

  /**
   * The run's card may be new.
   * @param {Verdict | undefined} verdict
   */
  of(verdict) {
    if (!verdict || verdict === this.verdict) return false;
    this.verdict = verdict;
    verdict.bar.prepend(this.button);
    verdict.more.append(this.node);
    verdict.node.append(this.done);
    return true;
  }

  /** @param {WhyExplanation | null} explanation @param {Query} query */
  show(explanation, query) {
    this.node.hidden = !explanation;
    this.fix = explanation?.fix ?? null;
    this.button.hidden = !this.fix;
    this.verdict?.explain(explanation, query);
    if (!explanation) return;
    const { says, evidence, fix, without } = explanation;
    write(this.says, says);
    this.list.replaceChildren(...evidence.map((text) => h("li", {}, text)));
    this.title.hidden = !evidence.length;
    write(this.button, fix?.brief ?? fix?.label ?? "");
    this.button.title = fix?.label ?? "";
    write(this.promise,
      [fix?.brief ? `${fix.label}.` : "", fix ? `${this.t["why.tried"]} ${fix.promise}` : without,
        fix?.shared ? this.t["why.all_runs"] : ""]
        .filter(Boolean).join(" "));
    this.promise.hidden = !this.promise.textContent;
  }

  /**
   * What is said belongs to the paths before: nobody sees it while something moves, and its change would not fit.
   * @param {boolean} old
   */
  wait(old) {
    if (this.button.disabled !== old) this.button.disabled = old;
  }

  /**
   * Said aloud: what was done, and what is to be said now.
   * @param {string} done
   */
  tell(done) {
    this.done.textContent = `${done} ${this.says.textContent}`;
  }
}
