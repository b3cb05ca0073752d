// Long training: a worker process follows the runs. Meanwhile the picture shows how they begin, and this how far they are.

import { button, h, hide, write } from "./dom/dom.js";
import { element, polyline } from "./plots/svg.js";
import { fill, short } from "./dom/text.js";
import { DASHES } from "./plots/looks.js";
import { pixelsOf } from "./plots/scale.js";
import { Refusal } from "./wire/endpoint.js";

const SHOWN_AFTER_MS = 200; // what is done sooner needs no bar
const [WIDTH, HEIGHT, EDGE] = [220, 44, 2]; // of the small loss curve

export class Training {
  /** @type {Query | null} */ query;
  /** @type {AbortController | null} */ running;
  /** @type {number} */ first;
  /** @type {Scene} */ scene;
  /** @type {number} */ steps;
  /** @type {Query | null} */ left;
  /** @type {Map<string, LossCurve>} */ curves;
  /** @type {string} */ failed;
  /** @type {boolean} */ complete;
  /** @type {boolean} */ quiet;
  /** @type {number} */ timer;

  /**
   * `ask(query, trained)` asks for the paths again; `shorten(steps)` makes do with so many.
   * @param {Texts} texts @param {InsightStream} stream @param {(query: Query, trained: boolean) => void} ask
   * @param {(steps: number) => void} shorten
   */
  constructor(texts, stream, ask, shorten) {
    this.texts = texts;
    this.stream = stream;
    this.ask = ask;
    this.shorten = shorten;
    this.query = null;
    this.running = null;
    /** @type {(key: string, values?: Record<string, unknown>) => string} */
    this.t = (key, values = {}) => fill(texts[`training.${key}`], values);
    this.bar = h("progress", { class: "training-bar", max: 1, value: 0, "aria-label": this.t("progress") });
    this.curve = element("svg", { class: "training-curve", viewBox: `0 ${-EDGE} ${WIDTH} ${HEIGHT}`,
      "aria-hidden": "true" });
    this.doing = h("p", { class: "training-doing" });
    this.note = h("p", { class: "stage-hint", role: "status" });
    this.stop = button(this.t("stop"), () => this.#stopped(), { hidden: true });
    this.again = button(this.t("again"), () => this.#again(), { hidden: true });
    this.fewer = button("", () => this.shorten(this.first), { hidden: true });
    this.node = h("section", { class: "stage-training", "aria-label": this.t("title"), hidden: true },
      h("div", { class: "training-row" }, this.bar, this.stop, this.again, this.fewer, this.curve), this.doing,
      this.note);
  }

  /**
   * New paths are drawn: whole ones, or the beginnings of runs that have to be trained, or that a drag shortened.
   * @param {Paths} paths @param {Query} query @param {Scene} scene
   */
  shows({ first, train }, query, scene) {
    this.#about(query);
    if (first == null) return this.#finish();
    this.first = first;
    this.scene = scene;
    this.steps = Number(new URLSearchParams(query).get("steps"));
    if (train && !this.running && this.left !== query) this.#begin(query, train);
    else if (!train && !this.running) this.#drag();
  }

  /**
   * The experiment is another one now: what is under way for the one before is of no use.
   * @param {Query} query
   */
  edited(query) {
    if (query !== this.query) this.#end();
  }

  close() {
    this.#end();
  }

  // ---- from the beginning to the end

  /** @param {Query} query */
  #about(query) {
    if (query === this.query) return;
    this.#end();
    this.curve.replaceChildren();
    this.query = query;
    this.left = null;
  }

  /** @param {Query} query @param {{ seconds: number }} train */
  async #begin(query, { seconds }) {
    const running = (this.running = new AbortController());
    this.curves = new Map();
    this.failed = "";
    this.complete = false;
    this.quiet = this.scene.wishes.hold || !this.scene.wishes.paths;
    this.#face("training");
    this.bar.value = 0;
    write(this.doing, this.t("begins", { seconds: Math.ceil(seconds) }));
    write(this.note, this.quiet ? "" : this.t("first", { first: this.first, steps: this.steps }));
    this.curve.replaceChildren();
    this.timer = setTimeout(() => {
      this.node.hidden = false;
    }, SHOWN_AFTER_MS);
    try {
      await this.stream("train", query, {}, (line) => this.running === running && this.#line(line), running.signal);
    } catch (error) {
      if (running.signal.aborted) return;
      if (!(error instanceof Refusal)) return this.#lost(running, query);
      this.failed = error.message;
    }
    if (this.running !== running) return;
    this.#end();
    if (this.complete) return this.ask(query, true);
    this.left = query;
    this.#face("left");
    write(this.doing, this.failed || this.t("failed"));
    this.#says("rest");
  }

  /**
   * Nobody answers: the stage asks until somebody does, and then it begins again.
   * @param {AbortController} running @param {Query} query
   */
  #lost(running, query) {
    if (this.running !== running) return;
    this.#end();
    write(this.doing, this.texts.reconnecting);
    this.ask(query, false);
  }

