// Sound, off until its box is ticked: one short tone for each run whenever another step or another path is shown.

import { remember, remembered } from "../../stage/browser/wire/tab.js";
import { h } from "../../stage/browser/dom/dom.js";
import { tones } from "./tones.js";

const TONE_S = 0.12;
const EVERY_MS = 50; // a tone needs its time to be heard
const LOUDEST = 0.25; // of all runs together
/** @type {OscillatorType[]} */
const WAVES = ["sine", "triangle", "square", "sawtooth"];

export class Sound {
  static place = "step";

  /** @type {AudioContext} */ audio;
  /** @type {Paths} */ seen;
  /** @type {number} */ row;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    const { t } = ctx;
    this.ctx = ctx;
    this.t = t;
    this.played = 0;
    this.on = remembered("sound") === "on";
    /** @type {HTMLInputElement} */
    this.box = h("input", { type: "checkbox", checked: this.on, "aria-describedby": "sound-help",
      onchange: () => this.#turn(this.box.checked) });
    const help = h("span", { class: "stage-hidden", id: "sound-help" }, t["ghost.sound_help"]);
    const choice = h("label", { class: "stage-check sound-choice", title: t["ghost.sound_help"] }, this.box,
      t["ghost.sound"]);
    this.node = h("div", { class: "stage-bar" }, choice, help);
    this.listeners = new AbortController();
    // browsers are silent until the page is touched
    for (const name of ["pointerdown", "keydown"])
      document.addEventListener(name, () => this.on && this.#wake(), { signal: this.listeners.signal });
  }

  close() {
    this.listeners.abort();
    this.audio?.close();
  }

  /** @param {Paths} seen @param {number} row */
  draw(seen, row) {
    if (!this.on || this.audio?.state !== "running") return;
    if (seen === this.seen && row === this.row) return;
    this.seen = seen;
    this.row = row;
    const now = performance.now();
    if (now - this.played < EVERY_MS) return;
    this.played = now;
    const chord = tones(seen, row, this.ctx.scene().surface.domain);
    chord.forEach((tone, i) => this.#sound(tone, WAVES[i % WAVES.length], LOUDEST / chord.length));
  }

  /** @param {boolean} on */
  #turn(on) {
    this.on = on;
    remember("sound", on ? "on" : "");
    if (on) this.#wake();
  }

  #wake() {
    if (!window.AudioContext) return this.ctx.say(this.t["ghost.sound_none"]);
    this.audio ??= new AudioContext();
    this.audio.resume();
  }

  /** @param {import("./tones.js").Tone} tone @param {OscillatorType} type @param {number} loudest */
  #sound({ frequency, gain, pan }, type, loudest) {
    if (!gain) return;
    const { audio } = this;
    const now = audio.currentTime;
    const tone = new OscillatorNode(audio, { type, frequency });
    const level = new GainNode(audio, { gain: gain * loudest });
    level.gain.setTargetAtTime(0, now + TONE_S / 3, TONE_S / 5);
    tone.connect(level).connect(new StereoPannerNode(audio, { pan })).connect(audio.destination);
    tone.start(now);
    tone.stop(now + TONE_S);
  }
}
