// Talks to the endpoint: one request at a time; where the server is away, the same again until it answers.

const RETRY_MS = 1500;
const LONGEST_MS = 20000;

/** The server understood the request and says why it cannot be done. */
export class Refusal extends Error {}

/**
 * `mode` is "open" (take what is valid) or "play" (refuse what is not). `trouble(true)` is told while nothing answers.
 * @param {string} base @param {string} language @param {"open" | "play"} mode @param {string} query
 * @param {(away: boolean) => void} trouble @returns {Promise<JungleGame>}
 */
export async function ask(base, language, mode, query, trouble) {
  for (;;) {
    try {
      const response = await fetch(`${base}/jungle/${language}/${mode}?${query}`, {
        signal: AbortSignal.timeout(LONGEST_MS),
      });
      if (response.ok || response.status === 400) {
        const body = await response.json();
        trouble(false);
        if (response.ok) return body;
        throw new Refusal(body.problems.join(" "));
      }
    } catch (error) {
      if (error instanceof Refusal) throw error;
    }
    trouble(true);
    await new Promise((done) => setTimeout(done, RETRY_MS));
  }
}
