// Whether arrows stand along the paths, and not only at the step that is shown: a choice of the playground.

import { h } from "../dom/dom.js";
import { remember, remembered } from "../wire/tab.js";

/** @param {Page} page @param {() => void} redraw */
export function alongChoice({ texts, map, root }, redraw) {
  const box = h("input", { type: "checkbox", onchange: () => {
    remember("arrows", box.checked ? "on" : "");
    apply();
    redraw();
  } });
  const apply = () => {
    map.along = box.checked;
    root.classList.toggle("stage-sparse", !box.checked);
  };
  box.checked = remembered("arrows") === "on";
  apply();
  return h("div", { class: "stage-bar" }, h("label", { class: "stage-check" }, box, texts.arrows_along));
}
