// The tools around the map: zoom and pan, the whole of it, its picture and the link.

import { Copied } from "../dom/copied.js";
import { button, h, signButton } from "../dom/dom.js";

/** @param {Texts} t @param {Tools} tools */
export function toolbar(t, { zoom, pan, whole, png, link }) {
  const copied = new Copied(t.copied, t.not_copied);
  return {
    whole: h("div", { class: "stage-whole", hidden: true }, button(t.reset_view, whole)),
    map: h("div", { class: "stage-bar", role: "group", "aria-label": t.map_tools },
      signButton("←", t.pan_left, () => pan(-0.25, 0)), signButton("→", t.pan_right, () => pan(0.25, 0)),
      signButton("↑", t.pan_up, () => pan(0, 0.25)), signButton("↓", t.pan_down, () => pan(0, -0.25)),
      signButton("+", t.zoom_in, () => zoom(0.6)), signButton("−", t.zoom_out, () => zoom(1 / 0.6)),
      button(t.reset_view, whole)),
    files: h("div", { class: "stage-bar stage-files" }, button(t.png, png),
      button(t.copy_link, () => copied.copy(link())), copied.node),
  };
}
