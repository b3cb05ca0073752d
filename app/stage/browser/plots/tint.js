// A grid of numbers as a small smooth picture in two colours: one for what is below zero, one for what is above.

import { contextOf, h } from "../dom/dom.js";

/** A canvas of `cells` pixels a side, which the style sheet stretches. */
export function tintCanvas() {
  return h("canvas", { "aria-hidden": "true", class: "stage-tint" });
}

/**
 * Paints `values`, row by row from the lowest. The colour is full, `opacity`, at `most`; `colors` are [below, above].
 * The outer half of the outermost pixels is cut off, so that grid points at the ends lie on the canvas's edge.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} values @param {number} cells @param {number} most
 * @param {[string, string]} colors @param {number} opacity
 */
export function tint(canvas, values, cells, most, [below, above], opacity) {
  const small = new OffscreenCanvas(cells, cells);
  const ink = contextOf(small);
  const image = ink.createImageData(cells, cells);
  const tones = [rgb(below), rgb(above)];
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const value = values[row * cells + column];
      const share = Math.min(1, Math.abs(value) / most);
      image.data.set([...tones[value > 0 ? 1 : 0], 255 * opacity * share], 4 * ((cells - 1 - row) * cells + column));
    }
  }
  ink.putImageData(image, 0, 0);
  const { width, height } = canvas;
  const paper = contextOf(canvas);
  paper.clearRect(0, 0, width, height);
  paper.imageSmoothingQuality = "high";
  paper.drawImage(small, 0.5, 0.5, cells - 1, cells - 1, 0, 0, width, height);
}

/** @param {string} color */
const rgb = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
