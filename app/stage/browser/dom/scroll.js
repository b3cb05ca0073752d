// Scrolling the page so that something is seen.

import { still } from "./dom.js";

const HEADER = 64; // pixels that the page's own bar covers

/**
 * Scrolls down until all of `node` is seen, but never so far that what has the focus is lost from sight.
 * @param {HTMLElement} node
 */
export function bringInSight(node) {
  let pane = node.parentElement;
  while (pane && !(pane.scrollHeight > pane.clientHeight && /auto|scroll/.test(getComputedStyle(pane).overflowY)))
    pane = pane.parentElement;
  const focused = document.activeElement === document.body ? node : (document.activeElement ?? node);
  const lacks = node.getBoundingClientRect().bottom + 8 - window.innerHeight;
  const top = Math.min(lacks, focused.getBoundingClientRect().top - HEADER);
  if (top > 0) pane?.scrollBy({ top, behavior: still() ? "auto" : "smooth" });
}
