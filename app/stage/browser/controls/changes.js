// The learning rates that a run has from a step on: a field for each, and a way to drop it.

import { h, icon } from "../dom/dom.js";
import { Fields } from "./fields.js";

export class Changes {
  /** @param {SceneRun} run @param {Texts} texts @param {RunActions} actions */
  constructor({ changes }, texts, actions) {
    this.node = h("div", {});
    this.fields = changes.map((change) => {
      const fields = new Fields(texts, actions.edit);
      const undo = h("button", { type: "button", class: "stage-icon", "aria-label": texts.remove_change,
        title: texts.remove_change, onclick: () => actions.drop(change.key) }, icon("close"));
      this.node.append(h("div", { class: "stage-change" }, fields.node, undo));
      return fields;
    });
  }

  /** @param {SceneRun} run */
  show({ changes }) {
    changes.forEach((change, i) => this.fields[i].show([change]));
  }

  /** @param {string} key @param {number} value */
  set(key, value) {
    for (const fields of this.fields) fields.set(key, value);
  }
}
