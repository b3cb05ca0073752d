// How kinds of ends look: places have a colour and a letter, what rests nowhere has a pattern, so no colour is needed.

import { contextOf } from "../../stage/browser/dom/dom.js";

const PLACES = ["#77AADD", "#EE8866", "#EEDD88", "#44BB99", "#FFAABB", "#BBCC33", "#99DDFF", "#AAAA00"]; // Paul Tol's light set: apart in every kind of sight
const OTHERS = ["#DAD5CC", "#C9C3B8", "#E6E2DA", "#BDB6A9"]; // places without a letter; neighbours mostly differ
const never = () => false;
/** @type {Record<string, [color: string, pattern: BasinLook["drawn"]]>} */
const KINDS = {
  elsewhere: ["#E6E2DA", never],
  still_moving: ["#EEF1F5", (x, y) => x % 7 < 2 && y % 7 < 2],
  bouncing: ["#D9D3EC", (x, y) => (y + Math.abs((x % 12) - 6)) % 9 < 2],
  diverged: ["#8A7783", (x, y) => (x + y) % 9 < 3],
  left_domain: ["#F6F6F6", (x, y) => (x + y) % 10 < 2 || (x - y + 10000) % 10 < 2],
  no_step: ["#CFE0D8", (x) => x % 8 < 2],
  hovering: ["#E3DCEB", (x, y) => (x % 6) ** 2 + (y % 6) ** 2 < 5],
  rate_spent: ["#E9E4D3", (_, y) => y % 8 < 2],
};
const INK = [0x1b, 0x23, 0x30];
const SHARES = { plain: 0, pattern: 0.5, contour: 0.22, edge: 0.7 }; // how much ink there is
const NIGHT = 0.86; // on a dark page everything is a little darker

/**
 * The look of a group of ends: a number for a Uint32Array for each kind of pixel, and where its pattern has ink.
 * @param {BasinGroup} group @param {Scheme} scheme @returns {BasinLook}
 */
export function lookOf({ code, kind, letter }, scheme) {
  const [color, pattern] = letter
    ? [PLACES[code % PLACES.length], never]
    : KINDS[kind] ?? [OTHERS[code % OTHERS.length], never];
  const rgb = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) * (scheme === "dark" ? NIGHT : 1));
  /** @param {number} ink */
  const number = (ink) => {
    const [r, g, b] = rgb.map((part, i) => Math.round(part + (INK[i] - part) * ink));
    return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
  };
  const { plain, pattern: inked, contour, edge } = SHARES;
  return { plain: number(plain), pattern: number(inked), contour: number(contour), edge: number(edge), drawn: pattern };
}

/**
 * Fills a canvas pixel by pixel; `paint(x, y)` gives the number of one.
 * @param {HTMLCanvasElement} canvas @param {(x: number, y: number) => number} paint
 */
export function fillCanvas(canvas, paint) {
  const { width, height } = canvas;
  const context = contextOf(canvas);
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++) pixels[at++] = paint(x, y);
  context.putImageData(image, 0, 0);
}

/** The star that minima have on the map. */
export const STAR = `M${
  Array.from({ length: 10 }, (_, i) => [i % 2 ? 3 : 7, (i * Math.PI) / 5]).map(([r, a]) =>
    `${r * Math.sin(a)},${-r * Math.cos(a)}`
  ).join("L")
}Z`;

/** @param {string} text */
export function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
