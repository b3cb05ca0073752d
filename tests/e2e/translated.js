// What a browser does that translates the page: each text is put into <font><font>, now and when more comes. As a translation that
// `replaces`, it leaves the text itself out and puts another in its place; the words stay the same, so that they can be looked for.
((replaces) => {
  const LEFT = "script, style, textarea, [translate=no], font";
  const translate = (text) => {
    if (!text.data.trim() || text.parentElement?.closest(LEFT) !== null) return;
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    outer.append(inner);
    text.replaceWith(outer);
    inner.append(replaces ? text.data : text);
  };
  const all = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    for (const text of root instanceof Text ? [root] : found) if (text.isConnected) translate(text);
  };
  new MutationObserver((changes) => {
    setTimeout(() => changes.forEach(({ addedNodes }) => addedNodes.forEach(all))); // it has to ask for the words first
  }).observe(document, { childList: true, subtree: true });
  all(document);
});
