// What the jungle's page and its endpoint send, see page.py, answer.py and debrief.py.

/** What names a search: a jungle, and what was done in it. */
interface JungleSearch {
  level: number | string;
  seed: number | string;
  log: string;
}

interface JungleData {
  base: string;
  assets: string;
  language: string;
  seed: number; // of the day
  levels: { number: number; name: string }[];
  best: Record<number, number | null>; // points by level
  texts: Texts;
}

interface JungleVoice {
  heading: number | null; // degrees from north, clockwise; null: no voice
  loudness: number; // 0 to 10
  words: string;
}

/** A game as far as the player may know it. */
interface JungleGame {
  level: number;
  seed: number;
  log: string;
  notes: string[];
  name: string;
  task: string;
  noisy: boolean;
  usual: number; // metres of a step
  longest: number;
  box: [number, number, number, number]; // west, east, south, north
  sight: number;
  reach: number;
  cells: number; // a side of the ground
  ground: string;
  trail: Pixel[];
  falls: number[]; // the stops at which one fell
  voice: JungleVoice;
  tally: { left: number; metres: string; falls: number; points: number };
  end: string | null;
  said: string;
  map: string;
  steps: string[];
  debrief: JungleDebrief | null;
}

/** How an optimizer walked. */
interface JungleGhost {
  label: string;
  color: string;
  marker: string;
  trail: Pixel[];
}

interface JungleDebrief {
  title: string;
  points: number;
  beaten: string;
  friends: Pixel[];
  where: string;
  ghosts: JungleGhost[];
  rows: { name: string; ghost: number | null; cells: string[]; points: number }[];
  rates: string;
  lesson: string[];
  momentum: string | null;
}

/** How far and where a walk would go; `chosen`: the heading is the player's. */
interface JungleAim {
  heading: number;
  metres: number;
  chosen: boolean;
}
