// What answer.py says of each run.

/** A change that was tried and helps, as fields of the query. */
interface WhyFix {
  label: string;
  brief: string | null; // for a button, where the label is long
  promise: string;
  shared: boolean; // it changes the other runs too
  set: Changes;
  drop: string[];
}

interface WhyExplanation {
  name: string;
  verdict: string; // a few words, *one of which stands out*
  content: boolean; // nothing is wrong
  says: string;
  evidence: string[];
  without: string; // why nothing is proposed
  fix: WhyFix | null;
}
