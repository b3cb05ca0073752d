// What is said of a run while a finger moves: only what its draft shows. Whether it settles is said when nothing moves.

import { fill, short } from "../dom/text.js";

/**
 * The sentence, and the few words that a card has room for.
 * @param {Followed} path @param {string} name @param {boolean} shorter than the run will be
 * @param {number} fewer seeds are drawn; 0: all @param {Texts} texts
 */
export function draftWords({ columns, last, outcome, alternates }, name, shorter, fewer, texts) {
  const loss = columns[(columns.length - 3) / 2];
  const text = last < 0
    ? [texts.draft_no_start, texts["short.draft_no_start"]]
    : outcome === "diverged"
    ? [texts.draft_exploded, texts["short.draft_exploded"]]
    : outcome === "left_domain"
    ? [texts.draft_left_domain, texts["short.draft_left_domain"]]
    : outcome === "no_step"
    ? [texts.draft_no_step, texts["short.draft_no_step"]]
    : [texts.draft_now, texts["short.draft_now"]];
  const step = outcome === "left_domain" || outcome === "diverged" ? last + 1 : last;
  const values = { name, step, loss: short(loss[Math.max(0, last)]) };
  const more = [alternates ? texts.draft_alternates : "", shorter ? fill(texts.draft_first, { step }) : "",
    fewer ? fill(texts.draft_seeds, { seeds: fewer }) : ""];
  /** @param {string} first */
  const whole = (first) => [fill(first, values), ...more].filter(Boolean).join(" ");
  return { words: whole(text[0]), verdict: whole(text[1]) };
}
