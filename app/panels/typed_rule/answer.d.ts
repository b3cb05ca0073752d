// What answer.py says of a typed rule.

/** Where in a text a mistake is. */
interface Mistake {
  position: number;
  length: number;
  line: number;
}

/** A parameter of a rule that works: where it begins, and between which numbers it may be. */
interface TypedParameter {
  name: string;
  default: number;
  low: number;
  high: number;
}

interface CheckedRule {
  problem?: undefined;
  text: string;
  lines: { formula: string; note: string }[];
  parameters: TypedParameter[];
  remarks: string[];
}

type TypedAnswer = CheckedRule | (Mistake & { problem: string });
