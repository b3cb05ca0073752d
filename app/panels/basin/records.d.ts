// What the job of optim_core/insights/basin/ tells, line by line.

/** Starts that end alike: at a place, or in some way at none. */
interface BasinGroup {
  code: number;
  kind: string;
  letter: string;
  words: string;
  at: number[] | null;
  loss: number | null;
  count: number;
  share: number;
  start: number[]; // one of them, to try
}

interface BasinPicture {
  side: number; // starts a side
  box: Ends[];
  codes: string; // of each start its group, as bytes in base64
  heights: string;
  groups: BasinGroup[];
  starts: number;
  steps: number;
  notes: string[];
}

interface BasinLine {
  progress?: number;
  picture?: BasinPicture;
  problems?: string[];
  waiting?: number;
  words?: string;
  done?: boolean;
}

/** How a group is drawn: a number for each kind of pixel, and where its pattern has ink. */
interface BasinLook {
  plain: number;
  pattern: number;
  contour: number;
  edge: number;
  drawn(x: number, y: number): boolean;
}

/** How a picture is shown. */
interface BasinView {
  scheme: Scheme;
  variables: string[];
  width: number;
  at: number[]; // where the cross begins
  fixed: boolean;
}
