// The last setting as a ghost beside what is now, one sentence about what the change did, and the way back: undo, redo.

import { remember, remembered } from "../../stage/browser/wire/tab.js";
import { h } from "../../stage/browser/dom/dom.js";
import { Latest } from "../../stage/browser/wire/endpoint.js";
import { Ghosts, placeOf, sameWay } from "./ghosts.js";
import { History, changed } from "./history.js";
import { UndoButtons } from "./undo.js";

const TOUCH_MS = 700; // presses of a key on one slider that follow each other so fast are one change
const WRITE_MS = 2500;
const MOVED = "input[type=range], .stage-handle, .stage-point, .stage-line-grip";
const WRITTEN = ".stage-formula, textarea";

export class Ghost {
  static place = "change";

  /** @type {Rested | null} */ before;
  /** @type {Rested | null} */ settled;
  /** @type {Query} */ shown;
  /** @type {boolean} */ held;
  /** @type {Query | null} */ skipped;
  /** @type {boolean} */ going;
  /** @type {{ keys: string; at: number } | null | undefined} */ touched;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    const { t } = ctx;
    this.ctx = ctx;
    this.t = t;
    this.history = new History();
    this.settled = null;
    this.before = null;
    this.names = 0;
    ctx.ghosts = this.ghosts = new Ghosts(ctx);
    /** @type {Latest<[query: Query, before: Query], Difference>} */
    this.tell = new Latest((query, before) => ctx.get("difference", query, { before }),
      (...answer) => this.#answered(...answer), () => this.words.replaceChildren(this.hint));
    this.buttons = new UndoButtons(t, (by) => this.#go(by));
    this.hint = h("span", { class: "stage-hint" }, t["ghost.hint"]);
    this.words = h("p", { class: "ghost-words", role: "status" }, this.hint);
    this.shows = h("input", { type: "checkbox", checked: remembered("ghost") !== "off",
      onchange: () => this.#switch() });
    const swatch = h("span", { class: "ghost-swatch", "aria-hidden": "true" });
    ctx.place("bar").append(this.buttons.node);
    this.node = h("div", { class: "ghost-bar" }, this.words,
      h("label", { class: "stage-check", title: t["ghost.show"] }, this.shows, swatch, t["ghost.label"]));
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    ctx.root.addEventListener("pointerdown", (event) => {
      this.held = drags(event);
    }, { capture: true, signal });
    for (const name of ["pointerup", "pointercancel"])
      window.addEventListener(name, () => this.#released(), { capture: true, signal });
    document.addEventListener("keydown", (event) => this.buttons.key(event), { signal });
    this.#count();
  }

  close() {
    this.listeners.abort();
  }

  /** Before the first change there is nothing to say and nothing to switch off. */
  #count() {
    this.buttons.count(this.history);
    const { undos, redos } = this.history;
    this.node.classList.toggle("ghost-unused", !undos && !redos);
  }

  scene() {
    this.#draw(this.ctx.row());
  }

  /** @param {Paths} seen @param {number} row @param {Query} query */
  draw(seen, row, query) {
    this.shown = query;
    this.node.classList.toggle("ghost-moving", this.settled !== null && query !== this.settled.query);
    this.#draw(row);
    this.ghosts.draw();
  }

  /**
   * What came to rest is one more entry of the history, and what was there before becomes the ghost.
   * @param {Paths | null} seen @param {number} row @param {Query} query
   */
  rest(seen, row, query) {
    this.skipped = this.held ? query : null;
    if (this.held) return; // a finger that stops on its way has not chosen yet
    const record = this.#record(query);
    if (!this.settled) this.#begin(record);
    else if (this.settled.query !== query) this.#change(this.settled, record);
    else this.going = false;
    this.settled = record;
    this.shown = query;
    this.node.classList.remove("ghost-moving");
    this.#count();
    this.#draw(row);
    this.ghosts.draw();
  }

  /** @param {Query} query @returns {Rested} */
  #record(query) {
    const { surface, runs } = this.ctx.scene();
    return { query, paths: this.ctx.paths(), looks: runs, surface: placeOf(surface) };
  }

  /**
   * The first picture after the page was opened, perhaps once more: then the tab knows what was before.
   * @param {Rested} record
   */
  #begin({ query }) {
    if (this.history.now !== query) this.history.push(query);
    if (this.history.before != null) this.#revive(query, this.history.before);
  }

  /** @param {Query} query @param {Query} before */
  async #revive(query, before) {
    const paths = await this.ctx.endpoint.paths(before, false, null, true).catch(() => null); // then there is no ghost of it
    if (!paths || paths.first != null || this.settled?.query !== query || this.before) return;
    this.before = { query: before, paths, looks: [], surface: null };
    this.tell.want(query, before);
  }

