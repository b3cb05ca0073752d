// What is seen or heard on a page in the made-up language and is not in it, and what is cut off.

(([kept, streamlits]) => {
  const THEIRS = new RegExp(streamlits);
  const WORD = /(?<![\p{L}\p{M}])[A-Za-z]{3,}(?![\p{L}\p{M}])/u;
  const HEARD = ["aria-label", "aria-valuetext", "title", "alt", "placeholder"];
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const english = [], cut = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest(kept) || !visible(element)) continue;
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data)
      .join("");
    for (const words of [own, ...HEARD.map((name) => element.getAttribute(name) ?? "")]) {
      if (WORD.test(words) && !THEIRS.test(words.trim()))
        english.push(`${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}: ${words.trim()}`);
    }
    if (!own.trim() || element instanceof SVGElement) continue;
    const hides = ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
    const heard = element.clientWidth <= 1; // only read out
    if (hides && !heard && element.scrollWidth > element.clientWidth + 1) cut.push(own.trim());
  }
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return { english: [...new Set(english)], cut: [...new Set(cut)], wide };
});
