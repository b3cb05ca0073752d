// The style sheets of the stage.

import { h } from "../dom/dom.js";

/**
 * Adds them to the page, and waits until each has come, or has failed to.
 * @param {string} assets @param {string[]} names
 */
export function styled(assets, names) {
  return Promise.all(names.map((name) =>
    new Promise((done) => {
      document.head.append(h("link", { rel: "stylesheet", href: `${assets}/${name}`, onload: done, onerror: done }));
    })
  ));
}
