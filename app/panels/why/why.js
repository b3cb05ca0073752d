// In each run's card: why it went as it did, how that is known, and a button for a change that was tried and helps.

import { h, write } from "../../stage/browser/dom/dom.js";
import { Latest, Refusal } from "../../stage/browser/wire/endpoint.js";
import { MANY } from "../../stage/browser/controls/runs.js";
import { fill } from "../../stage/browser/dom/text.js";

export class Why {
  static place = "card";

  /** @type {Query | null} */ asked;
  /** @type {Query} */ query;
  /** @type {Query | null} */ previewed;
  /** @type {number | null} */ taken;
  /** @type {string} */ done;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.node = null;
    /** @type {Card[]} */
    this.cards = [];
    /** @type {Latest<[query: Query], { runs: (WhyExplanation | null)[] }>} */
    this.fetch = new Latest(
      (query) => ctx.get("why", query),
      ({ runs }, query) => this.#use(runs, query),
      (error) => error instanceof Refusal && this.#use([], ctx.query()), // the stage itself says what is wrong
    );
    /** @type {Latest<[query: Query, i: number], Paths>} */
    this.preview = new Latest((query, _i) => ctx.endpoint.paths(query, true),
      (paths, query, i) => this.#draw(paths.runs[i], query, i), () => {});
  }

  close() {
    this.previewed = null;
  }

  /**
   * The cards may be new: each gets its words back, and words without a card go.
   * @param {Scene} scene
   */
  scene({ runs }) {
    this.cards.splice(runs.length).forEach((card) => card.node.remove());
    runs.forEach((run, i) => {
      this.cards[i] ??= new Card(this.ctx.t, { take: (fix) => this.#take(i, fix), show: (fix) => this.#show(i, fix),
        hide: () => this.#hide() });
      const slot = this.ctx.slot(i + 1, "why");
      if (slot && this.cards[i].node.parentElement !== slot) slot.replaceChildren(this.cards[i].node);
      this.cards[i].of(run, runs.length >= MANY);
    });
    if (this.taking != null) this.#keepFocus(this.taking); // the card with the button was made anew
  }

  /**
   * What was said belongs to the paths before: while something moves it is pale, and its button waits.
   * @param {Paths} paths @param {number} row @param {Query} query
   */
  draw(paths, row, query) {
    const old = query !== this.query;
    for (const card of this.cards) card.wait(old);
  }

  /** @param {Paths} paths @param {number} row @param {Query} query */
  rest(paths, row, query) {
    if (query === this.asked) return;
    this.asked = query;
    this.fetch.want(query);
  }

  /** @param {(WhyExplanation | null)[]} runs @param {Query} query */
  #use(runs, query) {
    if (query !== this.ctx.query()) {
      this.asked = null; // the next rest asks again
      return;
    }
    this.query = query;
    this.cards.forEach((card, i) => card.show(runs[i] ?? null));
    for (const card of this.cards) card.wait(false);
    if (this.taking != null) this.#tell(this.taking);
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
    this.cards[i].node.focus({ preventScroll: true });
    this.ctx.restage(set, (key) => drop.includes(key));
  }

  /** @param {number} i */
  #tell(i) {
    this.taking = null;
    const card = this.cards[i];
    if (!card) return;
    card.tell(this.done);
    this.#keepFocus(i);
  }

  /**
   * The focus was on the button; where it went with the old card, or into the new one, it comes back to the words.
   * @param {number} i
   */
  #keepFocus(i) {
    const { node } = this.cards[i] ?? {};
    const now = document.activeElement;
    if (now === document.body || node?.closest(".stage-run")?.contains(now)) node?.focus({ preventScroll: true });
  }
}

class Card {
  /** @type {boolean} */ short;
  /** @type {WhyExplanation | null} */ explanation;
  /** @type {WhyFix | null} */ fix;
  /** @type {boolean} */ old;

  /** @param {Texts} t @param {{ take(fix: WhyFix): void; show(fix: WhyFix): void; hide(): void }} actions */
  constructor(t, { take, show, hide }) {
    this.t = t;
    this.hide = hide;
    this.says = h("p", { class: "why-says" });
    this.rest = h("p", { class: "why-rest" });
    this.list = h("ul", { class: "why-evidence" });
    this.fold = h("details", { class: "stage-more" }, h("summary", {}, t["why.evidence"]), this.rest, this.list);
    this.button = h("button", {
      type: "button",
      class: "stage-button why-fix",
      onclick: () => this.fix && take(this.fix),
      onpointerenter: () => this.fix && show(this.fix),
      onfocus: () => this.fix && show(this.fix),
      onpointerleave: hide,
      onblur: hide,
    });
    this.promise = h("p", { class: "stage-hint" });
    this.done = h("p", { class: "stage-hidden", role: "status" });
    this.node = h("section", { class: "why", tabindex: -1, "aria-label": t["why.title"], hidden: true },
      h("h3", { class: "why-title" }, t["why.title"]), this.says, this.button, this.promise, this.done);
  }

  /**
   * Beside many other runs only the first sentence and the button are in sight.
   * @param {SceneRun} run @param {boolean} short
   */
  of(run, short) {
    this.node.setAttribute("aria-label", `${this.t["why.title"]} ${run.label}`);
    if (short === this.short) return;
    this.short = short;
    this.node.classList.toggle("why-short", short);
    if (this.explanation) this.show(this.explanation);
  }

  /** @param {WhyExplanation | null} explanation */
  show(explanation) {
    this.explanation = explanation;
    this.node.hidden = !explanation;
    if (!explanation) return;
    const { name, content, evidence, fix, without } = explanation;
    const [says, more] = this.short ? sentences(explanation.says) : [explanation.says, ""];
    const [promise, all] = [fix ? `${this.t["why.tried"]} ${fix.promise}` : without,
      fix?.shared ? this.t["why.all_runs"] : ""];
    this.fix = fix;
    this.node.dataset.name = name;
    this.node.classList.toggle("why-content", content);
    write(this.says, says);
    this.list.replaceChildren(...evidence.map((text) => h("li", {}, text)));
    this.button.hidden = !fix;
    write(this.button, fix?.label ?? "");
    write(this.promise, joined(this.short ? "" : promise, all));
    this.promise.hidden = !this.promise.textContent;
    write(this.rest, joined(more, this.short ? promise : ""));
    this.rest.hidden = !this.rest.textContent;
    if (this.rest.hidden && !evidence.length) this.fold.remove(); // what is never in sight should not be in the way either
    else if (!this.fold.isConnected) this.promise.after(this.fold);
  }

  /**
   * Words about other settings are pale, and their change would not fit.
   * @param {boolean} old
   */
  wait(old) {
    if (old === this.old) return;
    this.old = old;
    this.node.classList.toggle("why-old", old);
    if (old) this.hide();
    this.button.disabled = old;
  }

  /**
   * Said aloud: what was done, and what is to be said now.
   * @param {string} done
   */
  tell(done) {
    this.done.textContent = `${done} ${this.explanation?.says ?? ""}`;
  }
}

/** @param {...string} texts */
const joined = (...texts) => texts.filter(Boolean).join(" ");

/**
 * The first sentence, and the others.
 * @param {string} text
 */
function sentences(text) {
  const [, first, others = ""] = /^(.+?[.!?])(?:\s+(.*))?$/s.exec(text) ?? [text, text];
  return [first, others];
}
