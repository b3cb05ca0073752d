// What Streamlit cannot do for a lesson: read out what was checked, take the focus to a new screen, keep the address.

const guides = new WeakMap();

function begin(root) {
  const speaker = document.createElement("div");
  speaker.className = "lesson-speaker";
  speaker.setAttribute("aria-live", "polite");
  root.replaceChildren(speaker);
  return { speaker, said: null, screen: null };
}

/** The heading of the new screen, so that reading and Tab go on from there. */
function toHeading(selector, patience = 40) {
  const heading = document.querySelector(selector);
  if (!heading) {
    if (patience) requestAnimationFrame(() => toHeading(selector, patience - 1));
    return;
  }
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  const { top } = heading.getBoundingClientRect();
  if (top < 60 || top > window.innerHeight * 0.6) heading.scrollIntoView({ block: "start" });
}

export default function ({ parentElement, data }) {
  const guide = guides.get(parentElement) ?? begin(parentElement);
  guides.set(parentElement, guide);
  const [number, words] = data.said;
  if (guide.said !== null && number !== guide.said) guide.speaker.textContent = words;
  guide.said = number;
  if (guide.screen !== null && data.screen !== guide.screen) toHeading(".st-key-screen h2");
  guide.screen = data.screen;
  guide.speaker.dataset.screen = data.screen;
  // The experiment stands in the address without a step for the back button, which leaves the lesson.
  const own = new URLSearchParams(location.search).get("assignment");
  const query = own ? `assignment=${own}&${data.query}` : data.query;
  if (location.search.slice(1) !== query) history.replaceState(history.state, "", `?${query}`);
}
