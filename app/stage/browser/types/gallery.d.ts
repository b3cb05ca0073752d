// The bar above the picture: what there is to choose from, as app/stage/gallery/gallery.py writes it, and what it does.

/** Something to choose: a surface by its slug, an example by its query. */
interface GalleryEntry {
  value: string;
  label: string;
  says: string; // one sentence: what is to be seen
}

interface GalleryGroup {
  label: string;
  entries: GalleryEntry[];
}

interface Gallery {
  surfaces: GalleryGroup[];
  examples: GalleryGroup[];
  first: Query; // what a newcomer sees
}

/** What the bar's actions need of the page. */
interface BarWays extends Pick<BarActions, "link" | "png" | "csv"> {
  assignment: string; // the page that makes one
  scheme(): Scheme;
  trouble(error: unknown): void; // says what is wrong with an answer; null: nothing any more
}

/** What the bar may do. */
interface BarActions {
  gallery(): Promise<Gallery>;
  thumbnail(slug: string): string; // the address of a surface's picture
  picture(query: Query): string; // and of an experiment's
  query(): Query;
  surface(slug: string): void; // the same runs on another surface
  example(query: Query): void; // another experiment altogether
  link(): string;
  png(): void;
  csv(): string;
  assignment(): string;
}
