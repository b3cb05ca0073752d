// Asks the endpoint of the insights: for one answer, or for the lines of work that takes longer.

import { Refusal } from "./endpoint.js";

const LONGEST_MS = 30000;

export class Insights {
  /** @param {Endpoint} endpoint */
  constructor({ base, language }) {
    this.root = `${base}/insight/${language}`;
  }

  /**
   * One answer as JSON. `own` are the answer's own fields beside the experiment's.
   * @type {InsightGet}
   */
  get = async (name, query, own = {}) => (await this.#ask(name, query, own, AbortSignal.timeout(LONGEST_MS))).json();

  /**
   * Calls `onLine` with each line of a job as it comes; ends with the job, or throws when `signal` stops it.
   * @type {InsightStream}
   */
  stream = async (name, query, own, onLine, signal) => {
    const response = await this.#ask(`job/${name}`, query, own, signal);
    const body = /** @type {ReadableStream<BufferSource>} */ (response.body);
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + (value ?? "")).split("\n");
      rest = done ? "" : (lines.pop() ?? "");
      for (const line of lines) if (line) onLine(JSON.parse(line));
      if (done) return;
    }
  };

  /** @param {string} name @param {Query} query @param {object} own @param {AbortSignal | undefined} signal */
  async #ask(name, query, own, signal) {
    const fields = Object.entries(own).map(([key, value]) => `&${key}=${encodeURIComponent(value)}`).join("");
    const response = await fetch(`${this.root}/${name}?${query}${fields}`, { signal });
    if (response.status === 400) throw new Refusal(await response.json());
    if (!response.ok) throw new Error(`${response.status}`);
    return response;
  }
}
