// What an optimizer is: its idea, the conventions that are followed, and where it comes from.

import { h } from "../dom/dom.js";
import { fill } from "../dom/text.js";

/** @param {SceneRun} run @param {Texts} texts */
export function about(run, texts) {
  const said = [run.help, run.conventions, fill(texts.about_source, { source: run.source })];
  return h("div", { class: "stage-about" }, ...said.map((text) => h("p", {}, text)));
}
