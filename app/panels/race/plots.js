// The two plots of a race: best against best, and what each learning rate led to. The sweep fills in while the race runs.

import { h } from "../../stage/browser/dom/dom.js";
import { CONFIG, NARROW, NARROW_MARGIN } from "../../stage/browser/plots/map.js";
import { fill } from "../../stage/browser/dom/text.js";

const HEIGHT = 400;

export class RacePlots {
  /** @type {RaceFigures} */ figures;

  /** @param {PanelContext} ctx */
  constructor(ctx) {
    this.ctx = ctx;
    this.t = ctx.t;
    /** @type {RacePlotName[]} */
    this.names = ["curves", "sweeps"];
    this.hosts = Object.fromEntries(
      this.names.map((name) => [name, h("div", { class: "race-plot", role: "img", hidden: true })]),
    );
    this.ends = h("p", { class: "stage-hint", hidden: true }, ctx.t["race.ends"]);
    this.node = h("div", { class: "race-plots" }, h("div", {}, this.hosts.sweeps, this.ends), this.hosts.curves);
    this.resizer = new ResizeObserver(() => this.resize());
    this.resizer.observe(this.node);
  }

  /**
   * Empty plots for those who take part.
   * @param {RaceFigures} figures
   */
  async begin(figures) {
    this.figures = figures;
    this.hosts.curves.hidden = true;
    this.hosts.sweeps.hidden = this.ends.hidden = false;
    this.hosts.sweeps.setAttribute("aria-label", this.t["race.sweeps"]);
    this.#scale("sweeps", true);
    await this.#draw("sweeps");
  }

  /**
   * One optimizer has been tried with all its rates.
   * @param {RaceSweep} sweep
   */
  sweep({ entry, rates, losses }) {
    Object.assign(this.#trace("sweeps", "sweep", entry), { x: rates, y: losses });
    this.#scale("sweeps",
      losses.every((loss) => loss === null || loss > 0) && this.figures.sweeps.layout.yaxis.type === "log");
    this.#draw("sweeps");
  }

  /** @param {RaceOutcome} result @param {string[]} names */
  async finish(result, names) {
    const { rows, evaluations, curves, sweeps, order, goal, log } = result;
    this.hosts.curves.hidden = false;
    rows.forEach(({ rate, good }, i) => {
      const { rates, losses } = sweeps[i];
      const place = order.indexOf(i);
      const details = good ? [0, 1].map(() => [good.low, good.high]) : [];
      Object.assign(this.#trace("curves", "curve", i), { x: evaluations, y: curves[i] });
      Object.assign(this.#trace("sweeps", "sweep", i), { x: rates, y: losses });
      Object.assign(this.#trace("sweeps", "best", i), { x: [rate], y: [losses[rates.indexOf(rate)]] });
      Object.assign(this.#trace("sweeps", "good", i),
        good ? { x: [good.low, good.high], y: [place, place], customdata: details } : {});
      Object.assign(this.#trace("sweeps", "pick", i), good ? { x: [rate], y: [place], customdata: details } : {});
    });
    for (const name of this.names) {
      const { layout } = this.figures[name];
      this.#scale(name, log);
      const plot = this.t[`race.${name}`];
      Object.assign(layout.shapes[0], { y0: goal, y1: goal, visible: true });
      this.hosts[name].setAttribute("aria-label", fill(this.t["race.alt"], { plot, names: order.map((i) =>
        names[i]
      ).join(", ") }));
    }
    await Promise.all(this.names.map((name) => this.#draw(name)));
  }

  resize() {
    for (const name of this.names)
      if (this.hosts[name].clientWidth && this.hosts[name].clientWidth !== this.figures?.[name].layout.width)
        this.#draw(name);
  }

  close() {
    this.resizer.disconnect();
    for (const host of Object.values(this.hosts))
      if (host.classList.contains("js-plotly-plot")) this.ctx.Plotly.purge(host);
  }

  /** @param {RacePlotName} name @param {string} role @param {number} entry @returns {object} */
  #trace(name, role, entry) {
    return this.figures[name].data.find(({ meta }) => meta.role === role && meta.entry === entry) ?? {};
  }

  /** @param {RacePlotName} name @param {boolean} log */
  #scale(name, log) {
    this.figures[name].layout.yaxis.type = log ? "log" : "linear";
  }

  /** @param {RacePlotName} name */
  async #draw(name) {
    const host = this.hosts[name];
    if (!this.figures || host.hidden || !host.clientWidth) return;
    const { data, layout } = this.figures[name];
    Object.assign(layout, { width: host.clientWidth, height: HEIGHT });
    if (layout.width < NARROW) layout.margin.l = NARROW_MARGIN.l; // the last number of the axis needs the other one
    await this.ctx.Plotly.react(host, data, { ...layout, datarevision: {} }, CONFIG);
  }
}
