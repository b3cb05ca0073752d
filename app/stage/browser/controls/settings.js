// Steps, stopping early and noise: the settings of the whole experiment.

import { h } from "../dom/dom.js";
import { Fields } from "./fields.js";
import { fill } from "../dom/text.js";

/** @type {Changes} */
const FIRST_LIMIT = { loss: "0.001", gradient: "0.001" };

/** @param {Texts} t @param {Edit} edit @param {Restage} restage */
export function settings(t, edit, restage) {
  const steps = new Fields(t, edit);
  const noise = new Fields(t, edit);
  const limit = new Fields(t, edit);
  /** @param {string} value @param {string} text */
  const option = (value, text) => h("option", { value }, text);
  /** @type {HTMLSelectElement} */
  const stop = h("select", {
    class: "stage-select",
    id: "stage-stop",
    onchange: () =>
      restage(stop.value ? { [`stop.${stop.value}`]: FIRST_LIMIT[stop.value] } : {}, (key) => key.startsWith("stop.")),
  }, option("", t.stop_none), option("loss", t.stop_loss), option("gradient", t.stop_gradient));
  const release = h("p", { class: "stage-hint" });
  const stopField = h("div", { class: "stage-field" }, h("label", { for: "stage-stop", class: "stage-label" }, t.stop),
    stop);
  const more = h("div", {}, stopField, limit.node, noise.node, release);
  const node = h("section", { class: "stage-panel stage-settings", "aria-label": t.experiment_settings },
    h("h2", {}, t.experiment_settings), steps.node, more);
  return {
    node,
    /** @type {(key: string, value: number) => void} */
    set(key, value) {
      for (const fields of [steps, noise, limit]) fields.set(key, value);
    },
    /** @type {(scene: Scene) => void} */
    show(scene) {
      /** @param {...string} names */
      const free = (...names) => names.map((name) => scene.settings[name]).filter(Boolean);
      steps.show(free("steps"));
      noise.show(free("noise", "batch", "seed", "seeds"));
      for (const choice of stop.options)
        choice.hidden = choice.disabled = Boolean(choice.value) && !scene.stops.includes(choice.value);
      stopField.hidden = !scene.stops.length;
      stop.value = scene.stop?.what ?? "";
      limit.show(scene.stop && scene.stops.includes(scene.stop.what) ?
        [{
          key: `stop.${scene.stop.what}`,
          label: t.stop_limit,
          help: "",
          value: scene.stop.limit,
          low: 1e-9,
          high: 10,
          validLow: -1e300,
          validHigh: 1e300,
          log: true,
        }] :
        []);
      more.hidden = stopField.hidden && !free("noise", "batch", "seed", "seeds").length;
      node.hidden = more.hidden && !free("steps").length;
      release.hidden = scene.wishes.lesson || scene.shortens || scene.code !== null;
      release.textContent = fill(t.steps_release, { live: scene.liveSteps });
    },
  };
}
