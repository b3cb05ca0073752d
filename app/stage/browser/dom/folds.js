// What opens and closes: a panel under the plots, and what is folded away within one.

import { h } from "./dom.js";

/**
 * A panel: its title opens it; within are what it is for, a bar to choose in, and what it shows.
 * @param {string} look @param {Child} title @param {string} help @param {Attributes} attributes @param {Child[]} bar
 * @param {...Child} content
 */
export function panel(look, title, help, attributes, bar, ...content) {
  return h("details", { class: `stage-panel stage-steps ${look}`, ...attributes },
    title instanceof Node ? title : h("summary", {}, title), help ? h("p", { class: "stage-hint" }, help) : null,
    h("div", { class: "stage-table-bar" }, ...bar), ...content);
}

/** @param {Child} title @param {Attributes} attributes @param {...Child} content */
export function fold(title, attributes, ...content) {
  return h("details", { class: "stage-more", ...attributes }, h("summary", {}, title), ...content);
}
