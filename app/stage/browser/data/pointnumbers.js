// The numbers of the examples and their places in the plot: what is seen of an input is (input - offset) / scale.

import { roundTo } from "../controls/fields.js";

export const DIGITS = 6; // as a link holds them

export class PointNumbers {
  /** @type {ExamplesPlot} */ plot;
  /** @type {number} */ largest;
  /** @type {number[]} */ offset;
  /** @type {number[]} */ scale;

  /**
   * How the inputs are seen from now on: (input - offset) / scale.
   * @param {InputScale} scale
   */
  see({ offset, scale }) {
    this.offset = offset;
    this.scale = scale;
  }

  /** @param {number} value @param {number} axis */
  seen(value, axis) {
    return axis < this.scale.length ? (value - this.offset[axis]) / this.scale[axis] : value;
  }

  /** @param {number} value @param {number} axis */
  raw(value, axis) {
    return axis < this.scale.length ? value * this.scale[axis] + this.offset[axis] : value;
  }

  /**
   * The plot's two ranges in raw numbers.
   * @returns {Ends[]}
   */
  ranges() {
    const { width, height } = this.plot;
    const [low, high] = [this.plot.values(0, height), this.plot.values(width, 0)];
    return [0, 1].map((axis) => [this.raw(low[axis], axis), this.raw(high[axis], axis)]);
  }

  /**
   * The raw numbers at a place of the plot.
   * @param {Pixel} place
   */
  at(place) {
    return this.plot.values(...place).map((value, axis) => this.raw(value, axis));
  }

  /** @param {number} value @param {number} step */
  rounded(value, step) {
    const most = this.largest;
    return Number(roundTo(Math.max(-most, Math.min(most, value)), step).toPrecision(DIGITS));
  }
}

/**
 * Where the inner plot begins within its picture, in pixels.
 * @param {ExamplesPlot} plot @returns {Pixel}
 */
export function origin({ plot }) {
  return [Number(plot.getAttribute("x")), Number(plot.getAttribute("y"))];
}
