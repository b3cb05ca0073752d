// Shows a text and a button that copies it.

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".copyable");
  if (root.dataset.text === data.text) return; // a rerun of the page must not take the selection away
  root.dataset.text = data.text;
  const from = (name) => import(new URL(`${data.assets}/stage/browser/dom/${name}.js`, location.origin).href);
  Promise.all([from("dom"), from("copied")]).then(([{ h }, { Copied }]) => {
    const copied = new Copied(data.copied, data.not_copied, "");
    root.replaceChildren(
      h("pre", {}, h("code", {}, data.text)),
      h("button", { type: "button", onclick: () => copied.copy(data.text) }, data.copy),
      copied.node,
    );
  });
}
