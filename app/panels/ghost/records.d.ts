// What answer.py says of a change, and what is kept of a setting.

/** How two experiments differ: in one sentence, where they can be compared. */
interface Difference {
  same: boolean; // they are one experiment in two texts
  comparable: boolean;
  words: string;
  labels: string[]; // of the runs before
}

/** What was on the stage when it came to rest. */
interface Rested {
  query: Query;
  paths: Paths;
  looks: Partial<Look>[];
  surface: string | null; // what has to be the same for two paths to lie on one map
}

/** A path that is drawn pale, and what of it is drawn in each plot. */
interface DrawnGhost {
  name: string;
  look: string;
  color: string;
  dash: string;
  run: GhostRun;
  label: string;
  row: number;
  drawn: Record<string, GhostParts>;
}

interface GhostParts {
  node: SVGElement;
  band: SVGElement;
  line: SVGElement;
  ring: SVGElement;
  label: SVGElement;
  run?: GhostRun;
  place?: string;
  stands?: string; // the ring, in pixels; nothing where it is not seen
}
