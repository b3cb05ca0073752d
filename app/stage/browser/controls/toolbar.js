// The tools around the map: zoom and pan, the whole of it, pictures and files, and the link.

import { Copied } from "../dom/copied.js";
import { h } from "../dom/dom.js";

/** @param {Texts} t @param {Tools} tools */
export function toolbar(t, { zoom, pan, whole, png, csv, link }) {
  /** @param {string} text @param {(event: MouseEvent) => unknown} act @param {string} [label] */
  const button = (text, act, label) =>
    h("button", { type: "button", class: "stage-button stage-small", "aria-label": label ?? null, title: label ?? null,
      onclick: act }, text);
  const file = h("a", { class: "stage-button stage-small", href: "#", download: "descent-steps.csv" }, t.csv);
  file.addEventListener("click", () => {
    file.href = csv();
  });
  const copied = new Copied(t.copied, t.not_copied);
  return {
    whole: h("div", { class: "stage-whole", hidden: true }, button(t.reset_view, whole)),
    map: h("div", { class: "stage-bar" }, button("+", () => zoom(0.6), t.zoom_in),
      button("−", () => zoom(1 / 0.6), t.zoom_out), button("←", () => pan(-0.25, 0), t.pan_left),
      button("→", () => pan(0.25, 0), t.pan_right), button("↑", () => pan(0, 0.25), t.pan_up),
      button("↓", () => pan(0, -0.25), t.pan_down), button(t.reset_view, whole)),
    files: h("div", { class: "stage-bar stage-files" }, button(t.png, png), file,
      button(t.copy_link, () => copied.copy(link())), copied.node),
  };
}
