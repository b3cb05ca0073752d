// Tells Streamlit what the learner did, once for a burst of changes.

import { withShown } from "./shown.js";

const COMMIT_MS = 350; // keys repeat; one commit for a burst of them
const ADDRESS_MS = 1500;
export const TYPING_MS = 1500; // a formula is committed once the typing pauses

export class Commits {
  /** @type {number} */ timer;

  /**
   * `query()` is the experiment of now; `commit(query)` tells it. On the playground the address bar holds it too.
   * @param {() => Query} query @param {(query: Query) => void} commit @param {() => boolean} inAddress
   */
  constructor(query, commit, inAddress) {
    this.query = query;
    this.commit = commit;
    this.inAddress = inAddress;
  }

  /** @param {number} pause */
  soon(pause = COMMIT_MS) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), pause);
  }

  now() {
    const query = this.query();
    const address = location.search;
    this.commit(query);
    if (!this.inAddress()) return;
    // Streamlit writes the address; where its server does not answer, the experiment must not be lost by a reload.
    setTimeout(() => {
      if (query === this.query() && location.search === address) this.write(query);
    }, ADDRESS_MS);
  }

  /** @param {Query} query */
  write(query) {
    const address = withShown(query);
    if (this.inAddress() && location.search.slice(1) !== address)
      history.replaceState(history.state, "", `?${address}`);
  }
}
