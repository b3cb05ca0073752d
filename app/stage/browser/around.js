// What stands around the plots: the tools, the legend, the colour scheme, and what the tab remembers.

import { Copied } from "./dom/copied.js";
import { h } from "./dom/dom.js";
import { fill } from "./dom/text.js";
import { ARROW_EVERY } from "./plots/geometry.js";

/**
 * "dark" or "light", from the page's own background.
 * @param {HTMLElement} root @returns {Scheme}
 */
export function schemeOf(root) {
  const color = getComputedStyle(root).getPropertyValue("--st-background-color").trim() ||
    getComputedStyle(document.body).backgroundColor;
  const probe = h("span", { style: `color: ${color}` });
  root.append(probe);
  const [r, g, b] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  probe.remove();
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128 ? "dark" : "light";
}

/**
 * Calls back with whether Streamlit's own connection stands, at every change. A server that is back may know nothing.
 * @param {(connected: boolean) => void} tell
 */
export function onConnection(tell) {
  const app = document.querySelector("[data-test-connection-state]");
  if (!app) return { disconnect() {} };
  let connected = true;
  const watch = new MutationObserver(() => {
    const now = app.getAttribute("data-test-connection-state") === "CONNECTED";
    if (now === connected) return;
    connected = now;
    tell(connected);
  });
  watch.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  return watch;
}

/**
 * The view (not the experiment) is kept in the tab: it survives a reload and is gone with the tab.
 * @param {string} name @param {string} value
 */
export function remember(name, value) {
  try {
    sessionStorage.setItem(`descent.${name}`, value);
  } catch {
    // storage may be switched off; then the view starts afresh
  }
}

/** @param {string} name */
export function remembered(name) {
  try {
    return sessionStorage.getItem(`descent.${name}`);
  } catch {
    return null;
  }
}

/** @param {Texts} t @param {Tools} tools */
export function toolbar(t, { zoom, pan, whole, png, csv, link }) {
  /** @param {string} text @param {(event: MouseEvent) => unknown} act @param {string} [label] */
  const button = (text, act, label) =>
    h("button", { type: "button", class: "stage-button stage-small", "aria-label": label ?? null, title: label ?? null,
      onclick: act }, text);
  const file = h("a", { class: "stage-button stage-small", href: "#", download: "descent-steps.csv" }, t.csv);
  file.addEventListener("click", () => {
    file.href = csv();
  });
  const copied = new Copied(t.copied, t.not_copied);
  return {
    whole: h("div", { class: "stage-whole", hidden: true }, button(t.reset_view, whole)),
    map: h("div", { class: "stage-bar" }, button("+", () => zoom(0.6), t.zoom_in),
      button("−", () => zoom(1 / 0.6), t.zoom_out), button("←", () => pan(-0.25, 0), t.pan_left),
      button("→", () => pan(0.25, 0), t.pan_right), button("↑", () => pan(0, 0.25), t.pan_up),
      button("↓", () => pan(0, -0.25), t.pan_down), button(t.reset_view, whole)),
    files: h("div", { class: "stage-bar stage-files" }, button(t.png, png), file,
      button(t.copy_link, () => copied.copy(link())), copied.node),
  };
}

/** @param {Texts} t */
export function legend(t) {
  /** @param {string} icon @param {string} text @param {string} [className] */
  const item = (icon, text, className = "") =>
    h("li", { class: className }, h("span", { class: "stage-key", "aria-hidden": "true" }, icon), text);
  return h("ul", { class: "stage-legend" }, item("◎", t.legend_start), item("☆", t.legend_minimum, "stage-only-paths"),
    item("➤", t.legend_step, "stage-only-paths"), item("→", t.legend_downhill, "stage-only-paths"),
    item("┄", t.legend_tangent, "stage-only-1d"), item("≋", t.legend_bundle, "stage-only-seeds"),
    item("×", t.legend_clipped, "stage-only-clipped"),
    h("li", { class: "stage-wide" }, `${t.legend_why} ${fill(t.legend_thin, { pixels: ARROW_EVERY })}`));
}

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
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (top > 0) pane?.scrollBy({ top, behavior: calm ? "auto" : "smooth" });
}
