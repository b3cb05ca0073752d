// Time: which step is shown, and playing through them. Nothing moves by itself for more than five seconds.

import { h, icon, write } from "./dom/dom.js";
import { fill } from "./dom/text.js";

const STEP_MS = 60;
const LONGEST_MS = 5000;
const SHORTEST_MS = 600;

export class Scrubber {
  /** `show(row, final)` is told which row to show. In a lesson the button for the next step has its word beside it. */
  constructor(texts, lesson, show) {
    Object.assign(this, { texts, show, row: 0, rows: 1, atEnd: true, frame: 0 });
    const button = (shape, label, act) =>
      h("button", { type: "button", class: "stage-icon", "aria-label": label, title: label, onclick: act },
        icon(shape));
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
    this.words = h("output", { class: "stage-step" });
    this.forward = button("forward", texts.forward, () => this.jump(this.row + 1));
    if (lesson) this.forward.append(h("span", {}, texts.step));
    this.node = h("div", { class: "stage-time", role: "group", "aria-label": texts.scrubber }, this.range,
      h("div", { class: "stage-time-row" }, button("start", texts.to_start, () => this.jump(0)),
        button("back", texts.back, () => this.jump(this.row - 1)), this.playing, this.forward,
        button("end", texts.to_end, () => this.jump(this.rows - 1)), this.words));
  }

  /** Takes over new paths; who stood at the end stays at the end. */
  fit(paths) {
    this.rows = Math.max(1, ...paths.runs.map((run) => run.rows));
    this.longest = paths.runs.find((run) => run.rows === this.rows);
    this.steps = Math.max(...paths.runs.map((run) => run.steps));
    if (Number(this.range.max) !== this.rows - 1) this.range.max = this.rows - 1;
    this.row = this.atEnd ? this.rows - 1 : Math.min(this.row, this.rows - 1);
    this.#write();
  }

  /** A new run is shown from this row on. */
  begin(row) {
    this.pause();
    Object.assign(this, { row, atEnd: false });
  }

  /** While the run waits for an answer there is nothing to go through. */
  wait(waits) {
    for (const control of this.node.querySelectorAll("input, button"))
      if (control.disabled !== waits) control.disabled = waits;
    this.words.hidden = waits;
  }

  go(row, final) {
    this.row = Math.max(0, Math.min(this.rows - 1, row));
    this.atEnd = this.row === this.rows - 1;
    this.#write();
    this.show(this.row, final);
  }

  jump(row) {
    this.pause();
    this.go(row, true);
  }

  align({ left, width }) {
    this.range.style.marginLeft = `${left - 8}px`;
    this.range.style.width = `${width + 16}px`;
  }

  play() {
    const from = this.row >= this.rows - 1 ? 0 : this.row;
    const way = this.rows - 1 - from;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.jump(this.rows - 1);
    const time = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, way * STEP_MS));
    const began = performance.now();
    const tick = (now) => {
      const share = Math.min(1, (now - began) / time);
      if (share >= 1) return this.stop(this.rows - 1);
      this.go(from + Math.floor(share * way), false);
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
    this.#face("pause", this.texts.pause);
  }

  stop(row = this.row) {
    this.pause();
    this.go(row, true);
  }

  pause() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.#face("play", this.texts.play);
  }

  #face(shape, label) {
    this.playing.replaceChildren(icon(shape));
    this.playing.setAttribute("aria-label", label);
    this.playing.title = label;
  }

  #write() {
    if (Number(this.range.value) !== this.row) this.range.value = this.row;
    const step = this.longest?.rows ? this.longest.step(this.row) : 0;
    const words = fill(this.texts.at_step, { step, steps: this.steps ?? 0 });
    if (this.words.textContent === words) return;
    write(this.words, words);
    this.range.setAttribute("aria-valuetext", words);
  }
}
