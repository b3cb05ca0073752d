// How a stage comes into a page of Streamlit's, stays there while the page is run again, and goes.

import { Stage } from "./stage.js";
import { plotlyFrom } from "./wire/script.js";

/** @type {WeakMap<HTMLElement, Stage>} */
const stages = new WeakMap();

/**
 * Called by Streamlit at every rerun with the same element; the stage lives on from call to call.
 * @param {Component<StageData>} component
 */
export function mount(component) {
  const root = component.parentElement;
  let stage = stages.get(root);
  if (!stage) stages.set(root, stage = new Stage(root, component.data));
  stage.receive(component);
  return () => {
    if (root.isConnected) return; // a superseded call is cleaned up late; the stage is still in use
    stage.close();
    stages.delete(root);
  };
}

/** Gets what is large before there is a stage to ask for it. @param {string} assets */
export const prepare = (assets) => {
  plotlyFrom(assets, () => {});
};
