// What the marks of a first visit go by.

interface MarkFacts {
  query: Query;
  row: number;
  surface: SceneSurface;
  paths: Paths;
}

interface Mark {
  name: string; // of its words in the catalogue
  at: string; // what it points at
  aside: boolean; // it stands at its left where there is room, and not above it
  done(before: MarkFacts, now: MarkFacts): boolean;
}
