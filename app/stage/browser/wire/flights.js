// How many drafts may be under way at once: as many as the server can work on while one answer travels.

const MOST = 5; // a browser has six connections to a server; one is left to all others
const RECENT = 8;
const FRAME_MS = 16; // more often nobody sees anything

export class Flights {
  room = 1;
  count = 0;
  name = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  /** @type {{ way: number; work: number }[]} */ recent = [];

  /** What tells the server which draft of this page is the newest, see app/server/turns.py. */
  turn() {
    return `${this.name}.${++this.count}`;
  }

  /**
   * An answer came after so many milliseconds; of these the server let it wait, and worked on it.
   * @param {number} took @param {string | null} timing the header Server-Timing
   */
  landed(took, timing) {
    const [wait, work] = ["wait", "work"].map((name) => Number(timing?.match(`${name};dur=([0-9.]+)`)?.[1] ?? NaN));
    if (Number.isNaN(wait + work)) return; // somebody between has taken the header away
    this.recent = [...this.recent, { way: took - wait - work, work }].slice(-RECENT);
    const way = Math.min(...this.recent.map((one) => one.way)); // what is longer was held up on the page
    const mean = this.recent.reduce((sum, one) => sum + one.work, 0) / this.recent.length;
    this.room = Math.max(1, Math.min(MOST, 1 + Math.round(way / Math.max(FRAME_MS, mean))));
  }
}
