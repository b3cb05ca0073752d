// Time: which step is shown, and playing through them. Nothing moves by itself for more than five seconds.

import { h, icon, still, write } from "./dom/dom.js";
import { fill } from "./dom/text.js";

const STEP_MS = 60;
const LONGEST_MS = 5000;
const SHORTEST_MS = 600;

export class Scrubber {
  /** @type {RunPath | undefined} */ longest;
  /** @type {number} */ steps;

  /**
   * `show(row, final)` is told which row to show. In a lesson the button for the next step has its word beside it.
   * @param {Texts} texts @param {boolean} lesson @param {(row: number, final: boolean) => void} show
   */
  constructor(texts, lesson, show) {
    this.texts = texts;
    this.show = show;
    this.row = 0;
    this.rows = 1;
    this.chosen = 0; // the row that somebody went to
    this.atEnd = true;
    this.frame = 0;
    /** @param {IconName} shape @param {string} label @param {() => void} act */
    const button = (shape, label, act) =>
      h("button", { type: "button", class: "stage-icon", "aria-label": label, title: label, onclick: act },
        icon(shape));
    /** @type {HTMLInputElement} */
    this.range = h("input", {
      type: "range",
      min: 0,
      step: 1,
      class: "stage-range",
      "aria-label": texts.scrubber,
      oninput: () => {
        this.pause();
        this.go(Number(this.range.value), false);
      },
      onchange: () => this.go(Number(this.range.value), true),
    });
    this.playing = button("play", texts.play, () => (this.frame ? this.stop() : this.play()));
    this.playing.classList.add("stage-play");
    this.words = h("output", { class: "stage-step" });
    this.forward = button("forward", texts.forward, () => this.jump(this.row + 1));
    if (lesson) this.forward.append(h("span", {}, texts.step));
    const back = button("back", texts.back, () => this.jump(this.row - 1));
    const all = lesson
      ? [button("start", texts.to_start, () => this.jump(0)), back, this.playing, this.forward,
        button("end", texts.to_end, () => this.jump(this.rows - 1))]
      : [this.playing, back, this.forward]; // the slider has Home and End
    this.controls = [this.range, ...all];
    this.node = h("div", { class: "stage-time", role: "group", "aria-label": texts.scrubber },
      h("div", { class: "stage-time-row" }, ...all), this.range, this.words);
  }

  /**
   * Takes over new paths; who stood at the end stays at the end.
   * @param {Paths} paths
   */
  fit(paths) {
    this.rows = Math.max(1, ...paths.runs.map((run) => run.rows));
    this.longest = paths.runs.find((run) => run.rows === this.rows);
    this.steps = Math.max(...paths.runs.map((run) => run.steps));
    if (Number(this.range.max) !== this.rows - 1) this.range.max = String(this.rows - 1);
    this.row = this.atEnd ? this.rows - 1 : Math.min(this.chosen, this.rows - 1); // a draft may be shorter
    this.#write();
  }

  /**
   * A new run is shown from this row on.
   * @param {number} row
   */
  begin(row) {
    this.pause();
    this.row = this.chosen = row;
    this.atEnd = false;
  }

  /**
   * While the run waits for an answer there is nothing to go through.
   * @param {boolean} waits
   */
  wait(waits) {
    for (const control of this.controls) if (control.disabled !== waits) control.disabled = waits;
    this.words.hidden = waits;
  }

  /** @param {number} row @param {boolean} final */
  go(row, final) {
    this.row = this.chosen = Math.max(0, Math.min(this.rows - 1, row));
    this.atEnd = this.row === this.rows - 1;
    this.#write();
    this.show(this.row, final);
  }

  /** @param {number} row */
  jump(row) {
    this.pause();
    this.go(row, true);
  }

  /** Above a chart every step stands over its place there. @param {{ left: number; width: number } | null} axis */
  align(axis) {
    this.range.style.marginLeft = axis ? `${axis.left - 8}px` : "";
    this.range.style.width = axis ? `${axis.width + 16}px` : "";
  }

  play() {
    const from = this.row >= this.rows - 1 ? 0 : this.row;
    const way = this.rows - 1 - from;
    if (still()) return this.jump(this.rows - 1);
    const time = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, way * STEP_MS));
    const began = performance.now();
    /** @param {number} now */
    const tick = (now) => {
      const share = Math.min(1, (now - began) / time);
      if (share >= 1) return this.stop(this.rows - 1);
      this.go(from + Math.floor(share * way), false);
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
    this.#face("pause", this.texts.pause);
  }

  /** @param {number} [row] */
  stop(row = this.row) {
    this.pause();
    this.go(row, true);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.#face("play", this.texts.play);
  }

  /** @param {IconName} shape @param {string} label */
  #face(shape, label) {
    this.playing.replaceChildren(icon(shape));
    this.playing.setAttribute("aria-label", label);
    this.playing.title = label;
  }

  #write() {
    if (Number(this.range.value) !== this.row) this.range.value = String(this.row);
    const step = this.longest?.rows ? this.longest.step(this.row) : 0;
    const words = fill(this.texts.at_step, { step, steps: this.steps ?? 0 });
    if (this.words.textContent === words) return;
    write(this.words, words);
    this.range.setAttribute("aria-valuetext", words);
  }
}
