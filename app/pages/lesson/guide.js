// What Streamlit cannot do for a lesson: read out what was checked, take the focus to a new screen, keep the address.

/**
 * What the page sends: how often something was said, and what; how often the focus was led somewhere, and where.
 * @typedef {{ said: [number, string]; led: [number, string]; screen: string; session: string; query: Query }} Told
 * @typedef {{ speaker: HTMLElement; said: number | null; led: number | null; screen: string | null }} Guide
 */

/** @type {WeakMap<Element, Guide>} */
const guides = new WeakMap();

/** @param {Element} root @returns {Guide} */
function begin(root) {
  const speaker = document.createElement("div");
  speaker.className = "lesson-speaker";
  speaker.setAttribute("aria-live", "polite");
  root.replaceChildren(speaker);
  return { speaker, said: null, led: null, screen: null };
}

/**
 * The heading of the new screen, so that reading and Tab go on from there.
 * @param {string} selector @param {number} patience
 */
function toHeading(selector, patience = 40) {
  const heading = document.querySelector(selector);
  if (!(heading instanceof HTMLElement)) {
    if (patience) requestAnimationFrame(() => toHeading(selector, patience - 1));
    return;
  }
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  const { top } = heading.getBoundingClientRect();
  if (top < 60 || top > window.innerHeight * 0.6) heading.scrollIntoView({ block: "start" });
}

/**
 * The button that was pressed may be gone, and the focus with it; then reading and Tab go on from what came instead.
 * @param {string} selector @param {number} patience
 */
function keepFocus(selector, patience = 60) {
  const lost = document.activeElement === document.body || !document.activeElement;
  const target = lost && document.querySelector(selector);
  if (target instanceof HTMLElement) {
    if (!target.matches("input, textarea, button")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  } else if (patience) requestAnimationFrame(() => keepFocus(selector, patience - 1));
}

/** @param {Component<Told>} component */
export default function ({ parentElement, data }) {
  const guide = guides.get(parentElement) ?? begin(parentElement);
  guides.set(parentElement, guide);
  const [number, words] = data.said;
  if (guide.said !== null && number !== guide.said) guide.speaker.textContent = words;
  guide.said = number;
  const [step, selector] = data.led;
  if (guide.led !== null && step !== guide.led) keepFocus(selector);
  guide.led = step;
  if (guide.screen !== null && data.screen !== guide.screen) toHeading(".st-key-screen h2");
  guide.screen = data.screen;
  guide.speaker.dataset.screen = data.screen;
  guide.speaker.dataset.session = data.session; // after a restart of the server: buttons work again
  // The experiment stands in the address without a step for the back button, which leaves the lesson.
  const own = new URLSearchParams(location.search).get("assignment");
  const query = own ? `assignment=${own}&${data.query}` : data.query;
  if (location.search.slice(1) !== query) history.replaceState(history.state, "", `?${query}`);
}
