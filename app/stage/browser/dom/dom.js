// Making elements: h, s for SVG, buttons and their icons, and writing text without a needless layout.

/**
 * Makes an element: h("div", {class: "x", onclick: f}, child, "text").
 * @template {keyof HTMLElementTagNameMap} Name @param {Name} name @param {Attributes} attributes
 * @param {...Child} children
 */
export function h(name, attributes = {}, ...children) {
  return dressed(document.createElement(name), attributes, children);
}

/**
 * The same for SVG.
 * @template {keyof SVGElementTagNameMap} Name @param {Name} name @param {Attributes} attributes
 * @param {...Child} children
 */
export function s(name, attributes = {}, ...children) {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

/** @template {Element} Made @param {Made} node @param {Attributes} attributes @param {Child[]} children */
function dressed(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, String(value));
  }
  for (const child of children) if (child != null) node.append(child instanceof Node ? child : String(child));
  return node;
}

/**
 * A small button.
 * @param {string} text @param {(event: MouseEvent) => unknown} act @param {Attributes} [more]
 */
export function button(text, act, more = {}) {
  return h("button", { type: "button", class: "stage-button stage-small", onclick: act, ...more }, text);
}

/**
 * A link that looks like a button. Its address, and the name of its file, are made anew when it is about to be followed.
 * @param {string} text @param {() => { href: string; download?: string }} made @param {Attributes} [more]
 */
export function freshLink(text, made, more = {}) {
  const link = h("a", { class: "stage-button stage-small", href: "#", ...more }, text);
  for (const event of ["pointerdown", "focus", "click"])
    link.addEventListener(event, () => Object.assign(link, made()));
  return link;
}

/**
 * A small button with a sign, and what it means.
 * @param {string} sign @param {string} meaning @param {() => unknown} act
 */
export const signButton = (sign, meaning, act) => button(sign, act, { "aria-label": meaning, title: meaning });

const ICONS = {
  play: "M6,4L19,12L6,20Z",
  pause: "M6,4h4v16h-4ZM14,4h4v16h-4Z",
  back: "M18,5L8,12L18,19ZM5,5h2.5v14h-2.5Z",
  forward: "M6,5L16,12L6,19ZM16.5,5h2.5v14h-2.5Z",
  start: "M12,5L4,12L12,19ZM20,5L12,12L20,19Z",
  end: "M12,5L20,12L12,19ZM4,5L12,12L4,19Z",
  down: "M6,9.5L12,15.5L18,9.5Z",
  undo: "M8,4.5L3.5,9L8,13.5M3.5,9H14A5.5,5.5 0 0 1 14,20H9",
  redo: "M16,4.5L20.5,9L16,13.5M20.5,9H10A5.5,5.5 0 0 0 10,20H15",
  share:
    "M8,11L16,6.5M8,13L16,17.5M3.5,12a2.2,2.2 0 1 0 4.4,0a2.2,2.2 0 1 0 -4.4,0M16,5.5a2.2,2.2 0 1 0 4.4,0a2.2,2.2 0 1 0 -4.4,0M16,18.5a2.2,2.2 0 1 0 4.4,0a2.2,2.2 0 1 0 -4.4,0",
  close: "M5.5,4L12,10.5L18.5,4L20,5.5L13.5,12L20,18.5L18.5,20L12,13.5L5.5,20L4,18.5L10.5,12L4,5.5Z",
};

/**
 * A small picture for a button; its words are in the button's label.
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  return s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "stage-symbol" },
    s("path", { d: ICONS[name] }));
}

/**
 * An element for Plotly to draw into.
 * @param {Attributes} attributes
 */
export function graph(attributes) {
  return /** @type {Graph} */ (/** @type {HTMLElement} */ (h("div", attributes)));
}

/**
 * What a canvas is painted with.
 * @param {HTMLCanvasElement | OffscreenCanvas} canvas @param {CanvasRenderingContext2DSettings} [settings]
 */
export function contextOf(canvas, settings) {
  return /** @type {Paper} */ (canvas.getContext("2d", settings));
}

/**
 * Writes a text where it is another one; writing the same again would cost a layout in every frame.
 * @param {Node} node @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Hides an element or shows it; saying the same again would cost styles worked out anew in every frame.
 * @param {HTMLElement} node @param {boolean} hidden
 */
export function hide(node, hidden) {
  if (node.hidden !== hidden) node.hidden = hidden;
}

/**
 * Writes into a line that is there only as long as it says something.
 * @param {HTMLElement} line @param {string} words
 */
export function tell(line, words) {
  write(line, words);
  hide(line, !words);
}

/** Whether the person asked for less motion. */
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
