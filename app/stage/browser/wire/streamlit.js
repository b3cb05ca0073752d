// Streamlit's page around the stage: whether it is dark or light, and whether Streamlit's own connection stands.

import { h } from "../dom/dom.js";

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
