// The basin map on a button: every start coloured by where it ends. It comes coarse at once and finer as work goes on.

import { button, h, write } from "../../stage/browser/dom/dom.js";
import { Chooser } from "../../stage/browser/controls/chooser.js";
import { panel } from "../../stage/browser/dom/folds.js";
import { Refusal } from "../../stage/browser/wire/endpoint.js";
import { CARD, fill, short } from "../../stage/browser/dom/text.js";
import { keyOf, surfaceKey } from "./key.js";
import { BasinMap } from "./map.js";
import { BasinTable, rowsOf, said } from "./table.js";

const WIDEST = 460; // pixels

export class Basin {
  static place = "landscape";

  /** @type {Scene} */ current;
  /** @type {string | null} */ surface;
  /** @type {number} */ drawnFor;
  /** @type {string} */ name;
  /** @type {string} */ problem;
  /** @type {string} */ drawn;
  /** @type {BasinPicture | null} */ picture;
  /** @type {unknown[]} */ shown;
  /** @type {Paths} */ seen;
  /** @type {number} */ row;
  /** @type {number[]} */ axes;
  /** @type {AbortController | null} */ work;
  /** @type {boolean} */ finished;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.t = ctx.t;
    const { t } = this;
    this.choice = new Chooser(t["basin.run"], () => this.#show(), "insight-basin-run");
    this.start = button(t["basin.draw"], () => this.#work());
    this.stop = button(t["basin.stop"], () => this.#end(t["basin.stopped"]));
    this.bar = h("progress", { max: 1, value: 0, "aria-label": t["basin.progress"] });
    this.percent = h("span", { class: "stage-hint", "aria-hidden": "true" });
    this.status = h("p", { class: "stage-hint", role: "status" });
    this.stale = h("p", { class: "stage-status", role: "status", hidden: true }, t["basin.stale"]);
    this.map = new BasinMap((point) => this.#describe(point), { tell: (point, spoken) => this.#tell(point, spoken),
      chosen: (point) => this.#run(point) });
    this.table = new BasinTable(t, (point) => this.#run(point));
    this.readout = h("p", { class: "insight-basin-readout", "aria-hidden": "true" });
    this.spoken = h("div", { class: "stage-hidden", "aria-live": "polite" });
    this.summary = h("p", { class: "insight-basin-summary" });
    this.notes = h("ul", { class: "insight-basin-notes" });
    this.hint = h("p", { class: "stage-hint" });
    this.result = h("div", { class: "insight-basin-result", hidden: true },
      h("div", {}, this.map.node, this.readout, this.hint), h("div", {}, this.summary, this.table.node, this.notes));
    const opens = { ontoggle: () => this.#show() };
    this.node = panel("insight-basin", t["basin.title"], t["basin.help"], opens, [this.choice.node, this.start,
      this.stop, this.bar, this.percent], this.status, this.stale, this.result, this.spoken);
    this.#busy(false);
    this.resizer = new ResizeObserver(() => this.#show());
    this.resizer.observe(this.node);
  }

  /** @param {Scene} scene */
  scene(scene) {
    this.current = scene;
    this.choice.of(scene.runs);
    if (this.surface && (surfaceKey(scene) !== this.surface || this.drawnFor > scene.runs.length)) this.#forget();
    this.#show();
  }

  /** @param {Paths} seen @param {number} row */
  draw(seen, row) {
    this.seen = seen;
    this.row = row;
    if (this.node.open) this.#overlay();
  }

  close() {
    this.resizer.disconnect();
    this.work?.abort();
  }

  // ---- working

  async #work() {
    const work = new AbortController();
    this.work?.abort();
    this.work = work;
    const number = this.choice.place + 1;
    const query = this.ctx.query();
    this.surface = surfaceKey(this.current);
    this.drawnFor = number;
    this.name = this.current.runs[number - 1].label;
    this.problem = "";
    const drawn = keyOf(this.ctx.query(), this.current, number);
    this.#busy(true);
    this.#progress(0, this.t["basin.working"]);
    /** @param {BasinLine} line */
    const hear = (line) => {
      if (work.signal.aborted) return;
      if (line.problems) this.problem = line.problems.join(" ");
      else if (line.waiting !== undefined) write(this.status, line.words ?? "");
      else if (line.progress) this.#progress(line.progress, this.t["basin.working"]);
      else if (line.picture) {
        this.picture = line.picture;
        this.drawn = drawn;
        this.#show();
      }
      this.finished = Boolean(line.done);
    };
    try {
      await this.ctx.stream("basin", query, { run: number }, hear, work.signal);
      if (this.work === work)
        this.#end(this.problem || (this.finished && this.picture ? said(this.picture, this.t) : this.t["basin.lost"]));
    } catch (error) {
      if (this.work === work) this.#end(error instanceof Refusal ? error.message : this.t["basin.lost"]);
    }
  }

  /** @param {number} share @param {string} words */
  #progress(share, words) {
    this.bar.value = share;
    write(this.status, words);
    write(this.percent, `${Math.floor(100 * share)} %`);
  }

  /**
   * Work is over, for whatever reason; what there is to say of it is read out.
   * @param {string} words
   */
  #end(words) {
    const { work } = this;
    this.work = null;
    work?.abort();
    const focused = document.activeElement === this.stop;
    this.#busy(false);
    if (focused) this.start.focus();
    write(this.status, words);
    this.#show();
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.start.disabled = busy;
    this.stop.hidden = this.bar.hidden = this.percent.hidden = !busy;
  }

  // ---- showing

  /** Another surface, or the run is gone: neither the picture nor what is under way is of any use. */
  #forget() {
    this.picture = null;
    this.surface = null;
    if (this.work) this.#end("");
    else write(this.status, "");
  }

  /** Shows the picture where the panel is open and anything about it is new. */
  #show() {
    const { picture } = this;
    this.result.hidden = !picture;
    write(this.start, this.t[picture ? "basin.again" : "basin.draw"]);
    if (!this.node.open || !this.current) return;
    if (picture) this.#fill(picture);
    this.#overlay();
  }

  /** @param {BasinPicture} picture */
  #fill(picture) {
    const { t } = this;
    const { surface } = this.current;
    const scheme = this.ctx.scheme();
    const width = this.#room();
    const shown = [picture, scheme, width, JSON.stringify(this.current.start.map((spec) => spec.key))];
    if (shown.every((part, i) => part === this.shown?.[i])) return;
    this.shown = shown;
    this.axes = surface.axes;
    const names = this.axes.map((axis) => surface.variables[axis]);
    const free = new Set(this.current.start.map((spec) => spec.key));
    const fixed = !names.every((name) => free.has(name));
    this.map.show(picture, { scheme, variables: names, width, at: this.#startPoint(names, picture), fixed });
    const rows = rowsOf(picture.groups, t);
    this.table.show(rows, scheme, fixed);
    write(this.hint, fixed ? t["basin.hint_fixed"] : t["basin.hint"]);
    const { side, steps } = picture;
    write(this.summary,
      fill(t[names.length > 1 ? "basin.drawn" : "basin.drawn_line"], { side, steps, name: this.name }));
    this.map.canvas.setAttribute("aria-label", said(picture, this.t));
    this.notes.replaceChildren(...picture.notes.map((note) => h("li", {}, note)));
    this.notes.hidden = !picture.notes.length;
  }

  /** What changes from frame to frame: the run over the map, and whether the map is still of these settings. */
  #overlay() {
    this.stale.hidden = !this.picture || Boolean(this.work) ||
      this.drawn === keyOf(this.ctx.query(), this.current, this.choice.place + 1);
    if (!this.picture || !this.seen) return;
    const run = this.seen.runs[this.drawnFor - 1];
    const look = this.current.runs[this.drawnFor - 1];
    if (run && look) this.map.run(run, this.row, this.axes, look, this.current.background);
  }

  #room() {
    return Math.max(200, Math.min(WIDEST, this.node.clientWidth - 48));
  }

