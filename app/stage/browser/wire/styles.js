// The style sheet of the stage.

import { h } from "../dom/dom.js";

/** Adds it where the page has not got it, and waits until it has come, or has failed to. @param {string} assets */
export async function styled(assets) {
  const href = `${assets}/joined/stage.css`;
  if (document.head.querySelector(`link[rel=stylesheet][href="${CSS.escape(href)}"]`)) return;
  await new Promise((done) => {
    document.head.append(h("link", { rel: "stylesheet", href, onload: done, onerror: done }));
  });
}
