// How to walk: step length, towards the voice or on a heading of one's own, and listening again.

import { Compass } from "./compass.js";
import { parseNumber } from "../../stage/browser/controls/fields.js";
import { h } from "../../stage/browser/dom/dom.js";
import { fill } from "../../stage/browser/dom/text.js";

const POSITIONS = 300;
const SHORTEST = 0.01;
const SLIDER_LOW = 0.05; // a slider that began at a centimetre would be mostly centimetres

export class Controls {
  /** @type {string} */ jungle;

  /**
   * `act(word)` is given the word for the log, `aimed()` told that heading or length changed.
   * @param {Texts} texts @param {(word: string) => void} act @param {() => void} aimed
   */
  constructor(texts, act, aimed) {
    this.texts = texts;
    this.act = act;
    this.aimed = aimed;
    this.longest = 1;
    this.metres = 1;
    this.heading = 0;
    this.chosen = false;
    this.compass = new Compass(texts, (heading) => this.aim(heading), () => this.#walk());
    this.range = h("input", { type: "range", min: 0, max: POSITIONS, class: "jungle-range", "aria-label": texts.stride,
      oninput: () => this.#slid() });
    this.length = this.#field("jungle-stride", (value) => this.stride(value), texts.stride_outside,
      () => [SHORTEST, this.longest]);
    this.angle = this.#field("jungle-heading", (value) => this.aim(value), texts.heading_outside, () => [0, 359.9]);
    this.toVoice = h("button", { type: "button", class: "jungle-button jungle-first", onclick: () => this.#walkTo() },
      texts.to_voice);
    this.walk = h("button", { type: "button", class: "jungle-button", onclick: () => this.#walk() },
      texts.walk_heading);
    this.listen = h("button", { type: "button", class: "jungle-button", onclick: () => act("l") }, texts.listen);
    this.node = h("section", { class: "jungle-controls", "aria-label": texts.walk },
      h("div", { class: "jungle-field" }, h("label", { for: "jungle-stride" }, texts.stride), this.range,
        this.length.box, this.length.error), this.toVoice, this.listen,
      h("div", { class: "jungle-field jungle-own" }, h("label", { for: "jungle-heading" }, texts.heading),
        this.angle.box, this.walk, this.angle.error),
      h("p", { class: "jungle-hint", id: "jungle-heading-help" }, texts.heading_help));
    this.compass.node.setAttribute("aria-describedby", "jungle-heading-help");
  }

  /** @param {JungleGame} game */
  show(game) {
    const jungle = `${game.level}.${game.seed}`;
    if (jungle !== this.jungle) {
      this.longest = game.longest;
      this.stride(game.usual);
      this.aim(0);
      this.chosen = false;
    }
    this.jungle = jungle;
    this.listen.hidden = !game.noisy;
    this.compass.hear(game.voice);
    this.node.hidden = Boolean(game.end);
    this.toVoice.disabled = game.voice.heading == null;
  }

  /** @param {number} metres */
  stride(metres) {
    this.metres = Math.min(Math.max(Math.round(metres * 100) / 100, SHORTEST), this.longest);
    this.length.box.value = String(this.metres);
    const share = Math.log(this.metres / SLIDER_LOW) / Math.log(this.longest / SLIDER_LOW);
    this.range.value = String(Math.round(POSITIONS * share));
    this.range.setAttribute("aria-valuetext", `${this.metres} m`);
    this.length.tell("");
    this.aimed();
  }

  /** @param {number} heading */
  aim(heading) {
    this.heading = Math.round(heading * 10) / 10 % 360;
    this.chosen = true; // until then the map shows the way to the voice alone
    this.angle.box.value = String(this.heading);
    this.compass.set(this.heading);
    this.angle.tell("");
    this.aimed();
  }

  #slid() {
    const exact = SLIDER_LOW * (this.longest / SLIDER_LOW) ** (Number(this.range.value) / POSITIONS);
    const digits = exact < 1 ? 100 : exact < 10 ? 20 : 2; // steps of 0.01, 0.05 and 0.5
    this.stride(Math.round(exact * digits) / digits);
  }

  #walkTo() {
    if (this.length.take()) this.act(`v${this.metres}`);
  }

  #walk() {
    if (this.length.take() && this.angle.take()) this.act(`h${this.heading}:${this.metres}`);
  }

  /**
   * A number field; `take()` uses what stands in it and says what is wrong with it.
   * @param {string} id @param {(value: number) => void} use @param {string} outside @param {() => Ends} ends
   */
  #field(id, use, outside, ends) {
    const error = h("p", { class: "jungle-error", id: `${id}-error`, role: "alert" });
    /** @param {string} words */
    const tell = (words) => {
      if (error.textContent !== words) error.textContent = words;
      if (words) box.setAttribute("aria-invalid", "true");
      else box.removeAttribute("aria-invalid");
    };
    const take = () => {
      const value = parseNumber(box.value), [low, high] = ends();
      const fits = value >= low && value <= high;
      if (fits) use(value);
      else tell(Number.isNaN(value) ? this.texts.number_bad : fill(outside, { low, high }));
      return fits;
    };
    const box = h("input", {
      type: "text",
      inputmode: "decimal",
      id,
      class: "jungle-number",
      autocomplete: "off",
      spellcheck: "false",
      "aria-describedby": `${id}-error`,
      onchange: () => take(),
      onkeydown: (event) => event.key === "Enter" && take(),
    });
    return { box, error, tell, take };
  }
}
