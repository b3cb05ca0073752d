// What is seen or heard on a page in the made-up language and is not in it, and what is cut off.

(([kept, streamlits]) => {
  const THEIRS = new RegExp(streamlits);
  const WORD = /(?<![\p{L}\p{M}])[A-Za-z]{3,}(?![\p{L}\p{M}])/u;
  const HEARD = ["aria-label", "aria-valuetext", "title", "alt", "placeholder"];
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const edge = (element) => { // what hides the words beyond its box; beyond one that scrolls they can be seen
    while (element && getComputedStyle(element).overflowX === "visible") element = element.parentElement;
    return ["hidden", "clip"].includes(element && getComputedStyle(element).overflowX) ? element : null;
  };
  const english = [], cut = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest(kept) || !visible(element)) continue;
    const own = [...element.childNodes].map((node) => (node instanceof Text ? node.data : "")).join("");
    for (const words of [own, ...HEARD.map((name) => element.getAttribute(name) ?? "")]) {
      if (WORD.test(words) && !THEIRS.test(words.trim()))
        english.push(`${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}: ${words.trim()}`);
    }
    if (!own.trim() || element instanceof SVGElement) continue;
    const [box, words] = [edge(element)?.getBoundingClientRect(), document.createRange()];
    words.selectNodeContents(element);
    const { left, right } = words.getBoundingClientRect();
    if (box && box.width > 1 && (left < box.left - 1 || right > box.right + 1)) cut.push(own.trim()); // 1: only read out
  }
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return { english: [...new Set(english)], cut: [...new Set(cut)], wide };
});
