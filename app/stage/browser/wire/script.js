// Loads plotly.js once for all stages of a page.

import { h } from "../dom/dom.js";

/** @type {Promise<Plotly> | null} */
let plotly;

/** @type {(assets: string) => Promise<Plotly>} */
function load(assets) {
  plotly ??= new Promise((done, failed) => {
    const onerror = () => {
      plotly = null; // so that it can be asked for again
      failed(new Error("plotly.js did not arrive"));
    };
    document.head.append(
      h("script", { src: `${assets}/stage/browser/plotly.js`, onload: () => done(window.Plotly), onerror }),
    );
  });
  return plotly;
}

/**
 * Plotly, tried again where it did not arrive; `trouble()` is told each time.
 * @param {string} assets @param {() => void} trouble
 */
export async function plotlyFrom(assets, trouble) {
  for (let tries = 1;; tries++) {
    try {
      return await load(assets);
    } catch {
      trouble();
      await new Promise((done) => setTimeout(done, Math.min(tries * 1000, 10000)));
    }
  }
}
