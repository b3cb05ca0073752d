// What the chart shows: its quantity, and whether the loss is on a logarithmic scale.

import { h, hide } from "../dom/dom.js";
import { wide } from "../plots/sizes.js";
import { remember, remembered } from "../wire/tab.js";

/** @type {string[]} */
export const CHARTS = ["loss", "size", "gradient", "rate"]; // as in app/figures/charts.py
const KEPT = "chart"; // in the tab
const LOG = "loss_log"; // the loss, on a logarithmic scale

/** The chart that was chosen, as a request for a scene says it; on a phone there is room for no other. */
export const chosenChart = () => {
  const kept = remembered(KEPT) ?? "";
  return (CHARTS.includes(kept) ? `&chart=${kept}` : "") + (wide() ? "" : "&alone=1");
};

/** @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

export class ChartMenu {
  first = CHARTS[0]; // of the charts that are shown

  /** @param {Texts} t @param {{ log(on: boolean): void; chart(): void }} actions */
  constructor(t, { log, chart }) {
    /** @type {HTMLSelectElement} */
    this.list = h("select", { class: "stage-select chart-choice", "aria-label": t.chart,
      onchange: () => this.#choose(chart, log) },
      ...[LOG, ...CHARTS].map((name) => h("option", { value: name }, capital(t[`${name}_axis`]))));
    /** @type {HTMLInputElement} */
    this.log = h("input", { type: "checkbox", id: "stage-log", onchange: () => log(this.log.checked) });
    this.note = h("span", { class: "stage-hint", hidden: true }, t.log_gap);
    this.logLabel = h("label", { for: "stage-log", class: "stage-check" }, this.log, t.log_loss);
    this.node = h("div", { class: "stage-bar chart-menu" }, this.list, this.logLabel, this.note);
  }

  /** @param {() => void} chart @param {(on: boolean) => void} log */
  #choose(chart, log) {
    const { value } = this.list;
    const name = value === LOG ? "loss" : value;
    if (name === "loss") log(this.log.checked = value === LOG);
    if (name === this.first) return;
    remember(KEPT, name);
    chart();
  }

  /** In a lesson the charts are given, and the scale of the loss alone is to be chosen. @param {Scene} scene */
  show({ charts, wishes }) {
    const { charts: shown } = charts.layout.meta;
    this.first = shown[0];
    hide(this.list, wishes.lesson);
    hide(this.logLabel, !wishes.lesson || !shown.includes("loss"));
    this.scale(this.log.checked);
  }

  /** Whether the loss is on a logarithmic scale. @param {boolean} log */
  scale(log) {
    this.log.checked = log;
    this.list.value = log && this.first === "loss" ? LOG : this.first;
  }
}