  // ---- words, and choosing a start

  /** @param {number[]} point */
  #point(point) {
    const { surface } = this.current;
    return point.map((value, i) => `${surface.variables[this.axes[i]]} = ${short(value, CARD)}`).join(", ");
  }

  /** @param {number[]} point */
  #describe(point) {
    return fill(this.t["basin.cursor"], { point: this.#point(point), words: this.map.group(point)?.words ?? "" });
  }

  /** @param {number[] | null} point @param {boolean} [spoken] */
  #tell(point, spoken = false) {
    const group = point && this.map.group(point);
    const words = group ? fill(this.t["basin.at"], { point: this.#point(point), words: group.words }) : "";
    write(this.readout, words);
    if (spoken) write(this.spoken, words);
  }

  /** @param {string[]} names @param {BasinPicture} picture */
  #startPoint(names, { box }) {
    const fields = new URLSearchParams(this.ctx.query());
    return names.map((name, i) => Math.max(box[i][0], Math.min(box[i][1], Number(fields.get(name) ?? box[i][0]))));
  }

  /** @param {number[]} point */
  #run(point) {
    const { surface } = this.current;
    this.ctx.edit(Object.fromEntries(this.axes.map((axis, i) => [surface.variables[axis], String(point[i])])), true);
    this.ctx.show();
    write(this.spoken, fill(this.t["basin.runs_from"], { point: this.#point(point) }));
  }
}
