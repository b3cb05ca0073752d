// Edits of the experiment as fields of its text form, without knowing what the fields mean.

const RUN = /^run(\d+)(\..*)?$/;
const EXPERIMENT = /^(run\d|steps$|noise$|seed$|stop\.)/;

/**
 * A scene's fields with what was changed while it was under way. The server numbers runs anew, in their order.
 * @param {Query} answered @param {URLSearchParams} asked @param {URLSearchParams} now
 */
export function rebased(answered, asked, now) {
  if (asked.toString() === now.toString()) return new URLSearchParams(answered);
  const numbers = [...asked.keys()].map((key) => RUN.exec(key)).flatMap((m) => (m && !m[2] ? [Number(m[1])] : []));
  const place = new Map(numbers.toSorted((a, b) => a - b).map((number, i) => [String(number), i + 1]));
  /** @param {string} key */
  const renamed = (key) =>
    key.replace(RUN, (whole, number, rest) => (place.has(number) ? `run${place.get(number)}${rest ?? ""}` : whole));
  const fields = new URLSearchParams(answered);
  for (const [key, value] of now) if (asked.get(key) !== value) fields.set(renamed(key), value);
  for (const key of asked.keys()) if (!now.has(key)) fields.delete(renamed(key));
  return fields;
}

/**
 * The fields of a new formula, with the runs and settings of now, and with start and box as the learner left them.
 * @param {Query} answer @param {URLSearchParams} now @param {Map<string, string>} left
 */
export function withFormula(answer, now, left) {
  const fields = new URLSearchParams(answer);
  for (const key of [...fields.keys()]) if (key.startsWith("run")) fields.delete(key);
  for (const [key, value] of now) if (EXPERIMENT.test(key)) fields.set(key, value);
  for (const key of [...fields.keys()]) {
    const kept = now.get(key) ?? left.get(key);
    if (kept != null && !["formula", "v"].includes(key)) fields.set(key, kept);
  }
  return fields;
}
