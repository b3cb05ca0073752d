// The picture of final losses over the learning rate and a second setting: cells, lost ones crossed, the border, marks.

import { graph, h } from "../../stage/browser/dom/dom.js";
import { CONFIG, NARROW } from "../../stage/browser/plots/map.js";
import { short } from "../../stage/browser/dom/text.js";

const HEIGHT = 0.62; // of the width
const TALLEST = 460;
const CROSSES = 22; // pixels from one cross to the next

export class RatePlot {
  /** @type {RatePicture} */ picture;
  /** @type {RateFacts} */ facts;
  /** @type {RateNames} */ names;
  /** @type {Layout} */ theme;
  /** @type {string} */ colors;

  /**
   * `pointed(column, row, press)` gets the cell under the pointer, and whether it was clicked.
   * @param {Plotter} Plotly @param {(column: number, row: number, press: boolean) => void} pointed
   */
  constructor(Plotly, pointed) {
    this.Plotly = Plotly;
    this.pointed = pointed;
    this.graph = graph({ class: "rateplane-graph" });
    /** @type {Map<string, Pixel | null>} */
    this.places = new Map(); // of the marks, on the axes
    this.marks = Object.fromEntries(
      ["best", "read", "here"].map((
        name,
      ) => [name, h("span", { class: `rateplane-mark rateplane-${name}`, "aria-hidden": "true", hidden: true })]),
    );
    this.node = h("div", { class: "rateplane-plot", role: "img" }, this.graph, ...Object.values(this.marks));
    this.graph.addEventListener("pointermove", (event) => this.#point(event, false));
    this.graph.addEventListener("click", (event) => this.#point(event, true));
    this.resizer = new ResizeObserver(() => this.#resize());
    this.resizer.observe(this.node);
  }

  /**
   * What is drawn from now on: the axes, their names, and the border where one is known.
   * @param {RateFacts} facts @param {RateNames} names @param {Scene} scene
   */
  frame(facts, names, scene) {
    this.facts = facts;
    this.names = names;
    this.#look(scene);
  }

  /**
   * The cells.
   * @param {RatePicture} picture
   */
  show(picture) {
    this.picture = picture;
    this.#react();
    const { best, x, y } = picture;
    this.mark("best", best ? [x[best[1]], y[best[0]]] : null);
  }

  /** @param {Scene} scene */
  #look(scene) {
    this.theme = scene.charts.layout;
    this.colors = scene.rates;
  }

  /** @param {Scene} scene */
  paint(scene) {
    this.#look(scene);
    if (this.picture) this.#react();
  }

  /**
   * Puts a mark at a place of the axes; at their ends where it is beyond them, nowhere for null.
   * @param {string} name @param {Pixel | null} place
   */
  mark(name, place) {
    const mark = this.marks[name];
    const layout = this.graph._fullLayout;
    this.places.set(name, place);
    mark.hidden = !place || !layout;
    if (!place || !layout) return;
    const { xaxis, yaxis } = layout;
    const [x, y] = place.map((value, i) => {
      const [low, high] = [this.facts.across, this.facts.upward][i].ends;
      return Math.max(low, Math.min(high, value));
    });
    mark.style.transform = `translate(${xaxis._offset + xaxis.d2p(x)}px, ${yaxis._offset + yaxis.d2p(y)}px)`;
  }

  get inSight() {
    const { top, bottom } = this.node.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }

  close() {
    this.resizer.disconnect();
    this.Plotly.purge(this.graph);
  }

  get #size() {
    const width = this.node.clientWidth;
    return { width, height: Math.round(Math.min(TALLEST, Math.max(280, HEIGHT * width))) };
  }

  #resize() {
    if (!this.node.clientWidth || this.node.clientWidth === this.graph._fullLayout?.width) return;
    if (this.picture) this.#react();
  }

  async #react() {
    if (!this.node.clientWidth) return; // the panel is closed: the observer comes when it opens
    await this.Plotly.react(this.graph, this.#traces(), this.#layout(), CONFIG);
    for (const [name, place] of this.places) this.mark(name, place);
  }

