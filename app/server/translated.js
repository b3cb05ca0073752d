// Lets a browser translate the page: it wraps each text in <font>, or puts a <font> in its place. Streamlit's React still takes
// the text away from where it was, goes on before it, and changes it; this finds what stands there now.

(() => {
  const KEPT = ".katex, math, code, pre, svg, .stage-run-head strong, .stage-row"; // formulas, code, and the names of optimizers
  const { insertBefore, removeChild } = Node.prototype;
  /** @type {WeakMap<Node, Element>} */
  const places = new WeakMap(); // of each text that was taken out: the <font> in its place
  let translated = false;

  /**
   * What stands for a node among the children of `parent`; null where nothing does.
   * @param {Node} parent @param {Node} node
   */
  function childFor(parent, node) {
    /** @type {Node | null} */
    let child = places.get(node) ?? node;
    while (child && child.parentNode !== parent) child = child.parentNode;
    return child;
  }

  /**
   * Takes away a node, and what was put around it or in its place.
   * @param {Node} node
   */
  function takeAway(node) {
    /** @type {Node | null} */
    let font = places.get(node) ?? node.parentNode;
    /** @type {ChildNode} */ (node).remove();
    places.get(node)?.replaceChildren();
    while (font?.nodeName === "FONT" && !font.hasChildNodes()) {
      const around = font.parentNode;
      /** @type {Element} */ (font).remove();
      font = around;
    }
  }

  /** @template {Node} Kind @param {Kind} child */
  Node.prototype.removeChild = function (child) {
    if (!translated || !child || child.parentNode === this) removeChild.call(this, child);
    else takeAway(child);
    return child;
  };

  /** @template {Node} Kind @param {Kind} node @param {Node | null} next */
  Node.prototype.insertBefore = function (node, next) {
    const there = !translated || !next || next.parentNode === this;
    insertBefore.call(this, node, there ? next : childFor(this, next));
    return node;
  };

  /**
   * A text that React changes, or puts back, is shown itself again, until it is translated once more.
   * @param {Node} text
   */
  function putBack(text) {
    const font = places.get(text);
    places.delete(text);
    if (text.isConnected) font?.remove();
    else font?.replaceWith(text);
  }

  /** @param {Element} root */
  function keep(root) {
    if (root.matches(KEPT)) root.setAttribute("translate", "no");
    for (const node of root.querySelectorAll(KEPT)) node.setAttribute("translate", "no");
  }

  /** @param {MutationRecord} change */
  function changed({ addedNodes, removedNodes, previousSibling, nextSibling }) {
    for (const node of addedNodes) {
      if (node.nodeName === "FONT") translated = true;
      else if (places.has(node)) putBack(node);
      else if (node instanceof Element && !(node instanceof SVGElement && node.ownerSVGElement)) keep(node);
    }
    if (!translated) return;
    const near = [...addedNodes, previousSibling, nextSibling];
    const fonts = near.filter((node) => node instanceof Element && node.nodeName === "FONT");
    for (const text of removedNodes) {
      if (!fonts.length || text.nodeType !== Node.TEXT_NODE || text.isConnected) continue;
      places.set(text, /** @type {Element} */ (fonts.shift()));
      watch.observe(text, { characterData: true });
    }
  }

  const watch = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") putBack(change.target);
      else changed(change);
    }
  });
  watch.observe(document, { childList: true, subtree: true });
})();
