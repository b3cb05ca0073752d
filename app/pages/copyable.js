// Shows a text and a button that copies it.

/**
 * @typedef {{ assets: string; text: string; copy: string; copied: string; not_copied: string }} Copyable
 * @param {Component<Copyable>} component
 */
export default function ({ parentElement, data }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".copyable"));
  if (root.dataset.text === data.text) return; // a rerun of the page must not take the selection away
  root.dataset.text = data.text;
  /** @param {string} name */
  const from = (name) => import(new URL(`${data.assets}/stage/browser/dom/${name}.js`, location.origin).href);
  /** @type {Promise<[typeof import("../stage/browser/dom/dom.js"), typeof import("../stage/browser/dom/copied.js")]>} */
  const modules = Promise.all([from("dom"), from("copied")]);
  modules.then(([{ h }, { Copied }]) => {
    const copied = new Copied(data.copied, data.not_copied, "");
    root.replaceChildren(
      h("pre", {}, h("code", {}, data.text)),
      h("button", { type: "button", onclick: () => copied.copy(data.text) }, data.copy),
      copied.node,
    );
  });
}
