// The style sheets of the stage.

import { h } from "../dom/dom.js";

/**
 * Adds those that the page has not yet, and waits until each has come, or has failed to.
 * @param {string} assets @param {string[]} names
 */
export function styled(assets, names) {
  const there = new Set([...document.head.querySelectorAll("link")].map((link) => link.getAttribute("href")));
  const wanted = names.map((name) => `${assets}/${name}`).filter((href) => !there.has(href));
  return Promise.all(wanted.map((href) =>
    new Promise((done) => {
      document.head.append(h("link", { rel: "stylesheet", href, onload: done, onerror: done }));
    })
  ));
}