  /** @param {Rested} settled @param {Rested} record */
  #change(settled, record) {
    const again = this.#again(changed(settled.query, record.query));
    if (this.going || again) this.history.replace(record.query);
    else this.history.push(record.query);
    this.going = false;
    if (!again || !this.before) this.before = settled;
    this.tell.want(record.query, this.before.query);
  }

  /**
   * Whether this goes on with the change before: the same slider's next key, or the next letters of a text.
   * @param {string} keys
   */
  #again(keys) {
    const { touched } = this;
    const at = performance.now();
    this.touched = this.going ? null : { keys, at };
    if (!touched || this.going) return false;
    const { activeElement } = document;
    if (activeElement?.matches(WRITTEN)) return at - touched.at < WRITE_MS;
    return keys === touched.keys && at - touched.at < TOUCH_MS && Boolean(activeElement?.matches(MOVED));
  }

  /** @param {Difference} difference @param {Query} query @param {Query} before */
  #answered({ same, comparable, words, labels }, query, before) {
    if (same) this.history.join(before, query);
    this.#count();
    if (!this.before || before !== this.before.query || query !== this.settled?.query) return; // there is something newer
    if (same) return this.#unchanged(query);
    if (!this.before.looks.length) {
      this.before.looks = labels.map((label) => ({ label }));
      this.before.surface = comparable ? this.settled.surface : null;
    }
    this.words.replaceChildren(...arrows(words, this.t["ghost.to"]));
    this.#draw(this.ctx.row());
  }

  /**
   * What came to rest is what was there before, in other words or after going back by hand.
   * @param {Query} query
   */
  #unchanged(query) {
    this.before = null;
    this.words.replaceChildren(this.hint);
    if (this.history.before != null) this.#revive(query, this.history.before);
    this.#draw(this.ctx.row());
  }

  // ---- drawing the ghost

  /**
   * The ghost of what is drawn now: the setting before it, or while a finger moves, the one it started from.
   * @param {number} row
   */
  #draw(row) {
    const paths = this.ctx.paths();
    const ghost = this.shown === this.settled?.query ? this.before : this.settled;
    const { surface, runs } = this.ctx.scene();
    const fits = this.shows.checked && paths && ghost?.surface === placeOf(surface) && ghost.paths.dim === paths.dim;
    const drawn = (fits ? ghost.paths.runs : []).map((run, i) => ({ run, was: ghost?.looks[i] }))
      .filter(({ run }) => run.rows && !paths.runs.some((other) => sameWay(run, other)));
    const step = this.ctx.scrubber.atEnd ? Infinity : this.ctx.scrubber.longest?.step(row) ?? Infinity;
    drawn.forEach(({ run, was }, place) => {
      const look = runs.find((other) => other.label === was?.label) ?? was;
      this.ghosts.show(`before${place}`, run, { label: place ? "" : this.t["ghost.before"], color: look?.color,
        row: Math.round(step / run.every) });
    });
    for (let i = drawn.length; i < this.names; i++) this.ghosts.hide(`before${i}`);
    this.names = drawn.length;
  }

  #switch() {
    remember("ghost", this.shows.checked ? "" : "off");
    this.#draw(this.ctx.row());
  }

  // ---- there and back

  /** @param {number} by */
  #go(by) {
    const query = this.ctx.query();
    if (this.settled && query !== this.settled.query && !this.going) this.history.push(query); // not at rest yet
    const target = this.history.move(by);
    if (target == null) return;
    this.going = true;
    this.#count();
    this.ctx.load(target);
  }

  #released() {
    this.held = false;
    const { skipped } = this;
    if (skipped != null)
      setTimeout(() => {
        if (!this.held && skipped === this.skipped && skipped === this.ctx.query())
          this.rest(null, this.ctx.row(), skipped);
      });
  }
}

/**
 * Whether something is held from now on. Of a list or menu that opens the browser tells no release.
 * @param {PointerEvent} event
 */
function drags({ button, target }) {
  return button === 0 && !(target instanceof Element && target.closest("select"));
}

/**
 * Text with arrows that are read out as a word.
 * @param {string} text @param {string} to
 */
function arrows(text, to) {
  return text.split("→").flatMap((part,
    i) => (i ? [h("span", { "aria-hidden": "true" }, "→"), h("span", { class: "stage-hidden" }, to), part] : [part])
  );
}
