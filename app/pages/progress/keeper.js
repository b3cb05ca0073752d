// Keeps the learner's progress in localStorage, where a new release and a restart of the server leave it alone.

/**
 * `text` is the progress as the server knows it; another `token` comes with each session on the server.
 * @typedef {{ token: string; text: string | null }} Known
 * @typedef {{ token: string | null; last: string | null; times: number; tell(): void }} Keeper
 */

const NAME = "descent.progress";
const SOON_MS = 400;
/** @type {WeakMap<Element, Keeper>} */
const keepers = new WeakMap();

/** What is stored: a text, "" where there is none yet, null where the browser does not let us. */
function stored() {
  try {
    return localStorage.getItem(NAME) ?? "";
  } catch {
    return null;
  }
}

/**
 * Calls back when Streamlit is connected again: a server that was restarted knows nothing, and does not ask.
 * @param {() => void} tell
 */
function onReturn(tell) {
  const app = document.querySelector("[data-test-connection-state]");
  const connected = () => app?.getAttribute("data-test-connection-state") === "CONNECTED";
  let before = true;
  const look = () => {
    if (connected() && !before) setTimeout(tell, SOON_MS); // Streamlit itself has to be ready first
    before = connected();
  };
  if (app)
    new MutationObserver(look).observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
}

function begin() {
  /** @type {Keeper} */
  const keeper = { token: null, last: null, times: 0, tell() {} };
  onReturn(() => keeper.tell());
  return keeper;
}

/** @param {Component<Known>} component */
export default function ({ parentElement, data, setStateValue }) {
  const keeper = keepers.get(parentElement) ?? begin();
  keepers.set(parentElement, keeper);
  const now = stored();
  const tell = () => {
    keeper.last = stored();
    setStateValue("stored", { token: data.token, text: keeper.last ?? "", works: keeper.last !== null,
      times: ++keeper.times });
  };
  keeper.tell = tell;
  if (data.token !== keeper.token) { // a new session on the server, which knows nothing yet
    keeper.token = data.token;
    tell();
  } else if (data.text !== null && now !== null && data.text !== now) {
    if (now !== keeper.last && now !== "") return tell(); // another tab wrote meanwhile: the two are merged first
    try {
      localStorage.setItem(NAME, data.text);
      keeper.last = data.text;
    } catch {
      setStateValue("stored", { token: data.token, text: now, works: false }); // full, or switched off
    }
  }
}
