// The pulls of the examples as a table: what each is, what the model says of it, and where it pulls.

import { fill, short, TABLE } from "../../stage/browser/dom/text.js";

const MOST = 40; // rows; with more examples those of the next step come before others

/** @param {PullsAnswer} answer @param {string} name @param {Texts} t */
export function pullsTable(answer, name, t) {
  const { inputs, targets, answers, residuals, losses, pulls, picked, labels, groups, variables } = answer;
  const strong = picked && new Set(picked);
  const order = [...(picked ?? []), ...pulls.map((_, i) => i).filter((i) => !strong?.has(i))];
  const rows = order.slice(0, MOST).toSorted((a, b) => a - b);
  const heads = [
    t["pulls.example"],
    ...labels,
    groups.length ? fill(t["pulls.chance"], { group: groups[1] }) : t["pulls.answer"],
    t["pulls.residual"],
    t["pulls.loss"],
    ...variables.map((variable) => fill(t["pulls.pull"], { variable })),
    ...(strong ? [t["pulls.picked"]] : []),
  ];
  /** @param {number} i */
  const cells = (i) => [
    ...inputs[i].map((value) => short(value, TABLE)),
    groups.length ? groups[targets[i]] : short(targets[i], TABLE),
    short(answers[i], TABLE),
    short(residuals[i], TABLE),
    short(losses[i], TABLE),
    ...pulls[i].map((value) => short(value, TABLE)),
    ...(strong ? [t[strong.has(i) ? "pulls.yes" : "pulls.no"]] : []),
  ];
  return { caption: fill(t["pulls.caption"], { name, step: answer.step, rows: rows.length, count: pulls.length }),
    heads, rows: rows.map((i) => [i + 1, ...cells(i)]) };
}
