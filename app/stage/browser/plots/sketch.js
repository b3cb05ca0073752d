// Draws the stage's plots until Plotly has arrived, by Plotly's own calls: the same figure, but nothing to hover over.

import { Sheet } from "./sheet.js";

const FONT = '"Open Sans", verdana, arial, sans-serif';
const USUAL = { type: "linear", minexponent: 3 };

export class Sketch {
  /** @type {WeakMap<HTMLElement, Sheet>} */ #sheets = new WeakMap();

  /** @type {Plotter["react"]} */
  async react(host, data, layout) {
    const gd = /** @type {Graph} */ (host);
    Object.assign(gd, { layout, _fullData: data, _fullLayout: full(/** @type {Layout} */ (layout)) });
    gd.on ??= (event, act) => gd.addEventListener(event, (told) => act(/** @type {CustomEvent} */ (told).detail));
    const sheet = this.#sheets.get(gd) ?? new Sheet(gd);
    this.#sheets.set(gd, sheet);
    sheet.draw();
    return gd;
  }

  newPlot = this.react;

  /** @type {Plotter["relayout"]} */
  async relayout(host, changes) {
    const gd = /** @type {Graph} */ (host);
    for (const [path, value] of Object.entries(changes)) {
      const [key, name] = path.split(".");
      if (name) Object.assign(gd.layout[/** @type {"xaxis"} */ (key)], { [name]: value });
      else Object.assign(gd.layout, { [key]: value });
    }
    await this.react(gd, gd._fullData, gd.layout);
    gd.dispatchEvent(new CustomEvent("plotly_relayout", { detail: changes }));
    return gd;
  }

  /**
   * Leaves the element as it was.
   * @type {Plotter["purge"]}
   */
  purge(host) {
    this.#sheets.get(host)?.node.remove();
    this.#sheets.delete(host);
    for (const made of ["layout", "on", "_fullData", "_fullLayout"]) Reflect.deleteProperty(host, made);
  }
}

/**
 * A layout with the place of each axis, in pixels, and with what Plotly takes where a figure is silent.
 * @param {Layout} layout
 */
export function full(layout) {
  const { width, height, margin: { l, r, t, b } } = layout;
  const font = { ...layout.font, family: layout.font.family ?? FONT };
  const [across, up] = [width - l - r, height - t - b];
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis\d*$/.test(key)).map(([key, given]) => {
    const axis = /** @type {Axis} */ (given);
    const [low, high] = axis.domain ?? [0, 1];
    const place = key.startsWith("x")
      ? { _offset: l + low * across, _length: (high - low) * across }
      : { _offset: t + (1 - high) * up, _length: (high - low) * up };
    const nticks = Math.max(4, Math.min(9, place._length / (key.startsWith("x") ? 80 : 40))) + 1;
    return [key, { ...USUAL, nticks, ...axis, range: axis.range ?? [0, 1], ...place,
      tickfont: { ...font, ...axis.tickfont } }];
  });
  return { ...layout, font, ...Object.fromEntries(axes) };
}
