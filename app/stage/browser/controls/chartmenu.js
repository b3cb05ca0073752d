// What the chart shows: its quantity, and whether the loss is on a logarithmic scale.

import { h, hide } from "../dom/dom.js";
import { wide } from "../plots/sizes.js";
import { remember, remembered } from "../wire/tab.js";

/** @type {string[]} */
export const CHARTS = ["loss", "size", "gradient", "rate"]; // as in app/figures/charts.py
const KEPT = "chart"; // in the tab

/** The chart that was chosen, as a request for a scene says it; on a phone there is room for no other. */
export const chosenChart = () => {
  const kept = remembered(KEPT) ?? "";
  return (CHARTS.includes(kept) ? `&chart=${kept}` : "") + (wide() ? "" : "&alone=1");
};

/** @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

export class ChartMenu {
  /** @param {Texts} t @param {{ log(on: boolean): void; chart(): void }} actions */
  constructor(t, { log, chart }) {
    /** @type {HTMLSelectElement} */
    this.list = h("select", { class: "stage-select chart-choice", "aria-label": t.chart, onchange: () => {
      remember(KEPT, this.list.value);
      chart();
    } }, ...CHARTS.map((name) => h("option", { value: name }, capital(t[`${name}_axis`]))));
    /** @type {HTMLInputElement} */
    this.log = h("input", { type: "checkbox", id: "stage-log", onchange: () => log(this.log.checked) });
    this.note = h("span", { class: "stage-hint", hidden: true }, t.log_gap);
    this.logLabel = h("label", { for: "stage-log", class: "stage-check" }, this.log, t.log_loss);
    this.node = h("div", { class: "stage-bar chart-menu" }, this.list, this.logLabel, this.note);
  }

  /** @param {Scene} scene */
  show({ charts, wishes }) {
    const { charts: shown } = charts.layout.meta;
    hide(this.list, wishes.lesson);
    if (!wishes.lesson) this.list.value = shown[0];
    hide(this.logLabel, !shown.includes("loss"));
  }
}