  /** @param {TrainingLine} line */
  #line({ progress, run, step, seeds, loss, seconds, curve, handed_over: whole, waiting, words, problems }) {
    if (waiting != null) write(this.doing, words);
    if (problems) this.failed = problems.join(" ");
    if (whole != null) this.complete = true;
    if (progress == null) return;
    this.bar.value = progress;
    if (this.quiet) return write(this.doing, this.t("quiet", { percent: Math.round(100 * progress) }));
    const { runs } = this.scene;
    const place = runs.length > 1 ? this.t("place", { run, runs: runs.length }) : "";
    const values = { name: runs[run - 1].label, step, steps: this.steps, loss: short(loss), seeds };
    const time = seconds == null ? "" : this.t("left", { seconds: Math.max(1, Math.ceil(seconds)) });
    write(this.doing, [place, this.t(seeds > 1 ? "seeds" : "doing", values), time].filter(Boolean).join(" "));
    const key = `${run} ${seeds}`;
    const drawn = this.curves.get(key) ?? { look: runs[run - 1], points: [] };
    drawn.points.push(...curve);
    this.curves.set(key, drawn);
    this.#draw();
  }

  #stopped() {
    this.#end();
    this.left = this.query;
    this.#face("left");
    write(this.doing, this.t("stopped"));
    this.#says("rest");
    this.again.focus();
  }

  #again() {
    this.left = null;
    this.ask(this.query ?? "", false);
  }

  #drag() {
    if (this.left === this.query) return;
    this.#face("drag");
    this.#says("drag");
    this.node.hidden = false;
  }

  #finish() {
    this.#end();
    hide(this.node, true);
  }

  #end() {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = null;
    this.node.removeAttribute("aria-busy");
  }

  // ---- showing it

  /**
   * What stands there while something is trained, where that was left, and while a finger moves.
   * @param {"training" | "left" | "drag"} name
   */
  #face(name) {
    const training = name === "training";
    for (const part of [this.bar, this.stop, this.curve]) part.toggleAttribute("hidden", !training);
    this.doing.hidden = name === "drag";
    this.again.hidden = name !== "left";
    this.fewer.hidden = name !== "left" || !this.scene.settings.steps;
    if (training) this.node.setAttribute("aria-busy", "true");
    if (name === "left") this.node.hidden = false;
  }

  /** @param {string} key */
  #says(key) {
    const values = { first: this.first, steps: this.steps };
    write(this.note, this.quiet ? "" : this.t(key, values));
    write(this.fewer, this.t("fewer", values));
  }

  /** The losses so far, on a logarithmic scale where they allow it. */
  #draw() {
    const lines = [...this.curves.values()];
    const known = lines.flatMap(({ points }) => points.map(([, loss]) => loss)).filter((loss) => loss != null);
    const type = known.every((loss) => loss > 0) ? "log" : "linear";
    const [low, high] = [Math.min(...known), Math.max(...known)].map(type === "log" ? Math.log10 : Number);
    const placed = pixelsOf({ range: [0, this.steps], _length: WIDTH }, { type,
      range: [low, high > low ? high : low + 1], _length: HEIGHT - 2 * EDGE });
    this.curve.replaceChildren();
    for (const { look, points } of lines) {
      const curve = placed({ x: points.map(([step]) => step), y: points.map(([, loss]) => loss) });
      element("path", { d: polyline(curve), fill: "none", stroke: look.color, "stroke-width": 1.8,
        "stroke-dasharray": DASHES[look.dash] }, this.curve);
    }
  }
}
