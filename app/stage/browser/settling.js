// Whether something moves. While it does, light overlays are drawn; once nothing has for a moment, Plotly's traces are.

const SETTLE_MS = 140; // after the last movement

/** Goes from moving to settling to resting; a movement at any time leads back to moving. */
export class Settling {
  /** @type {"moving" | "settling" | "resting"} */ state = "resting";
  /** @type {number} */ timer = 0;

  /**
   * `settle()` draws what rests and says whether it could begin; `rest()` is called if nothing moved meanwhile.
   * @param {() => Promise<boolean>} settle @param {() => void} rest
   */
  constructor(settle, rest) {
    this.settle = settle;
    this.rest = rest;
  }

  moved() {
    this.state = "moving";
  }

  /** Nothing is known to follow: settles in a moment. */
  soon() {
    this.stop();
    this.timer = setTimeout(() => this.#settle(), SETTLE_MS);
  }

  /** What rests is to be drawn anew. */
  again() {
    if (this.state === "resting") this.soon();
  }

  /** Nothing is to be drawn any more. */
  end() {
    this.moved();
    this.stop();
  }

  /** More is on its way. */
  stop() {
    clearTimeout(this.timer);
  }

  async #settle() {
    this.state = "settling";
    // something may move while Plotly draws: then the overlay is in use
    if (!(await this.settle()) || /** @type {string} */ (this.state) !== "settling") return;
    this.state = "resting";
    this.rest();
  }
}
