// One row for all that is set up before a run: start, surface, steps, noise, stopping, seeds. Closed it says how they are.

import { h, hide, write } from "../dom/dom.js";
import { CARD, fill, short } from "../dom/text.js";
import { remember, remembered } from "../wire/tab.js";

const MOST_COORDINATES = 3; // that are said

export class Setup {
  /** @type {Scene} */ scene;
  /** @type {Record<string, number>} */ values = {};

  /** @param {Texts} texts @param {...HTMLElement} content */
  constructor(texts, ...content) {
    this.texts = texts;
    this.summary = h("span", { class: "stage-setup-summary" });
    /** @type {HTMLDetailsElement} */
    this.node = h("details", { class: "stage-setup", open: remembered("setup") === "1",
      ontoggle: () => remember("setup", this.node.open ? "1" : "0") },
      h("summary", {}, h("span", { class: "stage-setup-title" }, texts.setup), this.summary), ...content);
  }

  /** @param {Scene} scene */
  show(scene) {
    this.scene = scene;
    const { start, parameters, settings } = scene;
    this.values = Object.fromEntries(
      [...start, ...parameters, ...Object.values(settings)].map(({ key, value }) => [key, value]),
    );
    this.#write();
  }

  /** @param {string} key @param {number} value */
  set(key, value) {
    if (!(key in this.values) || this.values[key] === value) return;
    this.values[key] = value;
    this.#write();
  }

  #write() {
    const said = summary(this.scene, this.values, this.texts);
    write(this.summary, said);
    hide(this.summary, !said);
  }
}

/**
 * Where the runs begin, the first of the surface's numbers, the steps, and what is not as usual.
 * @param {Pick<Scene, "start" | "parameters" | "settings" | "stop">} scene @param {Record<string, number>} values
 * @param {Texts} texts
 */
export function summary({ start, parameters, settings, stop }, values, texts) {
  /** @param {Control | undefined} control */
  const now = (control) => (control ? (values[control.key] ?? control.value) : 0);
  const point = start.slice(0, MOST_COORDINATES).map((control) => short(now(control), CARD));
  if (point.length < start.length) point.push("…");
  const [first] = parameters;
  const { noise, seeds, seed, steps } = settings;
  const chance = now(noise) > 0;
  return [
    point.length && fill(texts.setup_start, { point: point.join(", ") }),
    first && fill(texts.setup_parameter, { name: first.sign ?? first.label, value: short(now(first), CARD) }),
    steps && fill(texts.setup_steps, { steps: now(steps) }),
    chance && fill(texts.setup_noise, { noise: short(now(noise), CARD) }),
    (chance || now(seed) > 0) && fill(texts.setup_seed, { seed: now(seed) }),
    now(seeds) > 1 && fill(texts.setup_seeds, { seeds: now(seeds) }),
    stop && texts.setup_stop,
  ].filter(Boolean).join(" · ");
}
