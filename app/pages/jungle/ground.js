// Paints the ground that was seen: gold where it is low, dark where it is high, and mist over all the rest.

import { contextOf } from "../../stage/browser/dom/dom.js";

const BANDS = 18;
const DARKEST = 65535;
const FINE = 5; // pixels of the picture for each cell, each way
const COLORS = [[255, 233, 168], [226, 190, 96], [140, 163, 76], [66, 122, 82], [32, 84, 76], [18, 54, 58]]; // low to high

/**
 * Draws the cells (base64, two bytes each, southernmost row first, 0 is fog). `lantern(paper)` draws what the eye has seen.
 * @param {HTMLCanvasElement} canvas @param {string} ground @param {number} cells
 * @param {((paper: Paper, size: number) => void) | null} lantern
 */
export function paintGround(canvas, ground, cells, lantern) {
  const bytes = Uint8Array.from(atob(ground), (letter) => letter.charCodeAt(0));
  const shades = Uint16Array.from({ length: cells * cells }, (_, cell) => bytes[2 * cell] + 256 * bytes[2 * cell + 1]);
  const size = cells * FINE;
  canvas.width = canvas.height = size;
  const image = new ImageData(size, size);
  for (let row = 0, at = 0; row < size; row++) {
    const y = clamp((size - 0.5 - row) / FINE - 0.5, cells), low = Math.min(Math.floor(y), cells - 2), v = y - low;
    for (let column = 0; column < size; column++, at += 4) {
      const x = clamp((column + 0.5) / FINE - 0.5, cells), left = Math.min(Math.floor(x), cells - 2), u = x - left;
      const first = low * cells + left;
      let seen = 0, shade = 0;
      for (const [place, weight] of [[first, (1 - u) * (1 - v)], [first + 1, u * (1 - v)], [first + cells, (1 - u) * v],
        [first + cells + 1, u * v]]) {
        if (shades[place]) {
          seen += weight;
          shade += weight * shades[place];
        }
      }
      if (seen > 0.02) paint(image.data, at, (shade / seen - 1) / (DARKEST - 1));
    }
  }
  const paper = contextOf(canvas);
  paper.putImageData(image, 0, 0);
  if (!lantern) return;
  paper.globalCompositeOperation = "destination-in"; // the ground stays where the lantern has been
  paper.filter = "blur(5px)";
  lantern(paper, size);
}

/** @param {Uint8ClampedArray} data @param {number} at @param {number} share */
function paint(data, at, share) {
  const step = Math.floor(Math.min(share, 0.9999) * BANDS);
  const along = (step / (BANDS - 1)) * (COLORS.length - 1);
  const place = Math.min(Math.floor(along), COLORS.length - 2), mix = along - place;
  for (let part = 0; part < 3; part++) {
    data[at + part] = COLORS[place][part] * (1 - mix) + COLORS[place + 1][part] * mix;
  }
  data[at + 3] = 255;
}

/**
 * The mist: soft clouds on a night sky, always the same for one jungle.
 * @param {HTMLCanvasElement} canvas @param {number} seed
 */
export function paintMist(canvas, seed) {
  const size = (canvas.width = canvas.height = 400);
  const paper = contextOf(canvas);
  const random = randomFrom(seed);
  paper.fillStyle = "#3a525c";
  paper.fillRect(0, 0, size, size);
  for (let cloud = 0; cloud < 46; cloud++) {
    const [x, y, radius] = [random() * size, random() * size, 40 + random() * 110];
    const light = paper.createRadialGradient(x, y, 0, x, y, radius);
    const [tone, strength] = random() < 0.55 ? ["150, 176, 182", 0.13] : ["20, 38, 48", 0.2];
    light.addColorStop(0, `rgba(${tone}, ${strength})`);
    light.addColorStop(1, `rgba(${tone}, 0)`);
    paper.fillStyle = light;
    paper.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  }
  for (let tree = 0; tree < 70; tree++) shadow(paper, random() * size, random() * size, 5 + random() * 9);
}

/**
 * The shadow of a palm in the mist, from above.
 * @param {Paper} paper @param {number} x @param {number} y @param {number} size
 */
function shadow(paper, x, y, size) {
  paper.fillStyle = "rgba(16, 34, 42, 0.16)";
  for (let leaf = 0; leaf < 8; leaf++) {
    const angle = (leaf / 8) * 2 * Math.PI + x;
    paper.beginPath();
    paper.ellipse(x + Math.cos(angle) * size * 0.5, y + Math.sin(angle) * size * 0.5, size * 0.66, size * 0.15, angle,
      0, 2 * Math.PI);
    paper.fill();
  }
}

/** @param {number} value @param {number} cells */
function clamp(value, cells) {
  return Math.min(Math.max(value, 0), cells - 1);
}

/**
 * Numbers from 0 to 1 that look like chance, for pictures only.
 * @param {number} seed
 */
function randomFrom(seed) {
  let state = (Number(seed) * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