  #traces() {
    const { x, y, shade, ticks } = this.picture;
    const color = this.theme.font.color;
    const silent = { type: "scatter", hoverinfo: "skip" };
    const border = { ...silent, x: this.facts.border.x ?? [], y: this.facts.border.y ?? [], mode: "lines" };
    return [
      {
        type: "heatmap",
        x,
        y,
        z: shade,
        zmin: 0,
        zmax: 1,
        colorscale: this.colors,
        hoverinfo: "none",
        showscale: this.#size.width >= NARROW && this.picture.even === null,
        colorbar: { title: { text: ticks.above ? this.names.above : this.names.loss, side: "right" },
          tickvals: ticks.shades, ticktext: ticks.excess.map((loss) => short(loss, 2)), thickness: 12,
          outlinewidth: 0 },
      },
      { ...silent, ...this.#crosses(), mode: "markers",
        marker: { symbol: "x-thin", size: 7, line: { color, width: 1.2 } }, opacity: 0.55 },
      { ...border, line: { color: this.theme.paper_bgcolor, width: 5 } },
      { ...border, line: { color, width: 2.2, dash: "dash" } },
    ];
  }

  /** One cross for so many pixels of what is lost, so that no colour is needed to see it. */
  #crosses() {
    const { x, y, shade } = this.picture;
    const { width, height } = this.#size;
    const [across, up] = [Math.ceil((CROSSES * x.length) / width), Math.ceil((CROSSES * y.length) / height)];
    /** @type {{ x: number[]; y: number[] }} */
    const dots = { x: [], y: [] };
    for (let row = up >> 1; row < y.length; row += up) {
      for (let column = across >> 1; column < x.length; column += across) {
        if (shade[row][column] != null) continue;
        dots.x.push(x[column]);
        dots.y.push(y[row]);
      }
    }
    return dots;
  }

  #layout() {
    const { font, paper_bgcolor, xaxis: { gridcolor } } = this.theme;
    /** @param {RateAxis} axis @param {string} name */
    const axis = ({ ends, ticks, values }, name) => ({
      range: ends,
      tickvals: ticks,
      ticktext: values.map(written),
      title: { text: name, standoff: 6 },
      fixedrange: true,
      showgrid: false,
      zeroline: false,
      ticks: "outside",
      ticklen: 4,
      tickcolor: gridcolor,
      linecolor: gridcolor,
      showline: true,
      mirror: true,
    });
    const narrow = this.#size.width < NARROW;
    return {
      ...this.#size,
      font,
      paper_bgcolor,
      plot_bgcolor: paper_bgcolor,
      showlegend: false,
      dragmode: false,
      hovermode: false,
      margin: { l: 60, r: narrow ? 10 : 80, t: 10, b: 44 },
      xaxis: axis(this.facts.across, this.names.rate),
      yaxis: axis(this.facts.upward, this.names.second),
    };
  }

  /** @param {MouseEvent} event @param {boolean} press */
  #point(event, press) {
    const layout = this.graph._fullLayout;
    if (!this.picture || !layout) return;
    const box = this.graph.getBoundingClientRect();
    const { xaxis, yaxis } = layout;
    const [px, py] = [event.clientX - box.left - xaxis._offset, event.clientY - box.top - yaxis._offset];
    if (px < 0 || py < 0 || px > xaxis._length || py > yaxis._length) return;
    this.pointed(nearest(this.picture.x, xaxis.p2d(px)), nearest(this.picture.y, yaxis.p2d(py)), press);
  }
}

/**
 * A value beside an axis; powers of ten where they would be long.
 * @param {number} value
 */
function written(value) {
  const power = Math.round(Math.log10(Math.abs(value)));
  return Math.abs(power) > 2 && Number(`1e${power}`) === value ? `10<sup>${power}</sup>` : short(value);
}

/**
 * The number of the value that is nearest to another.
 * @param {number[]} values @param {number} wanted
 */
export function nearest(values, wanted) {
  let place = 0;
  values.forEach((value, i) => {
    if (Math.abs(value - wanted) < Math.abs(values[place] - wanted)) place = i;
  });
  return place;
}
